"""How is the volume reset in a whole stack of networks? With the batch's own averages, or with running ones at a test.

Batch normalization as in PyTorch: the running averages start at 0 and 1, move a tenth of the way at each step, and
hold the variance that divides by rows − 1. No learned scale or shift.
"""

from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.normalization import EPSILON, Normalization

Array = np.ndarray

PACE = 0.1  # PyTorch's default `momentum` of batch normalization


@dataclass(frozen=True)
class Reset:
    """What the way back, and the running averages, need to know."""

    y: Array  # (..., rows, width)
    inverse: Array  # 1 / sqrt(variance + ε), one row or one column
    mean: Array | None
    variance: Array


@dataclass(frozen=True)
class Averages:
    """Running averages of one layer of every network, both (..., 1, width)."""

    mean: Array
    variance: Array

    def follow(self, reset: Reset) -> None:
        """Move a tenth of the way to what the batch showed."""
        rows = reset.y.shape[-2]
        self.mean.__iadd__(PACE * (reset.mean - self.mean))
        self.variance.__iadd__(PACE * (reset.variance * (rows / (rows - 1)) - self.variance))


def fresh_averages(shape: tuple[int, ...], dtype: type) -> Averages:
    """Return the averages before the first step: mean 0, variance 1."""
    return Averages(np.zeros(shape, dtype), np.ones(shape, dtype))


def keeps_averages(rule: Normalization) -> bool:
    """Tell whether a test needs running averages: where a reset reads other examples of the batch."""
    return rule.axis == 0


def reset(rule: Normalization, z: Array, scratch: Array) -> Reset:
    """Return y = (z − mean) / sqrt(variance + ε), written over `z`; for RMS without the mean."""
    average = None
    if rule.centred:
        average = _mean(z, rule.axis)
        z -= average
    variance = _mean(np.multiply(z, z, out=scratch), rule.axis)
    inverse = 1.0 / np.sqrt(variance + EPSILON)
    z *= inverse
    return Reset(z, inverse, average, variance)


def reset_by_averages(averages: Averages, z: Array) -> Array:
    """Return z in the units of the running averages, written over `z`."""
    z -= averages.mean
    z *= 1.0 / np.sqrt(averages.variance + EPSILON)
    return z


def reset_backward(rule: Normalization, done: Reset, dy: Array, scratch: Array) -> Array:
    """Return ∂L/∂z = (dy − mean(dy) − y mean(dy y)) / spread, written over `dy`; for RMS without the middle term."""
    along = _mean(np.multiply(dy, done.y, out=scratch), rule.axis)
    if rule.centred:
        dy -= _mean(dy, rule.axis)
    dy -= np.multiply(done.y, along, out=scratch)
    dy *= done.inverse
    return dy


def _mean(values: Array, axis: int) -> Array:
    """Return the mean over the examples (0) or the neurons (1), its axis kept; a product is faster than a sum."""
    count = values.shape[-2 if axis == 0 else -1]
    if axis == 0:
        return np.matmul(np.full((1, count), 1.0 / count, values.dtype), values)
    return np.matmul(values, np.full((count, 1), 1.0 / count, values.dtype))
