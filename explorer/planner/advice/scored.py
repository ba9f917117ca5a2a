"""How often is the advice right where somebody measured, beside choices that never look at the task?"""

from dataclasses import dataclass
from functools import cache

from explorer.planner.advice.choice import choose
from explorer.planner.evidence.case import case_of
from explorer.planner.evidence.comparison import comparisons, held_comparisons
from explorer.planner.evidence.score import Score, always, score
from explorer.planner.records.comparison import Comparison

ADVICE = "advice"
FIXED = ("full", "head_only", "discriminative", "adapters", "linear_probe_then_tune")
MEASURED_ALONE = ("head_only",)  # counted only where it was measured: nothing near it stands for it fairly


@dataclass(frozen=True)
class Standing:
    """How one way of choosing did."""

    way: str  # ADVICE, or the key of the strategy that is always chosen
    drawn_on: Score  # the comparisons that stood when the lines of the advice were drawn
    held: Score  # comparisons looked up afterwards


def advised(row: Comparison) -> str:
    """Return what the planner advises for a comparison's task, without its scores."""
    return choose(*case_of(row)).strategy


@cache
def standings() -> tuple[Standing, ...]:
    """Score the advice and the fixed choices, the advice first."""
    ways = {ADVICE: advised} | {key: always(key) for key in FIXED}
    return tuple(
        Standing(key, *(score(way, rows, key not in MEASURED_ALONE) for rows in (comparisons(), held_comparisons())))
        for key, way in ways.items()
    )
