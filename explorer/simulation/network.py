"""How does a signal travel through the layers, and how does the correction come back? One layer at a time.

Layer: z = h W + b;  y = norm(z);  h' = φ(y), or h + φ(y) with a residual connection.
Every step works in the dtype of the arrays it gets: float32 for experiments, float64 for checking gradients.
"""

from dataclasses import dataclass

import numpy as np

from explorer.simulation.activations import Activation
from explorer.simulation.normalization import Normalization, Normalized, normalize, normalize_backward
from explorer.simulation.scaled import REACH, Scaled, add, settle, shifted

Array = np.ndarray


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
    slope: Array  # (samples, width), φ'(y)
    normalized: Normalized | None


def forward(rule: Rule, h: Scaled, weights: Array, bias: Array | None) -> Pass:
    """Send `h` (samples, fan_in) through one layer with weights (fan_in, width)."""
    z = _sums(h, weights, bias)
    normalized = normalize(rule.normalization, z) if rule.normalization.axis is not None else None
    output, slope = activate(rule.activation, normalized.y if normalized else z)
    return Pass(settle(add(h, output) if rule.residual else output), slope, normalized)


def backward_to_sums(rule: Rule, done: Pass, g: Scaled) -> Scaled:
    """Return ∂L/∂z (samples, width) of a layer from `g` = ∂L/∂h of its output."""
    dy = settle(Scaled(g.values * done.slope, g.exponent))
    if done.normalized is None:
        return dy
    dz = normalize_backward(rule.normalization, done.normalized, dy.values)
    return settle(Scaled(dz.values, dz.exponent + dy.exponent))


def backward_to_input(rule: Rule, weights: Array, dz: Scaled, g: Scaled) -> Scaled:
    """Return ∂L/∂h (samples, fan_in) of the layer before; a residual connection adds `g` as it is."""
    through_weights = Scaled(dz.values @ weights.T, dz.exponent)
    return settle(add(through_weights, g) if rule.residual else through_weights)


def weight_gradient(h: Scaled, dz: Scaled) -> Scaled:
    """Return the sample mean of ∂L/∂W, shape (fan_in, width), from the layer's input and ∂L/∂z."""
    total = h.values.T @ dz.values
    total /= len(h.values)
    return Scaled(total, h.exponent + dz.exponent)


def activate(activation: Activation, y: Scaled) -> tuple[Scaled, Array]:
    """Return φ(y) and φ'(y).

    Far outside the ordinary range φ is its tangent at 0 or its asymptote, which keep the exponent; a saturating φ,
    or one that is not 0 at 0, is evaluated there directly.
    """
    if abs(y.exponent) > REACH:
        left, right = activation.slopes_at_zero if y.exponent < 0 else activation.slopes_far_out
        grows = right > 0 and (left > 0 or bool((y.values > 0).any()))
        if grows and (y.exponent > 0 or activation.value_at_zero == 0):
            slope = np.where(y.values > 0, right, left).astype(y.values.dtype)
            return Scaled(y.values * slope, y.exponent), slope
    h, slope = activation.both(y.within_reach())
    return Scaled(h), slope


def _sums(h: Scaled, weights: Array, bias: Array | None) -> Scaled:
    z = h.values @ weights
    if bias is None:
        return Scaled(z, h.exponent)
    if h.exponent < 0:  # beside a bias, a tiny signal is tiny
        z = shifted(z, h.exponent)
        return Scaled(z + bias)
    z += shifted(bias, -h.exponent)
    return Scaled(z, h.exponent)
