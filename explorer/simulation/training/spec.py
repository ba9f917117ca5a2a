"""Which training? One frozen record of keys and numbers, checked when it is made."""

from dataclasses import dataclass, field

from explorer.errors import ReaderError
from explorer.remark import Remark
from explorer.simulation.network.checks import check_choice, checked_size, checked_whole, shown
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.resets import keeps_averages
from explorer.simulation.training.tasks import TASKS

WHOLE_RANGES = {"batch": (1, 1297), "steps": (1, 5000), "seeds": (1, 32)}
RATE_RANGE = (1e-7, 1e3)
DROPOUT_RANGE = (0.0, 0.9)
WORK_LIMIT = 400_000_000_000  # multiply-adds of training: about half a minute on one core
PASSES = 3  # matrix products a layer and step: forward, back to the input, back to the weights


@dataclass(frozen=True)
class TrainingSpec:
    """One training: a start, a task, and how steps are taken. All weights and biases learn.

    The networks start from `signal`'s draws with the seeds signal.seed, signal.seed + 1, ... and see the same batches.
    The task gives the inputs, whatever `signal.data` is. Raises ReaderError where a field is out of its range.
    """

    signal: SignalSpec = field(default_factory=lambda: SignalSpec(depth=5, width=64, data="digits"))
    task: str = "digits"  # a key of TASKS
    optimizer: str = "sgd"  # a key of OPTIMIZERS
    learning_rate: float = 0.1  # 1e-7 to 1e3
    batch: int = 64  # examples a step, 1 to 1,297; all there are where the task has fewer
    steps: int = 200  # 1 to 5,000
    dropout: float = 0.0  # share of hidden neurons left out at each step, 0 to 0.9
    seeds: int = 3  # networks, 1 to 32

    def __post_init__(self):
        check_course(self)
        object.__setattr__(self, "learning_rate", checked_size("learning_rate", self.learning_rate, *RATE_RANGE))
        if not isinstance(self.signal, SignalSpec):
            raise ReaderError(Remark("training.no_start", {"came": shown(self.signal)}))
        check_batch(self.signal, self.batch)

    @property
    def network_seeds(self) -> tuple[int, ...]:
        """Return the seed of each network."""
        return tuple(range(self.signal.seed, self.signal.seed + self.seeds))

    @property
    def rows(self) -> int:
        """Return the examples in one batch."""
        return batch_rows(self)

    @property
    def work(self) -> int:
        """Return the multiply-adds of all steps of all networks."""
        return self.seeds * network_work(self.signal, self)


def check_course(spec) -> None:
    """Check what a training and a ladder of rates have in common: task, optimizer, batch, steps, dropout, seeds."""
    for name, (low, high) in WHOLE_RANGES.items():
        object.__setattr__(spec, name, checked_whole(name, getattr(spec, name), low, high))
    check_choice("task", spec.task, TASKS)
    check_choice("optimizer", spec.optimizer, OPTIMIZERS)
    object.__setattr__(spec, "dropout", checked_size("dropout", spec.dropout, *DROPOUT_RANGE))


def check_batch(signal: SignalSpec, batch: int) -> None:
    """Raise ReaderError where a network normalizes over a batch of one."""
    rule = NORMALIZATIONS[signal.normalization]
    if keeps_averages(rule) and batch < 2:
        raise ReaderError(Remark("training.batch_of_one", {"normalization": rule.name, "came": batch}))


def batch_rows(spec) -> int:
    """Return the examples in one batch: `spec.batch`, or all there are."""
    return min(spec.batch, len(TASKS[spec.task].train.y))


def network_work(signal: SignalSpec, spec) -> int:
    """Return the multiply-adds of all steps of one network."""
    task = TASKS[spec.task]
    weights = (task.inputs + task.answers) * signal.width + (signal.depth - 1) * signal.width**2
    if signal.build.branched:
        weights = (task.inputs + task.answers) * signal.width + 2 * signal.depth * signal.width**2
    return spec.steps * batch_rows(spec) * PASSES * weights


def check_work(work: int) -> None:
    """Raise ReaderError where the training would take too long."""
    if work > WORK_LIMIT:
        raise ReaderError(Remark("training.too_large", {"limit": WORK_LIMIT, "came": work}))
