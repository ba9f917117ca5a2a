"""What is wrong with a signal, and from which layer on? Checks in order, each with its threshold and its source."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.remark import Remark, of_record
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.float_formats import FLOAT_FORMATS
from explorer.simulation.signal.signal import Signal
from explorer.simulation.weights.initializers import INITIALIZERS

OUR_LINE = "our line"
DEAD_LIMIT, SATURATED_LIMIT = 0.6, 0.5
CHANGE_LIMIT = 1.0  # decades from end to end: a factor of 10

AHEAD, BACK = "ahead", "back"  # the signal on its way forward, the correction on its way back


@dataclass(frozen=True)
class Finding:
    """One check that did not pass."""

    key: str
    layer: int  # from 1: the first layer where it breaks, counted in the direction of travel
    value: float  # a share, a count, or decades; see the check
    direction: str = AHEAD


@dataclass(frozen=True)
class Check:
    """One thing to look at. `find` returns the finding, or None."""

    key: str
    find: Callable[[Signal], Finding | None]
    threshold: Remark
    source: str

    @property
    def cited(self) -> Remark:
        """The source of the threshold as a remark."""
        return of_record("checks", self.key, "source", self.source)


def of_blocks(spec: SignalSpec) -> str:
    """Return the ending of the keys that speak of blocks; none where a layer is a layer."""
    return ".blocks" if spec.build.branched else ""


def decades_ahead(s: Signal) -> np.ndarray:
    """Return log10 of each layer's RMS over that of the standardised input, shape (depth,); -inf where nothing arrives.

    An input that was enlarged or moved off zero counts as a change: all that follows carries it on.
    """
    if s.input_rms == 0:
        return np.zeros(s.spec.depth)
    return s.activation_log10_rms - math.log10(s.input_rms) + math.log10(s.spec.input_size)


def decades_back(s: Signal) -> np.ndarray:
    """Return log10 of each layer's gradient over the last one's, shape (depth,)."""
    with np.errstate(invalid="ignore"):
        changes = s.gradient_log10_rms - s.gradient_log10_rms[-1]
    return np.where(np.isnan(changes), 0.0, changes)


def first_true(holds: np.ndarray) -> int:
    """Return the first layer, from 1, where it holds."""
    return int(np.argmax(holds)) + 1


def last_true(holds: np.ndarray) -> int:
    """Return the layer nearest the output where it holds: the first one on the way back."""
    return len(holds) - int(np.argmax(holds[::-1]))


def find_identical(s: Signal) -> Finding | None:
    silent = (s.dead_fraction == 1) & INITIALIZERS[s.spec.initializer].random  # alike, but silence is the news
    alike = (s.distinct_units == 1) & ~silent
    return Finding("identical", first_true(alike), 1.0) if alike.any() and s.spec.width > 1 else None


def find_overflow(s: Signal) -> Finding | None:
    """Report a signal past float16, or a gradient past float32: a gradient's unit is free, so float16 says little."""
    exits = {one.format: one for one in s.format_exits}
    if exits["float16"].signal_too_large:
        layer = exits["float16"].signal_too_large
        return Finding("overflow", layer, float(s.activation_log10_max[layer - 1]))
    layer = exits["float32"].gradient_too_large
    return Finding("overflow", layer, float(s.gradient_log10_max[layer - 1]), BACK) if layer else None


def find_dead(s: Signal) -> Finding | None:
    over = s.dead_fraction > DEAD_LIMIT
    return Finding("dead", first_true(over), float(s.dead_fraction.max())) if over.any() else None


def find_saturated(s: Signal) -> Finding | None:
    over = s.saturated_fraction > SATURATED_LIMIT
    return Finding("saturated", first_true(over), float(s.saturated_fraction.max())) if over.any() else None


def find_exploding(s: Signal) -> Finding | None:
    return find_change(s, "exploding", 1.0)


def find_fading(s: Signal) -> Finding | None:
    return find_change(s, "fading", -1.0)


def find_change(s: Signal, key: str, sign: float) -> Finding | None:
    """Report a change of more than a factor of 10 from end to end: the signal's first, else the correction's."""
    ahead, back = sign * decades_ahead(s), sign * decades_back(s)
    if ahead[-1] > CHANGE_LIMIT:
        return Finding(key, first_true(ahead > CHANGE_LIMIT), sign * float(ahead[-1]))
    if back[0] > CHANGE_LIMIT:
        return Finding(key, last_true(back > CHANGE_LIMIT), sign * float(back[0]), BACK)
    return None


LARGEST_FLOAT16 = int(FLOAT_FORMATS["float16"].largest)
CHANGE_SOURCE = OUR_LINE  # what networks beyond it learned: docs/learning.md

CHECKS: tuple[Check, ...] = (
    Check(
        "identical", find_identical, Remark("verdicts.fine.identical"),
        f"CS231n notes, Neural Networks part 2; {OUR_LINE}: alike means equal within 10⁻⁵ of the layer's largest value",
    ),
    Check(
        "overflow", find_overflow, Remark("verdicts.fine.overflow", {"largest": LARGEST_FLOAT16}), "IEEE 754-2019",
    ),
    Check(
        "dead", find_dead, Remark("verdicts.fine.dead", {"limit": DEAD_LIMIT}),
        f"{OUR_LINE}; SageMaker Debugger's rule DeadRelu warns from 50 % of another count",
    ),
    Check(
        "saturated", find_saturated, Remark("verdicts.fine.saturated", {"limit": SATURATED_LIMIT}),
        f"{OUR_LINE}; what counts as the limit: Karpathy, makemore 3",
    ),
    Check(
        "exploding", find_exploding, Remark("verdicts.fine.exploding", {"factor": 10**CHANGE_LIMIT}), CHANGE_SOURCE,
    ),
    Check("fading", find_fading, Remark("verdicts.fine.fading"), CHANGE_SOURCE),
)  # fmt: skip


def find_all(s: Signal) -> tuple[Finding, ...]:
    """Return all findings in the order of their weight; empty for a healthy signal."""
    return tuple(finding for check in CHECKS if (finding := check.find(s)))


def key_of(s: Signal) -> str:
    """Return the verdict's key alone: "healthy", or the first finding's."""
    return next((check.key for check in CHECKS if check.find(s)), "healthy")
