"""What does theory need to know about a spec? Its layers' laws, its input, and whether it applies at all."""

import math
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
from explorer.simulation.theory.moments import MomentsAt, moments, read_closely
from explorer.simulation.theory.variance_map import LayerLaw, Signal, log_mean, one_layer
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
    if spec.normalization == "batch" and spec.samples < FEWEST_FOR_BATCH:
        return Remark("verdicts.theory.few_examples", {"samples": spec.samples, "fewest": FEWEST_FOR_BATCH})
    return None


def fits_data(spec: SignalSpec) -> bool:
    """Tell whether the recipe measures the data, so that no layer has a spread of its own."""
    return INITIALIZERS[spec.initializer].fits_data


@lru_cache(maxsize=256)
def weight_laws(spec: SignalSpec) -> tuple[LayerLaw, ...]:
    """Return the law of each layer, first layer first."""
    if fits_data(spec):
        return tuple(fitted_laws(spec))
    return tuple(layer_law(spec, *fans) for fans in fans_of(spec))


def fans_of(spec: SignalSpec) -> list[tuple[int, int]]:
    """Return (fan_in, fan_out) of each layer."""
    return list(pairwise([spec.input_width] + [spec.width] * spec.depth))


def layer_law(spec: SignalSpec, fan_in: int, fan_out: int) -> LayerLaw:
    """Return what theory needs to know of one layer."""
    record = INITIALIZERS[spec.initializer]
    log_weight = math.log(fan_in * record.variance(fan_in, fan_out, spec.scale))
    return LayerLaw(np.array([log_weight]), fan_out / fan_in, record.bias_variance(fan_in, spec.bias_std))


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


def start_of(spec: SignalSpec, groups: int | None = None) -> Signal:
    """Return the input as the theory sees it: noise of size 1, or the size of every real example.

    A search may ask for `groups` of examples of like size. That is a rough answer: where large and small examples part
    ways, the few at the edge decide, and group means hide them.
    """
    square, variance = input_sizes(spec)
    if groups and groups < len(square):
        square, variance = (
            np.array([part.mean() for part in np.array_split(sizes, groups)]) for sizes in (square, variance)
        )
    return Signal(np.log(square), np.zeros(1), np.log(variance))


def input_sizes(spec: SignalSpec) -> tuple[Array, Array]:
    """Return the input's mean square, and that around each number's own mean, each of shape (examples,) or (1,)."""
    if DATASETS[spec.data].width:
        return example_sizes(spec.data, spec.samples, spec.input_scale, spec.input_offset)
    return np.array([spec.input_size**2]), np.array([spec.input_scale**2])


@lru_cache(maxsize=16)
def example_sizes(data: str, samples: int, scale: float = 1.0, offset: float = 0.0) -> tuple[Array, Array]:
    """Return the mean square of real examples, and that around each input's mean, each sorted, shape (examples,)."""
    dataset = DATASETS[data]
    rows = scale * dataset.rows(0, samples, dataset.width).astype(np.float64) + offset
    square = np.sort((rows**2).mean(axis=1))
    around = np.sort(((rows - rows.mean(axis=0)) ** 2).mean(axis=1))
    return square, np.maximum(around, np.finfo(float).tiny)
