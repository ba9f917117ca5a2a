"""Which axis does a set of sizes need? Linear within one decade, powers of ten beyond, every value inside.

On an axis of powers of ten charts draw the logarithm itself, so that 10⁻⁵⁰⁰ is as easy as 0.1.
"""

import math
from dataclasses import dataclass

import numpy as np

from explorer.text import DEFAULT_LANGUAGE, write

DECADES_BEFORE_LOG = 1.0
MOST_EXTRA_DECADES = 3.0
MOST_TICKS = 6
ROOM_ABOVE = 0.08  # of the axis, so that the largest mark is not cut


@dataclass(frozen=True)
class Axis:
    """A vertical axis that several charts may share."""

    log: bool
    low: float  # in drawn units: log10(value) when `log`, the value itself otherwise
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]  # one a tick
    floor: bool = False  # zeros are drawn on the lowest line, which is labelled 0

    def place(self, log10_values: np.ndarray) -> np.ndarray:
        """Turn log10 sizes (−inf is zero) into heights on this axis; nan stays nan.

        What lies below an axis of powers of ten stands on its lowest line.
        """
        log10_values = np.asarray(log10_values, dtype=float)
        return np.maximum(log10_values, self.low) if self.log else 10.0**log10_values


def axis_for(
    log10_values: np.ndarray,
    signed: np.ndarray | None = None,
    small: np.ndarray | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Axis:
    """Choose the axis that holds all these sizes, given as log10; −inf is an honest zero, nan is left out.

    `signed` are plain values that a linear axis, and only that, holds too; `small` are sizes as log10 that an axis
    of powers of ten, and only that, holds too, a few decades down.
    """
    values = np.asarray(log10_values, dtype=float).ravel()
    values = values[~np.isnan(values)]
    zeros = bool(np.isneginf(values).any())
    sizes = values[np.isfinite(values)]
    if not sizes.size:
        return _linear_axis(1.0, signed, language)
    low, high = float(sizes.min()), float(sizes.max())
    if high - low > DECADES_BEFORE_LOG or not -3 < high < 4:
        extra = np.ravel([] if small is None else small)
        lowest = max(low - MOST_EXTRA_DECADES, min([low, *extra[np.isfinite(extra)]]))
        return _log_axis(lowest, high, zeros, language)
    return _linear_axis(10.0**high, signed, language)


def _linear_axis(largest: float, signed: np.ndarray | None, language: str) -> Axis:
    finite = np.asarray([0.0, largest] if signed is None else [0.0, largest, *np.ravel(signed)], dtype=float)
    finite = finite[np.isfinite(finite)]
    low, high = float(finite.min()), float(finite.max())
    step = _round_step((high - low) / 4)
    bottom, top = low * (1 + ROOM_ABOVE), high * (1 + ROOM_ABOVE)
    ticks = tuple(round(step * k, 12) for k in range(math.ceil(bottom / step), int(top / step) + 1))
    return Axis(False, bottom, top, ticks, tuple(write(tick, "number", language) for tick in ticks))


def _round_step(step: float) -> float:
    """Return the next of 1, 2, 2.5, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= step * 0.999)


def _log_axis(low: float, high: float, zeros: bool, language: str) -> Axis:
    bottom, top = math.floor(low + 1e-9), math.ceil(high - 1e-9)
    top = max(top, bottom + 1)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if (top - bottom) / s <= MOST_TICKS - 1)
    ticks = [float(t) for t in range(math.ceil(bottom / step) * step, top + 1, step)]
    labels = [write(int(tick), "power", language) for tick in ticks]
    if zeros:
        bottom -= step
        ticks, labels = [float(bottom), *ticks], [write(0, "number", language), *labels]
    room = ROOM_ABOVE * (top - bottom)
    return Axis(True, float(bottom), top + room, tuple(ticks), tuple(labels), zeros)
