"""How does a saved plan come back? From JSON to the very same plan; what does not fit is refused with its place."""

import json
import re
import types
import typing
from dataclasses import MISSING, fields, is_dataclass

from explorer.errors import ReaderError
from explorer.planner.advice.strategies import REQUESTS, STRATEGIES
from explorer.planner.records.model import Model
from explorer.planner.records.plan import ACTIONS, Plan
from explorer.planner.saved.remarks import as_remarks, decode_remark, hints_of
from explorer.remark import Remark

FORMAT = "layerwise-plan"
VERSION = 2  # raised when a reader of the older form would misread the newer; new fields with a default keep it
BYTE_ORDER_MARK = "\ufeff"  # some editors save one in front
# {"format": "layerwise-plan", ... also where another program wrote a field or two before it
OPENING = re.compile(r'\s{0,200}\{[^{}]{0,200}"format"\s{0,20}:\s{0,20}"' + FORMAT + '"')
LONGEST = 50_000_000  # characters; the longest plan we have seen has 2 million


def is_plan(text: str) -> bool:
    """Whether the text begins as a plan does that `write` wrote; what follows may still be broken."""
    return OPENING.match(text.removeprefix(BYTE_ORDER_MARK)) is not None


def read_plan(text: str) -> Plan:
    """Read a plan that `write` wrote; it equals the original.

    Raises ReaderError: what is wrong, where in the document, what is allowed.
    """
    version, body = _envelope(text)
    layers = _model_layers(body)
    for planned in body.get("layers") or () if isinstance(body.get("layers"), list) else ():
        if isinstance(planned, dict) and type(planned.get("layer")) is int and 0 <= planned["layer"] < len(layers):
            planned["layer"] = layers[planned["layer"]]
    plan = decode(Plan, body, "plan")
    _check(plan)
    return as_remarks(plan) if version == 1 else plan


def decode(kind: typing.Any, value: object, place: str) -> typing.Any:
    """Turn JSON back into `kind`: a dataclass, a tuple type, a union or a plain value. Unknown fields are left out."""
    if kind is Remark:
        return decode_remark(value, place)
    if is_dataclass(kind):
        return _decode_record(kind, value, place)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _decode_union(arguments, value, place)
    if origin is tuple:
        return _decode_tuple(arguments, value, place)
    if kind is object:
        return tuple(value) if isinstance(value, list) else value
    allowed = (int, float) if kind is float else (kind,)
    if type(value) not in allowed:
        raise _refused("not_a", place=place, kind=_word(kind), came=_shown(value))
    return value


def _decode_record(kind: typing.Any, value: object, place: str) -> typing.Any:
    if not isinstance(value, dict):
        raise _refused("no_fields", place=place, came=_shown(value))
    if kind is Model and "notes" in value:  # as plans were written before remarks
        value = {"remarks": value["notes"], **value}
    hints, given = hints_of(kind), {}
    for field in fields(kind):
        if field.name in value:
            given[field.name] = decode(hints[field.name], value[field.name], f"{place}.{field.name}")
        elif field.default is MISSING:
            raise _refused("missing", place=place, field=repr(field.name), record=kind.__name__)
    return kind(**given)


def _decode_union(kinds: tuple, value: object, place: str) -> typing.Any:
    if value is None and type(None) in kinds:
        return None
    others = [kind for kind in kinds if kind is not type(None)]
    fitting = [kind for kind in others if kind is type(value)]
    return decode(fitting[0] if fitting else others[0], value, place)


def _decode_tuple(kinds: tuple, value: object, place: str) -> tuple:
    if not isinstance(value, list):
        raise _refused("no_list", place=place, came=_shown(value))
    if kinds[-1] is Ellipsis:
        return tuple(decode(kinds[0], item, f"{place}[{i}]") for i, item in enumerate(value))
    if len(value) != len(kinds):
        raise _refused("list_length", place=place, length=len(kinds), came=len(value))
    return tuple(decode(kind, item, f"{place}[{i}]") for i, (kind, item) in enumerate(zip(kinds, value, strict=True)))


def _word(kind: type) -> Remark | str:
    named = {str: "text", int: "whole", float: "number", bool: "flag"}
    return Remark(f"saved.kind.{named[kind]}") if kind in named else kind.__name__


def _refused(key: str, **values: object) -> ReaderError:
    return ReaderError(Remark(f"saved.{key}", values))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _envelope(text: str) -> tuple[int, dict]:
    if len(text) > LONGEST:
        raise _refused("too_long", characters=len(text), most=LONGEST)
    try:
        document = json.loads(text.removeprefix(BYTE_ORDER_MARK))
    except RecursionError:
        raise _refused("too_deep") from None
    except ValueError as error:
        raise _refused("not_whole", error=str(error)) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _refused("other_json", format=FORMAT)
    version = document.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise _refused("version", came=_shown(version), newest=VERSION)
    body = document.get("plan")
    if not isinstance(body, dict):
        raise _refused("no_fields", place='"plan"', came=_shown(body))
    return version, body


def _model_layers(body: dict) -> list:
    model = body.get("model")
    layers = model.get("layers") if isinstance(model, dict) else None
    return layers if isinstance(layers, list) else []


def _check(plan: Plan) -> None:
    """Hold what the types do not say: keys that must be known, and one multiplier a layer."""
    if plan.strategy not in STRATEGIES:
        raise _refused("not_one_of", place="plan.strategy", allowed=tuple(STRATEGIES), came=_shown(plan.strategy))
    if plan.requested not in REQUESTS:
        raise _refused("not_one_of", place="plan.requested", allowed=REQUESTS, came=_shown(plan.requested))
    for index, planned in enumerate(plan.layers):
        if planned.action not in ACTIONS:
            place = f"plan.layers[{index}].action"
            raise _refused("not_one_of", place=place, allowed=ACTIONS, came=_shown(planned.action))
        if not 0 <= planned.multiplier <= 1:
            raise _refused("out_of_range", place=f"plan.layers[{index}].multiplier", came=planned.multiplier)
    for index, phase in enumerate(plan.schedule):
        if len(phase.multipliers) != len(plan.layers):
            place, came = f"plan.schedule[{index}]", len(phase.multipliers)
            raise _refused("phase_length", place=place, layers=len(plan.layers), came=came)
