"""How are a layer's values distributed? Counts on a fine grid, from which both axes of the figure are made."""

from dataclasses import dataclass

import numpy as np

from explorer.simulation.numerics.scaled import Scaled, true_value

Array = np.ndarray

BINS = 60
FINENESS = 20  # fine cells in a bin of the layer's own axis
CELLS = BINS * FINENESS
BLOCK = 32_768  # values counted at once: they stay in the processor's cache
AXIS_REACH = 5.0  # standard deviations around the mean; all of a bell curve, and the bulk of anything else
LARGEST_EDGE = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class FineHistogram:
    """Counts of one layer in equal cells from `low` to `high`, which are true values."""

    counts: Array  # (CELLS,) whole numbers
    low: float
    high: float
    outside: float  # share of values that the axis leaves out


def fine_histogram(h: Scaled, low: float, high: float, mean: float, std: float) -> FineHistogram:
    """Count `h.values`, whose extent, mean and standard deviation are given, all without the exponent."""
    low, high = _axis(low, high, mean, std)
    counts = np.zeros(CELLS + 2, dtype=np.int64)  # the first and the last: below and above the axis
    rows = max(1, BLOCK // h.values.shape[1])
    factor = CELLS * (1 - 1e-6) / (high - low)  # a little less, so that the largest value belongs to the last cell
    for start in range(0, len(h.values), rows):
        position = h.values[start : start + rows] - h.values.dtype.type(low)
        position *= factor
        position += 1.0
        np.clip(position, 0.0, CELLS + 1.0, out=position)
        counts += np.bincount(position.ravel().astype(np.intp), minlength=CELLS + 2)
    outside = float(counts[0] + counts[-1]) / h.values.size
    return FineHistogram(counts[1:-1], _edge(low, h.exponent), _edge(high, h.exponent), outside)


def own_axis(fine: FineHistogram) -> tuple[Array, Array]:
    """Return counts (BINS,) and edges (BINS + 1,) on the layer's own axis."""
    return fine.counts.reshape(BINS, FINENESS).sum(axis=1), _edges(fine.low, fine.high, BINS)


def common_axis(layers: list[FineHistogram]) -> tuple[Array, Array]:
    """Return counts (depth, BINS) and edges (BINS + 1,) on one axis that holds every layer's own."""
    edges = _edges(min(fine.low for fine in layers), max(fine.high for fine in layers), BINS)
    return np.stack([_rebin(fine, edges) for fine in layers]), edges


def _axis(low: float, high: float, mean: float, std: float) -> tuple[float, float]:
    low, high = max(low, mean - AXIS_REACH * std), min(high, mean + AXIS_REACH * std)
    if high - low > 1e-6 * max(abs(low), abs(high)):
        return low, high
    middle = (low + high) / 2  # all alike: one bar in the middle of an axis of the value's own size
    half = abs(middle) / 2 or 1.0
    return middle - half, middle + half


def _edge(value: float, exponent: int) -> float:
    return max(-LARGEST_EDGE, min(LARGEST_EDGE, true_value(value, exponent)))


def _edges(low: float, high: float, bins: int) -> Array:
    step = np.arange(bins + 1) / bins
    return np.maximum.accumulate(low * (1.0 - step) + high * step)  # in order, from 1e-323 to 1e308


def _rebin(fine: FineHistogram, edges: Array) -> Array:
    """Put each fine cell into the bin that holds its middle."""
    borders = _edges(fine.low, fine.high, CELLS)
    middles = borders[:-1] / 2 + borders[1:] / 2
    bins = np.clip(np.searchsorted(edges, middles, side="right") - 1, 0, BINS - 1)
    return np.bincount(bins, weights=fine.counts, minlength=BINS).astype(np.int64)
