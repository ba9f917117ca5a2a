"""Which stops does the slider for the starting strength have, and where do its marks stand?"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from explorer.simulation import SCALE_RANGE

STOPS_PER_DECADE = 10
GAIN_STOPS_PER_DECADE = 20
USUAL = (-4, 1)  # powers of ten
EXTREME = tuple(round(math.log10(end)) for end in SCALE_RANGE)
GAIN = (-1, 1)
SAME = 1e-9  # relative: two stops closer than this are one


@dataclass(frozen=True)
class Mark:
    """A named stop: what a published rule would choose."""

    name: str
    value: float


def log_stops(low: int, high: int, per_decade: int) -> list[float]:
    """Return evenly spaced values from 10**low to 10**high, each rounded to three digits: 0.01, 0.0126, 0.0158."""
    count = (high - low) * per_decade
    return [float(f"{10 ** (low + step / per_decade):.2e}") for step in range(count + 1)]


def marks(width: int) -> tuple[Mark, ...]:
    """Return what the rules of Xavier (1/√n) and He (√(2/n)) choose for rows of `width` neurons."""
    return Mark("Xavier", 1 / math.sqrt(width)), Mark("He", math.sqrt(2 / width))


def is_extreme(scale: float) -> bool:
    """Tell whether a strength lies outside the usual slider."""
    return not 10.0 ** USUAL[0] <= scale <= 10.0 ** USUAL[1]


def strength_stops(scale: float, extreme: bool, named: Iterable[Mark]) -> list[float]:
    """Return the slider's stops: the even ones, the named ones, and where it stands now."""
    low, high = EXTREME if extreme or is_extreme(scale) else USUAL
    return _with(log_stops(low, high, STOPS_PER_DECADE), [mark.value for mark in named], scale)


def gain_stops(scale: float) -> list[float]:
    """Return the stops of a rule's extra gain; a link may stand further out."""
    low, high = GAIN
    while scale < 10.0**low * (1 - SAME):
        low -= 1
    while scale > 10.0**high * (1 + SAME):
        high += 1
    return _with(log_stops(low, high, GAIN_STOPS_PER_DECADE), [], scale)


def with_marks(even: Iterable[float], named: Iterable[Mark]) -> list[float]:
    """Return even stops with the named ones among them, in order."""
    values = [mark.value for mark in named]
    return sorted(
        [*values, *(one for one in even if not any(math.isclose(one, value, rel_tol=SAME) for value in values))]
    )


def _with(even: list[float], named: list[float], current: float) -> list[float]:
    stops = [current]
    for value in [*named, *even]:
        if all(not math.isclose(value, other, rel_tol=SAME) for other in stops):
            stops.append(value)
    return sorted(stops)


def named_stop(value: float, named: Iterable[Mark]) -> Mark | None:
    """Return the mark that stands at this stop."""
    return next((mark for mark in named if math.isclose(mark.value, value, rel_tol=1e-3)), None)


def mark_places(stops: list[float], named: Iterable[Mark]) -> list[tuple[str, float]]:
    """Return where each mark stands along the slider: (name, 0 at the left end to 1 at the right)."""
    places = []
    for mark in named:
        index = min(range(len(stops)), key=lambda i: abs(math.log(stops[i] / mark.value)))
        if math.isclose(stops[index], mark.value, rel_tol=1e-3):
            places.append((mark.name, index / (len(stops) - 1)))
    return places
