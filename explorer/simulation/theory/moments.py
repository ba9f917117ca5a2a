"""What does an activation do to a bell curve? Its mean, mean square and mean squared slope at any width.

Everything is kept as natural logarithms, so that a hundred exploding layers cannot overflow. Beyond a variance of
exp(+-80) the activation has reached its straight or flat end, and the last value is continued by that power law.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.simulation.network.activations import Activation
from explorer.simulation.numerics.quadrature import bell_rule

LOG_Q_LIMIT = 80.0  # q = 5e34: the bend at 0 is 1e-17 of the bell curve's width
LOG_Q_LIMIT_CENTRED = 30.0  # the lower limit where f(0) is not 0: below, f(x) - f(0) would lose its digits
CURVE_STEP = 0.25
NEIGHBOURS = 8  # points of the curve through which it is read closely

Array = np.ndarray


@dataclass(frozen=True)
class Moments:
    """What comes out of an activation fed with x ~ N(0, q); all arrays have the shape of log q."""

    log_square: Array  # ln E[f(x)^2]
    log_slope: Array  # ln E[f'(x)^2]
    log_variance: Array  # ln Var[f(x)]
    mean_share: Array  # E[f(x)] / sqrt(E[f(x)^2]), from -1 to 1


MomentsAt = Callable[[Array], Moments]


@dataclass(frozen=True)
class Powers:
    """By which powers of q do the moments go on beyond a limit?"""

    square: Array
    slope: Array
    variance: Array


def within_limits(activation: Activation, log_q: Array) -> Array:
    """Return log_q moved to where the quadrature is exact; what lies beyond follows the power laws."""
    lower = LOG_Q_LIMIT_CENTRED if activation.value_at_zero else LOG_Q_LIMIT
    return np.clip(log_q, -lower, LOG_Q_LIMIT)


def powers_beyond(activation: Activation, log_q: Array) -> Powers:
    """Return the powers for very small q (log_q <= 0) and very large ones."""
    wide, grows = log_q > 0, any(activation.slopes_far_out)
    return Powers(
        square=np.where(wide, 1.0 if grows else 0.0, 0.0 if activation.value_at_zero else 1.0),
        slope=np.where(wide, 0.0 if grows else -0.5, 0.0),  # a step's slope lives on a share 1/sqrt(q) of the curve
        variance=np.where(wide, 1.0 if grows else 0.0, 1.0),
    )


def moments(activation: Activation, log_q: float | Array) -> Moments:
    """Return the moments of `activation` at variance q = exp(log_q), for any finite log_q."""
    log_q = np.asarray(log_q, float)
    inside = within_limits(activation, log_q)
    x, probability = bell_rule(inside)
    right, left = (activation.function(side) - activation.value_at_zero for side in (x, -x))
    steep, steep_left = activation.derivative(x), activation.derivative(-x)
    mean, square, slope = (
        (values * probability).sum(axis=-1) for values in (right + left, right**2 + left**2, steep**2 + steep_left**2)
    )
    return continued(activation, log_q, inside, mean, square, slope)


def continued(activation: Activation, log_q: Array, inside: Array, mean: Array, square: Array, slope: Array) -> Moments:
    """Return the moments at log_q from the centred ones at `inside`, where the two differ by the power laws."""
    at_zero, powers, beyond = activation.value_at_zero, powers_beyond(activation, log_q), log_q - inside
    full_square = square + 2 * at_zero * mean + at_zero**2
    return Moments(
        log_square=np.log(full_square) + powers.square * beyond,
        log_slope=np.log(slope) + powers.slope * beyond,
        log_variance=np.log(square - mean**2) + powers.variance * beyond,
        mean_share=(mean + at_zero) / np.sqrt(full_square),
    )


@lru_cache(maxsize=32)
def curve(activation: Activation) -> tuple[Array, Moments]:
    """Return a grid of log q and the moments on it: reading between costs a thousandth of integrating."""
    log_q = np.arange(within_limits(activation, -np.inf), LOG_Q_LIMIT + CURVE_STEP / 2, CURVE_STEP)
    parts = [moments(activation, part) for part in np.array_split(log_q, 16)]
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Moments.__dataclass_fields__}
    return log_q, Moments(**joined)


def read_curve(activation: Activation, log_q: Array) -> Moments:
    """Return the moments read off the curve, good to 0.2 %: for searches, not for results."""
    grid, table = curve(activation)
    return _read(activation, np.asarray(log_q, float), table, lambda x, column: np.interp(x, grid, column))


def read_closely(activation: Activation, log_q: Array) -> Moments:
    """Return the moments read off the curve, good to 1e-8: as `moments`, at a hundredth of the cost for many values.

    Between grid points by the polynomial through the eight nearest ones (Lagrange).
    """
    grid, table = curve(activation)
    log_q = np.asarray(log_q, float)
    place = np.clip((log_q - grid[0]) / CURVE_STEP, 0, len(grid) - 1)
    first = np.clip(np.floor(place).astype(int) - (NEIGHBOURS // 2 - 1), 0, len(grid) - NEIGHBOURS)
    near = first[..., None] + np.arange(NEIGHBOURS)
    weights = _lagrange_weights(place - first)
    return _read(activation, log_q, table, lambda _, column: (column[near] * weights).sum(axis=-1))


def _lagrange_weights(place: Array) -> Array:
    """Return the weight of each of the points 0, 1, ... for a value at `place`, shape place.shape + (points,)."""
    away = place[..., None] - np.arange(NEIGHBOURS)
    others = ~np.eye(NEIGHBOURS, dtype=bool)
    scale = np.array([np.prod(j - np.arange(NEIGHBOURS)[others[j]]) for j in range(NEIGHBOURS)], float)
    return np.stack([away[..., others[j]].prod(axis=-1) for j in range(NEIGHBOURS)], axis=-1) / scale


def _read(activation: Activation, log_q: Array, table: Moments, read: Callable[[Array, Array], Array]) -> Moments:
    powers, beyond = powers_beyond(activation, log_q), log_q - within_limits(activation, log_q)
    return Moments(
        log_square=read(log_q, table.log_square) + powers.square * beyond,
        log_slope=read(log_q, table.log_slope) + powers.slope * beyond,
        log_variance=read(log_q, table.log_variance) + powers.variance * beyond,
        mean_share=read(log_q, table.mean_share),
    )
