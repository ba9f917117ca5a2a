"""What is one published comparison? A data set and a model on which several strategies were measured."""

from dataclasses import dataclass
from functools import cached_property

POINT = 1.0  # points that count as level where a source states no spread
NEIGHBOURS = {  # where one was not measured, the first of these that was stands for it; for others nothing does
    "head_only": ("biases", "adapters"),
    "discriminative": ("gradual", "full", "linear_probe_then_tune"),
    "gradual": ("discriminative", "full", "linear_probe_then_tune"),
    "full": ("discriminative", "gradual", "linear_probe_then_tune"),
    "surgical_first": ("full",),
    "surgical_middle": ("full",),
    "linear_probe_then_tune": ("full", "discriminative", "gradual"),
    "from_scratch": ("full",),
    "biases": ("adapters", "full"),
    "adapters": ("full", "discriminative", "biases"),
}


@dataclass(frozen=True)
class Comparison:
    """One data set and one model on which strategies were compared; scores in points, higher is better."""

    key: str
    source: str
    place: str  # where in the source
    read: str  # "src", or "second hand"
    model: str  # as the source names it
    family: str  # transformer, cnn
    pretrained_on: str  # in the source's words
    pretraining: str  # supervised contrastive masked language
    domain: str  # as Task.domain
    answer: str  # as Task.answer; boxes stands for masks too
    classes: int | None  # None: a number is predicted, text is written, or it was not read
    examples: int | None  # None: not read
    similarity: float
    shift: str  # what changed: labels, labels+input look, input look, mix, answers
    unlike_test: bool  # tested on data unlike the training data
    metric: str
    measured: tuple[tuple[str, float], ...]  # strategy and score, in the order of MEASURED_STRATEGIES
    spread: float | None  # the largest that the source states, in points
    part: str  # "fit" or "check"
    remark: str = ""

    @cached_property  # asked for thousands of times a plan
    def scores(self) -> dict[str, float]:
        """The score of each measured strategy."""
        return dict(self.measured)

    @cached_property
    def best(self) -> float:
        """The best score."""
        return max(score for _, score in self.measured)

    def stand_in(self, strategy: str) -> str | None:
        """The measured strategy that stands for one: itself, else its nearest measured neighbour; None without one."""
        scores = self.scores
        return next((name for name in (strategy, *NEIGHBOURS.get(strategy, ())) if name in scores), None)

    def points_lost(self, strategy: str) -> float | None:
        """How many points the strategy, or its nearest measured neighbour, lies below the best."""
        name = self.stand_in(strategy)
        return None if name is None else self.best - self.scores[name]

    def level(self, strategy: str) -> bool:
        """Whether it was best, or within a point of the best, or within the spread that the source states."""
        lost = self.points_lost(strategy)
        return lost is not None and lost <= max(POINT, self.spread or 0.0) + 1e-9
