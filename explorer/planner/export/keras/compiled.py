"""How does a plan become a Keras program?"""

import re
from dataclasses import replace

from explorer.planner.export.beside import ADDED, Beside, added_table, split_beside, with_beside
from explorer.planner.export.keras import code as keras_code
from explorer.planner.export.keras.beside_code import ABLE, beside_code
from explorer.planner.export.python_header import (
    block_table,
    missing_head,
    opening,
    phase_functions,
    phase_table,
    sources,
    speed_table,
)
from explorer.planner.export.source_text import literal
from explorer.planner.export.tables import make_tables
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan

USE = [
    "model = apply_plan(model)      # Keras 3.15 or later: one learning rate a group",
    "model.fit(...)",
    "# Train in phases: model = phase_1(model), fit, model = phase_2(model), fit ...",
    "# Keras before 3.15: model = two_phase(model), fit, model = two_phase(model, second=True), fit.",
]
IMPORTS = [
    "import keras  # Keras 2: import tf_keras as keras; with TensorFlow 2.12 to 2.15: from tensorflow import keras",
    "",
]


UNNAMED_INPUT = re.compile(r"input(_layer)?(_\d+)?")  # names that Keras gives, and gives anew when a model is rebuilt


def without_unnamed_inputs(plan: Plan) -> Plan:
    """Take the inputs that Keras named itself out of a plan whose summary tells no classes and no counts."""
    last = [planned.layer.path.rpartition("/")[2] for planned in plan.layers]  # also inside a nested model
    found = [
        p.layer.parameters is None and UNNAMED_INPUT.fullmatch(name) for p, name in zip(plan.layers, last, strict=True)
    ]
    if not any(found):
        return plan
    idle = (
        replace(p, layer=replace(p.layer, parameters=0)) if f else p for p, f in zip(plan.layers, found, strict=True)
    )
    return replace(plan, layers=tuple(idle))


def inside_a_backbone(plan: Plan, beside: Beside) -> list[str]:
    """Write which linear layers inside a backbone of one row get added weights."""
    if beside.kind != ADDED:
        return []
    where = literal(plan.task.adapter_layers)
    return [f'INSIDE = {where}  # a backbone of one row: "all" linear layers, "attention" (query, value) or "mlp"', ""]


def write(plan: Plan) -> str:
    """Write the plan as a Keras module: apply_plan, two_phase and one function a phase."""
    rest, beside = split_beside(without_unnamed_inputs(plan))
    tables = with_beside(make_tables(rest), beside)
    lines = opening(plan, tables, "Keras", plan.model.framework in ("keras", "", "unknown"), USE)
    lines += (["import os.path", ""] if tables.patterns else []) + IMPORTS
    lines += missing_head(tables)
    lines += speed_table(plan, tables)
    lines += keras_code.constants(plan, tables)
    lines += block_table(tables)
    lines += added_table(beside)
    lines += inside_a_backbone(plan, beside)
    lines += phase_table(plan, tables)
    lines += sources(tables)
    lines += keras_code.APPLY.splitlines()
    if plan.schedule:
        lines += ["", *keras_code.PHASE.splitlines()[1:], ""]
        lines += phase_functions(plan, "return start_phase(model, PHASES[{index}])", "model")
    lines += ["", "# From here on: how the tables above find their layers. Nothing to change.", ""]
    lines += keras_code.SETTINGS
    lines += keras_code.runtime(plan, tables).splitlines()
    lines += beside_code(beside).splitlines()
    return "\n".join(lines).rstrip() + "\n"


EXPORTER = Exporter(
    "keras",
    "Keras",
    ("keras",),
    ".py",
    write,
    "Call model = apply_plan(model), then model.fit as always.",
    able=ABLE,
)
