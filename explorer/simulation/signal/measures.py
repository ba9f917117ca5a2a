"""What can be said about one layer's values? Sizes, likeness of examples, neurons at the limit or silent."""

import math
from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.activations import Activation

Array = np.ndarray

SATURATED_SLOPE = 0.0591  # of the steepest: for tanh |h| > 0.97, Karpathy, makemore part 3
FAR_FROM_ZERO = 3.0  # standard deviations; up to there the subtraction of squares costs one digit of seven


@dataclass(frozen=True)
class Moments:
    """Sizes of an array of shape (samples, units), all in float64."""

    mean: float
    std: float
    rms: float
    mean_error: float  # standard error of the mean: the spread of the units' own means, over the root of their number
    row_squares: Array  # (samples,), the sum of squares of each example


def moments(values: Array) -> Moments:
    """Measure the sizes of `values`: float32 within a row, float64 over the rows.

    Where the mean is far larger than the spread, deviations from it are measured, so that a spread of 1e-7 around 0.5
    is not lost. Units are the independent draws of a layer, given the layer before; its examples share the weights.
    """
    row_squares = np.vecdot(values, values)
    rms = math.sqrt(float(row_squares.sum(dtype=np.float64)) / values.size)
    mean, std, mean_error = _around_zero(values, rms)
    if abs(mean) > FAR_FROM_ZERO * std:
        pivot = values.dtype.type(mean)
        away = values - pivot
        rest, std, mean_error = _around_zero(
            away, math.sqrt(float(np.vecdot(away, away).sum(dtype=np.float64)) / away.size)
        )
        mean = float(pivot) + rest
    return Moments(mean, std, rms, mean_error, row_squares)


def _around_zero(values: Array, rms: float) -> tuple[float, float, float]:
    """Return mean, standard deviation and standard error of the mean."""
    samples, units = values.shape
    unit_means = (np.full(samples, 1.0, values.dtype) @ values).astype(np.float64)
    unit_means /= samples
    mean = float(unit_means.sum()) / units
    unit_means -= mean
    mean_error = math.sqrt(float(unit_means @ unit_means) / (units * (units - 1)))
    return mean, math.sqrt(max(0.0, rms * rms - mean * mean)), mean_error


def sample_cosine(values: Array, row_squares: Array) -> float:
    """Return the mean cosine over pairs of different examples; 1.0 where there is no pair to tell apart."""
    alive = row_squares > 0
    count = int(np.count_nonzero(alive))
    if count < 2:
        return 1.0
    inverse_lengths = np.zeros_like(row_squares)
    np.divide(1.0, np.sqrt(row_squares, where=alive, out=inverse_lengths), where=alive, out=inverse_lengths)
    total = (inverse_lengths @ values).astype(np.float64)
    cosine = (float(total @ total) - count) / (count * (count - 1))
    return min(1.0, max(-1.0, cosine))


def saturated_fraction(activation: Activation, slope: Array) -> float:
    """Return the share of values where φ hardly reacts; 0 for an activation that does not saturate."""
    if not activation.saturates:
        return 0.0
    limit = slope.dtype.type(SATURATED_SLOPE * activation.largest_slope)
    return np.count_nonzero(slope < limit) / slope.size


def dead_fraction(activation: Activation, slope: Array) -> float:
    """Return the share of units that are silent for every example; 0 for an activation that cannot die."""
    if not activation.can_die:
        return 0.0
    awake = np.ones(len(slope), slope.dtype) @ slope
    return 1.0 - np.count_nonzero(awake) / awake.size


def spread(values: Array) -> float:
    """Return the standard deviation over all entries of a matrix."""
    return moments(values).std
