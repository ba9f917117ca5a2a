"""What does a link hold? The complete state of a page, versioned, read back politely.

A page lists its state as `Field`s. `write_link` turns a state into parameters, defaults included;
`read_link` turns parameters into a state, falls back to the default wherever a value cannot be used, and
tells what it could not use. Only numbers and keys travel, never text from a visitor, and no text that
came in a link is shown again.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

VERSION_PARAMETER = "v"
LONGEST_VALUE = 64  # characters; every value we write is far shorter
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")  # ASCII digits, no underscores; bounded, so that int() stays cheap
REAL = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,3})?")
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|ref|embed(_options)?")  # added by others on the way


class Unusable(ValueError):
    """A value in a link that cannot be used; `came` is the number it held, where it was one."""

    def __init__(self, came: float | None = None):
        super().__init__("a value in a link cannot be used")
        self.came = came


@dataclass(frozen=True)
class Field:
    """One setting that travels in the link."""

    key: str  # its name in the link and in the state
    default: object
    read: Callable[[str], object]  # raises Unusable
    write: Callable[[object], str] = str
    allowed: tuple[float, float] | None = None  # lowest and highest number; None where the choices are a list of names
    longest: int = LONGEST_VALUE  # characters


@dataclass(frozen=True)
class Problem:
    """What could not be used."""

    field: Field
    came: float | None  # the number that came; None for anything else


@dataclass(frozen=True)
class OpenedLink:
    """A state read from a link, and what was wrong with the link."""

    values: dict[str, object]
    problems: tuple[Problem, ...] = ()
    unknown: int = 0  # parameters that no field claims
    version: str = "current"  # "current", "other" (made by another version) or "unreadable"

    @property
    def clean(self) -> bool:
        """Whether everything in the link could be used."""
        return not self.problems and not self.unknown and self.version == "current"


def choice(key: str, options: Iterable[str], default: str) -> Field:
    """A setting with named choices."""
    known = tuple(options)

    def read(text: str) -> str:
        if text not in known:
            raise Unusable
        return text

    return Field(key, default, read)


def whole(key: str, low: int, high: int, default: int) -> Field:
    """A whole number from `low` to `high`."""

    def read(text: str) -> int:
        if not WHOLE.fullmatch(text):
            raise Unusable(_came(text))
        value = int(text)
        if not low <= value <= high:
            raise Unusable(value)
        return value

    return Field(key, default, read, allowed=(low, high))


def real(key: str, low: float, high: float, default: float) -> Field:
    """A number from `low` to `high`, written so that it reads back to the last bit."""

    def read(text: str) -> float:
        if not REAL.fullmatch(text):
            raise Unusable
        value = float(text)
        if not low <= value <= high:
            raise Unusable(_came(text))
        return value

    return Field(key, default, read, write=repr, allowed=(low, high))


def flag(key: str, default: bool = False) -> Field:
    """A switch, written as 1 or 0."""

    def read(text: str) -> bool:
        if text not in ("0", "1"):
            raise Unusable
        return text == "1"

    return Field(key, default, read, write=lambda value: "1" if value else "0")


def _came(text: str) -> float | None:
    """Return the number that came; None when it was none."""
    value = float(text) if REAL.fullmatch(text) else math.nan
    return value if math.isfinite(value) else None


def defaults(fields: Iterable[Field]) -> dict[str, object]:
    """Return the state in which every setting stands at its default."""
    return {field.key: field.default for field in fields}


def write_link(fields: Iterable[Field], values: Mapping[str, object], version: int = 1) -> dict[str, str]:
    """Turn a state into link parameters: the version and every field, defaults included."""
    return {VERSION_PARAMETER: str(version)} | {field.key: field.write(values[field.key]) for field in fields}


def read_link(fields: Iterable[Field], parameters: Mapping[str, str], version: int = 1) -> OpenedLink:
    """Turn link parameters into a state; what is absent or unusable stands at its default."""
    fields = tuple(fields)
    values, problems = defaults(fields), []
    for field in fields:
        if field.key not in parameters:
            continue
        try:
            values[field.key] = _read(field, parameters[field.key])
        except Unusable as unusable:
            problems.append(Problem(field, unusable.came))
    names = {field.key for field in fields} | {VERSION_PARAMETER}
    unknown = sum(1 for name in parameters if name not in names and not TRACKING.fullmatch(name))
    return OpenedLink(values, tuple(problems), unknown, _version(parameters, version))


def _read(field: Field, text: str) -> object:
    if len(text) > field.longest:
        raise Unusable
    return field.read(text)


def _version(parameters: Mapping[str, str], version: int) -> str:
    text = parameters.get(VERSION_PARAMETER, str(version))
    if text == str(version):
        return "current"
    return "other" if len(text) <= 6 and WHOLE.fullmatch(text) else "unreadable"
