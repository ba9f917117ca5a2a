"""Which strategies are there? Each as a record: its name, how fast each group learns, and why.

What the miniature can run as well bears the name that it has there, one floor below, where both can see it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from explorer.planner.layers.facts import is_transformer
from explorer.planner.records.model import Model
from explorer.planner.records.task import Task
from explorer.remark import Remark, of_record
from explorer.simulation import STRATEGIES as MINIATURE

Multipliers = tuple[float, ...]  # one a group below the head, input first

ADVISE = "auto"  # what is asked for where the rule book shall choose: no strategy
SURGICAL_LAYER = 1.0  # the one block that learns does so at full speed


@dataclass(frozen=True)
class Strategy:
    """A way to fine-tune; `speeds(groups, stem)` gives each group's speed relative to the head's."""

    key: str
    label: str  # the everyday name
    sentence: str
    speeds: Callable[[int, float], Multipliers]
    keep: str = ""  # why a group stays as it is; ends without a full stop, the rule is added
    keep_by: tuple[tuple[str, str], ...] = ()  # the same when this rule decided; may name {examples:count}
    adjust: str = ""  # why a group learns; may name {speed:speed}
    falls: bool = False  # speeds fall evenly from the head to the first group
    fresh: bool = False  # every weight is drawn anew
    keeps_old_head: bool = False  # an old head whose answers stay is left still
    phases: str = "one"  # key of PHASES in schedule
    adds: bool = False  # small weights are added beside linear layers, which stay as they are
    biases_only: bool = False  # of a layer that learns, the biases alone move
    end_alone: bool = False  # nothing but the end of the model learns whole
    wakes_start: bool = False  # the first block learns, also where a family's users keep it
    old_end: str = ""  # the everyday name where the old last layer stays; empty where the label fits both

    @property
    def name(self) -> Remark:
        """The label as a remark, to stand in another one."""
        return of_record("strategies", self.key, "label", self.label)

    def kept(self, rule: str, examples: int) -> Remark:
        """Say why a group stays as it is, where this rule decided."""
        for by, words in self.keep_by:
            if by == rule:
                return of_record("strategies", self.key, f"keep_by.{rule}", words, examples=examples)
        return of_record("strategies", self.key, "keep", self.keep) if self.keep else Remark("plan.stays")

    def adjusted(self, speed: float) -> Remark:
        """Say why a group learns, and how fast."""
        if not self.adjust:
            return Remark("plan.learns", {"speed": speed})
        return of_record("strategies", self.key, "adjust", self.adjust, speed=speed)


def kept(groups: int, stem: float) -> Multipliers:
    """Keep every group."""
    return (0.0,) * groups


def even(groups: int, stem: float) -> Multipliers:
    """Let every group learn as fast as the head."""
    return (1.0,) * groups


def falling(groups: int, stem: float) -> Multipliers:
    """Let the speed fall geometrically from the head (1) to the first group (stem).

    With G groups, the head's included, group i learns at d^(G-1-i), d = stem^(1/(G-1)).
    """
    decay = decay_per_group(stem, groups + 1)
    return tuple(stem if i == 0 else decay ** (groups - i) for i in range(groups))


def decay_per_group(stem: float, group_count: int) -> float:
    """Return the factor from one group to the one before it, for groups counted with the head's own."""
    return stem ** (1 / (group_count - 1)) if group_count > 1 else 1.0


def first_only(groups: int, stem: float) -> Multipliers:
    """Let the first group learn."""
    return tuple(SURGICAL_LAYER if i == 0 else 0.0 for i in range(groups))


def middle_only(groups: int, stem: float) -> Multipliers:
    """Let the middle third of the groups learn, at least one (our reading of "the middle")."""
    width = max(1, round(groups / 3))
    low = (groups - width + 1) // 2
    return tuple(SURGICAL_LAYER if low <= i < low + width else 0.0 for i in range(groups))


STRATEGIES: dict[str, Strategy] = {
    strategy.key: strategy
    for strategy in (
        Strategy(
            "head_only",
            MINIATURE["head_only"].label,
            "Keep everything as it is and train the last layer alone.",
            kept,
            old_end="Only the last layer",
            keep="Stays as it is: only the last layer learns",
            keep_by=(
                ("A2", "Stays as it is: {examples:count} similar examples are too few to change it for the better"),
                ("A13", "Stays as it is: the data are the same, only the labels mean something else"),
            ),
            end_alone=True,
        ),
        Strategy(
            "discriminative",
            MINIATURE["discriminative"].label,
            "Train the last layer at full speed and the others more slowly, the first ones slowest.",
            falling,
            old_end="The last layer at full speed, the rest gently",
            adjust="Learns at {speed:speed}, where the last layer has 1×: it adapts and holds on to what it knows",
            falls=True,
        ),
        Strategy(
            "gradual",
            MINIATURE["gradual"].label,
            "Train the last layer first, then wake the groups one after another from the end.",
            falling,
            adjust="Wakes when the groups after it have learned, then learns at {speed:speed}",
            falls=True,
            phases="from_the_end",
        ),
        Strategy(
            "full",
            MINIATURE["full"].label,
            "Train all layers at one low rate.",
            even,
            adjust="Learns as fast as all others, at one low rate",
        ),
        Strategy(
            "surgical_first",
            MINIATURE["surgical_first"].label,
            "Train the first block and keep the rest: for data that look or sound different.",
            first_only,
            keep="Stays as it is: what it works on has kept its meaning",
            adjust="Learns: the data look or sound different, and this block meets them first",
            keeps_old_head=True,
            wakes_start=True,
        ),
        Strategy(
            "surgical_middle",
            MINIATURE["surgical_middle"].label,
            "Train the middle blocks and keep the rest: for the same kind of data in another mix.",
            middle_only,
            keep="Stays as it is: the data look the same and the answers mean the same",
            adjust="Learns: the mix of cases changed, and the middle blocks sort them",
            keeps_old_head=True,
        ),
        Strategy(
            "linear_probe_then_tune",
            MINIATURE["linear_probe_then_tune"].label,
            "Train the last layer alone until it stands, then everything at a low rate.",
            even,
            adjust="Waits until the last layer has learned, then learns at a low rate with all others",
            phases="probe",
        ),
        Strategy(
            "from_scratch",
            MINIATURE["from_scratch"].label,
            "Draw all weights anew and train everything.",
            even,
            adjust="Starts anew: nothing of the old training is used",
            fresh=True,
        ),
        Strategy(
            "adapters",
            MINIATURE["adapters"].label,
            "Keep everything as it is and train small weights that are added beside the linear layers.",
            kept,
            keep="Stays as it is: what is added beside the linear layers learns in its place",
            adds=True,
            keeps_old_head=True,
            end_alone=True,
        ),
        Strategy(
            "biases",
            MINIATURE["biases"].label,
            "Keep everything as it is but the biases, and train those with the last layer.",
            even,
            keep="Holds no biases, so nothing of it learns",
            adjust="Its biases alone learn, as fast as the last layer",
            biases_only=True,
            keeps_old_head=True,
            end_alone=True,
        ),
    )
}
REQUESTS = (ADVISE, *STRATEGIES)  # what may be asked for


@dataclass(frozen=True)
class Stem:
    """How fast the first group learns, relative to the head."""

    key: str
    multiplier: float
    rules: tuple[str, ...]
    words: str  # as published
    groups: int = 0  # how many groups the published fall was over, the head's included; 0: any number

    @property
    def published(self) -> Remark:
        """The words as a remark, to stand in another one."""
        return of_record("stems", self.key, "words", self.words)


@dataclass(frozen=True)
class StemChoice:
    """A published first-group speed and where it holds."""

    strategies: tuple[str, ...]
    applies: Callable[[Model, Task], bool]
    stem: Stem


def _text_transformer(model: Model, task: Task) -> bool:
    return task.domain == "text" and is_transformer(model)


def _text(model: Model, task: Task) -> bool:
    return task.domain == "text"


def _any(model: Model, task: Task) -> bool:
    return True


GRADUAL, FALLING = ("gradual",), ("discriminative",)
STEM_CHOICES = (  # the first that applies holds
    StemChoice(
        GRADUAL,
        _text,
        Stem("text_gradual", 0.022, ("A8", "G6"), "1/2.6 a group over 5 groups, as published for text", 5),
    ),
    StemChoice(GRADUAL, _any, Stem("gradual", 0.01, ("A7", "G6"), "1/100 at the first group, as fastai does")),
    StemChoice(
        FALLING,
        _text_transformer,
        Stem("transformer", 0.25, ("A27", "G6"), "1/4 at the first group, 0.9 a layer over 14 groups", 14),
    ),
    StemChoice(FALLING, _text, Stem("text", 0.022, ("A8", "G6"), "1/2.6 a group over 5 groups", 5)),
    StemChoice(
        FALLING,
        _any,
        Stem("tenth", 0.1, ("A6", "A21", "A1", "G6"), "1/10 at the first group, as most guides do"),
    ),
)
NO_FALL = Stem("none", 1.0, (), "")


def stem_for(strategy: str, model: Model, task: Task, groups: int) -> Stem:
    """Return the first group's speed for a strategy on this model and task, whose groups are counted with the head's.

    Where a fall was published over more groups, each step keeps its size: the whole fall of five groups, between
    two, would leave a hidden encoder at a 45th.
    """
    for choice in STEM_CHOICES:
        if strategy in choice.strategies and choice.applies(model, task):
            return over_fewer_groups(choice.stem, groups)
    return NO_FALL


def over_fewer_groups(stem: Stem, groups: int) -> Stem:
    """Keep the published step from one group to the next where there are fewer groups."""
    if not 1 < groups < stem.groups:
        return stem
    return replace(stem, multiplier=stem.multiplier ** ((groups - 1) / (stem.groups - 1)))
