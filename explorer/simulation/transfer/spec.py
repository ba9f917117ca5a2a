"""What is asked of the miniature, and what came out?"""

from dataclasses import dataclass

import numpy as np

from explorer.errors import ReaderError
from explorer.remark import Remark
from explorer.simulation.transfer.pretrained import has_new_head
from explorer.simulation.transfer.statistics import band
from explorer.simulation.transfer.strategies import STRATEGIES, Strategy, settle_strategy
from explorer.simulation.transfer.worlds import WORLDS, World

MAX_SEEDS, MAX_STEPS, MAX_BATCH, MAX_STRATEGIES = 64, 3000, 512, 16
MIN_EXAMPLES = 2
CURVE_POINTS = 18
NEAR_BEST = 0.9  # "steps to reach 90 % of the best"


@dataclass(frozen=True)
class TransferSpec:
    """One comparison of strategies in one world."""

    world: str = "digits_parity"
    examples: int = 500
    similarity: float = 0.8  # 0 nothing alike ... 1 the same
    strategies: tuple[str | Strategy, ...] = (
        "head_only",
        "discriminative",
        "linear_probe_then_tune",
        "full",
        "from_scratch",
    )
    seeds: int = 8  # pairs: each seed is one pretrained network with one draw of the new task
    steps: int = 300
    batch: int = 64
    seed: int = 0  # the first of the seeds


@dataclass(frozen=True)
class Transfer:
    """What the strategies reached; A strategies, S seeds done, P points of the curves."""

    spec: TransferSpec
    strategies: tuple[Strategy, ...]
    measure: str  # "accuracy": share of right answers; "explained": 1 − relative squared error
    learning_rates: tuple[float, ...]
    tuned_here: tuple[bool, ...]  # True: chosen during this run, False: shipped
    curve_steps: np.ndarray  # (P,)
    curves: np.ndarray  # (A, S, P), test score on the way
    accuracy: np.ndarray  # (A, S), test score at the end
    shifted: np.ndarray | None  # (A, S), score outside of what the examples cover, where the world has such a test
    source_before: np.ndarray  # (S,), score on the old task before
    source_after: np.ndarray  # (A, S), and after
    multiply_adds: np.ndarray  # (A,), really done in training one network
    mixed: np.ndarray  # (A, 2, S, M), score on the new and on the old task for each of MIX_SHARES

    @property
    def keys(self) -> tuple[str, ...]:
        """The strategies' keys, in order."""
        return tuple(strategy.key for strategy in self.strategies)

    @property
    def seeds_done(self) -> int:
        """How many pairs the result rests on."""
        return self.accuracy.shape[1]

    @property
    def mean(self) -> np.ndarray:
        """Mean test score at the end, (A,)."""
        return self.accuracy.mean(axis=1)

    @property
    def band(self) -> np.ndarray:
        """Half the width of the paired 95 % band at the end, (A,); NaN for one seed."""
        return band(self.accuracy)

    @property
    def curve_mean(self) -> np.ndarray:
        """Mean learning curve, (A, P)."""
        return self.curves.mean(axis=1)

    @property
    def curve_band(self) -> np.ndarray:
        """Half the width of the paired 95 % band at every point, (A, P)."""
        return band(self.curves)

    @property
    def forgetting(self) -> np.ndarray:
        """Score lost on the old task, (A, S)."""
        return self.source_before - self.source_after

    @property
    def steps_to_near_best(self) -> np.ndarray:
        """First step with 90 % of the seed's best final score, (A, S); NaN where a strategy never got there."""
        wanted = NEAR_BEST * self.accuracy.max(axis=0)  # (S,)
        there = self.curves >= wanted[None, :, None]
        first = self.curve_steps[there.argmax(axis=2)].astype(float)
        return np.where(there.any(axis=2), first, np.nan)

    @property
    def work_share(self) -> np.ndarray:
        """Work of each strategy as a share of the hardest working one's, (A,)."""
        return self.multiply_adds / self.multiply_adds.max()


def curve_steps(steps: int) -> tuple[int, ...]:
    """Return the steps at which the test is taken: close together at the start, 0 and the last among them."""
    fractions = (np.arange(CURVE_POINTS) / (CURVE_POINTS - 1)) ** 2
    return tuple(sorted({round(step) for step in fractions * steps}))


def resolve(spec: TransferSpec) -> tuple[World, tuple[Strategy, ...]]:
    """Check a spec and write its strategies out for its world.

    Raises ReaderError: what was wrong, what is allowed, what came.
    """
    if spec.world not in WORLDS:
        raise ReaderError(Remark("transfer.world", {"worlds": tuple(WORLDS), "came": repr(spec.world)}))
    world = WORLDS[spec.world]
    _check_number("examples", spec.examples, MIN_EXAMPLES, world.max_examples)
    _check_number("seeds", spec.seeds, 1, MAX_SEEDS)
    _check_number("steps", spec.steps, 1, MAX_STEPS)
    _check_number("batch", spec.batch, 1, MAX_BATCH)
    _check_number("strategies", len(spec.strategies), 1, MAX_STRATEGIES)
    _check_number("seed", spec.seed, 0, 9999)
    if not 0 <= spec.similarity <= 1:
        raise ReaderError(Remark("transfer.similarity", {"came": str(spec.similarity)}))
    strategies = tuple(resolve_strategy(strategy, world) for strategy in spec.strategies)
    keys = [strategy.key for strategy in strategies]
    if len(set(keys)) != len(keys):
        raise ReaderError(Remark("transfer.twice", {"strategies": tuple(keys)}))
    return world, strategies


def resolve_strategy(strategy: str | Strategy, world: World) -> Strategy:
    """Write a strategy out for a world: its head new or kept, every new layer learning. Raises ReaderError."""
    if isinstance(strategy, str):
        if strategy not in STRATEGIES:
            raise ReaderError(Remark("transfer.strategy", {"strategies": tuple(STRATEGIES), "came": repr(strategy)}))
        strategy = STRATEGIES[strategy].build(world.layers)
    if strategy.layers != world.layers:
        names = {"world": repr(world.label), "strategy": repr(strategy.label)}
        raise ReaderError(Remark("transfer.layers", names | {"layers": world.layers, "written": strategy.layers}))
    return settle_strategy(strategy, has_new_head(strategy, world))


def _check_number(what: str, value: int, low: int, high: int) -> None:
    if not (isinstance(value, int) and low <= value <= high):
        values = {"what": Remark(f"transfer.number.{what}"), "low": low, "high": high, "came": repr(value)}
        raise ReaderError(Remark("transfer.number", values))
