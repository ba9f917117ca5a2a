"""How does a plan travel? As JSON that reads back to the very same plan; `docs/plan-json.md` is its schema."""

import json
import typing
from dataclasses import MISSING, fields, is_dataclass

from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan
from explorer.planner.saved.read_plan import FORMAT, VERSION
from explorer.planner.saved.remarks import encode_remark
from explorer.remark import Remark


def write(plan: Plan) -> str:
    """Write the plan; fields at their default are left out, and a planned layer is named by its place in the model."""
    body = encode(plan)
    for index, (planned, written) in enumerate(zip(plan.layers, body["layers"], strict=True)):
        if index < len(plan.model.layers) and plan.model.layers[index] == planned.layer:
            written["layer"] = index
    return spread({"format": FORMAT, "version": VERSION, "plan": body}, depth=4) + "\n"


def spread(value: typing.Any, depth: int) -> str:
    """Write JSON with one item a line down to `depth`: a layer or a phase stands on a line of its own."""
    if depth == 0 or not value or not isinstance(value, (dict, list)):
        return json.dumps(value)
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {spread(item, depth - 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + "\n}"
    return "[\n" + ",\n".join(spread(item, depth - 1) for item in value) + "\n]"


def encode(value: object) -> typing.Any:
    """Turn dataclasses into dicts and tuples into lists; fields at their default are left out."""
    if isinstance(value, Remark):
        return encode_remark(value)
    if is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: encode(item) for field, item in pairs if field.default is MISSING or item != field.default}
    return [encode(item) for item in value] if isinstance(value, (tuple, list)) else value


EXPORTER = Exporter(
    "json",
    "Plan (JSON)",
    (),
    ".json",
    write,
    "Keep or share the whole plan; paste it back here.",
    able=frozenset(("added", "biases")),
)
