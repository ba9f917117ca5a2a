"""Do plan, measurements and miniature say the same? Where the miniature differs: what decides all the same, and why?"""

from explorer.planner.advice.measured import Versus, how_decided, versus
from explorer.planner.advice.strategies import STRATEGIES
from explorer.planner.evidence.alike import Findings
from explorer.planner.evidence.comparison import comparisons
from explorer.planner.miniature import MiniatureCase, strategy_from_plan
from explorer.planner.records.comparison import POINT
from explorer.planner.records.plan import Plan
from explorer.remark import Remark, quoted
from explorer.simulation import WORLDS, WinnerMap

OURS = ("rules", "nothing_measured")  # where a rule decides, or without one a line of our own


def why_it_stands(plan: Plan, better: tuple[str, ...]) -> tuple[Remark, ...]:
    """Say why a plan stands although these strategies did clearly better in the miniature; nothing where none did.

    First what was measured of the best of them elsewhere, then what decides.
    """
    if not better:
        return ()
    how = how_decided(plan)
    if how in OURS and not plan.because:
        how += "_ours"
    record = () if plan.strategy == better[0] else published(plan, better[0])
    return (*record, Remark(f"evidence.differs.{how}"))


def published(plan: Plan, rival: str) -> tuple[Remark, ...]:
    """Say how a strategy did in published comparisons: beside this plan in cases like it, else of any kind."""
    if rival not in STRATEGIES:
        return ()
    found = versus(Findings(plan.evidence), plan.strategy, rival)
    if found is not None:
        return (_beside(found),)
    if any(row.stand_in(plan.strategy) == rival for row in plan.evidence):
        return (Remark("evidence.differs.neighbour", {"rival": quoted(STRATEGIES[rival].name)}),)
    rows = [row for row in comparisons() if rival in row.scores]
    values = {"rival": quoted(STRATEGIES[rival].name), "rows": len(rows), "level": sum(r.level(rival) for r in rows)}
    return (Remark("evidence.differs.any_kind", values),) if rows else ()


def _beside(found: Versus) -> Remark:
    key = "better" if found.ahead > POINT else "worse" if found.ahead < -POINT else "level"
    values = {"rival": quoted(STRATEGIES[found.rival].name), "rows": found.rows, "points": abs(found.ahead)}
    return Remark(f"evidence.differs.{key}", values)


def map_beside_plan(plan: Plan, winners: WinnerMap, case: MiniatureCase) -> tuple[Remark, ...]:
    """Say how the map's place nearest to a case stands to the plan: agrees, differs and why, or was not tried there."""
    cell = winners.nearest(case.examples, case.similarity)
    world = WORLDS[winners.world]
    renewed = strategy_from_plan(plan, world).new_head and world.same_answers
    if renewed:
        return (Remark("evidence.map.other_answers"),)
    if plan.strategy not in winners.strategies or plan.edits:
        return (Remark("evidence.map.not_tried"),)
    better = winners.clearly_better(cell, plan.strategy)
    if not better:
        return (Remark("evidence.map.agrees"),)
    return (Remark("evidence.map.differs"), *why_it_stands(plan, better))
