"""Which published comparisons are like the case at hand, and how did each strategy do in them?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from explorer.planner.evidence.comparison import MEASURED_STRATEGIES, comparisons
from explorer.planner.layers.facts import is_transformer
from explorer.planner.records.comparison import Comparison
from explorer.planner.records.model import Model
from explorer.planner.records.task import KEEPS_ITS_END, Task
from explorer.planner.rules.rule import SMALL_BELOW, met_elsewhere

LIKENESS_BAND = 0.25  # our line: about one word of the page's five to either side
SCARCE_BELOW = 10  # examples an answer; PANNs say that frozen layers win below 10 clips, without figures
FEWEST = 3  # our line: fewer comparisons than this decide nothing
UNKNOWN_EXAMPLES = SMALL_BELOW  # a size that was not read counts as many: these are well-known, large sets
ANSWER_KIND = {"one": "labels", "several": "labels", "number": "number", "text": "text", "boxes": "boxes"}
Likeness = Callable[[Comparison, Model, Task], bool]


@dataclass(frozen=True)
class Tally:
    """How one strategy did in a set of comparisons; only rows in which it, or what stands for it, was measured."""

    strategy: str
    counted_as: str  # the strategy measured in most of these rows: itself, or its nearest measured neighbour
    rows: int
    level: int  # best, or within the noise
    points_lost: float  # mean


@dataclass(frozen=True)
class Findings:
    """The comparisons like a case; none where too few are."""

    rows: tuple[Comparison, ...]
    loosened: tuple[str, ...] = ()  # keys of what was let go so that enough rows are left: pretraining, likeness

    def tally(self, strategy: str) -> Tally | None:
        """Count how a strategy did; None where nothing near it was measured."""
        rows = [row for row in self.rows if row.stand_in(strategy) is not None]
        if not rows:
            return None
        names = [row.stand_in(strategy) for row in rows]
        most = max(dict.fromkeys(names), key=names.count)
        lost = sum(row.points_lost(strategy) for row in rows) / len(rows)
        return Tally(strategy, most, len(rows), sum(row.level(strategy) for row in rows), lost)

    def measured(self, fewest: int = FEWEST) -> tuple[Tally, ...]:
        """The tallies of all strategies that were measured themselves in enough rows, least points lost first."""
        counts = {name: sum(name in row.scores for row in self.rows) for name in MEASURED_STRATEGIES}
        tallies = [
            Findings(tuple(row for row in self.rows if name in row.scores)).tally(name)
            for name, count in counts.items()
            if count >= fewest
        ]
        return tuple(sorted(tallies, key=lambda tally: tally.points_lost))


def family_of(model: Model) -> str:
    """Tell the family that the table knows: "transformer" or "cnn"."""
    return "transformer" if is_transformer(model) else "cnn"


def same_world(row: Comparison, model: Model, task: Task) -> bool:
    """Hold what is never let go: kind of data, model family, few or many in all and an answer, like or unlike tests."""
    few = (row.examples or UNKNOWN_EXAMPLES) < SMALL_BELOW
    each = (row.examples or UNKNOWN_EXAMPLES) / (row.classes or 1)
    return (
        row.domain == task.domain
        and row.family == family_of(model)
        and few == (task.examples < SMALL_BELOW)
        and (row.answer in KEEPS_ITS_END or (each < SCARCE_BELOW) == (task.examples_per_answer < SCARCE_BELOW))
        and row.unlike_test == met_elsewhere(model, task)
        and ANSWER_KIND[row.answer] == ANSWER_KIND[task.answer]
    )


def as_alike(row: Comparison, model: Model, task: Task) -> bool:
    """Whether old and new data are about as alike as here."""
    return abs(row.similarity - task.similarity) <= LIKENESS_BAND + 1e-9


def pretrained_alike(row: Comparison, model: Model, task: Task) -> bool:
    """Whether the model was pretrained in the same way, as far as the visitor knows."""
    return task.pretraining in ("unknown", row.pretraining)


def findings_for(model: Model, task: Task, table: Iterable[Comparison] | None = None) -> Findings:
    """Gather the comparisons like this case; where too few are left, pretraining is let go, then likeness."""
    rows = tuple(row for row in (comparisons() if table is None else table) if same_world(row, model, task))
    steps: tuple[tuple[tuple[Likeness, ...], tuple[str, ...]], ...] = (
        ((as_alike, pretrained_alike), ()),
        ((as_alike,), ("pretraining",)),
        ((pretrained_alike,), ("likeness",)),
        ((), ("pretraining", "likeness")),
    )
    for conditions, loosened in steps:
        kept = tuple(row for row in rows if all(holds(row, model, task) for holds in conditions))
        if len(kept) >= FEWEST:
            return Findings(
                kept, tuple(key for key in loosened if key != "pretraining" or task.pretraining != "unknown")
            )
    return Findings(())
