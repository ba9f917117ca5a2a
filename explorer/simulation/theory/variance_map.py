"""How do the signal and the correction travel through the layers of an endlessly wide network? The variance map.

Poole et al. 2016, eq. 3, and Schoenholz et al. 2017, eq. 3 and 7, with normalization and residual connections as the
experiment has them. All arrays end in an axis of examples (one for Gaussian noise, several for data whose examples
differ in size) and may begin with an axis of candidates, so that a search costs one pass. Everything is a
natural logarithm: a hundred exploding layers do not overflow.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.normalization import EPSILON, Normalization
from explorer.simulation.theory.moments import Moments, MomentsAt

Array = np.ndarray


@dataclass(frozen=True)
class LayerLaw:
    """What theory needs to know of a layer's draws."""

    log_weight_variance: Array  # ln(fan_in Var W)
    fan_ratio: float  # fan_out / fan_in: the way back adds up over the other side
    bias_variance: float | Array


@dataclass(frozen=True)
class Signal:
    """The outputs h of a layer."""

    log_square: Array  # ln E[h^2]
    mean_share: Array  # E[h] / sqrt(E[h^2])
    log_variance: Array  # ln of the variance of a unit over the examples: all that batch normalization sees


@dataclass(frozen=True)
class Step:
    """One layer of the path."""

    log_q: Array  # ln of the variance that enters the activation
    signal: Signal
    log_chi: Array  # ln of the factor for the gradient's mean square, from after the layer to before it


def log_mean(logs: Array) -> Array:
    """Return ln of the mean over the last axis, kept as an axis of length 1."""
    largest = logs.max(axis=-1, keepdims=True)
    return largest + np.log(np.exp(logs - largest).mean(axis=-1, keepdims=True))


def log_with_epsilon(log_variance: Array) -> Array:
    return np.logaddexp(log_variance, np.log(EPSILON))


def seen_plain(signal: Signal, log_w: Array, bias_variance: float | Array) -> tuple[Array, Array]:
    """Return ln of the variance entering the activation, and ln of the factor of the way back: no normalization."""
    with np.errstate(divide="ignore"):
        return np.logaddexp(log_w + signal.log_square, np.log(bias_variance)), np.zeros(1)


def seen_by_example(signal: Signal, log_w: Array, bias_variance: float | Array) -> tuple[Array, Array]:
    """As `seen_plain`, for layer and RMS normalization: each example is brought to size 1."""
    log_v, _ = seen_plain(signal, log_w, bias_variance)
    return log_v - log_with_epsilon(log_v), -log_with_epsilon(log_v)


def seen_by_unit(signal: Signal, log_w: Array, bias_variance: float | Array) -> tuple[Array, Array]:
    """As `seen_plain`, for batch normalization: each unit is centred over the examples, its bias with it."""
    log_v = log_w + signal.log_variance
    log_size = log_with_epsilon(log_mean(log_v))
    return log_v - log_size, -log_size


SEEN = {None: seen_plain, 0: seen_by_unit, 1: seen_by_example}  # by the axis that a normalization averages over


def add_shortcut(before: Signal, branch: Signal) -> Signal:
    """Return the sum of what came in and what the layer adds; the two meet only through their means."""
    top = np.maximum(before.log_square, branch.log_square)
    a, b = np.exp((before.log_square - top) / 2), np.exp((branch.log_square - top) / 2)  # sizes, the larger one 1
    mean = before.mean_share * a + branch.mean_share * b
    square = a**2 + b**2 + 2 * (before.mean_share * a) * (branch.mean_share * b)
    return Signal(
        log_square=top + np.log(square),
        mean_share=mean / np.sqrt(square),
        log_variance=np.logaddexp(before.log_variance, branch.log_variance),
    )


def outputs(found: Moments) -> Signal:
    return Signal(found.log_square, found.mean_share, found.log_variance)


def propagate(
    moments_at: MomentsAt, laws: Sequence[LayerLaw], normalization: Normalization, residual: bool, start: Signal
) -> list[Step]:
    """Return the path through all layers, first layer first; a shortcut spans every layer but the first."""
    steps: list[Step] = []
    for law in laws:
        before = steps[-1].signal if steps else start
        steps.append(one_layer(moments_at, law, normalization, residual and bool(steps), before))
    return steps


def one_layer(
    moments_at: MomentsAt, law: LayerLaw, normalization: Normalization, shortcut: bool, before: Signal
) -> Step:
    """Send the signal through one layer."""
    log_w = law.log_weight_variance
    log_q, log_back = SEEN[normalization.axis](before, log_w, law.bias_variance)
    found = moments_at(log_q)
    log_chi = log_w + np.log(law.fan_ratio) + log_back + found.log_slope
    if not shortcut:
        return Step(log_q, outputs(found), log_chi)
    return Step(log_q, add_shortcut(before, outputs(found)), np.logaddexp(0.0, log_chi))


def log_gradient_squares(steps: list[Step]) -> Array:
    """Return ln of the mean square of dL/dh after each layer, shape (depth, ...); after the last layer it is 1."""
    log_chi = np.stack([np.broadcast_to(step.log_chi, step.signal.log_square.shape) for step in steps])
    back = np.cumsum(log_chi[::-1], axis=0)[::-1]
    return np.concatenate([back[1:], np.zeros_like(back[:1])])
