"""Was it chance? The same recipe with twenty luck numbers, and how much less luck matters in wider layers.

Widths are compared at equal growth: a strength chosen by hand is turned so that a neuron's sum stays as large.
"""

import math
from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np

from explorer.remark import Remark
from explorer.simulation.evidence.twin import growth
from explorer.simulation.network.spec import SCALE_RANGE, SignalSpec
from explorer.simulation.signal.outline import Outline, run_outline
from explorer.simulation.verdict.findings import key_of
from explorer.simulation.verdict.trials import seconds_of
from explorer.simulation.weights.initializers import INITIALIZERS

Array = np.ndarray

SEEDS = 20
SEED_COUNT = 2**32
ROWS = 100  # examples, at most: the first ones of the experiment's own
LONGEST = 3.0  # seconds of one processor core for all networks, by the estimate for a full run
WIDTHS = (8, 16, 32, 64, 128, 256, 512, 1024)
QUICK = 0.5  # seconds for all networks of one further width
MOST_WIDTHS = 4


@dataclass(frozen=True)
class Luck:
    """What the same recipe did with several luck numbers. Sizes are log10 of RMS, −inf for 0."""

    spec: SignalSpec  # of the first network; the others have the next seeds
    seeds: tuple[int, ...]
    ahead: Array  # (seeds, depth): size of the signal after each layer
    back: Array  # (seeds, depth): size of the correction after each layer
    keys: tuple[str, ...]  # of each network's verdict

    @property
    def through(self) -> int:
        """Return how many of the networks get through."""
        return self.keys.count("healthy")

    @property
    def told(self) -> Remark:
        """Say how many get through, and what becomes of the others, the most frequent first."""
        failed = {key: self.keys.count(key) for key in dict.fromkeys(self.keys) if key != "healthy"}
        parts = tuple(
            Remark(f"weight_initialization.luck.{key}", {"networks": count})
            for key, count in sorted(failed.items(), key=lambda pair: -pair[1])
        )
        values = {"through": self.through, "networks": len(self.keys), "failed": parts}
        return Remark("weight_initialization.luck.through" if parts else "weight_initialization.luck.all", values)

    @property
    def silent(self) -> int:
        """Return at how many networks' last layer exactly nothing arrives."""
        return int(np.isneginf(self.ahead[:, -1]).sum())

    @property
    def band(self) -> float:
        """Return the tenfolds between the smallest and the largest signal at the last layer; 0s are left out."""
        return float(np.ptp(self._arriving)) if self._arriving.size else 0.0

    @property
    def spread(self) -> float:
        """Return the standard deviation, over the networks, of log10 of the last layer's size; 0s are left out."""
        return float(self._arriving.std(ddof=1)) if self._arriving.size > 1 else 0.0

    @property
    def _arriving(self) -> Array:
        last = self.ahead[:, -1]
        return last[np.isfinite(last)]


def run_luck(spec: SignalSpec) -> Luck:
    """Run the recipe with SEEDS luck numbers, its own first. Sizes as `luck_spec` says."""
    steps = luck_steps(spec)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def luck_steps(spec: SignalSpec, start: float = 0.0, share: float = 1.0) -> Generator[float, None, Luck]:
    """Run one network after the other, so that it can be shown and stopped.

    Yields how much is done of a whole, of which this is a `share` that begins at `start`.
    """
    first = luck_spec(spec)
    seeds = tuple((first.seed + more) % SEED_COUNT for more in range(SEEDS))
    outlines: list[Outline] = []
    for seed in seeds:
        outlines.append(run_outline(replace(first, seed=seed)))
        yield start + share * len(outlines) / len(seeds)
    ahead = np.stack([one.activation_log10_rms for one in outlines])
    back = np.stack([one.gradient_log10_rms for one in outlines])
    return Luck(first, seeds, ahead, back, tuple(key_of(one) for one in outlines))


def width_steps(spec: SignalSpec) -> Generator[float, None, tuple[Luck, ...]]:
    """Run the recipe at each width of `luck_widths`, narrowest first; yields the share that is done."""
    widths, found = luck_widths(spec), []
    for place, width in enumerate(widths):
        narrower = at_width(luck_spec(spec), width)
        found.append((yield from luck_steps(narrower, place / len(widths), 1 / len(widths))))
    return tuple(found)


def luck_spec(spec: SignalSpec) -> SignalSpec:
    """Return the network that is run: its first ROWS examples; narrower where twenty of it would take long."""
    found = replace(spec, samples=min(spec.samples, ROWS))
    while SEEDS * seconds_of(found) > LONGEST and found.width > WIDTHS[0]:
        found = at_width(found, max(one for one in WIDTHS if one < found.width))
    return found


def luck_widths(spec: SignalSpec) -> tuple[int, ...]:
    """Return the widths at which luck is compared: the widest that are quick to run."""
    first = luck_spec(spec)
    quick = [width for width in WIDTHS if SEEDS * seconds_of(at_width(first, width)) <= QUICK]
    return tuple(quick[-MOST_WIDTHS:]) or WIDTHS[:MOST_WIDTHS]


def at_width(spec: SignalSpec, width: int) -> SignalSpec:
    """Return the recipe in layers of another width, its strength turned so that sums grow as much."""
    if width == spec.width:
        return spec
    record = INITIALIZERS[spec.initializer]
    here, there = growth(record, spec.width), growth(record, width)
    scale = spec.scale * here / there if here and there else spec.scale
    return replace(spec, width=width, scale=min(max(scale, SCALE_RANGE[0]), SCALE_RANGE[1]))


def leaves_luck(spec: SignalSpec) -> bool:
    """Tell whether another luck number draws other weights or biases, not only other examples."""
    return INITIALIZERS[spec.initializer].random or spec.bias_std > 0


def narrowing(widths: tuple[Luck, ...]) -> float | None:
    """Return by which power of the width luck's spread changes, about −½; None where it cannot be told.

    The slope of the logarithms, by least squares.
    """
    points = [(math.log(one.spec.width), math.log(one.spread)) for one in widths if one.spread > 0]
    if len(points) < 2:
        return None
    x, y = np.array(points).T
    return float(np.polyfit(x, y, 1)[0])
