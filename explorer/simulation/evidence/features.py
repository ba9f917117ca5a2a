"""What does a signal run say that matters for learning? A few numbers, the same for a new network and for the record.

All are tenfolds (log10) or shares. The weights' correction is taken relative to the weights: a step of plain SGD moves
a layer by rate × correction, which matters beside what is there.
"""

import math
from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.experiment import prepare
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal.signal import Signal
from explorer.simulation.weights.initializers import INITIALIZERS, Initializer

Array = np.ndarray

FAR = 99.0  # tenfolds that stand for "nothing at all" and "beyond any number"


@dataclass(frozen=True)
class LearningFeatures:
    """What to compare networks by."""

    ahead: float  # tenfolds of the signal's size, last layer over input
    back: float  # tenfolds of the correction ∂L/∂h, first layer over last
    weights_back: float  # tenfolds of the weights' correction ∂L/∂W, first layer over last
    step_first: float  # tenfolds of the weights' correction over the weights, first layer
    step_last: float  # the same, last hidden layer
    step_least: float  # the same, the layer where it is least
    step_most: float
    strength: float  # tenfolds by which a sum of ±1 grows: rms of the weights × √fan_in, layers after the first
    cosine: float  # how alike two examples look in the last layer
    saturated: float  # share of values at the limit, worst layer
    dead: float  # share of silent neurons, worst layer
    distinct: float  # share of different neurons, poorest layer


def learning_features(s: Signal) -> LearningFeatures:
    """Read the features off a signal run."""
    sizes = weight_sizes(s)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = s.weight_gradient_log10_rms - np.log10(sizes)
        ahead = s.activation_log10_rms[-1] - math.log10(s.input_rms) if s.input_rms > 0 else -FAR
        back = s.gradient_log10_rms[0] - s.gradient_log10_rms[-1]
        weights_back = s.weight_gradient_log10_rms[0] - s.weight_gradient_log10_rms[-1]
        strength = math.log10(sizes[-1]) + math.log10(s.spec.width) / 2 if sizes[-1] > 0 else -FAR
    steps = np.array([_within(step) for step in steps])
    return LearningFeatures(
        ahead=_within(ahead),
        back=_within(back),
        weights_back=_within(weights_back),
        step_first=float(steps[0]),
        step_last=float(steps[-1]),
        step_least=float(steps.min()),
        step_most=float(steps.max()),
        strength=_within(strength),
        cosine=float(s.sample_cosine[-1]),
        saturated=float(s.saturated_fraction.max()),
        dead=float(s.dead_fraction.max()),
        distinct=float(s.distinct_units.min()) / s.spec.width,
    )


def weight_sizes(s: Signal) -> Array:
    """Return the root mean square of each layer's weights, (depth,): as the recipe states it, or as it was fitted."""
    spec, recipe = s.spec, INITIALIZERS[s.spec.initializer]
    experiment = prepare(spec)
    if recipe.fits_data:
        layers = range(1, spec.depth + 1)
        sizes = [[_rms(experiment.weights(matrix)) for matrix in experiment.matrices_of(layer)] for layer in layers]
        return np.sqrt(np.mean(np.square(sizes), axis=1))
    sizes = [
        [_stated_size(recipe, experiment.fan_in(matrix), spec, matrix) for matrix in experiment.matrices_of(layer)]
        for layer in range(1, spec.depth + 1)
    ]
    return np.sqrt(np.mean(np.square(sizes), axis=1))  # of the matrices of a block together


def _stated_size(recipe: Initializer, fan_in: int, spec: SignalSpec, matrix: int) -> float:
    shape = fan_in, spec.width, spec.strength(matrix)
    return math.hypot(recipe.mean(*shape), recipe.std(*shape))


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(values.astype(np.float64) ** 2)))


def _within(tenfolds: float) -> float:
    """Hold what is 0, or beyond all numbers, at ±99; nothing over nothing is no change."""
    return 0.0 if math.isnan(tenfolds) else max(-FAR, min(FAR, float(tenfolds)))
