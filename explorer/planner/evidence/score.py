"""How often does a way of choosing pick what measured best, and how many points does it lose?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from explorer.planner.records.comparison import Comparison

Chooser = Callable[[Comparison], str]  # a comparison's task, without its scores, to the key of a strategy


@dataclass(frozen=True)
class Score:
    """How a way of choosing did on published comparisons."""

    rows: int  # in which the choice or a neighbour was measured
    level: int  # best, or within the noise
    points_lost: float  # below the best measured strategy, mean over the rows

    @property
    def share(self) -> float:
        """The share of rows in which the choice was best or within the noise."""
        return self.level / self.rows if self.rows else 0.0


def score(choose: Chooser, table: Iterable[Comparison], neighbours: bool = True) -> Score:
    """Score a way of choosing.

    A choice that a row lacks counts as its nearest measured neighbour (`NEIGHBOURS`); with `neighbours` False, rows
    that lack the choice are left out.
    """
    rows = level = 0
    lost = 0.0
    for row in table:
        strategy = choose(row)
        points = row.points_lost(strategy)
        if points is None or not (neighbours or strategy in row.scores):
            continue
        rows, level, lost = rows + 1, level + row.level(strategy), lost + points
    return Score(rows, level, lost / rows if rows else 0.0)


def always(strategy: str) -> Chooser:
    """Return the way of choosing that ignores the task."""
    return lambda row: strategy
