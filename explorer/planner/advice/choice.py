"""Which strategy is advised, and why? Lines that rest on measurements where there are any, and on rules elsewhere."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from explorer.planner.advice.adapters import can_add
from explorer.planner.cost.memory import MOMENTS, NUMBER_FORMATS
from explorer.planner.evidence.alike import SCARCE_BELOW
from explorer.planner.layers.facts import is_transformer
from explorer.planner.layers.linear import hides_linear
from explorer.planner.records.likeness import likeness_of
from explorer.planner.records.model import Model
from explorer.planner.records.task import Task
from explorer.planner.rules.newer import spells
from explorer.planner.rules.rule import (
    SMALL_BELOW,
    alien,
    both,
    distant,
    either,
    few,
    many,
    met_elsewhere,
    relabelled,
    same_answers,
    similar,
    texts,
)
from explorer.remark import Remark

ENOUGH_TO_START_OVER = 500_000  # the upper line of A18's table of sizes
MANY_TEXTS = 100_000  # from about here on, added weights fall behind full training (Tinker's LoRA primer, second hand)
BUDGET_BYTES = {"laptop": 8e9, "gpu": 24e9, "cluster": float("inf")}  # our lines


@dataclass(frozen=True)
class Choice:
    """One line of the advice: when it holds, what it advises, which rules it rests on, and the key of its sentence."""

    strategy: str
    applies: Callable[[Model, Task], bool]
    rules: tuple[str, ...]  # the deciding ones, first
    key: str  # of advice.md, after "line."
    machine: bool = False  # what fits the machine decides, whatever was measured

    def why(self, model: Model, task: Task) -> Remark:
        """Say why this line holds here."""
        values = {
            "examples": task.examples,
            "data": likeness_of(task.similarity).of_data,
            "few": SMALL_BELOW,
            "each": SCARCE_BELOW,
            "needed": full_bytes(model, task) or 0,
        }
        memory = memory_bytes(task)
        if math.isfinite(memory):  # a cluster has no line of ours
            values["limit"] = Remark("advice.limit.told" if task.memory_gb else "advice.limit.ours", {"memory": memory})
        return Remark(f"advice.line.{self.key}", values)


def full_bytes(model: Model, task: Task) -> int | None:
    """Return the bytes that full fine-tuning needs at least, without activations; None without any counts.

    A weight, its gradient and the optimizer's moments, in the task's number format: 16 bytes with Adam in float32.
    """
    least, held = model.parameters_at_least or model.parameters, NUMBER_FORMATS[task.number_format]
    each = held.learning[0] + held.gradient + MOMENTS[task.optimizer] * held.state
    return None if least is None else round(least * each)


def memory_bytes(task: Task) -> float:
    """Return the memory of the machine: what the visitor told, else our line for its kind."""
    return task.memory_gb * 1e9 if task.memory_gb is not None else BUDGET_BYTES[task.budget]


def _too_large(model: Model, task: Task) -> bool:
    needed = full_bytes(model, task)
    return needed is not None and needed > memory_bytes(task)


def _fresh_start(model: Model, task: Task) -> bool:
    enough = task.examples >= ENOUGH_TO_START_OVER and task.budget != "laptop"
    return alien(model, task) and enough and not met_elsewhere(model, task)


def _addable_transformer(model: Model, task: Task) -> bool:
    """Attention models, and backbones of one row: those that write are attention models, whatever is inside."""
    hidden = any(hides_linear(model, layer) for layer in model.layers)
    return (is_transformer(model) or (hidden and task.answer == "text")) and can_add(model)


def _writes(model: Model, task: Task) -> bool:
    return task.answer == "text"


def _finds(model: Model, task: Task) -> bool:
    return task.answer == "boxes"


def _scarce(model: Model, task: Task) -> bool:
    return task.examples_per_answer < SCARCE_BELOW


def _masked(model: Model, task: Task) -> bool:
    return task.pretraining == "masked"


def _seen_or_heard(model: Model, task: Task) -> bool:
    return task.domain in ("image", "audio")


def _heard(model: Model, task: Task) -> bool:
    return task.domain == "audio"


def _looks_different(model: Model, task: Task) -> bool:
    return task.shift == "input"


def _related(model: Model, task: Task) -> bool:
    return not similar(model, task) and not distant(model, task)


def _shifted(shift: str) -> Callable[[Model, Task], bool]:
    return lambda model, task: few(model, task) and same_answers(model, task) and task.shift == shift


def _without(condition: Callable[[Model, Task], bool]) -> Callable[[Model, Task], bool]:
    return lambda model, task: not condition(model, task)


CHOICES = (  # the first that applies is the advice; `docs/advice.md` says on what each rests and how well they do
    Choice("adapters", both(_too_large, _addable_transformer), ("A17", "G7"), "too_large", machine=True),
    Choice("head_only", _too_large, ("G7", "A17"), "too_large_to_add", machine=True),
    Choice("adapters", lambda model, task: model.adapted, ("A17",), "adapted"),
    Choice("from_scratch", _fresh_start, ("G9",), "fresh_start"),
    Choice("full", both(_writes, _heard, spells), ("S5",), "hears_and_spells"),
    Choice("full", both(_writes, _heard), ("S2",), "hears_and_writes"),
    Choice(
        "adapters",
        both(_writes, _addable_transformer, lambda model, task: task.examples < MANY_TEXTS),
        ("A17",),
        "writes_few",
    ),
    Choice("full", both(_writes, lambda model, task: task.examples >= MANY_TEXTS), ("L9",), "writes_many"),
    Choice("full", either(_writes, _finds), ("A28",), "keeps_its_end"),
    Choice("surgical_first", _shifted("input"), ("A13",), "shifted_input"),
    Choice("surgical_middle", _shifted("feature"), ("A13",), "shifted_feature"),
    Choice("head_only", both(few, relabelled, similar), ("A13",), "relabelled"),
    Choice(
        "gradual",
        both(texts, few, lambda model, task: distant(model, task) or not is_transformer(model)),
        ("A8",),
        "text_gradual",
    ),
    Choice("discriminative", both(texts, few), ("A9", "A27", "A10"), "text_few"),
    Choice("discriminative", texts, ("A27", "A9", "A10"), "text_many"),
    Choice(
        "adapters",
        both(_seen_or_heard, few, _addable_transformer, either(_without(_masked), similar)),
        ("A17",),
        "transformer_few",
    ),
    Choice("head_only", both(few, similar, _scarce, _without(_masked)), ("A2", "A29"), "scarce"),
    Choice("linear_probe_then_tune", _looks_different, ("A14",), "elsewhere"),
    Choice("linear_probe_then_tune", met_elsewhere, ("A14",), "another_mix"),
    Choice("full", distant, ("A18", "A2"), "distant"),
    Choice("linear_probe_then_tune", _related, ("A14", "A3"), "related"),
    Choice("discriminative", few, ("A21", "A6"), "similar_few"),
    Choice("discriminative", many, ("A2", "A21"), "similar_many"),
)


def choose(model: Model, task: Task) -> Choice:
    """Return the first line of the advice that applies."""
    return next(choice for choice in CHOICES if choice.applies(model, task))
