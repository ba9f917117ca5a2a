"""Which neighbouring parts are treated alike, and why, in one sentence?"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from explorer.planner import Plan, PlannedLayer
from explorer.remark import Remark
from explorer.ui.planner.wording import say

NOT_SHOWN = {"rule"}  # values that no template writes: they do not part two reasons


@dataclass(frozen=True)
class Run:
    """Neighbouring parts that are treated alike, for the same reasons."""

    names: tuple[str, ...]
    first: int  # place of the first part, from 1
    action: str
    reason: Remark | str  # of all of them: its speed is a pair, slowest and fastest, where they differ
    because: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def last(self) -> int:
        """Place of the last part, from 1."""
        return self.first + len(self.names) - 1


def run_label(run: Run, parts: int) -> str:
    """Write which parts a run holds: "Keep: parts 1 to 7 of 8"."""
    key = "parts.one" if run.first == run.last else "parts.many"
    return say(key, action=say(f"action.{run.action}"), first=run.first, last=run.last, parts=parts)


def leading_layer(planned: list[PlannedLayer]) -> PlannedLayer | None:
    """Return the layer that a stage is about: its fastest one with weights; None where it has no weights."""
    weighted = [p for p in planned if p.layer.weighted or p.layer.parameters is None]
    return max(weighted, key=lambda p: (p.multiplier, p.layer.parameters or 0), default=None)


def runs_by_rule(plan: Plan) -> list[Run]:
    """Group neighbouring parts with the same action and the same rules for and against."""
    return _grouped(_parts(plan), lambda one, other: (one.because, one.against) == (other.because, other.against))


def runs_by_reason(plan: Plan) -> list[Run]:
    """Group neighbouring parts with the same action and, speeds and counts apart, the same reason."""
    return _grouped(_parts(plan), lambda one, other: merged(one.reason, other.reason) is not None)


def _parts(plan: Plan) -> list[Run]:
    """One run a part with weights, input first."""
    parts: list[Run] = []
    for stage in plan.model.stages:
        planned = [p for p in plan.layers if p.layer.stage == stage.index]
        leading = leading_layer(planned)
        if leading is not None:
            reason = _of_whole_part(leading.reason, planned)
            parts.append(Run((stage.name,), len(parts) + 1, leading.action, reason, leading.because, leading.against))
    return parts


def _of_whole_part(reason: Remark | str, planned: list[PlannedLayer]) -> Remark | str:
    """Count the weights that are added beside any layer of the part, not beside its leading one alone."""
    if isinstance(reason, str) or "weights" not in reason.values:
        return reason
    return Remark(reason.key, {**reason.values, "weights": sum(p.added_parameters or 0 for p in planned)})


def _grouped(parts: list[Run], alike: Callable[[Run, Run], bool]) -> list[Run]:
    runs: list[Run] = []
    for part in parts:
        if runs and runs[-1].action == part.action and alike(runs[-1], part):
            reason = merged(runs[-1].reason, part.reason)
            runs[-1] = replace(
                runs[-1], names=(*runs[-1].names, *part.names), reason=runs[-1].reason if reason is None else reason
            )
        else:
            runs.append(part)
    return runs


def merged(one: Remark | str, other: Remark | str) -> Remark | str | None:
    """Return one remark for both: speeds become a pair, weights a sum; None where they say different things."""
    if isinstance(one, str) or isinstance(other, str):
        return one if one == other else None
    if one.key != other.key or set(one.values) != set(other.values):
        return None
    values = {name: _merged_value(name, one.values[name], other.values[name]) for name in one.values}
    return None if None in values.values() else Remark(one.key, values)


def _merged_value(name: str, one: object, other: object) -> object:
    """Merge one place of two remarks; None where it parts them."""
    if name == "speed":
        ends = [*(one if isinstance(one, tuple) else (one,)), *(other if isinstance(other, tuple) else (other,))]
        return ends[0] if min(ends) == max(ends) else (min(ends), max(ends))
    if name == "weights":
        return one + other
    if isinstance(one, Remark) and isinstance(other, Remark):
        return merged(one, other)
    return one if one == other or name in NOT_SHOWN else None
