"""What does each layer's signal do on the way forward, and its correction on the way back? One experiment, measured."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.simulation.network.block import BlockPass
from explorer.simulation.network.experiment import Experiment, prepare
from explorer.simulation.network.layer import Empty, Pass
from explorer.simulation.network.spec import SignalSpec, check_work
from explorer.simulation.numerics.float_formats import FormatExit, format_exits
from explorer.simulation.numerics.scaled import Scaled, extent, join, log10_value, true_value
from explorer.simulation.numerics.workspace import borrowed_workspace
from explorer.simulation.signal.histogram import FineHistogram, common_axis, fine_histogram, own_axis
from explorer.simulation.signal.measures import Moments, dead_fraction, moments, sample_cosine, saturated_fraction
from explorer.simulation.signal.sameness import distinct_units

__all__ = ["Signal", "SignalSpec", "run_signal", "signal_steps"]

Array = np.ndarray

Steps = Generator[float, None, Any]  # yields the share done; returns what the name says
FORWARD_SHARE = 0.5  # of the time: the way back has two products a layer, the way forward more to measure
KEPT_VALUES = 20_000_000  # depth × samples × width; beyond, slopes are computed again on the way back


@dataclass(frozen=True)
class Signal:
    """What one experiment showed. Arrays are per hidden layer, first hidden layer first, shape (depth,) unless said.

    In blocks of two matrices a layer is a block. What is said of neurons is said of those between its matrices; sizes,
    means and histograms are of what leaves it.

    Sizes are float64: 0 or inf where float64 ends, with their logarithms beside them that never do.
    """

    spec: SignalSpec
    samples: int  # examples sent through; fewer than asked for where there are no more
    input_rms: float

    activation_mean: Array
    activation_mean_error: Array  # standard error of the mean; the band of luck is about ±2 of it
    activation_std: Array
    activation_rms: Array
    activation_log10_rms: Array  # −inf for exactly 0
    activation_log10_max: Array  # of the largest absolute value
    activation_log10_std: Array
    activation_log10_mean: Array  # of the mean's size
    activation_log10_mean_error: Array

    saturated_fraction: Array  # share of values at the limit; tanh, sigmoid, erf
    dead_fraction: Array  # share of units silent for every example; ReLU
    distinct_units: Array  # whole numbers, 1 to width
    sample_cosine: Array  # how alike two examples look: 1 the same direction, 0 unrelated

    gradient_std: Array  # of ∂L/∂h after the layer
    gradient_rms: Array
    gradient_log10_rms: Array
    gradient_log10_max: Array
    weight_gradient_std: Array  # over the entries of the mean gradient of the layer's weights, both matrices together
    weight_gradient_log10_rms: Array
    matrix_gradient_log10_rms: Array  # (depth, matrices in a layer): the same of each matrix, the first one first

    histogram_counts: Array  # (depth, bins), whole numbers
    histogram_edges: Array  # (depth, bins + 1), each layer's own axis
    outside_fraction: Array  # share of values that the own axis leaves out
    common_counts: Array  # (depth, bins), the same values on one axis for all layers
    common_edges: Array  # (bins + 1,)

    format_exits: tuple[FormatExit, ...]  # float16, bfloat16, float32


@dataclass(frozen=True)
class ForwardMeasures:
    """One layer on the way forward."""

    exponent: int
    sizes: Moments
    largest: float
    saturated: float
    dead: float
    distinct: int
    cosine: float
    histogram: FineHistogram


@dataclass(frozen=True)
class BackwardMeasures:
    """One layer on the way back."""

    exponent: int
    sizes: Moments
    largest: float
    weights_exponent: int
    weights: Moments  # of all matrices of the layer together
    matrices: tuple[float, ...]  # log10 of each matrix's root mean square


def run_signal(spec: SignalSpec) -> Signal:
    """Run one experiment: draw, forward, backward, and measure every layer.

    Raises ReaderError where the experiment is too large. Definitions: the fields of `Signal`.
    """
    return run_in(np.float32, spec)


def run_in(dtype: type, spec: SignalSpec) -> Signal:
    """Run one experiment in float32, or from the same draws in float64 to see what rounding does."""
    steps = signal_steps(spec, dtype)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def signal_steps(spec: SignalSpec, dtype: type = np.float32) -> Steps:
    """Run one experiment a layer at a time, so that a long one can be shown and stopped.

    Yields the share that is done, from 0 to 1, and returns the Signal. Raises ReaderError at the first step where
    the experiment is too large.
    """
    check_work(spec)
    experiment = prepare(spec, dtype)
    x = experiment.input()
    with borrowed_workspace() as workspace:
        keep = spec.depth * spec.samples_used * spec.width <= KEPT_VALUES
        empty = workspace.empty if keep else np.empty
        entered = experiment.enter()
        passes, ahead = yield from _run_forward(experiment, entered, empty, keep)
        back = yield from _run_backward(experiment, entered, passes, empty)
    return _result(spec, x, ahead, back)


def _run_forward(experiment: Experiment, h: Scaled, empty: Empty, keep: bool) -> Steps:
    passes, measures = [], []
    for layer in range(1, experiment.spec.depth + 1):
        done = experiment.forward(layer, h, empty)
        measures.append(_measure_forward(experiment, layer, done))
        passes.append(done if keep else done.bare())
        h = done.h
        yield FORWARD_SHARE * layer / experiment.spec.depth
    return passes, measures


def _run_backward(experiment: Experiment, x: Scaled, passes: list[Pass | BlockPass], empty: Empty) -> Steps:
    g = experiment.loss_signal()
    measures = []
    for layer in range(len(passes), 0, -1):
        h = passes[layer - 2].h if layer > 1 else x
        done = passes.pop()
        if done.slope is None:
            done = experiment.forward(layer, h, empty)
        below, gradients = experiment.backward(layer, h, done, g, empty)
        measures.append(_measure_backward(g, gradients))
        g = below
        yield 1 - (1 - FORWARD_SHARE) * (layer - 1) / experiment.spec.depth
    return measures[::-1]


def _measure_forward(experiment: Experiment, layer: int, done: Pass | BlockPass) -> ForwardMeasures:
    activation = experiment.rule(layer).activation
    h, neurons = done.h.values, done.neurons.values
    low, high = extent(h)
    sizes = moments(h)
    least, most = (low, high) if neurons is h else extent(neurons)
    return ForwardMeasures(
        exponent=done.h.exponent,
        sizes=sizes,
        largest=max(-low, high),
        saturated=saturated_fraction(activation, done.slope),
        dead=dead_fraction(activation, done.slope),
        distinct=distinct_units(neurons, max(-least, most)),
        cosine=sample_cosine(h, sizes.row_squares),
        histogram=fine_histogram(done.h, low, high, sizes.mean, sizes.std),
    )


def _measure_backward(g: Scaled, gradients: tuple[Scaled, ...]) -> BackwardMeasures:
    low, high = extent(g.values)
    each = [(one, moments(one.values)) for one in gradients]
    whole, sizes = each[0] if len(each) == 1 else ((together := join(gradients)), moments(together.values))
    matrices = tuple(log10_value(found.rms, one.exponent) for one, found in each)
    return BackwardMeasures(g.exponent, moments(g.values), max(-low, high), whole.exponent, sizes, matrices)


def _result(spec: SignalSpec, x: Scaled, ahead: list[ForwardMeasures], back: list[BackwardMeasures]) -> Signal:
    own = [own_axis(one.histogram) for one in ahead]
    common_counts, common_edges = common_axis([one.histogram for one in ahead])
    log_rms = np.array([log10_value(one.sizes.rms, one.exponent) for one in ahead])
    log_max = np.array([log10_value(one.largest, one.exponent) for one in ahead])
    gradient_log_rms = np.array([log10_value(one.sizes.rms, one.exponent) for one in back])
    gradient_log_max = np.array([log10_value(one.largest, one.exponent) for one in back])
    return Signal(
        spec=spec,
        samples=len(x.values),
        input_rms=moments(x.values).rms,
        activation_mean=np.array([true_value(one.sizes.mean, one.exponent) for one in ahead]),
        activation_mean_error=np.array([true_value(one.sizes.mean_error, one.exponent) for one in ahead]),
        activation_std=np.array([true_value(one.sizes.std, one.exponent) for one in ahead]),
        activation_rms=np.array([true_value(one.sizes.rms, one.exponent) for one in ahead]),
        activation_log10_rms=log_rms,
        activation_log10_max=log_max,
        activation_log10_std=np.array([log10_value(one.sizes.std, one.exponent) for one in ahead]),
        activation_log10_mean=np.array([log10_value(abs(one.sizes.mean), one.exponent) for one in ahead]),
        activation_log10_mean_error=np.array([log10_value(one.sizes.mean_error, one.exponent) for one in ahead]),
        saturated_fraction=np.array([one.saturated for one in ahead]),
        dead_fraction=np.array([one.dead for one in ahead]),
        distinct_units=np.array([one.distinct for one in ahead]),
        sample_cosine=np.array([one.cosine for one in ahead]),
        gradient_std=np.array([true_value(one.sizes.std, one.exponent) for one in back]),
        gradient_rms=np.array([true_value(one.sizes.rms, one.exponent) for one in back]),
        gradient_log10_rms=gradient_log_rms,
        gradient_log10_max=gradient_log_max,
        weight_gradient_std=np.array([true_value(one.weights.std, one.weights_exponent) for one in back]),
        weight_gradient_log10_rms=np.array([log10_value(one.weights.rms, one.weights_exponent) for one in back]),
        matrix_gradient_log10_rms=np.array([one.matrices for one in back]),
        histogram_counts=np.stack([counts for counts, _ in own]),
        histogram_edges=np.stack([edges for _, edges in own]),
        outside_fraction=np.array([one.histogram.outside for one in ahead]),
        common_counts=common_counts,
        common_edges=common_edges,
        format_exits=format_exits(log_rms, log_max, gradient_log_rms, gradient_log_max),
    )
