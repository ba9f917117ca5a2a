"""What does a strategy do with each layer of the miniature, phase by phase?"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from explorer.errors import ReaderError
from explorer.remark import Remark, of_record

STEM_SPEED = 0.1  # A1, A6, A7, A21: the first layer learns at a tenth of the head's speed
GRADUAL_FACTOR = 2.6  # A8: each layer learns 2.6 times slower than the one above it
ADDED_RANK = 4  # of 64: a sixteenth of the width
ADDED_STRENGTH = 2.0  # alpha over rank, as in PEFT's measured runs (A17)
HALF = 0.5  # V5: old and new weights half and half


@dataclass(frozen=True)
class StrategyPhase:
    """One stretch of training: a speed for each weight layer, relative to the strategy's learning rate."""

    share: float  # of all steps; the shares of a strategy add up to 1
    multipliers: tuple[float, ...]  # first hidden layer first, the head last; 0 is frozen


@dataclass(frozen=True)
class Strategy:
    """One way to train the miniature on the new task."""

    key: str
    label: str
    phases: tuple[StrategyPhase, ...]
    new_layers: tuple[int, ...] = ()  # hidden layers whose weights are drawn anew, from 0
    new_head: bool | None = None  # None: the head is new where the answers are new, else kept
    added: tuple[int, ...] = ()  # hidden layers of which only small weights added beside them move
    rank: int = ADDED_RANK  # of those
    strength: float = ADDED_STRENGTH  # what they compute is multiplied by this before it is added (alpha / rank)
    biases: tuple[int, ...] = ()  # hidden layers of which the biases alone move
    mixed: float = 1.0  # share of the new weights when training has ended; the rest are the old ones

    def __post_init__(self) -> None:
        _check(self)

    @property
    def name(self) -> Remark:
        """The label as a remark, to stand in another one."""
        return of_record("strategies", self.key, "label", self.label)

    @property
    def layers(self) -> int:
        """Number of weight layers it is written for, the head included."""
        return len(self.phases[0].multipliers)

    def trains_like(self, other: "Strategy") -> bool:
        """Whether both do the same in training, whatever they are called and become afterwards."""
        if self._drawn_and_moved != other._drawn_and_moved:
            return False
        return len(self.phases) == len(other.phases) and all(
            _close((mine.share, *mine.multipliers), (theirs.share, *theirs.multipliers))
            for mine, theirs in zip(self.phases, other.phases, strict=True)
        )

    @property
    def _drawn_and_moved(self) -> tuple:
        beside = (self.added, self.rank, self.strength) if self.added else ()
        return self.new_layers, self.new_head, beside, self.biases


@dataclass(frozen=True)
class Recipe:
    """A named strategy for a miniature of any depth."""

    key: str
    label: str
    sentence: str
    source: str
    phases: Callable[[int], tuple[StrategyPhase, ...]]  # number of layers, the head included -> phases
    new_layers: Callable[[int], tuple[int, ...]] = lambda layers: ()
    new_head: bool | None = None
    rank: int = 0  # of weights added beside every hidden layer; 0: none are
    biases: bool = False  # of every hidden layer the biases alone move
    mixed: float = 1.0

    @property
    def name(self) -> Remark:
        """The label as a remark, to stand in another one."""
        return of_record("strategies", self.key, "label", self.label)

    def build(self, layers: int) -> Strategy:
        """Write the strategy for a miniature with so many weight layers."""
        hidden = tuple(range(layers - 1))
        return Strategy(
            self.key,
            self.label,
            self.phases(layers),
            self.new_layers(layers),
            self.new_head,
            added=hidden if self.rank else (),
            rank=self.rank or ADDED_RANK,
            biases=hidden if self.biases else (),
            mixed=self.mixed,
        )


def constant(*multipliers: float) -> tuple[StrategyPhase, ...]:
    """One phase at these speeds."""
    return (StrategyPhase(1.0, multipliers),)


def graded(layers: int) -> tuple[float, ...]:
    """Speeds that rise geometrically from STEM_SPEED at the first layer to 1 at the head."""
    return tuple(STEM_SPEED ** (1 - index / (layers - 1)) for index in range(layers))


def gradual(layers: int) -> tuple[StrategyPhase, ...]:
    """One more layer wakes up in each phase, from the end; each is 2.6 times slower than the one above it."""
    speeds = [GRADUAL_FACTOR ** (index + 1 - layers) for index in range(layers)]
    return tuple(
        StrategyPhase(1 / layers, tuple(speed if index >= first else 0.0 for index, speed in enumerate(speeds)))
        for first in reversed(range(layers))
    )


def only(layers: int, *learning: int) -> tuple[StrategyPhase, ...]:
    """Only these layers learn, at full speed."""
    return constant(*(1.0 if index in learning else 0.0 for index in range(layers)))


def probe_then_tune(layers: int) -> tuple[StrategyPhase, ...]:
    """Half of the steps for the head alone, then everything at a tenth of the speed."""
    return StrategyPhase(0.5, (0.0,) * (layers - 1) + (1.0,)), StrategyPhase(0.5, (STEM_SPEED,) * layers)


def middle(layers: int) -> tuple[StrategyPhase, ...]:
    """Only the hidden layer in the middle learns."""
    return only(layers, (layers - 1) // 2)


def every(layers: int) -> tuple[StrategyPhase, ...]:
    """Every layer learns, at full speed."""
    return only(layers, *range(layers))


def _beside(rank: int, key: str, label: str) -> Recipe:
    return Recipe(
        key, label,
        "Nothing moves but the last layer and small weights added beside the others.", "A17, L9", every, rank=rank,
    )  # fmt: skip


def _cut(kept: int) -> Recipe:
    return Recipe(
        f"cut_{kept}",
        f"Keep {kept}, start the rest anew",
        f"The first {kept} layers stay frozen; all later ones start from new random weights and learn.",
        "A15 Yosinski et al. 2014",
        lambda layers: only(layers, *range(min(kept, layers - 1), layers)),
        lambda layers: tuple(range(min(kept, layers - 1), layers - 1)),
        new_head=True,
    )


STRATEGIES: dict[str, Recipe] = {
    recipe.key: recipe
    for recipe in (
        Recipe(
            "head_only", "Only a new last layer", "All other layers stay as they are.", "A1, A2",
            lambda layers: only(layers, layers - 1),
        ),
        Recipe(
            "discriminative", "New last layer, the rest gently",
            "The last layer learns at full speed, earlier ones more slowly, the first at a tenth.", "A1, A7",
            lambda layers: constant(*graded(layers)),
        ),
        Recipe(
            "gradual", "Wake it up from the end", "One more layer learns in each phase, from the end.", "A8", gradual,
        ),
        Recipe("full", "Everything learns", "All layers learn at the same speed.", "A2, A28", every),
        Recipe(
            "surgical_first", "Only the first block", "Only the layer next to the input learns.", "A13",
            lambda layers: only(layers, 0),
        ),
        Recipe(
            "surgical_middle", "Only the middle",
            "Only the hidden layer in the middle learns.", "A13", middle,
        ),
        Recipe(
            "linear_probe_then_tune", "Last layer first, then all gently",
            "Half of the time only the last layer learns, then everything at a tenth of the speed.", "A14, A3",
            probe_then_tune,
        ),
        Recipe(
            "from_scratch", "Start over", "All weights are drawn anew and learn; nothing is carried over.", "A2",
            every, lambda layers: tuple(range(layers - 1)), new_head=True,
        ),
        _beside(ADDED_RANK, "adapters", "Small added weights (LoRA)"),
        _beside(1, "adapters_1", "Added weights of rank 1"),
        _beside(16, "adapters_16", "Added weights of rank 16"),
        Recipe(
            "biases", "Only the biases (BitFit)", "Nothing moves but the last layer and the biases of the others.",
            "A16", every, biases=True,
        ),
        Recipe(
            "full_mixed", "Everything learns, then old and new half and half",
            "All layers learn; then each weight goes half of the way back to where it began.", "V5", every, mixed=HALF,
        ),
        *(_cut(kept) for kept in (1, 2, 3)),
    )
}  # fmt: skip


def settle_strategy(strategy: Strategy, new_head: bool) -> Strategy:
    """Say whether the head is new, and let every new layer learn: at rest it would stay random for ever."""
    new = (*strategy.new_layers, *((strategy.layers - 1,) if new_head else ()))
    resting = {index for index in new if not any(phase.multipliers[index] for phase in strategy.phases)}
    phases = tuple(
        replace(phase, multipliers=tuple(1.0 if i in resting else m for i, m in enumerate(phase.multipliers)))
        for phase in strategy.phases
    )
    return replace(strategy, phases=phases, new_head=new_head)


def _close(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) and all(math.isclose(a, b, rel_tol=1e-6) for a, b in zip(one, other, strict=True))


def _check(strategy: Strategy) -> None:
    """Refuse what cannot be trained, in a sentence."""
    name = {"strategy": repr(strategy.label)}
    if not strategy.phases:
        raise ReaderError(Remark("transfer.no_phase", name))
    if len({len(phase.multipliers) for phase in strategy.phases}) != 1 or strategy.layers < 2:
        raise ReaderError(Remark("transfer.uneven", name))
    shares = [phase.share for phase in strategy.phases]
    if not all(share > 0 for share in shares) or not math.isclose(sum(shares), 1, abs_tol=1e-6):
        raise ReaderError(Remark("transfer.shares", name | {"came": str(shares)}))
    for phase in strategy.phases:
        if not all(math.isfinite(speed) and speed >= 0 for speed in phase.multipliers):
            raise ReaderError(Remark("transfer.speeds", name | {"came": str(list(phase.multipliers))}))
    if not all(0 <= index < strategy.layers - 1 for index in strategy.new_layers):
        values = name | {"last": strategy.layers - 2, "came": str(strategy.new_layers)}
        raise ReaderError(Remark("transfer.new_layers", values))
    _check_beside(strategy, name)


def _check_beside(strategy: Strategy, name: dict) -> None:
    """Refuse added weights and lone biases where there is nothing old beside which they could move."""
    beside = (*strategy.added, *strategy.biases)
    doubled = len(set(beside)) != len(beside) or set(beside) & set(strategy.new_layers)
    if doubled or not all(0 <= index < strategy.layers - 1 for index in beside):
        raise ReaderError(Remark("transfer.beside", name | {"last": strategy.layers - 2, "came": str(beside)}))
    if not (strategy.rank >= 1 and math.isfinite(strategy.strength) and strategy.strength > 0):
        came = f"{strategy.rank}, {strategy.strength}"
        raise ReaderError(Remark("transfer.rank", name | {"came": came}))
    if not 0 <= strategy.mixed <= 1:
        raise ReaderError(Remark("transfer.mixed", name | {"came": str(strategy.mixed)}))
