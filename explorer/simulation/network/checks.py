"""Is a setting what it may be? Each check says what was wrong, what is allowed, and what came."""

import numbers
from collections.abc import Collection

import numpy as np

from explorer.errors import ReaderError
from explorer.remark import Remark


def checked_whole(name: str, value: object, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`; raise ReaderError for anything else."""
    if not _is_number(value) or not (low <= value <= high and value == int(value)):
        allowed = {"low": low, "high": high}
        raise ReaderError(Remark("settings.whole", {"name": name, "came": shown(value)} | allowed))
    return int(value)


def checked_size(name: str, value: object, low: float, high: float, zero: bool = False) -> float:
    """Return a number from `low` to `high`, or 0 where `zero` allows it; raise ReaderError for anything else."""
    if not _is_number(value) or not (low <= value <= high or (zero and value == 0)):
        key, allowed = "settings.number_or_zero" if zero else "settings.number", {"low": low, "high": high}
        raise ReaderError(Remark(key, {"name": name, "came": shown(value)} | allowed))
    return float(value)


def checked_switch(name: str, value: object) -> bool:
    """Return True or False; raise ReaderError for anything else."""
    if not isinstance(value, bool | np.bool_):
        raise ReaderError(Remark("settings.switch", {"name": name, "came": shown(value)}))
    return bool(value)


def check_choice(name: str, value: object, registry: Collection[str]) -> None:
    """Raise ReaderError for what is no key of a registry."""
    if not isinstance(value, str) or value not in registry:
        came = shown(value)
        raise ReaderError(Remark("settings.choice", {"name": name, "choices": tuple(registry), "came": came}))


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool_)


def shown(value: object) -> str | Remark:
    """Write what came, cut short: it may be 10 MB from a link."""
    if isinstance(value, int) and abs(value) >= 10**30:
        return Remark("settings.long_number")
    text = repr(value) if isinstance(value, str | bytes | numbers.Number | bool | None) else type(value).__name__
    return text if len(text) <= 60 else f"{text[:57]}..."
