"""How does a plan look in the miniature? Its groups on three hidden layers, its phases, its new layers."""

import itertools
import math
from dataclasses import dataclass

from explorer.planner.parts import Parts, carries_weights, find_parts
from explorer.planner.records.plan import Phase, Plan, PlannedLayer
from explorer.planner.records.task import Task
from explorer.simulation.transfer import (
    STRATEGIES,
    WORLDS,
    Strategy,
    StrategyPhase,
    TransferSpec,
    World,
    resolve_strategy,
    settle_strategy,
)

PLAN_KEY = "plan"
PLAN_LABEL = "Your plan"
WORLD_BY_SHIFT = {
    "input": "input_shift",
    "feature": "feature_shift",
    "output": "label_shift",
}
PICTURES_WORLD, OTHER_WORLD = "digits_parity", "hidden_features"
RIVALS = ("head_only", "adapters", "discriminative", "full", "from_scratch")
SPARE_RIVALS = ("linear_probe_then_tune", "gradual")  # where the plan is itself one of the rivals
FEWEST_EXAMPLES = 10
ADDED, BIASES, WHOLE = "added", "biases", "whole"  # what of a layer moves


@dataclass(frozen=True)
class MiniatureCase:
    """Where a task lies in the miniature, and what had to be changed to fit it in."""

    world: str
    examples: int
    similarity: float
    notes: tuple[str, ...]  # keys: "fewer_examples", "more_examples", "value", "labels", "text", "boxes"


def miniature_case(task: Task) -> MiniatureCase:
    """Choose the world by what changed, and bring the number of examples into its range."""
    ordinary = PICTURES_WORLD if task.domain == "image" else OTHER_WORLD
    world = WORLDS[WORLD_BY_SHIFT.get(task.shift, ordinary)]
    examples = min(max(task.examples, FEWEST_EXAMPLES), world.max_examples)
    notes = (
        ("fewer_examples", examples < task.examples),
        ("more_examples", examples > task.examples),
        ("value", task.answer == "number"),
        ("labels", task.several_labels),
        ("text", task.answer == "text"),
        ("boxes", task.answer == "boxes"),
    )
    return MiniatureCase(
        world.key, examples, min(max(task.similarity, 0.0), 1.0), tuple(key for key, holds in notes if holds)
    )


def strategy_from_plan(plan: Plan, world: World, label: str = PLAN_LABEL) -> Strategy:
    """Write a plan as a strategy of the miniature.

    The plan's groups below the head lie on the hidden layers by their depth, shared out evenly; with fewer groups than
    layers, a layer takes the one at its middle. A layer learns if any of its groups does, at the geometric mean of
    their speeds, and starts anew if at least half of its groups do. Where all that learns of it is added beside it, or
    biases, so it is in the miniature, at the miniature's own rank. Speeds of all phases are relative to the fastest
    one, so that a phase with a lower base rate stays slower.
    """
    parts = find_parts(plan.model, plan.task)
    pieces = _pieces(parts, world.layers - 1)
    raw = [
        [_piece_speed(parts, phase, piece) for piece in pieces] + [_head_speed(parts, phase)] for phase in _phases(plan)
    ]
    fastest = max((speed for speeds in raw for speed in speeds), default=0.0) or 1.0
    phases = tuple(
        StrategyPhase(phase.share, tuple(speed / fastest for speed in speeds))
        for phase, speeds in zip(_phases(plan), raw, strict=True)
    )
    new = tuple(number for number, piece in enumerate(pieces) if _starts_anew(plan, parts, piece))
    ways = [None if number in new else _way(plan, parts, piece) for number, piece in enumerate(pieces)]
    return Strategy(
        PLAN_KEY,
        label,
        phases,
        new,
        new_head=_head_is_new(plan, parts),
        added=tuple(number for number, way in enumerate(ways) if way == ADDED),
        biases=tuple(number for number, way in enumerate(ways) if way == BIASES),
    )


def transfer_spec(plan: Plan, seeds: int = 8, seed: int = 0, case: MiniatureCase | None = None) -> TransferSpec:
    """Set a plan against its rivals, in the world and at the place that its task names (or `case` does)."""
    case = case or miniature_case(plan.task)
    world = WORLDS[case.world]
    own = strategy_from_plan(plan, world)
    return TransferSpec(
        world=case.world,
        examples=case.examples,
        similarity=case.similarity,
        strategies=(own, *(_like_the_plan(key, own, world) for key in rivals(plan, own, world))),
        seeds=seeds,
        seed=seed,
    )


def _like_the_plan(key: str, own: Strategy, world: World) -> str | Strategy:
    """Give a rival a new head where the plan has one although the world's answers stay: the task decides that."""
    if own.new_head and world.same_answers:
        return settle_strategy(STRATEGIES[key].build(world.layers), new_head=True)
    return key


def rivals(plan: Plan, own: Strategy, world: World) -> tuple[str, ...]:
    """Return the keys of five named strategies that differ from the plan."""
    resolved = resolve_strategy(own, world)
    edited = any(layer.own for layer in plan.layers)

    def differs(key: str) -> bool:
        return not resolved.trains_like(resolve_strategy(_like_the_plan(key, own, world), world))

    others = [key for key in (*RIVALS, *SPARE_RIVALS) if (edited or key != plan.strategy) and differs(key)]
    return tuple(others[: len(RIVALS)])


def _phases(plan: Plan) -> tuple[Phase, ...]:
    """The plan's phases, the shares made to add up exactly; one phase where the plan has none."""
    phases = plan.schedule or (
        Phase("all", "", 1.0, tuple(layer.multiplier for layer in plan.layers), plan.base_learning_rate),
    )
    total = sum(phase.share for phase in phases)
    return tuple(
        Phase(phase.key, phase.title, phase.share / total, phase.multipliers, phase.base_learning_rate)
        for phase in phases
    )


def _pieces(parts: Parts, hidden: int) -> list[tuple[int, ...]]:
    """Return for each hidden layer of the miniature the numbers of the groups that it stands for."""
    count = len(parts.groups)
    if count < hidden:
        return [(math.floor((number + 0.5) / hidden * count),) if count else () for number in range(hidden)]
    ends = [_end(number, count, hidden) for number in range(hidden + 1)]
    return [tuple(range(low, high)) for low, high in itertools.pairwise(ends)]


def _end(number: int, count: int, hidden: int) -> int:
    """Return where a layer's groups begin: evenly, the remainder in the middle, as `middle_only` divides them."""
    return number * count // hidden if 2 * number <= hidden else count - (hidden - number) * count // hidden


def _piece_speed(parts: Parts, phase: Phase, piece: tuple[int, ...]) -> float:
    return _typical([_group_speed(parts, phase, group) for group in piece])


def _group_speed(parts: Parts, phase: Phase, group: int) -> float:
    members = [i for i in parts.groups[group].members if carries_weights(parts.model.layers[i])]
    return _typical([phase.multipliers[i] * phase.base_learning_rate for i in members])


def _head_speed(parts: Parts, phase: Phase) -> float:
    """The head's speed; a model whose head the text does not show gets a new one at the base rate."""
    multiplier = 1.0 if parts.head is None else phase.multipliers[parts.head]
    return multiplier * phase.base_learning_rate


def _typical(speeds: list[float]) -> float:
    """Geometric mean of the speeds above 0; 0 where nothing learns."""
    learning = [speed for speed in speeds if speed > 0]
    if len(set(learning)) == 1:
        return learning[0]
    return math.exp(sum(map(math.log, learning)) / len(learning)) if learning else 0.0


def _way(plan: Plan, parts: Parts, piece: tuple[int, ...]) -> str:
    """Return what of a layer moves: what is added or the biases only where nothing else of it learns."""
    members = [plan.layers[i] for group in piece for i in parts.groups[group].members]
    ways = {_moved(planned) for planned in members if planned.multiplier > 0 and carries_weights(planned.layer)}
    return ways.pop() if len(ways) == 1 else WHOLE


def _moved(planned: PlannedLayer) -> str:
    if planned.action == "add" or planned.layer.adapter == "small":
        return ADDED
    return BIASES if planned.biases_only else WHOLE


def _starts_anew(plan: Plan, parts: Parts, piece: tuple[int, ...]) -> bool:
    fresh = sum(_group_is_new(plan, parts, group) for group in piece)
    return bool(piece) and 2 * fresh >= len(piece)


def _group_is_new(plan: Plan, parts: Parts, group: int) -> bool:
    members = [i for i in parts.groups[group].members if carries_weights(parts.model.layers[i])]
    return bool(members) and all(plan.layers[i].action in ("replace", "reinitialize") for i in members)


def _head_is_new(plan: Plan, parts: Parts) -> bool:
    return parts.head is None or plan.layers[parts.head].action in ("replace", "reinitialize")
