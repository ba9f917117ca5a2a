"""Which bars does the strip of a plan draw, how high, and which neighbours share one?"""

import itertools
import math
from dataclasses import dataclass

from explorer.planner import Plan, PlannedLayer, weights_after
from explorer.text import DEFAULT_LANGUAGE, say, words, write

MOST_BARS = 24  # beyond, neighbours that are treated alike share a bar: each needs room for its number on a phone
FOOT = 0.07  # the axis is broken here: no speed of 0 has a logarithm
SLOWEST = -3.0  # log10 of the lowest speed that the axis tells apart from 0
TICKS = (0.0, 0.001, 0.01, 0.1, 1.0)


@dataclass(frozen=True)
class Bar:
    """One or several neighbouring stages, drawn as one bar."""

    name: str
    number: str  # its place among the parts, from 1, as in the plan's table; "3–5" where it holds several
    action: str
    speed: float  # of its fastest layer
    parameters: int | None  # once the plan is carried out: a new last layer has its new size
    reason: str
    own: bool
    speed_text: str  # the speed in words, from slowest to fastest where it holds several
    slowest: float | None = None  # where neighbours of different speeds were joined
    stages: int = 1


def _speed_text(slowest: float, fastest: float, language: str) -> str:
    low, high = write(slowest, "speed", language), write(fastest, "speed", language)
    return high if slowest == fastest else words("charts", "range", language, low=low, high=high)


def height(speed: float) -> float:
    """Map a speed to how full its block is, 0 to 1, on a log axis that is broken just above 0."""
    if speed <= 0:
        return 0.0
    place = (math.log10(speed) - SLOWEST) / -SLOWEST
    return 2 * FOOT + (1 - 2 * FOOT) * min(1.0, max(0.0, place))


def bars(plan: Plan, language: str = DEFAULT_LANGUAGE) -> list[Bar]:
    """List what the strip draws, input first: a bar a stage, neighbours joined where there are too many."""
    by_stage: dict[int, list[tuple[PlannedLayer, int | None]]] = {}
    for planned, weights in zip(plan.layers, weights_after(plan), strict=True):
        by_stage.setdefault(planned.layer.stage, []).append((planned, weights))
    stages = [
        _bar(number, plan.model.stage_names[index], by_stage[index], language)
        for number, index in enumerate(_with_weights(by_stage), 1)
    ]
    return _joined(stages, language) if len(stages) > MOST_BARS else stages


def _with_weights(by_stage: dict[int, list[tuple[PlannedLayer, int | None]]]) -> list[int]:
    """Return the stages that hold weights, or may hold some, input first."""
    return [
        index
        for index, members in sorted(by_stage.items())
        if any(p.layer.weighted or p.layer.parameters is None for p, _ in members)
    ]


def runs(shown: list[Bar]) -> list[tuple[int, int]]:
    """Return the first and last place of each run of bars with the same action."""
    places = itertools.groupby(range(len(shown)), key=lambda place: shown[place].action)
    return [(members[0], members[-1]) for members in (list(group) for _, group in places)]


def _bar(number: int, name: str, members: list[tuple[PlannedLayer, int | None]], language: str) -> Bar:
    """Sum a stage up by its fastest layer, which is what the stage is about."""
    leading = max((p for p, _ in members), key=lambda p: (p.multiplier, p.layer.parameters or 0))
    return Bar(
        name=name,
        number=str(number),
        action=leading.action,
        speed=leading.multiplier,
        parameters=_sum([weights for _, weights in members]),
        reason=say(leading.reason, language),
        own=any(p.own for p, _ in members),
        speed_text=write(leading.multiplier, "speed", language),
    )


def _joined(stages: list[Bar], language: str) -> list[Bar]:
    """Join neighbours with equal action, a few at a time, so that at most about forty bars remain."""
    size = math.ceil(len(stages) / MOST_BARS) + 1
    joined: list[list[Bar]] = []
    for bar in stages:
        if joined and len(joined[-1]) < size and joined[-1][-1].action == bar.action and bar.action != "replace":
            joined[-1].append(bar)
        else:
            joined.append([bar])
    return [group[0] if len(group) == 1 else _merged(group, language) for group in joined]


def _merged(group: list[Bar], language: str) -> Bar:
    slowest, fastest = min(bar.speed for bar in group), max(bar.speed for bar in group)
    ends = {"first": group[0].name, "last": group[-1].name}
    return Bar(
        name=words("charts", "strip.blocks", language, count=len(group), **ends),
        number=f"{group[0].number}–{group[-1].number}",
        action=group[0].action,
        speed=fastest,
        speed_text=_speed_text(slowest, fastest, language),
        parameters=_sum([bar.parameters for bar in group]),
        reason=group[0].reason,
        own=any(bar.own for bar in group),
        slowest=slowest,
        stages=len(group),
    )


def _sum(counts: list[int | None]) -> int | None:
    return None if any(count is None for count in counts) else sum(counts)
