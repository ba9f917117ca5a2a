"""How alike do two inputs become on their way through the layers? The correlation map of mean-field theory.

Two pre-activations with variance q and correlation c are jointly Gaussian. ReLU, leaky ReLU and the straight line
have closed forms (Cho & Saul 2009, the arc-cosine kernel); every other activation is integrated in polar coordinates,
where its bend lies along two known rays, however wide the bell curve is.
"""

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from explorer.simulation.network.activations import Activation
from explorer.simulation.numerics.quadrature import Function, bell_mean, graded_rule
from explorer.simulation.numerics.roots import bracketed_root

COARSE = 12  # Gauss-Legendre nodes a panel: eleven digits, at half of the work in two dimensions
REACH = 9.0  # beyond this radius lies 3e-18 of the two bell curves
CLOSEST = 1 - 1e-6  # a correlation beyond is called 1


def two_slope_moments(right: float, left: float, correlation: float) -> tuple[float, float]:
    """Return E[f(u)f(v)] / q and E[f'(u)f'(v)] for f with two slopes: a line plus a multiple of the absolute value."""
    line, bend = ((right + left) / 2) ** 2, ((right - left) / 2) ** 2
    angle = math.asin(correlation)
    folded = (math.sqrt(1 - correlation**2) + correlation * angle) * 2 / math.pi  # E[|u||v|] / q
    return line * correlation + bend * folded, line + bend * angle * 2 / math.pi


@lru_cache(maxsize=8)
def half_plane(q: float, correlation: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return u, v and their probabilities over half of the plane (the other half mirrors u and v), each flat.

    u = sqrt(q) r cos(a + g/2) and v = sqrt(q) r cos(a - g/2) with cos g = correlation, for angles a in [0, pi]:
    u is 0 on the ray (pi - g)/2, v on the ray (pi + g)/2, and the grid is dense around both.
    """
    gap = math.acos(correlation)
    rays, bend = ((math.pi - gap) / 2, (math.pi + gap) / 2), min(1.0, 1 / math.sqrt(q))
    pieces = [(rays[0], -rays[0]), (rays[0], gap / 2), (rays[1], -gap / 2), (rays[1], math.pi - rays[1])]
    angles, angle_weights = [], []
    for start, length in pieces:
        step, weight = graded_rule(np.array(bend / 4), abs(length), COARSE)
        angles.append(start + math.copysign(1, length) * step)
        angle_weights.append(weight)
    a, wa = np.concatenate(angles)[:, None], np.concatenate(angle_weights)[:, None]
    r, wr = graded_rule(np.array(bend), REACH, COARSE)
    u = math.sqrt(q) * r * np.cos(a + gap / 2)
    v = math.sqrt(q) * r * np.cos(a - gap / 2)
    weights = wa * wr * r * np.exp(-(r**2) / 2) / math.pi
    return u.ravel(), v.ravel(), weights.ravel()


def joint_mean(function: Function, q: float, correlation: float) -> float:
    """Return E[f(u) f(v)] for u, v ~ N(0, q) with this correlation, by quadrature; f smooth away from 0."""
    if correlation == 0:  # u and v know nothing of each other
        return bell_mean(function, q) ** 2
    if correlation >= 1:
        return bell_mean(lambda x: function(x) ** 2, q)
    u, v, weights = half_plane(q, correlation)
    return float(weights @ (function(u) * function(v) + function(-u) * function(-v))) / 2


def joint_moments(activation: Activation, q: float, correlation: float) -> tuple[float, float]:
    """Return E[f(u)f(v)] and E[f'(u)f'(v)]: in closed form where there is one, else by quadrature."""
    if not activation.homogeneous:
        values, slopes = activation.function, activation.derivative
        return joint_mean(values, q, correlation), joint_mean(slopes, q, correlation)
    left, right = activation.slopes_far_out
    of_values, of_slopes = two_slope_moments(right, left, correlation)
    return q * of_values, of_slopes


def fixed_correlation(excess: Callable[[float], float]) -> float:
    """Return c* in [0, 1], the root of excess(c) = C(c) - c for a map C that pushes apart at c = 1."""
    if excess(0.0) <= 1e-14:  # an odd activation without a bias: unlike inputs end at right angles
        return 0.0
    if excess(CLOSEST) >= 0:
        return 1.0
    return bracketed_root(excess, 0.0, CLOSEST)
