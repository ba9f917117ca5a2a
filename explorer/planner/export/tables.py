"""What do all exports say? The plan as two small tables: groups with one speed each, and blocks of layers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from explorer.errors import ReaderError
from explorer.planner.parts import carries_weights, find_parts
from explorer.planner.records.model import Layer
from explorer.planner.records.plan import Plan, PlannedLayer

Pattern = tuple[str, str, int | None]  # start of the name, class, number of weights; for names that are not known

STARTS_ANEW = ("replace", "reinitialize")
CUT = re.compile(r"…|\.\.\.")  # where a printer shortened a name


@dataclass(frozen=True)
class SpeedGroup:
    """Layers that share one multiplier, in the plan and in each of its phases."""

    key: str  # "frozen", "speed_1", "head"
    multiplier: float
    in_phases: tuple[float, ...]
    layers: tuple[PlannedLayer, ...]


@dataclass(frozen=True)
class Entry:
    """Neighbouring layers of one block that are treated alike."""

    block: str  # its name, as a rule what its layers' names begin with
    group: str
    action: str  # freeze, tune, "keep head", replace (a head), "replace input", reinitialize
    names: tuple[str | Pattern, ...]
    layers: tuple[PlannedLayer, ...]


@dataclass(frozen=True)
class Tables:
    """A plan as an export writes it."""

    groups: tuple[SpeedGroup, ...]  # slowest first
    entries: tuple[Entry, ...]  # input first
    has_head: bool  # whether some layer gives the answers

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The layers whose names the summary cut or does not give."""
        return tuple(name for entry in self.entries for name in entry.names if not isinstance(name, str))

    def actions(self) -> set[str]:
        """The actions that occur, so that an export carries only the code it needs."""
        return {entry.action for entry in self.entries}


def make_tables(plan: Plan, rename: Callable[[str], str] = str) -> Tables:
    """Gather a plan's layers into groups of one speed and blocks of neighbours.

    `rename` turns a path of the summary into the live framework's own form of it.
    """
    listed = _listed(plan)
    heads, first = _heads_and_first(plan)
    speeds = {index: (plan.layers[index].multiplier, *_phase_speeds(plan, index)) for index in listed}
    members: dict[tuple[float, ...], list[int]] = {}
    for index in listed:
        members.setdefault(speeds[index], []).append(index)
    keys = _group_keys(members, heads)
    groups = tuple(
        SpeedGroup(keys[speed], speed[0], speed[1:], tuple(plan.layers[i] for i in members[speed]))
        for speed in sorted(members)
    )
    rows = [(plan.layers[i], keys[speeds[i]], _action(plan, i, heads, first)) for i in listed]
    names = _block_names(plan, rename)
    entries = tuple(
        Entry(names[block], group, action, tuple(live_name(p.layer, rename) for p in layers), layers)
        for (block, group, action), run in groupby(rows, key=lambda row: (row[0].layer.stage, row[1], row[2]))
        for layers in [tuple(row[0] for row in run)]
    )
    return Tables(groups, entries, bool(heads.intersection(listed)))


def _block_names(plan: Plan, rename: Callable[[str], str]) -> dict[int, str]:
    """One name for each stage, no two alike."""
    names: dict[int, str] = {}
    for stage in sorted({planned.layer.stage for planned in plan.layers}):
        known = plan.model.stage_names
        name = rename(known[stage]) if 0 <= stage < len(known) and known[stage] else f"block {stage + 1}"
        names[stage] = name if name not in names.values() else f"{name} ({stage + 1})"
    return names


def _heads_and_first(plan: Plan) -> tuple[set[int], int | None]:
    """Positions of the layers that give answers, and of the first layer that sees the input."""
    try:
        parts = find_parts(plan.model, plan.task)
    except ReaderError:  # a plan from elsewhere whose task names a layer that is not there
        return {i for i, planned in enumerate(plan.layers) if planned.layer.role == "head"}, None
    return {i for i in (parts.head, *parts.second_heads) if i is not None}, parts.first


def started_anew(plan: Plan) -> tuple[set[int], set[int]]:
    """Positions of the new heads, and of the other layers that get fresh weights of the same size."""
    heads, _ = _heads_and_first(plan)
    anew = {i for i, planned in enumerate(plan.layers) if planned.action in STARTS_ANEW}
    new_heads = {i for i in anew & heads if plan.layers[i].action == "replace"}
    return new_heads, anew - new_heads


def _listed(plan: Plan) -> list[int]:
    """Indices of the layers that code must name: with weights or running statistics, each path once."""
    seen: dict[tuple[str, str], PlannedLayer] = {}
    indices = []
    for index, planned in enumerate(plan.layers):
        layer = planned.layer
        nameable = layer.path and layer.name_known == "full"
        unsure = layer.parameters is None and layer.kind.lower() == "prelu"  # the activation that holds weights
        if not (carries_weights(layer) or layer.norm == "batch" or unsure):
            continue
        if not nameable and (layer.shares_with or (layer.parameters is None and not layer.kind)):
            continue
        before = seen.get((layer.path, layer.name_known)) if nameable else None
        met_again = before is not None and (not layer.parameters or _same_treatment(before, planned))
        if not met_again:
            indices.append(index)
            seen.setdefault((layer.path, layer.name_known), planned)
    return indices


def _same_treatment(one: PlannedLayer, other: PlannedLayer) -> bool:
    return (one.action, one.multiplier) == (other.action, other.multiplier)


def _phase_speeds(plan: Plan, index: int) -> tuple[float, ...]:
    return tuple(phase.multipliers[index] for phase in plan.schedule)


def _group_keys(members: dict[tuple[float, ...], list[int]], heads: set[int]) -> dict[tuple[float, ...], str]:
    """Name the groups: frozen (in every phase), head (nothing but heads), the others by rising speed."""
    keys: dict[tuple[float, ...], str] = {}
    for speed in sorted(members):
        if not any(speed):
            keys[speed] = "frozen"
        elif heads.issuperset(members[speed]) and "head" not in keys.values():
            keys[speed] = "head"
        else:
            keys[speed] = f"speed_{sum(key.startswith('speed') for key in keys.values()) + 1}"
    return keys


def _action(plan: Plan, index: int, heads: set[int], first: int | None) -> str:
    """The plan's action; heads, new or kept, a new first layer for other inputs and fresh weights are told apart."""
    action = plan.layers[index].action
    if action not in STARTS_ANEW and index in heads:
        return "keep head"
    if action not in STARTS_ANEW or (action == "replace" and index in heads):
        return action
    return "replace input" if plan.task.input_channels_changed and index == first else "reinitialize"


def live_name(layer: Layer, rename: Callable[[str], str] = str) -> str | Pattern:
    """The layer's own name, or what is known of it: start of the name, class, number of weights."""
    if layer.name_known == "full" and layer.path:
        return rename(layer.path)
    start = rename(CUT.split(layer.path)[0]) if layer.name_known == "cut" else ""
    return (start, layer.kind, layer.parameters)


def between(names: list[str]) -> str:
    """Name a run of layers: its only one, or its first and last."""
    return names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}"
