"""Over how many layers do two inputs forget how alike they were? For many networks at once, by Hermite series.

For u, v ~ N(0, q) with correlation c, E[f(u)f(v)] = sum over k of a_k^2 c^k with a_k = E[f(sqrt(q) z) h_k(z)] and h_k
the orthonormal Hermite polynomials (Mehler's formula). What lies beyond the last term is known in total, since at
c = 1 the sum is E[f^2] and its derivative q E[f'^2]; it is counted as one more term, of the power that gives both.
`theory.correlation` has the exact integrals, one at a time.
"""

from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.activations import Activation
from explorer.simulation.numerics.quadrature import bell_rule
from explorer.simulation.theory.criticality import STILL
from explorer.simulation.theory.moments import read_closely

Array = np.ndarray

TERMS = 48
KNOTS = 129  # variances at which the series is worked out; between them it is read off
HALVINGS = 26
SMALLEST = 1e-12  # of a rest; below, it is rounding
MOST_POWER = 1e4
ALIKE = 1e-6  # chi up to this much above 1 lets two inputs become one


def settled_scale(
    activation: Activation, weights: Array, biases: Array, log_q: Array, chi: Array, bounded: Array
) -> Array:
    """Return xi in layers for pairs of variances at their fixed points ln q*, each (pairs,).

    1 / |ln chi| where inputs become one or the signal has no end; else 1 / -ln(s_w^2 E[f'(u)f'(v)]) at c* < 1.
    """
    factor = chi.copy()
    apart = bounded & (chi > 1 + ALIKE) & np.isfinite(log_q)
    if apart.any() and not activation.homogeneous:
        factor[apart] = _factor_apart(activation, weights[apart], biases[apart], log_q[apart])
    size = np.abs(np.log(factor))
    return np.divide(1.0, size, out=np.full_like(size, np.inf), where=size > STILL)


def _factor_apart(activation: Activation, weights: Array, biases: Array, log_q: Array) -> Array:
    """Return s_w^2 E[f'(u)f'(v)] at the correlation c* < 1 where two inputs end."""
    series = hermite_series(activation, log_q)
    q = np.exp(log_q)
    low, high = np.zeros_like(q), np.ones_like(q)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        of_values, _ = series.moments(q, middle)
        above = (weights * of_values + biases) / q > middle
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    _, of_slopes = series.moments(q, (low + high) / 2)
    return weights * of_slopes


@dataclass(frozen=True)
class Series:
    """The Hermite series of an activation at several variances, each of shape (pairs,)."""

    squares: Array  # (TERMS, pairs), a_k^2
    rest: Array  # what lies beyond the last term
    power: Array  # of the correlation, in the term that stands for the rest

    def moments(self, q: Array, correlation: Array) -> tuple[Array, Array]:
        """Return E[f(u)f(v)] and E[f'(u)f'(v)], each (pairs,)."""
        values, slopes = np.zeros_like(q), np.zeros_like(q)
        for k in range(TERMS - 1, -1, -1):  # Horner: each step multiplies by the correlation
            values = values * correlation + self.squares[k]
            if k:
                slopes = slopes * correlation + k * self.squares[k]
        beyond = self.rest * correlation ** (self.power - 1)
        return values + beyond * correlation, (slopes + self.power * beyond) / q


def hermite_series(activation: Activation, log_q: Array) -> Series:
    """Return the series at each variance, read off at a few of them in between."""
    knots = np.linspace(log_q.min(), log_q.max() + 1e-9, KNOTS)
    x, probability = bell_rule(knots)
    z = x * np.exp(-knots / 2)[:, None]
    right, left = activation.function(x), activation.function(-x)
    halves = (right + left) * probability, (right - left) * probability  # what is even, what is odd
    at_knots, before, here = [], np.zeros_like(z), np.ones_like(z)
    for k in range(TERMS):
        at_knots.append(np.vecdot(halves[k % 2], here) ** 2)
        before, here = here, (z * here - np.sqrt(k) * before) / np.sqrt(k + 1)
    squares = np.stack([np.interp(log_q, knots, column) for column in at_knots])
    found = read_closely(activation, log_q)
    rest = np.maximum(np.exp(found.log_square) - squares.sum(axis=0), SMALLEST)
    of_slopes = np.exp(log_q + found.log_slope) - np.arange(TERMS) @ squares
    return Series(squares, rest, np.clip(of_slopes / rest, TERMS, MOST_POWER))
