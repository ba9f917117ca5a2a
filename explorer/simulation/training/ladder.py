"""At which learning rate does a start learn, if at any? All starts at seven rates side by side, on the same batches."""

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from explorer.errors import ReaderError
from explorer.remark import Remark
from explorer.simulation.network.checks import checked_size, shown
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.sliced import SlicedRun
from explorer.simulation.training.networks import Networks
from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.run import GROUP_WORK, Course, make_networks
from explorer.simulation.training.spec import (
    RATE_RANGE,
    batch_rows,
    check_batch,
    check_course,
    check_work,
    network_work,
)
from explorer.simulation.training.start import design_of, first_layers, stacked
from explorer.simulation.training.tasks import TASKS, Task, task_for

Array = np.ndarray

MOST_STARTS, MOST_RATES = 16, 16
TESTS = 4  # after each quarter of the steps
LEARNED = 0.8  # of the test's answers right; our line, chosen before any result was looked at
TIE = 6  # digits to which two means count as equal: of equals the smallest rate is called the best


@dataclass(frozen=True)
class LadderSpec:
    """Several starts, each trained at every rate of a ladder, with the same optimizer, batches and seeds.

    Raises ReaderError where a field is out of its range.
    """

    signals: tuple[SignalSpec, ...] = field(default_factory=lambda: (SignalSpec(depth=5, width=64, data="digits"),))
    task: str = "digits"  # a key of TASKS
    optimizer: str = "sgd"  # a key of OPTIMIZERS
    rates: tuple[float, ...] | None = None  # None: the optimizer's own seven; after __post_init__ a tuple
    batch: int = 32  # as in the shipped evidence
    steps: int = 200
    dropout: float = 0.0
    seeds: int = 3

    def __post_init__(self):
        check_course(self)
        rates = OPTIMIZERS[self.optimizer].rates if self.rates is None else self.rates
        for name, values, most in (("signals", self.signals, MOST_STARTS), ("rates", rates, MOST_RATES)):
            if not isinstance(values, tuple | list) or not 1 <= len(values) <= most:
                raise ReaderError(Remark(f"training.no_{name}", {"most": most, "came": shown(values)}))
        object.__setattr__(self, "rates", tuple(checked_size("a rate", rate, *RATE_RANGE) for rate in rates))
        object.__setattr__(self, "signals", tuple(self.signals))
        for signal in self.signals:
            if not isinstance(signal, SignalSpec):
                raise ReaderError(Remark("training.no_start", {"came": shown(signal)}))
            check_batch(signal, self.batch)

    @property
    def work(self) -> int:
        """Return the multiply-adds of all steps of all networks."""
        each = sum(network_work(signal, self) for signal in self.signals)
        return each * len(self.rates) * self.seeds


@dataclass(frozen=True)
class Ladder:
    """What a ladder showed: A starts, R rates, S seeds."""

    spec: LadderSpec
    recorded_steps: Array  # (recorded,): after each quarter of the steps, fewer where it was stopped
    accuracy: Array  # (A, R, S, recorded), share of right answers among examples never trained on
    left_at: Array  # (A, R, S), after how many steps a network left the number range; −1: it never did

    @property
    def mean_accuracy(self) -> Array:
        """Return the mean over the seeds at the last test, (A, R)."""
        return self.accuracy[..., -1].mean(axis=-1)

    @property
    def best(self) -> Array:
        """Return the place of each start's best rate, (A,): the highest mean, of equals the smallest rate."""
        order = np.argsort(self.spec.rates, kind="stable")
        return order[np.argmax(np.round(self.mean_accuracy[:, order], TIE), axis=1)]

    @property
    def best_rate(self) -> Array:
        """Return each start's best rate, (A,)."""
        return np.array(self.spec.rates)[self.best]

    @property
    def best_accuracy(self) -> Array:
        """Return each start's mean accuracy at its best rate, (A,)."""
        return np.take_along_axis(self.mean_accuracy, self.best[:, None], axis=1)[:, 0]

    @property
    def learned(self) -> Array:
        """Tell of each start whether it reached 80 % at its best rate, (A,)."""
        return np.round(self.best_accuracy, TIE) >= LEARNED


@dataclass
class _Stack:
    """Networks of one shape with the places they have in the result."""

    networks: Networks
    course: Course
    task: Task
    places: Array  # (N, 3): start, rate, seed


class LadderRun(SlicedRun):
    """A ladder that advances when asked to; after a stop, its result holds the tests taken so far."""

    def __init__(self, spec: LadderSpec, dtype: type = np.float32):
        """Get ready; raises ReaderError where it is too large. No work is done yet."""
        check_work(spec.work)
        super().__init__(self._run())
        self.spec, self._dtype = spec, dtype
        self._stacks: list[_Stack] = []
        self._tests: list[tuple[int, Array]] = []
        self._steps_done = 0

    @property
    def share(self) -> float:
        """Return how much is done, 0 to 1."""
        return 1.0 if self.done else min(0.99, self._steps_done / self.spec.steps)

    def result(self) -> Ladder | None:
        """Return what is known so far, None before the first test."""
        if not self._tests:
            return None
        left = np.zeros((len(self.spec.signals), len(self.spec.rates), self.spec.seeds), dtype=int)
        for stack in self._stacks:
            left[tuple(stack.places.T)] = stack.networks.left_at
        return Ladder(
            spec=self.spec,
            recorded_steps=np.array([step for step, _ in self._tests]),
            accuracy=np.stack([scores for _, scores in self._tests], axis=-1),
            left_at=left,
        )

    def _run(self) -> Generator[None, None, None]:
        spec = self.spec
        for members in _alike(spec.signals):
            yield from self._build(members)
        tests = {int(step) for step in np.ceil(np.linspace(0, spec.steps, TESTS + 1)[1:])}
        for step in range(1, spec.steps + 1):
            for stack in self._stacks:
                yield from stack.networks.step(*stack.course.next_batch())
            self._steps_done = step
            if step in tests:
                scores = np.zeros((len(spec.signals), len(spec.rates), spec.seeds))
                for stack in self._stacks:
                    task = stack.task
                    wanted = stack.networks.loss.wanted(task.test.y, task.answers, self._dtype)
                    x = task.test.x.astype(self._dtype, copy=False)
                    scores[tuple(stack.places.T)] = yield from stack.networks.score(x, wanted)
                self._tests.append((step, scores))

    def _build(self, members: list[int]) -> Generator[None, None, None]:
        """Lay starts of one shape side by side, at every rate and seed, in stacks that take a moment a layer."""
        spec, signals = self.spec, self.spec.signals
        first = signals[members[0]]
        fit = max(1, GROUP_WORK // (max(batch_rows(spec), len(TASKS[spec.task].test.y)) * first.width**2))
        places = [
            (start, rate, seed) for start in members for rate in range(len(spec.rates)) for seed in range(spec.seeds)
        ]
        for begin in range(0, len(places), fit):
            part = places[begin : begin + fit]
            drawn = {}
            for start, _, seed in part:
                if (start, seed) not in drawn:
                    signal = signals[start]
                    drawn[start, seed] = first_layers(signal, spec.task, signal.seed + seed, self._dtype)
                    yield
            layers = stacked([drawn[start, seed] for start, _, seed in part])
            rates = np.array([spec.rates[rate] for _, rate, _ in part])
            networks, course = make_networks(spec, layers, rates, first), Course(spec, first, self._dtype)
            self._stacks.append(_Stack(networks, course, task_for(spec.task, first), np.array(part)))


def run_ladder(spec: LadderSpec) -> Ladder:
    """Train all starts at all rates to the end. Raises ReaderError where it is too large."""
    return LadderRun(spec).to_the_end()


def _alike(signals: tuple[SignalSpec, ...]) -> list[list[int]]:
    """Group the starts that fit in one stack: the same design, depth, width and treatment of the input."""
    groups: dict[tuple, list[int]] = {}
    for place, signal in enumerate(signals):
        shape = (signal.depth, signal.width, signal.input_scale, signal.input_offset)
        groups.setdefault((design_of(signal), *shape), []).append(place)
    return list(groups.values())
