"""Between fading and exploding, where is the edge? Fixed points, phases and the critical line of mean-field theory.

Poole et al. 2016; Schoenholz et al. 2017, section 3; Hayou, Doucet and Rousseau 2019 ("edge of chaos").
"""

import math
from functools import lru_cache

import numpy as np

from explorer.simulation.network.activations import Activation
from explorer.simulation.numerics.roots import bracketed_root
from explorer.simulation.theory.correlation import fixed_correlation, joint_moments
from explorer.simulation.theory.moments import curve, moments

Array = np.ndarray

STILL = 1e-9  # a change of ln q below this is rounding: every q stays where it is
CRITICAL_BAND = 1e-3  # a chi this close to 1 is called critical; our line


def flow(activation: Activation, weight_variance: float, bias_variance: float, log_q: float) -> float:
    """Return ln of the factor by which one layer changes the variance q."""
    square = weight_variance * math.exp(float(moments(activation, log_q).log_square) - log_q)
    return math.log(square + bias_variance * math.exp(-log_q))


@lru_cache(maxsize=512)
def fixed_point(activation: Activation, weight_variance: float, bias_variance: float, log_q: float = 0.0) -> float:
    """Return ln q*, the variance that the layers settle at when they start from log_q: -inf for 0, +inf for no end."""
    here = flow(activation, weight_variance, bias_variance, log_q)
    if abs(here) < STILL:
        return log_q
    grid, table = curve(activation)
    with np.errstate(divide="ignore"):
        changes = np.logaddexp(math.log(weight_variance) + table.log_square, np.log(bias_variance)) - grid
    ahead = grid > log_q if here > 0 else grid < log_q
    turned = np.flatnonzero(ahead & (changes * here < 0) & (abs(changes) > STILL))
    if not turned.size:
        return math.copysign(math.inf, here)
    stop = grid[turned[0] if here > 0 else turned[-1]]
    return bracketed_root(lambda x: flow(activation, weight_variance, bias_variance, x), log_q, float(stop))


def chi_at(activation: Activation, weight_variance: float, log_q: float) -> float:
    """Return chi = s_w^2 E[f'^2], the factor for the gradient's mean square; log_q may be infinite."""
    log_q = min(max(log_q, -1e3), 1e3)
    return weight_variance * math.exp(float(moments(activation, log_q).log_slope))


def phase_of(chi: float) -> str:
    """Return "ordered", "critical" or "chaotic"."""
    if abs(chi - 1) <= CRITICAL_BAND:
        return "critical"
    return "ordered" if chi < 1 else "chaotic"


@lru_cache(maxsize=512)
def settled_correlation(activation: Activation, weight_variance: float, bias_variance: float, log_q: float) -> float:
    """Return c*, the cosine at which two different inputs end, at the fixed point ln q* = log_q (finite)."""
    q = math.exp(log_q)
    if chi_at(activation, weight_variance, log_q) <= 1 + 1e-6 or activation.homogeneous:
        return 1.0

    def excess(correlation: float) -> float:
        of_values, _ = joint_moments(activation, q, correlation)
        return (weight_variance * of_values + bias_variance) / q - correlation

    return fixed_correlation(excess)


def depth_scale_of(factor: float) -> float:
    """Return the number of layers over which a quantity with this factor a layer changes by e: inf at 1."""
    return math.inf if abs(factor - 1) < STILL else 1 / abs(math.log(factor))


@lru_cache(maxsize=512)
def correlation_depth(activation: Activation, weight_variance: float, bias_variance: float, log_q: float) -> float:
    """Return xi_c, over how many layers two inputs forget how alike they were: 1 / -ln(s_w^2 E[f'(u)f'(v)]) at c*."""
    correlation = settled_correlation(activation, weight_variance, bias_variance, log_q)
    if correlation == 1.0:
        return depth_scale_of(chi_at(activation, weight_variance, log_q))
    return depth_scale_of(weight_variance * joint_moments(activation, math.exp(log_q), correlation)[1])


def critical_line(activation: Activation) -> tuple[Array, Array, Array]:
    """Return ln q, s_w^2 and s_b^2 along the critical line, where chi = 1 at the fixed point q; parts with s_b^2 < 0
    are no networks and left out."""
    log_q, table = curve(activation)
    weight_variance = np.exp(-table.log_slope)
    bias_variance = np.exp(log_q) - weight_variance * np.exp(table.log_square)
    real = bias_variance >= -1e-12 * np.exp(log_q)
    return log_q[real], weight_variance[real], np.maximum(bias_variance[real], 0.0)


@lru_cache(maxsize=512)
def critical_weight_variance(activation: Activation, bias_variance: float) -> float | None:
    """Return fan_in Var W at which chi = 1 at a fixed point that the layers really settle at; None if there is none."""
    roots = [critical_at_zero(activation)] if bias_variance == 0 else []
    roots += [root for root in critical_roots(activation, bias_variance)]
    stable = [weight for weight, log_q in filter(None, roots) if is_stable(activation, weight, bias_variance, log_q)]
    return stable[0] if stable else None


def critical_at_zero(activation: Activation) -> tuple[float, float] | None:
    """Return the critical point without a bias where the signal ends at 0, if the activation has one."""
    if activation.value_at_zero:
        return None
    left, right = activation.slopes_at_zero
    return 2 / (left**2 + right**2), -40.0


def critical_roots(activation: Activation, bias_variance: float) -> list[tuple[float, float]]:
    """Return (weight variance, ln q) wherever the critical line crosses this bias variance at a positive q."""
    if activation.homogeneous:
        return []

    def bias_needed(log_q: float) -> float:
        found = moments(activation, log_q)
        return 1 - math.exp(float(found.log_square - found.log_slope) - log_q) - bias_variance * math.exp(-log_q)

    log_q, table = curve(activation)
    with np.errstate(over="ignore"):
        needed = 1 - np.exp(table.log_square - table.log_slope - log_q) - bias_variance * np.exp(-log_q)
    crossings = np.flatnonzero((needed[:-1] * needed[1:] < 0) & (np.maximum(abs(needed[:-1]), abs(needed[1:])) > STILL))
    roots = [bracketed_root(bias_needed, float(log_q[i]), float(log_q[i + 1])) for i in crossings]
    return [(math.exp(-float(moments(activation, root).log_slope)), root) for root in roots]


def is_stable(activation: Activation, weight_variance: float, bias_variance: float, log_q: float) -> bool:
    """Tell whether the variance comes back to exp(log_q) from a little above (or, for the line, stays)."""
    return flow(activation, weight_variance, bias_variance, log_q + (35.0 if log_q <= -40 else 0.5)) < STILL
