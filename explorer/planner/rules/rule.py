"""What is a rule? A record: what it says, when it speaks, for and against what, and where it was read."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from explorer.planner.layers import facts
from explorer.planner.parts import answers_stay
from explorer.planner.records.likeness import LIKENESS
from explorer.planner.records.model import Model
from explorer.planner.records.task import Task

TAGS = {"R": "read in the source", "V": "measured", "S": "second hand"}

SMALL_BELOW = 5_000  # examples; the upper line of A29's published table
UNLIKE_SHIFTS = ("input", "feature")  # what changed is the look or the mix, so later data differ from the training data

Condition = Callable[[Model, Task], bool]
Advice = Callable[[Model, Task], tuple[str, ...]]


@dataclass(frozen=True)
class Rule:
    """One published or measured rule.

    `speaks_for` and `speaks_against` name strategies, or "freeze", "tune" and "replace" (at ten
    times the speed of the rest) for what happens to one layer.
    """

    key: str
    name: str  # a short name to show beside the key
    sentence: str  # what it says, for a lay reader
    condition: str  # when it speaks, in words
    applies: Condition
    effect: str  # what it does to a plan, in words
    source: str  # short citation
    tag: str  # one of TAGS
    link: str = ""
    speaks_for: Advice = lambda model, task: ()
    speaks_against: Advice = lambda model, task: ()
    contradicts: tuple[str, ...] = ()


def always(*names: str) -> Advice:
    """Speak for (or against) these names wherever the rule applies."""
    return lambda model, task: names


def anywhere(model: Model, task: Task) -> bool:
    """Apply to every model and task."""
    return True


def met_elsewhere(model: Model, task: Task) -> bool:
    """Apply where what the model will meet looks different or is another mix of cases."""
    return task.shift in UNLIKE_SHIFTS


def writes(model: Model, task: Task) -> bool:
    """Apply where the model goes on writing text."""
    return task.answer == "text"


def named(*words: str) -> Condition:
    """Apply to models whose name or layers hold one of these words."""
    pattern = re.compile("|".join(words), re.I)
    return lambda model, task: (
        bool(pattern.search(model.name))
        or any(pattern.search(layer.path) or pattern.search(layer.kind) for layer in model.layers)
    )


def few(model: Model, task: Task) -> bool:
    """Apply below A29's upper line of 5,000 examples."""
    return task.examples < SMALL_BELOW


def many(model: Model, task: Task) -> bool:
    """Apply from A29's upper line of 5,000 examples on."""
    return not few(model, task)


def similar(model: Model, task: Task) -> bool:
    """Apply where old and new data are similar (our line)."""
    return LIKENESS["similar"].reached(task.similarity)


def distant(model: Model, task: Task) -> bool:
    """Apply where old and new data are distant (our line)."""
    return not LIKENESS["related"].reached(task.similarity)


def alien(model: Model, task: Task) -> bool:
    """Apply where old and new data have nothing in common (our line)."""
    return not LIKENESS["distant"].reached(task.similarity)


def pictures(model: Model, task: Task) -> bool:
    """Apply to pictures."""
    return task.domain == "image"


def texts(model: Model, task: Task) -> bool:
    """Apply to text."""
    return task.domain == "text"


def chooses(model: Model, task: Task) -> bool:
    """Apply where one or several of some answers come out."""
    return task.answer in ("one", "several")


def not_texts(model: Model, task: Task) -> bool:
    """Apply to everything but text."""
    return task.domain != "text"


def has_batch_norm(model: Model, task: Task) -> bool:
    """Apply to models with batch normalization."""
    return facts.has_batch_norm(model)


def reads_words(model: Model, task: Task) -> bool:
    """Apply to models that read words or pieces of words."""
    return facts.has_token_embedding(model)


def attention_blocks(model: Model, task: Task) -> bool:
    """Apply to models of attention blocks."""
    return facts.is_transformer(model)


def same_answers(model: Model, task: Task) -> bool:
    """Apply where the old answers are the ones still asked for."""
    return answers_stay(model, task)


def relabelled(model: Model, task: Task) -> bool:
    """Apply where the data stay and the labels get another meaning, as many as before."""
    return task.shift == "output" and task.classes is not None and task.classes == model.classes


def kind_is(framework: str) -> Condition:
    """Apply to models of one framework."""
    return lambda model, task: model.framework == framework


def both(*conditions: Condition) -> Condition:
    """Apply where all of these apply."""
    return lambda model, task: all(condition(model, task) for condition in conditions)


def either(*conditions: Condition) -> Condition:
    """Apply where one of these applies."""
    return lambda model, task: any(condition(model, task) for condition in conditions)


def when(condition: Condition, *names: str) -> Advice:
    """Speak for (or against) these names only where the condition holds."""
    return lambda model, task: names if condition(model, task) else ()
