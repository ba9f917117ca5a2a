"""How does a saved plan come back? From JSON to the very same plan; what does not fit is refused with its place."""

import json
import re
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from functools import cache

from explorer.errors import ReaderError
from explorer.planner.advice.strategies import REQUESTS, STRATEGIES
from explorer.planner.records.model import Model
from explorer.planner.records.plan import ACTIONS, Plan
from explorer.remark import Remark, as_written

FORMAT = "layerwise-plan"
VERSION = 1  # raised when a reader of the older form would misread the newer; new fields with a default keep it
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
    body = _envelope(text)
    layers = _model_layers(body)
    for planned in body.get("layers") or () if isinstance(body.get("layers"), list) else ():
        if isinstance(planned, dict) and type(planned.get("layer")) is int and 0 <= planned["layer"] < len(layers):
            planned["layer"] = layers[planned["layer"]]
    plan = decode(Plan, body, "plan")
    _check(plan)
    return plan


def decode(kind: typing.Any, value: object, place: str) -> typing.Any:
    """Turn JSON back into `kind`: a dataclass, a tuple type, a union or a plain value. Unknown fields are left out."""
    if kind is Remark:
        return _decode_remark(value, place)
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
        raise ReaderError(f"{place} must be {_word(kind)}; {_shown(value)} came.")
    return value


def _decode_remark(value: object, place: str) -> Remark:
    """Turn JSON back into a remark; one that this version cannot say is kept as it was written in English."""
    if not isinstance(value, dict) or not isinstance(value.get("key"), str):
        raise ReaderError(f"{place} must be a remark with a key; {_shown(value)} came.")
    given = value.get("values")
    remark = Remark(
        value["key"], {name: _plain(item) for name, item in (given if isinstance(given, dict) else {}).items()}
    )
    try:
        str(remark)
    except (KeyError, TypeError, ValueError, AttributeError, OSError, IndexError):
        return as_written(str(value.get("text", "")))
    return remark


def _plain(value: object) -> object:
    """Turn a value of a remark back: lists are tuples, and a remark inside stays one."""
    if isinstance(value, list):
        return tuple(_plain(item) for item in value)
    if isinstance(value, dict):
        return Remark(str(value.get("key")), {name: _plain(item) for name, item in (value.get("values") or {}).items()})
    return value


def _decode_record(kind: typing.Any, value: object, place: str) -> typing.Any:
    if not isinstance(value, dict):
        raise ReaderError(f"{place} must be an object with fields; {_shown(value)} came.")
    if kind is Model and "notes" in value:  # as plans were written before remarks
        value = {"remarks": value["notes"], **value}
    hints, given = _hints(kind), {}
    for field in fields(kind):
        if field.name in value:
            given[field.name] = decode(hints[field.name], value[field.name], f"{place}.{field.name}")
        elif field.default is MISSING:
            raise ReaderError(f"{place} has no {field.name!r}; every {kind.__name__} needs one.")
    return kind(**given)


def _decode_union(kinds: tuple, value: object, place: str) -> typing.Any:
    if value is None and type(None) in kinds:
        return None
    others = [kind for kind in kinds if kind is not type(None)]
    fitting = [kind for kind in others if kind is type(value)]
    return decode(fitting[0] if fitting else others[0], value, place)


def _decode_tuple(kinds: tuple, value: object, place: str) -> tuple:
    if not isinstance(value, list):
        raise ReaderError(f"{place} must be a list; {_shown(value)} came.")
    if kinds[-1] is Ellipsis:
        return tuple(decode(kinds[0], item, f"{place}[{i}]") for i, item in enumerate(value))
    if len(value) != len(kinds):
        raise ReaderError(f"{place} must be a list of {len(kinds)}; {len(value)} came.")
    return tuple(decode(kind, item, f"{place}[{i}]") for i, (kind, item) in enumerate(zip(kinds, value, strict=True)))


@cache
def _hints(kind: type) -> dict:
    return typing.get_type_hints(kind)


def _word(kind: type) -> str:
    return {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}.get(kind, kind.__name__)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _envelope(text: str) -> dict:
    if len(text) > LONGEST:
        raise ReaderError(f"This plan has {len(text):,} characters; up to {LONGEST:,} can be read.")
    try:
        document = json.loads(text.removeprefix(BYTE_ORDER_MARK))
    except RecursionError:
        raise ReaderError("This JSON is nested too deeply to be a plan.") from None
    except ValueError as error:
        raise ReaderError(f"This is not a whole JSON document: {error}. Paste the downloaded file unchanged.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ReaderError(f'This JSON is not a plan of Layerwise: a plan begins with "format": "{FORMAT}".')
    version = document.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise ReaderError(f"This plan has version {_shown(version)}; this Layerwise reads versions 1 to {VERSION}.")
    body = document.get("plan")
    if not isinstance(body, dict):
        raise ReaderError(f'"plan" must be an object with fields; {_shown(body)} came.')
    return body


def _model_layers(body: dict) -> list:
    model = body.get("model")
    layers = model.get("layers") if isinstance(model, dict) else None
    return layers if isinstance(layers, list) else []


def _check(plan: Plan) -> None:
    """Hold what the types do not say: keys that must be known, and one multiplier a layer."""
    if plan.strategy not in STRATEGIES:
        raise ReaderError(f"plan.strategy must be one of {', '.join(STRATEGIES)}; {_shown(plan.strategy)} came.")
    if plan.requested not in REQUESTS:
        raise ReaderError(f"plan.requested must be one of {', '.join(REQUESTS)}; {_shown(plan.requested)} came.")
    for index, planned in enumerate(plan.layers):
        if planned.action not in ACTIONS:
            raise ReaderError(
                f"plan.layers[{index}].action must be one of {', '.join(ACTIONS)}; {_shown(planned.action)} came."
            )
        if not 0 <= planned.multiplier <= 1:
            raise ReaderError(f"plan.layers[{index}].multiplier must be 0 to 1; {planned.multiplier} came.")
    for index, phase in enumerate(plan.schedule):
        if len(phase.multipliers) != len(plan.layers):
            raise ReaderError(
                f"plan.schedule[{index}] must have one multiplier for each of the {len(plan.layers)} layers; "
                f"{len(phase.multipliers)} came."
            )
