"""How do the signal and the correction travel through blocks of an endlessly wide network? The variance map of a block.

A block adds a branch of two random matrices to what came in. The branch has mean 0 whatever it hears, so its mean
square adds up: without a reset 2^N after N branches as large as what they hear, (1 + 1/N)^N where each is divided by
√N, 1 + N where each hears size 1 (Hanin and Rolnick 2018; Zhang, Dauphin and Ma 2019; Xiong et al. 2020).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from explorer.simulation.network.blocks import Block
from explorer.simulation.network.normalization import Normalization
from explorer.simulation.theory.moments import Moments, MomentsAt
from explorer.simulation.theory.variance_map import (
    LayerLaw,
    Signal,
    Step,
    add_shortcut,
    log_mean,
    log_with_epsilon,
)

Array = np.ndarray


def propagate_blocks(
    moments_at: MomentsAt, laws: Sequence[LayerLaw], normalization: Normalization, block: Block, start: Signal
) -> Iterator[Step]:
    """Yield the path through all blocks, first block first; `laws` holds two a block, the first matrix first."""
    before = start
    for first, last in zip(laws[::2], laws[1::2], strict=True):
        step = block_step(moments_at, (first, last), normalization, block, before)
        yield step
        before = step.signal


def block_step(
    moments_at: MomentsAt, laws: tuple[LayerLaw, LayerLaw], normalization: Normalization, block: Block, before: Signal
) -> Step:
    """Send the signal through one block."""
    first, last = laws
    log_heard, log_back = heard_by(normalization, block, before)
    log_q = sums(first, log_heard)
    found = moments_at(log_q)
    total = add_shortcut(before, branch_of(last, found))
    through = first.log_weight_variance + last.log_weight_variance + found.log_slope + log_back
    log_chi = np.logaddexp(0.0, through)
    if not block.reset_after:
        return Step(log_q, total, log_chi)
    total, log_back = brought_to_one(normalization, total)
    return Step(log_q, total, log_chi + log_back)


def heard_by(normalization: Normalization, block: Block, before: Signal) -> tuple[Array, Array]:
    """Return ln of the mean square that the first matrix hears, and ln of the factor of the way back to the stream."""
    if not block.reset_before:
        return before.log_square, np.zeros(1)
    signal, log_back = brought_to_one(normalization, before)
    return signal.log_square, log_back


def sums(law: LayerLaw, log_heard: Array) -> Array:
    """Return ln of the variance of a matrix's sums."""
    with np.errstate(divide="ignore"):
        return np.logaddexp(law.log_weight_variance + log_heard, np.log(law.bias_variance))


def branch_of(last: LayerLaw, found: Moments) -> Signal:
    """Return what a branch adds: its neurons through the last matrix, of mean 0."""
    log_square = sums(last, found.log_square)
    return Signal(log_square, np.zeros(1), last.log_weight_variance + found.log_variance)


def brought_to_one(normalization: Normalization, signal: Signal) -> tuple[Signal, Array]:
    """Return the signal after a reset of its volume, and ln of the factor of the way back."""
    if normalization.axis == 0:  # each unit is centred over the examples
        log_size = log_with_epsilon(log_mean(signal.log_variance))
        log_square = signal.log_variance - log_size
        return Signal(log_square, np.zeros(1), log_square), -log_size
    share = 0.0 if not normalization.centred else signal.mean_share**2
    with np.errstate(divide="ignore"):
        log_left = signal.log_square + np.log1p(-np.minimum(share, 1.0))  # of each example, around its own mean
    log_size = log_with_epsilon(log_left)
    mean_share = np.zeros(1) if normalization.centred else signal.mean_share
    return Signal(log_left - log_size, mean_share, signal.log_variance - log_size), -log_size
