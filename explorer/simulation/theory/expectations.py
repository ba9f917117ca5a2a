"""What does theory need to know about a spec? Its layers' laws, its input, and whether it applies at all."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np

from explorer.remark import Remark
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.data import DATASETS
from explorer.simulation.network.experiment import LSUV_TOLERANCE, LSUV_TRIES
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.theory.block_map import block_step, heard_by, propagate_blocks, sums
from explorer.simulation.theory.moments import MomentsAt, moments, read_closely
from explorer.simulation.theory.variance_map import LayerLaw, Signal, Step, log_mean, one_layer, propagate
from explorer.simulation.weights.initializers import INITIALIZERS

Array = np.ndarray

FEWEST_FOR_BATCH = 10  # examples from which batch statistics resemble a bell curve's; our line


def reason_against(spec: SignalSpec) -> Remark | None:
    """Return why the theory does not apply; None where it does."""
    record = INITIALIZERS[spec.initializer]
    if not record.random:
        return Remark("verdicts.theory.not_random")
    if spec.scale == 0:
        return Remark("verdicts.theory.zero_weights")
    if spec.normalization == "batch" and spec.build.branched and DATASETS[spec.data].width and not spec.has_entry:
        return Remark("verdicts.theory.single_pixels")
    if spec.normalization == "batch" and spec.samples < FEWEST_FOR_BATCH:
        return Remark("verdicts.theory.few_examples", {"samples": spec.samples, "fewest": FEWEST_FOR_BATCH})
    return None


def fits_data(spec: SignalSpec) -> bool:
    """Tell whether the recipe measures the data, so that no layer has a spread of its own."""
    return INITIALIZERS[spec.initializer].fits_data


@lru_cache(maxsize=256)
def weight_laws(spec: SignalSpec) -> tuple[LayerLaw, ...]:
    """Return the law of each matrix, first layer first."""
    if fits_data(spec):
        return tuple(fitted_block_laws(spec) if spec.build.branched else fitted_laws(spec))
    return tuple(matrix_law(spec, matrix, *fans) for matrix, fans in enumerate(fans_of(spec), start=1))


def fans_of(spec: SignalSpec) -> list[tuple[int, int]]:
    """Return (fan_in, fan_out) of each matrix."""
    if spec.build.branched:
        return [(spec.width, spec.width)] * (spec.build.matrices * spec.depth)
    return list(pairwise([spec.input_width] + [spec.width] * spec.depth))


def matrix_law(spec: SignalSpec, matrix: int, fan_in: int, fan_out: int) -> LayerLaw:
    """Return what theory needs to know of one matrix, counted from 1."""
    record, strength = INITIALIZERS[spec.initializer], spec.strength(matrix)
    variance = fan_in * record.variance(fan_in, fan_out, strength)
    bias_variance = record.bias_variance(fan_in, spec.bias_std)
    if spec.build.branched and matrix % 2 == 0:
        bias_variance *= spec.branch_factor**2
    return LayerLaw(log_of(variance), fan_out / fan_in, bias_variance)


def log_of(variance: float) -> Array:
    """Return ln of a variance, -inf for 0, shape (1,)."""
    return np.array([math.log(variance) if variance > 0 else -math.inf])


def fitted_laws(spec: SignalSpec) -> list[LayerLaw]:
    """Return LSUV's laws: each layer is fitted to what the layers before it send when all have scale 1."""
    laws, before = [], start_of(spec)
    for layer, (fan_in, fan_out) in enumerate(fans_of(spec)):
        bias_variance = INITIALIZERS[spec.initializer].bias_variance(fan_in, spec.bias_std)
        start = math.log(fan_in / max(fan_in, fan_out))  # of an orthogonal matrix
        log_weight = fitted(start, log_mean(before.log_square), bias_variance)
        law = LayerLaw(log_weight, fan_out / fan_in, bias_variance)
        rule, shortcut = NORMALIZATIONS[spec.normalization], spec.residual and layer > 0
        before = one_layer(moments_of(spec), law, rule, shortcut, before).signal
        laws.append(replace(law, log_weight_variance=log_weight + 2 * math.log(spec.scale)))
    return laws


def fitted_block_laws(spec: SignalSpec) -> list[LayerLaw]:
    """As `fitted_laws`, for blocks: what the last matrix of a branch starts with is put on top of its fit."""
    laws, before, rule = [], start_of(spec), NORMALIZATIONS[spec.normalization]
    bias_variance = INITIALIZERS[spec.initializer].bias_variance(spec.width, spec.bias_std)
    factor, strength = log_of(spec.branch_factor**2), 2 * math.log(spec.scale)
    for _ in range(spec.depth):
        log_heard, _ = heard_by(rule, spec.build, before)
        first = LayerLaw(fitted(0.0, log_mean(log_heard), bias_variance), 1.0, bias_variance)
        found = moments_of(spec)(sums(first, log_heard))
        log_last = fitted(0.0, log_mean(found.log_square), bias_variance)
        last = LayerLaw(log_last + factor, 1.0, bias_variance * spec.branch_factor**2)
        before = block_step(moments_of(spec), (first, last), rule, spec.build, before).signal
        laws += [replace(law, log_weight_variance=law.log_weight_variance + strength) for law in (first, last)]
    return laws


def fitted(log_weight: Array | float, log_square: Array, bias_variance: float) -> Array:
    """Return ln of fan_in Var W once the sums' spread, bias and all, was brought near 1 as LSUV does it."""
    for _ in range(LSUV_TRIES):
        variance = np.exp(log_weight + log_square) + bias_variance
        if np.all(abs(np.sqrt(variance) - 1) <= LSUV_TOLERANCE):
            break
        log_weight = log_weight - np.log(variance)
    return np.asarray(log_weight)


def moments_of(spec: SignalSpec) -> MomentsAt:
    """Return how the moments of a spec's activation are found: integrated, or for many examples read off a curve."""
    return partial(read_closely if DATASETS[spec.data].width else moments, ACTIVATIONS[spec.activation])


def path(spec: SignalSpec, moments_at: MomentsAt, laws: Sequence[LayerLaw], start: Signal) -> list[Step]:
    """Return the path of a spec's layers or blocks through the variance map, first layer first."""
    rule = NORMALIZATIONS[spec.normalization]
    if spec.build.branched:
        return list(propagate_blocks(moments_at, laws, rule, spec.build, start))
    return propagate(moments_at, laws, rule, spec.residual, start)


def start_of(spec: SignalSpec, groups: int | None = None) -> Signal:
    """Return the input as the theory sees it: noise of size 1, or the size of every real example.

    A search may ask for `groups` of examples of like size. That is a rough answer: where large and small examples part
    ways, the few at the edge decide, and group means hide them.
    """
    square, variance, mean = input_sizes(spec)
    if groups and groups < len(square):
        square, variance, mean = (
            np.array([part.mean() for part in np.array_split(sizes, groups)]) for sizes in (square, variance, mean)
        )
    share = np.clip(mean / np.sqrt(square), -1.0, 1.0)
    return Signal(np.log(square), share if spec.build.branched else np.zeros(1), np.log(variance))


def input_sizes(spec: SignalSpec) -> tuple[Array, Array, Array]:
    """Return the input's mean square, that around each number's own mean, and its mean: each (examples,) or (1,).

    The mean over an example's numbers is heard by the blocks that follow where nothing has mixed them, else it is 0.
    """
    if DATASETS[spec.data].width:
        square, variance, mean = example_sizes(spec.data, spec.samples, spec.input_scale, spec.input_offset)
    else:
        sizes = spec.input_size**2, spec.input_scale**2, spec.input_offset
        square, variance, mean = (np.array([size]) for size in sizes)
    return square, variance, 0 * mean if spec.has_entry else mean


@lru_cache(maxsize=16)
def example_sizes(data: str, samples: int, scale: float = 1.0, offset: float = 0.0) -> tuple[Array, Array, Array]:
    """Return the mean square of real examples, that around each input's mean, and their means, shape (examples,).

    The first two are sorted each by itself; the means stand beside their squares.
    """
    dataset = DATASETS[data]
    rows = scale * dataset.rows(0, samples, dataset.width).astype(np.float64) + offset
    square = (rows**2).mean(axis=1)
    order = np.argsort(square, kind="stable")
    around = np.sort(((rows - rows.mean(axis=0)) ** 2).mean(axis=1))
    return square[order], np.maximum(around, np.finfo(float).tiny), rows.mean(axis=1)[order]
