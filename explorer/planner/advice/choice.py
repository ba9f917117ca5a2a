"""Which strategy does the rule book advise, why, and which nearest answer would change its mind?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from explorer.numerals import bytes_size, count, number, plural
from explorer.planner.advice.strategies import STRATEGIES
from explorer.planner.layers.facts import domain_of, is_transformer
from explorer.planner.records.likeness import SIMILARITY_STOPS, likeness_of
from explorer.planner.records.model import Model
from explorer.planner.records.plan import Flip
from explorer.planner.records.task import BUDGETS, DOMAINS, MOST_CLASSES, SHIFTS, Task
from explorer.planner.rules.rule import (
    SMALL_BELOW,
    alien,
    both,
    distant,
    few,
    many,
    not_texts,
    relabelled,
    same_answers,
    similar,
    texts,
)

ENOUGH_TO_START_OVER = 500_000  # the upper line of A18's table of sizes
BUDGET_BYTES = {"laptop": 8e9, "gpu": 24e9, "cluster": float("inf")}  # our lines
BYTES_A_WEIGHT = {"adamw": 16, "adam": 16, "sgd": 12}  # weights 4, gradient 4, optimizer 8 or 4

EXAMPLE_STOPS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)
EXAMPLE_STOPS += (1_000_000,)
SIMILARITIES = tuple(stop / 100 for stop in SIMILARITY_STOPS)
CHOICE_DISTANCE = 1.0  # another choice counts as far as the whole way on a slider


@dataclass(frozen=True)
class Choice:
    """One line of the advice: when it holds, what it advises, in which words."""

    strategy: str
    applies: Callable[[Model, Task], bool]
    rules: tuple[str, ...]  # the deciding ones, first
    why: Callable[[Model, Task], str]


def full_bytes(model: Model, task: Task) -> int | None:
    """Return the bytes that full fine-tuning needs without activations, None without counts."""
    return None if model.parameters is None else model.parameters * BYTES_A_WEIGHT[task.optimizer]


def _too_large(model: Model, task: Task) -> bool:
    needed = full_bytes(model, task)
    return needed is not None and needed > BUDGET_BYTES[task.budget]


def _fresh_start(model: Model, task: Task) -> bool:
    return alien(model, task) and task.examples >= ENOUGH_TO_START_OVER and task.budget != "laptop"


def _few_related(model: Model, task: Task) -> bool:
    return few(model, task) and not similar(model, task) and not distant(model, task)


def _data(task: Task) -> str:
    return f"{plural(task.examples, 'example')} and {likeness_of(task.similarity).data}"


def _shifted(shift: str) -> Callable[[Model, Task], bool]:
    return lambda model, task: few(model, task) and same_answers(model, task) and task.shift == shift


CHOICES = (  # the first that applies is the advice
    Choice(
        "head_only",
        _too_large,
        ("G7", "A17"),
        lambda m, t: (
            f"Letting everything learn needs {bytes_size(full_bytes(m, t))} of memory before any example; "
            f"our line for this machine is {bytes_size(BUDGET_BYTES[t.budget])}."
        ),
    ),
    Choice(
        "from_scratch",
        _fresh_start,
        ("G9",),
        lambda m, t: f"With {_data(t)}, a fresh start did best in our miniature.",
    ),
    Choice(
        "surgical_first",
        _shifted("input"),
        ("A13",),
        lambda m, t: "The answers stay, the data look or sound different: the first block is where they enter.",
    ),
    Choice(
        "surgical_middle",
        _shifted("feature"),
        ("A13",),
        lambda m, t: "The answers and the look of the data stay, the mix of cases changed: the middle sorts them.",
    ),
    Choice(
        "head_only",
        both(few, relabelled, similar),
        ("A13",),
        lambda m, t: "The data stay and the labels mean something else: the last layer is where meaning is given.",
    ),
    Choice(
        "gradual",
        both(texts, few, lambda m, t: distant(m, t) or not is_transformer(m)),
        ("A8",),
        lambda m, t: f"With {_data(t)}, a text model is woken from the end, group by group.",
    ),
    Choice(
        "discriminative",
        both(texts, few),
        ("A10", "A9"),
        lambda m, t: "The text recipes let all layers learn, the early ones more slowly, with few examples too.",
    ),
    Choice(
        "head_only",
        both(not_texts, few, similar),
        ("A2", "A29"),
        lambda m, t: (
            f"With {_data(t)}, what the model knows fits, and there is little to adjust it with: "
            f"under {count(SMALL_BELOW)} examples count as few."
        ),
    ),
    Choice(
        "linear_probe_then_tune",
        _few_related,
        ("A14", "A3"),
        lambda m, t: f"With {_data(t)}, the layers must adapt, and a random last layer would first shake them.",
    ),
    Choice(
        "gradual",
        both(few, distant),
        ("A4",),
        lambda m, t: f"With {_data(t)}, the late layers fit least: they wake first. Here the sources disagree.",
    ),
    Choice(
        "full",
        both(many, distant),
        ("A2", "A18"),
        lambda m, t: f"With {_data(t)}, there is enough to let everything learn, and a reason to.",
    ),
    Choice(
        "discriminative",
        many,
        ("A2", "A21"),
        lambda m, t: f"With {_data(t)}, there is enough to adjust every layer; the early ones need it least.",
    ),
)


def choose(model: Model, task: Task) -> Choice:
    """Return the first line of the advice that applies."""
    return next(choice for choice in CHOICES if choice.applies(model, task))


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
                found.append((distance, Flip(field, value, strategy, _flip_sentence(field, value, strategy))))
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
    if model.classes and model.classes <= MOST_CLASSES and model.classes != task.classes:
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


FLIP_WORDS: dict[str, Callable[[object], str]] = {
    "examples": lambda value: f"With {count(value)} examples",
    "similarity": lambda value: f"If the data were {likeness_of(value).label} ({number(value)})",
    "classes": lambda value: f"With the {count(value)} answers it had before",
    "shift": lambda value: {
        "same": "If only the answers differed",
        "input": "If the data looked or sounded different",
        "feature": "If the mix of cases differed",
        "output": "If the labels meant something else",
    }[value],
    "budget": lambda value: {"laptop": "On a laptop", "gpu": "On one graphics card", "cluster": "On several"}[value],
    "domain": lambda value: {"image": "For pictures", "text": "For text", "audio": "For sound"}.get(
        value, "For tables" if value == "table" else "For other data"
    ),
}


def _flip_sentence(field: str, value: object, strategy: str) -> str:
    label = STRATEGIES[strategy].label
    return f"{FLIP_WORDS[field](value)} the advice is: {label[0].lower()}{label[1:]}."
