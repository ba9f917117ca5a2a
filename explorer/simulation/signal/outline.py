"""What does a verdict need to know of a run? Sizes, limits and silence by layer: a run at about half of the work.

The same arithmetic as `run_signal`, without histograms, averages, likeness and the weights' own corrections: for many
networks at once, as luck and trials need them.
"""

import math
from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.block import BlockPass
from explorer.simulation.network.experiment import Experiment, prepare
from explorer.simulation.network.layer import Empty, Pass, backward_to_input, backward_to_sums
from explorer.simulation.network.spec import SignalSpec, check_work
from explorer.simulation.numerics.float_formats import FormatExit, format_exits
from explorer.simulation.numerics.scaled import Scaled, extent, log10_value, true_value
from explorer.simulation.numerics.workspace import borrowed_workspace
from explorer.simulation.signal.measures import dead_fraction, saturated_fraction
from explorer.simulation.signal.sameness import AGREEMENT

Array = np.ndarray

MORE_THAN_ONE = 2  # different neurons: how many more is not counted here


@dataclass(frozen=True)
class Outline:
    """What a verdict reads of a run, by the names and definitions of `Signal`; arrays have shape (depth,)."""

    spec: SignalSpec
    input_rms: float
    activation_log10_rms: Array  # in blocks of two matrices a layer is a block
    activation_log10_max: Array
    saturated_fraction: Array
    dead_fraction: Array
    distinct_units: Array  # 1 where all neurons of the layer say the same, else 2, whatever their number
    gradient_log10_rms: Array
    gradient_log10_max: Array
    format_exits: tuple[FormatExit, ...]


def run_outline(spec: SignalSpec) -> Outline:
    """Run one experiment forward and back, measuring what a verdict needs. Raises ReaderError where it is too large."""
    check_work(spec)
    experiment = prepare(spec)
    x = experiment.input()
    with borrowed_workspace() as workspace:
        passes, ahead = [], []
        h = experiment.enter()
        for layer in range(1, spec.depth + 1):
            done = experiment.forward(layer, h, workspace.empty)
            ahead.append(_ahead(experiment, layer, done))
            passes.append(done)
            h = done.h
        back = _run_back(experiment, passes, workspace.empty)
    log_rms, log_max, saturated, dead, distinct = (np.array(column) for column in zip(*ahead, strict=True))
    gradient_rms, gradient_max = (np.array(column) for column in zip(*back, strict=True))
    exits = format_exits(log_rms, log_max, gradient_rms, gradient_max)
    size = true_value(_rms(x.values), x.exponent)
    return Outline(spec, size, log_rms, log_max, saturated, dead, distinct, gradient_rms, gradient_max, exits)


def _run_back(experiment: Experiment, passes: list[Pass | BlockPass], empty: Empty) -> list[tuple[float, float]]:
    """Return (log10 rms, log10 of the largest) of each layer's correction, first layer first."""
    g, measured = experiment.loss_signal(), []
    for layer in range(len(passes), 0, -1):
        low, high = extent(g.values)
        measured.append((log10_value(_rms(g.values), g.exponent), log10_value(max(-low, high), g.exponent)))
        done = passes.pop()
        if layer > 1:
            g = _one_back(experiment, layer, passes[-1].h, done, g, empty)
    return measured[::-1]


def _one_back(experiment: Experiment, layer: int, h: Scaled, done: Pass | BlockPass, g: Scaled, empty: Empty) -> Scaled:
    """Return the correction of what came into a layer; a plain one leaves out its weights' own."""
    if experiment.spec.build.branched:
        return experiment.backward(layer, h, done, g, empty)[0]
    rule, room = experiment.rule(layer), done.h.values  # the output has served: the correction takes its place
    return backward_to_input(rule, experiment.weights(layer), backward_to_sums(rule, done, g), g, lambda *_: room)


def _ahead(experiment: Experiment, layer: int, done: Pass | BlockPass) -> tuple[float, float, float, float, int]:
    activation, h, neurons = experiment.rule(layer).activation, done.h, done.neurons
    low, high = extent(h.values)
    largest = max(-low, high)
    most = largest if neurons is h else float(np.abs(neurons.values).max())
    return (
        log10_value(_rms(h.values), h.exponent),
        log10_value(largest, h.exponent),
        saturated_fraction(activation, done.slope),
        dead_fraction(activation, done.slope),
        1 if _all_alike(neurons, most) else MORE_THAN_ONE,
    )


def _rms(values: Array) -> float:
    return math.sqrt(float(np.vecdot(values, values).sum(dtype=np.float64)) / values.size)


def _all_alike(h: Scaled, largest: float) -> bool:
    """Tell whether every neuron agrees with the first on every example, as `distinct_units` counts them."""
    first_row = h.values[0]
    tolerance = AGREEMENT * largest
    if float(np.abs(first_row - first_row[0]).max()) > tolerance:
        return False
    return float(np.abs(h.values - h.values[:, :1]).max()) <= tolerance
