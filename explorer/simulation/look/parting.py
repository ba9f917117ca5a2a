"""How many different neurons does a layer hold, at the start and while it trains, and how much noise breaks the tie?

Neurons that start alike and are corrected alike stay one neuron. Noise is added to every weight, so that how much of it
parts them can be seen. Trained in float64: what is exactly alike stays exactly alike, and is no matter of rounding.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from explorer.errors import ReaderError
from explorer.remark import Remark
from explorer.simulation.evidence.twin import twin_of
from explorer.simulation.network.checks import checked_size, checked_switch, shown
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.training.networks import Networks
from explorer.simulation.training.record import LOOK_ROWS, Looker, Moment
from explorer.simulation.training.run import Course, make_networks
from explorer.simulation.training.spec import TrainingSpec
from explorer.simulation.training.stack import Layers, Room, forward
from explorer.simulation.training.start import first_layers, stacked
from explorer.simulation.training.tasks import task_for
from explorer.simulation.weights import draws
from explorer.simulation.weights.initializers import INITIALIZERS

Array = np.ndarray

NOISE_RANGE = (1e-6, 1e-1)  # standard deviation of what is added to each weight; or 0
MOMENTS = (0, 1, 2, 5, 10, 20, 50, 100, 200)  # after how many steps the networks are looked at
RATE, BATCH = 0.3, 64  # of plain SGD
PICTURE = 16  # inputs and neurons in the picture of a layer's weights
ALIKE = 1e-12  # of the layer's size: what lies nearer is rounding of float64


@dataclass(frozen=True)
class PartingSpec:
    """One start, its noise, and whether the answering layer starts at random or like the others.

    Raises ReaderError where a field is out of its range.
    """

    signal: SignalSpec
    noise: float = 0.0  # 0, or 1e-6 to 0.1
    random_answer: bool = True  # as in every training

    def __post_init__(self):
        if not isinstance(self.signal, SignalSpec):
            raise ReaderError(Remark("training.no_start", {"came": shown(self.signal)}))
        object.__setattr__(self, "noise", checked_size("noise", self.noise, *NOISE_RANGE, zero=True))
        object.__setattr__(self, "random_answer", checked_switch("random_answer", self.random_answer))

    @property
    def training(self) -> TrainingSpec:
        """Return the training: the digits, as a twin of at most 64 neurons a layer."""
        start = twin_of(self.signal)
        return TrainingSpec(start, learning_rate=RATE, batch=BATCH, steps=MOMENTS[-1], seeds=1)


@dataclass(frozen=True)
class Parting:
    """What came of it, after each of `MOMENTS`; a block counts as one layer, by the neurons of its first matrix."""

    spec: PartingSpec
    distinct_units: Array  # (moments, depth), whole numbers, 1 to width; 0 beyond the number range
    apart: Array  # (moments, depth): how far neurons lie from their average neuron, rms over that of the layer
    accuracy: Array  # (moments,), share of right answers among examples never trained on
    weights: Array  # (moments, depth, inputs, neurons): the first 16 of each, or all there are

    @property
    def width(self) -> int:
        """Return the neurons in a layer."""
        return self.spec.training.signal.width


def start_layers(spec: PartingSpec, dtype: type = np.float64) -> Layers:
    """Return the layers at the start, the answering one included, each (fan_in + 1, fan_out), noise added."""
    training = spec.training
    start, answers = training.signal, task_for(training.task, training.signal).answers
    layers = first_layers(start, training.task, start.seed, dtype)
    if not spec.random_answer:
        draw = INITIALIZERS[start.initializer].draw
        layers[-1][:-1] = draw(start.width, answers, start.scale, start.seed, len(layers))
    for number, layer in enumerate(layers, start=1):
        rows, columns = layer.shape
        layer[:-1] += spec.noise * draws.normals(start.seed, "noise", number, (rows - 1, columns)).astype(dtype)
    return layers


def run_parting(spec: PartingSpec) -> Parting:
    """Train to the end."""
    steps = parting_steps(spec)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def parting_steps(spec: PartingSpec) -> Generator[float, None, Parting]:
    """Train a layer at a time, looking at the networks on the way; yields the share that is done."""
    training = spec.training
    layers = start_layers(spec)
    networks = make_networks(training, stacked([layers]), np.array([training.learning_rate]))
    task, course = task_for(training.task, training.signal), Course(training, training.signal, np.float64)
    looker, seen = Looker(task, networks), []
    for step in range(MOMENTS[-1] + 1):
        if step in MOMENTS:
            moment = yield from _shared(looker.look(), step)
            seen.append((moment, _apart(networks, task.train.x[:LOOK_ROWS].astype(np.float64)), _pictures(networks)))
        if step < MOMENTS[-1]:
            yield from _shared(networks.step(*course.next_batch()), step)
    return _parting(spec, seen)


def _parting(spec: PartingSpec, seen: list[tuple[Moment, Array, Array]]) -> Parting:
    moments, apart, pictures = zip(*seen, strict=True)
    return Parting(
        spec=spec,
        distinct_units=np.stack([moment.distinct_units[0] for moment in moments]),
        apart=np.stack(apart),
        accuracy=np.array([float(moment.accuracy[0]) for moment in moments]),
        weights=np.stack(pictures),
    )


def _shared(work: Iterator, step: int) -> Generator[float, None, object]:
    """Do a piece of work to its end; yield the share of all steps that is done."""
    while True:
        try:
            with np.errstate(all="ignore"):  # a start that runs away is what is looked at
                next(work)
        except StopIteration as end:
            return end.value
        yield step / (MOMENTS[-1] + 1)


def _apart(networks: Networks, x: Array) -> Array:
    """Return the rms of the neurons' distance from their average neuron, over the rms of the layer, (depth,)."""
    apart = np.zeros(len(networks.groups))
    firsts = [group[0] for group in networks.groups]
    with np.errstate(all="ignore"):
        for index, done in enumerate(forward(networks.design, networks.layers, x, Room(np.float64))):
            if index not in firsts:
                continue
            h = done.h[0]
            size = float(np.sqrt(np.mean(h**2)))
            share = float(np.sqrt(np.mean((h - h.mean(axis=1, keepdims=True)) ** 2))) / size if size > 0 else 0.0
            apart[firsts.index(index)] = share if ALIKE < share < np.inf else 0.0
    return apart


def _pictures(networks: Networks) -> Array:
    """Return a corner of each layer's weights, (depth, inputs, neurons); a block's is that of its first matrix."""
    weights = [networks.weights()[group[0]][0] for group in networks.groups]
    rows = min(PICTURE, *(matrix.shape[0] for matrix in weights))
    return np.stack([matrix[:rows, :PICTURE] for matrix in weights])
