"""Does this start learn? Several networks from it, trained in slices, so that a page stays usable and can stop."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.sliced import SlicedRun
from explorer.simulation.training.losses import LOSSES
from explorer.simulation.training.networks import NEVER, Dropout, Networks, draw_batches
from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.record import Looker, Moment, recorded_steps, update_ratio
from explorer.simulation.training.spec import TrainingSpec, check_work
from explorer.simulation.training.start import design_of, first_layers, stacked
from explorer.simulation.training.tasks import TASKS, stream, task_for

Array = np.ndarray

GROUP_WORK = 1_500_000_000  # multiply-adds of one layer of a group of networks: a tenth of a second at most


@dataclass(frozen=True)
class Training:
    """What one training showed. Arrays are (seeds, steps recorded), with `depth` behind where each layer has its own.

    inf stands for a number beyond float32's range; a network that got there answers nothing right.
    """

    spec: TrainingSpec
    recorded_steps: Array  # (steps recorded,): 0 first, the last step last; fewer where it was stopped
    loss: Array  # mean cross entropy of the first 256 training examples, nothing left out
    accuracy: Array  # share of right answers among the test's examples, never trained on
    update_ratio: Array  # (..., depth): rms of the next step's change over rms of the weights; the last is not taken
    activation_rms: Array  # (..., depth), of the layer's output
    weight_gradient_rms: Array  # (..., depth), of the loss's gradient by the weights
    distinct_units: Array  # (..., depth), whole numbers, 1 to width; 0 beyond the number range
    silent_fraction: Array  # (..., depth), share of neurons silent for every example; ReLU
    saturated_fraction: Array  # (..., depth), share of values at the limit; tanh, sigmoid, erf
    left_at: Array  # (seeds,), after how many steps a network left the number range; −1: it never did
    guessing_loss: float  # ln of the number of answers: what pure guessing scores
    networks: tuple[Networks, ...]  # as they stand, groups of seeds in order

    @property
    def finished(self) -> bool:
        """Tell whether all steps were taken."""
        return int(self.recorded_steps[-1]) == self.spec.steps


class TrainingRun(SlicedRun):
    """A training that advances when asked to; its result is valid as soon as the start was looked at."""

    def __init__(self, spec: TrainingSpec, dtype: type = np.float32):
        """Get ready; raises ReaderError where the training is too large. No work is done yet."""
        check_work(spec.work)
        super().__init__(self._run())
        self.spec, self._dtype = spec, dtype
        self._groups: list[Networks] = []
        self._moments: list[list[Moment]] = []  # one list a recorded step, one moment a group
        self._ratios: list[list[Array]] = []
        self._steps_done = 0

    @property
    def share(self) -> float:
        """Return how much is done, 0 to 1."""
        return 1.0 if self.done else min(0.99, self._steps_done / self.spec.steps)

    def result(self) -> Training | None:
        """Return what is known so far, None before the start was looked at."""
        if not self._ratios:
            return None
        seen = len(self._ratios)
        joined = {name: self._joined(name, seen) for name in MEASURED}
        return Training(
            spec=self.spec,
            recorded_steps=np.array([moments[0].step for moments in self._moments[:seen]]),
            update_ratio=np.stack([np.concatenate(parts) for parts in self._ratios], axis=1),
            left_at=np.concatenate([group.left_at for group in self._groups]),
            guessing_loss=float(np.log(TASKS[self.spec.task].answers)),
            networks=tuple(self._groups),
            **joined,
        )

    def _joined(self, name: str, seen: int) -> Array:
        rows = [np.concatenate([getattr(one, name) for one in moments]) for moments in self._moments[:seen]]
        return np.stack(rows, axis=1)

    def _run(self) -> Generator[None, None, None]:
        spec, task = self.spec, task_for(self.spec.task, self.spec.signal)
        for seeds in _groups(spec):
            layers = []
            for seed in seeds:
                layers.append(first_layers(spec.signal, spec.task, seed, self._dtype))
                yield
            self._groups.append(make_networks(spec, stacked(layers), np.full(len(seeds), spec.learning_rate)))
        lookers = [Looker(task, group) for group in self._groups]
        course = Course(spec, spec.signal, self._dtype)
        wanted = recorded_steps(spec.steps)
        for step in range(spec.steps + 1):
            if step not in wanted:
                yield from self._take(course)
                continue
            moments = []
            for looker in lookers:
                moments.append((yield from looker.look()))
            self._moments.append(moments)
            kept = [[layer.copy() for layer in group.layers] for group in self._groups]
            yield from self._take(course)
            self._ratios.append([_change(old, group) for old, group in zip(kept, self._groups, strict=True)])
            if step == spec.steps:  # the step after the last was only measured
                for old, group in zip(kept, self._groups, strict=True):
                    for layer, before in zip(group.layers, old, strict=True):
                        layer[...] = before
            yield

    def _take(self, course: "Course") -> Generator[None, None, None]:
        x, wanted, masks = course.next_batch()
        for group in self._groups:
            yield from group.step(x, wanted, masks)
        self._steps_done += 1


class Course:
    """The batches of a training, one after the other, with what is left out: the same for every start and seed."""

    def __init__(self, spec, signal: SignalSpec, dtype: type = np.float32):
        """Draw the order of the examples; `spec` gives task, batch, steps and dropout, `signal` input and shape."""
        task = task_for(spec.task, signal)
        self._x = task.train.x.astype(dtype, copy=False)
        self._wanted = LOSSES["accuracy"].wanted(task.train.y, task.answers, dtype)
        self._batches = draw_batches(stream("batches"), len(task.train.y), spec.steps + 1, spec.batch)
        self._dropout = Dropout(spec.dropout, signal.depth, self._batches.shape[1], signal.width, dtype)
        self._next = 0

    def next_batch(self):
        """Return inputs (rows, inputs), what is wanted (rows, answers), and the masks of the next step."""
        rows = self._batches[self._next]
        self._next += 1
        return self._x[rows], self._wanted[rows], self._dropout.masks()


MEASURED = (
    "loss",
    "accuracy",
    "activation_rms",
    "weight_gradient_rms",
    "distinct_units",
    "silent_fraction",
    "saturated_fraction",
)


def make_networks(spec, layers, rates: Array, signal=None) -> Networks:
    """Return the networks of a training or a ladder, ready to learn."""
    return Networks(design_of(signal or spec.signal), layers, rates, OPTIMIZERS[spec.optimizer])


def run_training(spec: TrainingSpec) -> Training:
    """Train to the end. Raises ReaderError where the training is too large. Definitions: the fields of `Training`."""
    return run_training_in(np.float32, spec)


def run_training_in(dtype: type, spec: TrainingSpec) -> Training:
    """Train in float32, or in float64 from the same draws to see what rounding does."""
    return TrainingRun(spec, dtype).to_the_end()


def _change(before: list[Array], group: Networks) -> Array:
    """Return the update ratio of each network and layer, (N, depth)."""
    ratio = update_ratio([layer[:, :-1] for layer in before[:-1]], group.weights(), group.groups)
    ratio[group.left_at != NEVER] = np.inf
    return ratio


def _groups(spec: TrainingSpec) -> list[tuple[int, ...]]:
    """Split the seeds so that one layer of a group takes a moment only."""
    rows = max(spec.rows, LARGEST_LOOK)
    fit = max(1, GROUP_WORK // (rows * spec.signal.width**2))
    seeds = spec.network_seeds
    return [seeds[start : start + fit] for start in range(0, len(seeds), fit)]


LARGEST_LOOK = 600  # rows of the largest test
