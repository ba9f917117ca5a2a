"""In which order do the layers learn? Phases of training, from the planned speeds."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.planner.parts import Parts
from explorer.planner.records.plan import Phase, PlannedLayer
from explorer.remark import Remark

MOST_PHASES = 5  # A8 wakes five groups; more groups than that wake several at a time
LAST_PHASE_SHARE = 0.5  # our line: half of the epochs with everything awake


@dataclass(frozen=True)
class Timetable:
    """What a schedule is made from."""

    parts: Parts
    layers: tuple[PlannedLayer, ...]
    base: float  # the head's rate once everything is awake
    probe: float  # the head's rate while it learns alone
    title: Remark


def one_phase(table: Timetable) -> tuple[Phase, ...]:
    """Let everything that learns do so from the start."""
    speeds = tuple(layer.multiplier for layer in table.layers)
    return (Phase("all", table.title, 1.0, speeds, table.base),)


def probe_phases(table: Timetable) -> tuple[Phase, ...]:
    """Train what is new alone, then everything."""
    awake = _new_layers(table)
    if not any(awake) or all(awake):
        return one_phase(table)
    alone = _awake(table, awake)
    speeds = tuple(layer.multiplier for layer in table.layers)
    return (
        Phase("head", Remark("plan.phase.head"), 1 - LAST_PHASE_SHARE, alone, table.probe),
        Phase("all", Remark("plan.phase.gently"), LAST_PHASE_SHARE, speeds, table.base),
    )


def phases_from_the_end(table: Timetable) -> tuple[Phase, ...]:
    """Wake the groups that learn one after another from the end, at most `MOST_PHASES` phases in all."""
    new = _new_layers(table)
    sleeping = [g for g in range(len(table.parts.groups)) if _group_sleeps(table, g, new)]
    if not sleeping or not any(new):
        return one_phase(table)
    starts = _phase_starts(len(sleeping))
    phases = [("head", Remark("plan.phase.head"), _awake(table, new))]
    for start in starts:
        group = sleeping[start]
        awake = tuple(fresh or table.parts.group_of[i] >= group for i, fresh in enumerate(new))
        name = table.parts.groups[group].name
        key, title = (
            ("all", Remark("plan.phase.everything"))
            if start == 0
            else (f"stage_{group}", Remark("plan.phase.from", {"part": name}))
        )
        phases.append((key, title, _awake(table, awake)))
    early = (1 - LAST_PHASE_SHARE) / (len(phases) - 1)
    shares = [early] * (len(phases) - 1) + [LAST_PHASE_SHARE]
    return tuple(
        Phase(key, title, share, speeds, table.base) for (key, title, speeds), share in zip(phases, shares, strict=True)
    )


def _new_layers(table: Timetable) -> tuple[bool, ...]:
    """The head and whatever is drawn anew: awake from the first phase on."""
    heads = {table.parts.head, *table.parts.second_heads, *table.parts.beside}
    return tuple(
        layer.multiplier > 0 and (i in heads or layer.action in ("replace", "reinitialize"))
        for i, layer in enumerate(table.layers)
    )


def _group_sleeps(table: Timetable, group: int, new: tuple[bool, ...]) -> bool:
    members = table.parts.groups[group].members
    return any(table.layers[i].multiplier > 0 and not new[i] for i in members)


def _awake(table: Timetable, awake: tuple[bool, ...]) -> tuple[float, ...]:
    """The planned speeds where awake, 0 elsewhere; layers that share weights wake together."""
    together = {i for tie in table.parts.ties if any(awake[i] for i in tie) for i in tie}
    return tuple(layer.multiplier if awake[i] or i in together else 0.0 for i, layer in enumerate(table.layers))


def _phase_starts(sleeping: int) -> list[int]:
    """The earliest awake group of each phase after the first, from the end to 0."""
    steps = min(sleeping, MOST_PHASES - 1)
    return [sleeping - round(sleeping * (step + 1) / steps) for step in range(steps)]


PHASES: dict[str, Callable[[Timetable], tuple[Phase, ...]]] = {
    "one": one_phase,
    "probe": probe_phases,
    "from_the_end": phases_from_the_end,
}
