"""What can be seen of networks while they learn? Measured between two steps, on examples of their own."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.simulation.network.activations import Activation
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal.measures import SATURATED_SLOPE
from explorer.simulation.signal.sameness import distinct_units
from explorer.simulation.training.networks import NEVER, Dropout, Networks
from explorer.simulation.training.spec import TrainingSpec
from explorer.simulation.training.stack import Layers, Pass, Room, backward, forward
from explorer.simulation.training.start import design_of, first_layers, stacked
from explorer.simulation.training.tasks import Task, task_for

Array = np.ndarray

LOOK_ROWS = 256  # of the examples learned from: what layers do is looked at on the first of them
EARLY = (0, 1, 2, 5)  # steps at which much happens
MAP_MARGIN = 1.1
DRAWS = 8  # of what is left out
POINTS = 17  # evenly spread over all steps, both ends included


@dataclass(frozen=True)
class Moment:
    """What was measured after some steps; N networks, `depth` hidden layers. inf stands for beyond the number range."""

    step: int
    loss: Array  # (N,)
    accuracy: Array  # (N,)
    activation_rms: Array  # (N, depth)
    weight_gradient_rms: Array
    distinct_units: Array  # whole numbers; 0 for a network beyond the number range
    silent_fraction: Array
    saturated_fraction: Array


def recorded_steps(steps: int) -> tuple[int, ...]:
    """Return after how many steps a training is looked at: before the first, early on, then evenly, and at the end."""
    evenly = np.round(np.linspace(0, steps, POINTS)).astype(int)
    return tuple(sorted({*(int(step) for step in evenly), *(step for step in EARLY if step < steps)}))


class Looker:
    """Looks at networks on the same examples each time: layers and loss on some to learn from, answers on the test."""

    def __init__(self, task: Task, networks: Networks):
        """Lay out the examples in the networks' own type."""
        dtype = networks.layers[0].dtype.type
        train, test, wanted = task.train, task.test, networks.loss.wanted
        self._x, self._y = train.x[:LOOK_ROWS].astype(dtype), wanted(train.y[:LOOK_ROWS], task.answers, dtype)
        self._test_x, self._test_y = test.x.astype(dtype), wanted(test.y, task.answers, dtype)
        self._networks, self._room = networks, Room(dtype)

    def look(self) -> Generator[None, None, Moment]:
        """Measure all networks as they are, yielding after each layer of work; nothing in them changes."""
        nets = self._networks
        accuracy = yield from nets.score(self._test_x, self._test_y)
        passes: list[Pass] = []
        for done in forward(nets.design, nets.layers, self._x, self._room):
            passes.append(done)
            yield
        loss = nets.loss.value(passes[-1].h, self._y)
        nets.mark_lost(loss)
        for weights in nets.weights():
            nets.mark_lost(weights)
        neurons = [passes[group[0]] for group in nets.groups]
        sizes = _per_layer([_rms(passes[group[-1]].h) for group in nets.groups])
        distinct = np.zeros(sizes.shape, dtype=int)
        for index, done in enumerate(neurons):
            distinct[:, index] = [_distinct(h) for h in done.h]
            yield
        silent = _per_layer([_silent(nets.design.activation, done.slope, nets.count) for done in neurons])
        saturated = _per_layer([_saturated(nets.design.activation, done.slope, nets.count) for done in neurons])
        by_matrix = np.zeros((nets.count, len(passes)))
        g = nets.loss.gradient(passes[-1].h, self._y)
        for index, gradient in backward(nets.design, nets.layers, passes, g, self._room):
            by_matrix[:, index] = _rms(gradient[:, :-1])
            yield
        gradients = _together(by_matrix, nets.groups)
        lost = nets.left_at != NEVER
        distinct[lost] = 0
        for values in (loss, sizes, gradients):
            values[~np.isfinite(values)] = np.inf
        accuracy = np.where(lost, 0.0, accuracy)
        return Moment(nets.steps_done, loss, accuracy, sizes, gradients, distinct, silent, saturated)


def update_ratio(before: list[Array], after: list[Array], groups: tuple[tuple[int, ...], ...]) -> Array:
    """Return rms of the change over rms of the weights before it, (N, depth); inf where weights of 0 moved.

    The matrices of a block, which `groups` names by their places, count as one.
    """
    change = _together(_per_layer([_rms(new - old) for old, new in zip(before, after, strict=True)]), groups)
    size = _together(_per_layer([_rms(old) for old in before]), groups)
    ratio = np.divide(change, size, out=np.where(change > 0, np.inf, 0.0), where=size > 0)
    return np.where(np.isfinite(ratio), ratio, np.inf)


def _together(sizes: Array, groups: tuple[tuple[int, ...], ...]) -> Array:
    """Return the root mean square of each group of equally large matrices from that of each matrix, (N, groups)."""
    return np.stack([np.sqrt(np.mean(sizes[:, group] ** 2, axis=1)) for group in groups], axis=1)


@lru_cache(maxsize=64)
def dropout_growth(spec: TrainingSpec) -> Array:
    """Measure how many times larger the mean square of each layer's output gets when neurons are left out, (depth,).

    At the start, on the examples that are looked at; mean over the networks and over draws of what is left out. What
    is kept is divided by the share kept, so that the mean stays: the mean square then grows 1/keep times at the first
    layer (Srivastava and others 2014), and again at each further one whose input nothing resets.
    """
    signal, task = spec.signal, task_for(spec.task, spec.signal)
    layers = stacked([first_layers(signal, spec.task, seed) for seed in spec.network_seeds])
    x = task.train.x[:LOOK_ROWS].astype(np.float32, copy=False)
    dropout = Dropout(spec.dropout, signal.depth, len(x), signal.width)
    with np.errstate(all="ignore"):
        whole = _mean_squares(signal, layers, x, ())
        return np.mean([_mean_squares(signal, layers, x, dropout.masks()) for _ in range(DRAWS)], axis=0) / whole


def _mean_squares(signal: SignalSpec, layers: Layers, x: Array, masks: Sequence[Array]) -> Array:
    """Return the mean square of each hidden layer's output over networks and examples, (depth,)."""
    passes = forward(design_of(signal), layers, x, Room(np.float32), masks)
    return np.array([np.square(done.h, dtype=np.float64).mean() for done in passes][:-1])


def answer_map(networks: Networks, task: Task, cells: int = 60) -> tuple[Array, Array]:
    """Ask networks for their answer at every place of the plane.

    Returns the coordinates (cells,), the same for both inputs, and the answers (N, cells, cells), whole numbers from 0,
    rows by the second input from below. For tasks of two inputs; a little wider than the examples reach.
    """
    reach = MAP_MARGIN * float(np.abs(task.test.x).max())
    line = np.linspace(-reach, reach, cells)
    places = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2).astype(networks.layers[0].dtype)
    work = networks.outputs(places)
    with np.errstate(all="ignore"):
        while True:
            try:
                next(work)
            except StopIteration as end:
                return line, end.value.argmax(axis=-1).reshape(networks.count, cells, cells)


def _per_layer(columns: list[Array]) -> Array:
    return np.stack(columns, axis=1)


def _rms(values: Array) -> Array:
    """Return the root mean square of each network's values, (N,): in units of the largest, whose square may be lost."""
    largest = np.abs(values).max(axis=(-2, -1), keepdims=True)
    parts = values / np.where(largest > 0, largest, 1)
    squares = np.vecdot(parts, parts).astype(np.float64).mean(axis=-1) / values.shape[-1]
    return np.sqrt(squares) * largest[:, 0, 0]


def _distinct(h: Array) -> int:
    largest = float(np.abs(h).max())
    return distinct_units(h, largest) if np.isfinite(largest) else 0


def _silent(activation: Activation, slope: Array | None, count: int) -> Array:
    """Return the share of neurons silent for every example; 0 for an activation that cannot die."""
    if not activation.can_die:
        return np.zeros(count)
    return 1.0 - np.count_nonzero(slope.max(axis=-2), axis=-1) / slope.shape[-1]


def _saturated(activation: Activation, slope: Array | None, count: int) -> Array:
    """Return the share of values at the limit; 0 for an activation that has none."""
    if not activation.saturates:
        return np.zeros(count)
    limit = slope.dtype.type(SATURATED_SLOPE * activation.largest_slope)
    return np.count_nonzero(slope < limit, axis=(-2, -1)) / (slope.shape[-2] * slope.shape[-1])
