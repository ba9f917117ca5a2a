"""How does a signal travel through the layers, and how does the correction come back? One layer at a time.

Layer: z = h W + b;  y = norm(z);  h' = φ(y), or h + φ(y) with a residual connection.
Every step works in the dtype of the arrays it gets: float32 for experiments, float64 for checking gradients.
Large results are written where `empty` makes room for them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.activations import Activation
from explorer.simulation.network.normalization import Normalization, Normalized, normalize, normalize_backward
from explorer.simulation.numerics.scaled import REACH, Scaled, add_to, settle, shifted

Array = np.ndarray
Empty = Callable[[tuple[int, ...], type], Array]  # (shape, dtype) -> array with undefined values

BLOCK = 16_384  # values evaluated at once: what lies between fits the processor's cache


@dataclass(frozen=True)
class Rule:
    """What every layer does with its sums."""

    activation: Activation
    normalization: Normalization
    residual: bool  # in effect for this layer


@dataclass(frozen=True)
class Pass:
    """One layer on the way forward: its output, and what the way back needs."""

    h: Scaled  # (samples, width), after φ and the residual connection
    slope: Array | None = None  # (samples, width), φ'(y); None where it was not kept
    normalized: Normalized | None = None

    @property
    def neurons(self) -> Scaled:
        """Return the values of the layer's neurons: its output."""
        return self.h

    def bare(self) -> "Pass":
        """Return the output alone."""
        return Pass(self.h)


def forward(rule: Rule, h: Scaled, weights: Array, bias: Array | None, empty: Empty = np.empty) -> Pass:
    """Send `h` (samples, fan_in) through one layer with weights (fan_in, width)."""
    z = sums(h, weights, bias, empty)
    normalized = normalize(rule.normalization, z) if rule.normalization.axis is not None else None
    output, slope = activate(rule.activation, normalized.y if normalized else z, empty, in_place=normalized is None)
    return Pass(settle(add_to(output, h) if rule.residual else output), slope, normalized)


def backward_to_sums(rule: Rule, done: Pass, g: Scaled) -> Scaled:
    """Return ∂L/∂z (samples, width) of a layer from `g` = ∂L/∂h of its output. Overwrites `done.slope`."""
    dy = settle(Scaled(np.multiply(g.values, done.slope, out=done.slope), g.exponent))
    if done.normalized is None:
        return dy
    dz = normalize_backward(rule.normalization, done.normalized, dy.values)
    return settle(Scaled(dz.values, dz.exponent + dy.exponent))


def backward_to_input(rule: Rule, weights: Array, dz: Scaled, g: Scaled, empty: Empty = np.empty) -> Scaled:
    """Return ∂L/∂h (samples, fan_in) of the layer before; a residual connection adds `g` as it is."""
    room = empty((len(dz.values), len(weights)), dz.values.dtype)
    through_weights = Scaled(np.matmul(dz.values, weights.T, out=room), dz.exponent)
    return settle(add_to(through_weights, g) if rule.residual else through_weights)


def weight_gradient(h: Scaled, dz: Scaled, empty: Empty = np.empty) -> Scaled:
    """Return the sample mean of ∂L/∂W, shape (fan_in, width), from the layer's input and ∂L/∂z."""
    room = empty((h.values.shape[1], dz.values.shape[1]), dz.values.dtype)
    total = np.matmul(h.values.T, dz.values, out=room)
    total /= len(h.values)
    return Scaled(total, h.exponent + dz.exponent)


def activate(activation: Activation, y: Scaled, empty: Empty = np.empty, in_place: bool = False):
    """Return φ(y), Scaled, and φ'(y), an array.

    Far outside the ordinary range φ is its tangent at 0 or its asymptote, which keep the exponent; a saturating φ,
    or one that is not 0 at 0, is evaluated there directly.
    """
    if abs(y.exponent) > REACH:
        left, right = activation.slopes_at_zero if y.exponent < 0 else activation.slopes_far_out
        grows = right > 0 and (left > 0 or bool((y.values > 0).any()))
        if grows and (y.exponent > 0 or activation.value_at_zero == 0):
            slope = np.where(y.values > 0, right, left).astype(y.values.dtype)
            return Scaled(y.values * slope, y.exponent), slope
    values = y.within_reach()
    slope = empty(values.shape, values.dtype)
    h = values if in_place else empty(values.shape, values.dtype)
    rows = max(1, BLOCK // values.shape[1])
    for start in range(0, len(values), rows):
        block = slice(start, start + rows)
        h[block], slope[block] = activation.both(values[block])
    return Scaled(h), slope


def _products(h: Array, weights: Array, room: Array) -> Array:
    """Return h W. Where all columns of W are equal, one sum stands for all: kernels round edges otherwise."""
    first = weights[:, :1]
    if np.array_equal(first, weights[:, -1:]) and (weights == first).all():
        room[...] = h @ first
        return room
    return np.matmul(h, weights, out=room)


def sums(h: Scaled, weights: Array, bias: Array | None, empty: Empty = np.empty) -> Scaled:
    """Return h W + b, (samples, fan_out)."""
    z = _products(h.values, weights, empty((len(h.values), weights.shape[1]), weights.dtype))
    if bias is None:
        return Scaled(z, h.exponent)
    if h.exponent < 0:  # beside a bias, a tiny signal is tiny
        z = shifted(z, h.exponent)
        z += bias
        return Scaled(z)
    z += shifted(bias, -h.exponent)
    return Scaled(z, h.exponent)
