"""What was measured in cases like this one, and did that, the rules or the machine decide the advice?"""

from dataclasses import dataclass

from explorer.planner.advice.choice import choose
from explorer.planner.advice.strategies import STRATEGIES
from explorer.planner.evidence.alike import FEWEST, Findings, Tally
from explorer.planner.records.comparison import POINT
from explorer.planner.records.model import Model
from explorer.planner.records.plan import Plan
from explorer.planner.records.task import Task
from explorer.planner.rules import book
from explorer.remark import Remark, of_record

MEASURED, RULES, MACHINE = "measured", "rules", "machine"  # what decided
SAVED_WORK = "head_only"  # the strategy that saves most work: what it costs in points is always worth saying


@dataclass(frozen=True)
class Versus:
    """Two strategies on the rows in which both were measured, or one by its nearest neighbour."""

    rival: str
    rows: int
    ahead: float  # points by which the rival did better, mean; below 0 where it did worse


def decided_by(model: Model, task: Task, findings: Findings) -> str:
    """Tell what decided the advice: what fits the machine, what was measured in cases like this, or rules."""
    choice = choose(model, task)
    if choice.machine:
        return MACHINE
    if findings.tally(choice.strategy) is None or better(findings, choice.strategy) is not None:
        return RULES
    return MEASURED


def versus(findings: Findings, strategy: str, rival: str) -> Versus | None:
    """Compare two strategies where the rival itself was measured; None without such a row."""
    rows = [row for row in findings.rows if rival in row.scores and row.stand_in(strategy) not in (None, rival)]
    if not rows:
        return None
    ahead = sum(row.points_lost(strategy) - row.points_lost(rival) for row in rows) / len(rows)
    return Versus(rival, len(rows), ahead)


def better(findings: Findings, strategy: str) -> Versus | None:
    """Return the rival that did better by more than a point in enough rows; None where none did."""
    names = dict.fromkeys(name for row in findings.rows for name in row.scores)
    rivals = [found for name in names if (found := versus(findings, strategy, name)) and found.rows >= FEWEST]
    ahead = [rival for rival in rivals if rival.ahead > POINT]
    return max(ahead, key=lambda rival: rival.ahead, default=None)


def said_of(plan: Plan) -> tuple[Remark, ...]:
    """Say what was measured in cases like this, for the plan's strategy, and what decided the advice."""
    findings = Findings(plan.evidence)
    tally = findings.tally(plan.strategy)
    said = _how_it_did(tally) if tally is not None else []
    if tally is not None and plan.strategy != SAVED_WORK:
        said += _saving(findings, plan.strategy, last_layer_share(plan))
    return (*said, _deciding(plan))


def last_layer_share(plan: Plan) -> float | None:
    """Return the work of a step of the last layer alone as a share of this plan's; its own few weights left out."""
    ahead, back = plan.cost.forward_macs, plan.cost.backward_macs
    return None if not ahead or back is None else ahead / (ahead + back)


def in_short(plan: Plan) -> tuple[Remark, ...]:
    """Say of `said_of` what a first look needs: how the strategy did; what decided, where measurements did not."""
    said = said_of(plan)
    if len(said) > 1 and how_decided(plan) in (MEASURED, "kind_only"):
        return said[:1]
    return (said[0], said[-1]) if len(said) > 1 else said


def _how_it_did(tally: Tally) -> list[Remark]:
    key = "as_itself" if tally.counted_as == tally.strategy else "as_neighbour"
    values = {
        "strategy": STRATEGIES[tally.strategy].name,
        "neighbour": STRATEGIES[tally.counted_as].name,
        "rows": tally.rows,
        "level": tally.level,
    }
    return [Remark(f"evidence.{key}", values), Remark("evidence.points", {"lost": tally.points_lost})]


def _saving(findings: Findings, strategy: str, work: float | None) -> list[Remark]:
    found = versus(findings, strategy, SAVED_WORK)
    if found is None:
        return []
    lost = -found.ahead
    key = "saving_loses" if lost > POINT else "saving_gains" if lost < -POINT else "saving_level"
    values = {"lost": abs(lost), "rows": found.rows, "work": work or 0.0}
    return [Remark(f"evidence.{key}", values)] + ([Remark("evidence.saving_work", values)] if work else [])


def how_decided(plan: Plan) -> str:
    """Tell what decided: own, machine, nothing_measured, rules, kind_only (how much, not how fast), measured."""
    if plan.strategy != plan.advised:
        return "own"
    if plan.decided_by == MACHINE:
        return MACHINE
    findings = Findings(plan.evidence)
    tally = findings.tally(plan.strategy)
    if tally is None:
        return "nothing_measured"
    if better(findings, plan.strategy) is not None:
        return RULES
    return MEASURED if tally.counted_as == plan.strategy else "kind_only"


def _deciding(plan: Plan) -> Remark:
    """Name what decided, with the first rule for the plan, or without one as a line of our own; or the one against."""
    how = how_decided(plan)
    values: dict[str, object] = {}
    if how in ("nothing_measured", RULES):
        values = {"rule": _name(plan.because[0])} if plan.because else {}
        how += "" if plan.because else "_ours"
    elif how in (MEASURED, "kind_only") and plan.against:
        values, how = {"against": _name(plan.against[0])}, f"{how}_against"
    rival = better(Findings(plan.evidence), plan.strategy) if how.startswith(RULES) else None
    if rival is not None:
        values |= {"rival": STRATEGIES[rival.rival].name, "ahead": rival.ahead, "rows": rival.rows}
    return Remark(f"evidence.decided.{how}", values)


def _name(rule: str) -> Remark:
    return of_record("rules", rule, "name", book.RULES[rule].name)
