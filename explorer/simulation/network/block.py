"""How does a signal travel through a block of two matrices, and how does the correction come back?

Block: b = φ(heard W₁ + b₁) W₂ + b₂;  h' = h + b. The reset stands before (heard = norm(h)), after (h' = norm(h + b)),
or nowhere. Every step works in the dtype of the arrays it gets, as in `layer`.
"""

from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.activations import Activation
from explorer.simulation.network.blocks import Block
from explorer.simulation.network.layer import Empty, activate, sums, weight_gradient
from explorer.simulation.network.normalization import Normalization, Normalized, normalize, normalize_backward
from explorer.simulation.numerics.scaled import Scaled, add_to, settle

Array = np.ndarray
Matrix = tuple[Array, Array | None]  # weights (fan_in, fan_out) and biases (fan_out,)


@dataclass(frozen=True)
class BlockRule:
    """What every block does with its sums."""

    activation: Activation
    normalization: Normalization
    block: Block


@dataclass(frozen=True)
class BlockPass:
    """One block on the way forward: its output, and what the way back needs."""

    h: Scaled  # (samples, width), the sum, reset where the block resets it
    heard: Scaled | None = None  # (samples, width), what the first matrix hears
    inner: Scaled | None = None  # (samples, width), the neurons: φ of the first matrix's sums
    slope: Array | None = None  # (samples, width), φ' of the same
    normalized: Normalized | None = None

    @property
    def neurons(self) -> Scaled:
        """Return the values of the block's neurons."""
        return self.inner

    def bare(self) -> "BlockPass":
        """Return the output alone."""
        return BlockPass(self.h)


def block_forward(rule: BlockRule, h: Scaled, first: Matrix, last: Matrix, empty: Empty = np.empty) -> BlockPass:
    """Send `h` (samples, width) through one block."""
    heard, normalized = h, None
    if rule.block.reset_before:
        normalized = normalize(rule.normalization, _copy(h, empty))
        heard = normalized.y
    inner, slope = activate(rule.activation, sums(heard, *first, empty), empty, in_place=True)
    inner = settle(inner)
    total = settle(add_to(sums(inner, *last, empty), h))
    if rule.block.reset_after:
        normalized = normalize(rule.normalization, total)
        total = normalized.y
    return BlockPass(total, heard, inner, slope, normalized)


def block_backward(
    rule: BlockRule, done: BlockPass, first: Array, last: Array, g: Scaled, empty: Empty = np.empty
) -> tuple[Scaled, Scaled, Scaled]:
    """Return ∂L/∂h of what came in, and the sample means of ∂L/∂W₁ and ∂L/∂W₂, from `g` = ∂L/∂h of the output.

    Overwrites `done.slope`.
    """
    if rule.block.reset_after:
        g = _through_reset(rule, done, _copy(g, empty))
    by_last = weight_gradient(done.inner, g)
    dz = _through(g, last, empty)
    dz = settle(Scaled(np.multiply(dz.values, done.slope, out=done.slope), dz.exponent))
    by_first = weight_gradient(done.heard, dz)
    below = _through(dz, first, empty)
    if rule.block.reset_before:
        below = _through_reset(rule, done, below)
    return settle(add_to(below, g)), by_first, by_last


def _through(g: Scaled, weights: Array, empty: Empty) -> Scaled:
    room = empty((len(g.values), len(weights)), g.values.dtype)
    return Scaled(np.matmul(g.values, weights.T, out=room), g.exponent)


def _through_reset(rule: BlockRule, done: BlockPass, dy: Scaled) -> Scaled:
    dz = normalize_backward(rule.normalization, done.normalized, dy.values)
    return settle(Scaled(dz.values, dz.exponent + dy.exponent))


def _copy(h: Scaled, empty: Empty) -> Scaled:
    room = empty(h.values.shape, h.values.dtype)
    np.copyto(room, h.values)
    return Scaled(room, h.exponent)
