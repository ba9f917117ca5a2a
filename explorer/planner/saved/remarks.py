"""How do remarks travel in a saved plan? As key and values, with the English as it reads beside them."""

import re
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache

from explorer.errors import ReaderError
from explorer.remark import Remark, as_written

PLACE = re.compile(r"\{\w{1,40}(?::[a-z]{1,20})?\}")  # {examples:count}: all that a record's own words may hold
MOST_DEEP = 8  # remarks within remarks; the deepest of ours have three
KEY = re.compile(r"[a-z_]{1,40}(?:\.\w{1,60}){1,8}")  # "plan.layer.kept": never a path that leads elsewhere
UNSAID = (
    KeyError,
    TypeError,
    ValueError,
    IndexError,
    AttributeError,
    FileNotFoundError,
)  # a template, of other values


@cache
def hints_of(kind: type) -> dict[str, typing.Any]:
    """The types of a dataclass's fields, looked up once."""
    return typing.get_type_hints(kind)


def encode_remark(remark: Remark) -> dict:
    """Write a remark: what it says as data, and in `text` as it reads in English."""
    values = {name: _encode_value(value) for name, value in remark.values.items()}
    return {"key": remark.key, "values": values, "text": str(remark)}


def decode_remark(value: object, place: str) -> Remark:
    """Read a remark that `encode_remark` wrote, or a plain sentence.

    A key or values that this version has no words for give the sentence as it was written. Raises ReaderError where
    there is none.
    """
    if isinstance(value, str):
        return as_written(value)
    if not isinstance(value, dict):
        raise _no_remark(place, value)
    try:
        remark = _decode(value, MOST_DEEP)
        str(remark)
        return remark
    except UNSAID:
        if isinstance(value.get("text"), str):
            return as_written(value["text"])
        raise _no_remark(place, value) from None


def as_remarks(value: typing.Any) -> typing.Any:
    """Turn the finished sentences of a version-1 plan into remarks that say them as they are written."""
    if isinstance(value, tuple):
        return tuple(as_remarks(item) for item in value)
    if not is_dataclass(value) or isinstance(value, Remark):
        return value
    kinds = hints_of(type(value))
    changes = {}
    for field in fields(value):
        here = getattr(value, field.name)
        if isinstance(here, str) and here and Remark in typing.get_args(kinds[field.name]):
            changes[field.name] = as_written(here)
        elif isinstance(here, tuple) and here and _holds_remarks(kinds[field.name]):
            changes[field.name] = tuple(as_written(item) if isinstance(item, str) else item for item in here)
        elif is_dataclass(here) or isinstance(here, tuple):
            changes[field.name] = as_remarks(here)
    return replace(value, **changes)


def _holds_remarks(kind: typing.Any) -> bool:
    return any(Remark in typing.get_args(item) for item in typing.get_args(kind))


def _encode_value(value: object) -> object:
    if isinstance(value, Remark):
        return encode_remark(value)
    return [_encode_value(item) for item in value] if isinstance(value, tuple) else value


def _decode(value: dict, depth: int) -> Remark:
    key, values = value["key"], value.get("values", {})
    if not depth or not KEY.fullmatch(key) or not isinstance(values, Mapping):
        raise TypeError(key)
    english = values.get("english", "")
    if key.startswith("records.") and re.search(r"[{}]", PLACE.sub("", english)):
        raise ValueError(english)
    return Remark(key, {name: _decode_value(item, depth - 1) for name, item in values.items()})


def _decode_value(value: object, depth: int) -> object:
    if isinstance(value, dict):
        return _decode(value, depth)
    return tuple(_decode_value(item, depth) for item in value) if isinstance(value, list) else value


def _no_remark(place: str, value: object) -> ReaderError:
    shown = repr(value)
    return ReaderError(Remark("saved.not_a", {"place": place, "kind": Remark("saved.kind.remark"), "came": shown[:60]}))
