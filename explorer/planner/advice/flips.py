"""Which nearest answer would change the advice?"""

from collections.abc import Iterator
from dataclasses import replace

from explorer.planner.advice.choice import choose
from explorer.planner.advice.strategies import STRATEGIES
from explorer.planner.layers.facts import domain_of
from explorer.planner.records.likeness import SIMILARITY_STOPS, likeness_of
from explorer.planner.records.model import Model
from explorer.planner.records.plan import Flip
from explorer.planner.records.task import BUDGETS, DOMAINS, MOST_CLASSES, SHIFTS, Task
from explorer.remark import Remark

EXAMPLE_STOPS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)
EXAMPLE_STOPS += (1_000_000,)
SIMILARITIES = tuple(stop / 100 for stop in SIMILARITY_STOPS)
CHOICE_DISTANCE = 1.0  # another choice counts as far as the whole way on a slider


def nearest_flips(model: Model, task: Task, most: int = 4) -> tuple[Flip, ...]:
    """Return the nearest answers that change the advice, nearest first.

    One answer is moved at a time, along the stops of the page; a slider's distance is the share of its
    stops that are passed, another choice counts as the whole way.
    """
    advised = choose(model, task).strategy
    found = []
    for field, stops in _stops(model, task):
        for distance, value in stops:
            strategy = choose(model, replace(task, **{field: value})).strategy
            if strategy != advised:
                found.append((distance, Flip(field, value, strategy, _said(field, value, strategy))))
                break
    found.sort(key=lambda pair: pair[0])
    return tuple(flip for _, flip in found[:most])


Stops = list[tuple[float, object]]


def _stops(model: Model, task: Task) -> Iterator[tuple[str, Stops]]:
    """The other answers to each question, nearest first; sliders once up and once down."""
    low = task.smallest_class or 1
    yield "examples", _along(EXAMPLE_STOPS, task.examples, up=True)
    yield "examples", [stop for stop in _along(EXAMPLE_STOPS, task.examples, up=False) if stop[1] >= low]
    yield "similarity", _along(SIMILARITIES, task.similarity, up=False)
    yield "similarity", _along(SIMILARITIES, task.similarity, up=True)
    chooses = task.answer in ("one", "several")
    if chooses and model.classes and model.classes <= MOST_CLASSES and model.classes != task.classes:
        yield "classes", [(CHOICE_DISTANCE, model.classes)]
    fixed = domain_of(model) == task.domain  # a model of pictures stays one
    for field, choices in (("shift", SHIFTS), ("budget", BUDGETS), ("domain", () if fixed else DOMAINS)):
        here = getattr(task, field)
        for value in choices:
            if value != here:
                yield field, [(CHOICE_DISTANCE, value)]


def _along(stops: tuple, here: float, up: bool) -> Stops:
    """Stops beyond the present answer in one direction, with their distance in shares of the slider."""
    ahead = [stop for stop in stops if (stop > here if up else stop < here)]
    ordered = ahead if up else ahead[::-1]
    return [((i + 1) / len(stops), stop) for i, stop in enumerate(ordered)]


def _said(field: str, value: object, strategy: str) -> Remark:
    """Say which answer would change the advice, and to what."""
    values = {"answer": _answer(field, value), "strategy": STRATEGIES[strategy].name}
    return Remark("plan.flip", values)


def _answer(field: str, value: object) -> Remark:
    if field == "similarity":
        return Remark("plan.flip.similarity", {"likeness": likeness_of(value).name, "similarity": value})
    if field in ("examples", "classes"):
        return Remark(f"plan.flip.{field}", {"value": value})
    return Remark(f"plan.flip.{field}.{value}")
