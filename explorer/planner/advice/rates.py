"""How large is the last layer's learning rate? Published values by strategy, optimizer and kind of data."""

import math
from dataclasses import dataclass

from explorer.planner.layers.facts import hides_experts, is_transformer
from explorer.planner.records.model import Model
from explorer.planner.records.task import Task
from explorer.planner.rules.added import is_t5
from explorer.planner.rules.newer import spells
from explorer.planner.rules.rule import Condition, anywhere, named

ANY_STRATEGY: tuple[str, ...] = ()
HEAD_FAST = ("head_only", "discriminative", "gradual")
BLOCKS = ("full", "surgical_first", "surgical_middle")
LARGE_TEXT_MODEL = 200_000_000  # weights; our line between ELECTRA's base (110 million) and large (335 million)
LARGE_FOR_ADDED = 3_000_000_000  # weights; our line: L3 names 0.0003 for large models and 0.001 for small ones
LARGE_BATCH = 512  # A18 gives its two rates for batches of 128 and 512


def not_attention(model: Model, task: Task) -> bool:
    """Apply to models of convolutions; attention that only ends in batch norms (SegFormer, RT-DETR) is none."""
    return not is_transformer(model) and not any(layer.norm in ("layer", "rms") for layer in model.layers)


def at_least(model: Model) -> float:
    """The weights that a model has at least; a mixture of experts whose experts no text shows counts as large."""
    return math.inf if hides_experts(model) else model.parameters_at_least or model.parameters or 0


@dataclass(frozen=True)
class Rate:
    """A published rate and where it holds; empty tuples hold everywhere."""

    value: float
    rule: str
    strategies: tuple[str, ...] = ()
    optimizers: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    applies: Condition = anywhere
    smallest_batch: int = 0
    smallest_model: int = 0

    def holds(self, strategy: str, model: Model, task: Task) -> bool:
        """Whether this rate is for such a strategy, model and task."""
        return (
            (not self.strategies or strategy in self.strategies)
            and (not self.optimizers or task.optimizer in self.optimizers)
            and (not self.domains or task.domain in self.domains)
            and (not self.answers or task.answer in self.answers)
            and self.applies(model, task)
            and task.batch >= self.smallest_batch
            and at_least(model) >= self.smallest_model
        )


ADAM = ("adam", "adamw")
SGD = ("sgd",)
TEXT = ("text",)
T5_TOO = (*BLOCKS, "discriminative", "gradual")
RATES = (  # the first that holds
    Rate(3e-4, "L3", ("adapters",), ADAM, smallest_model=LARGE_FOR_ADDED),
    Rate(1e-3, "L3", ("adapters",), ADAM),
    Rate(1e-3, "A16", ("biases",), ADAM),
    Rate(0.003, "A18", ("full",), SGD, smallest_batch=LARGE_BATCH),
    Rate(0.001, "A18", ("full",), SGD),
    Rate(0.001, "A6", ("surgical_first", "surgical_middle", "linear_probe_then_tune"), SGD),
    Rate(0.01, "A1", ("from_scratch",), SGD),
    Rate(0.01, "A6", ANY_STRATEGY, SGD),
    Rate(1e-5, "A3", ("linear_probe_then_tune",), ADAM),
    Rate(3e-4, "S5", BLOCKS, ADAM, ("audio",), ("text",), applies=spells),
    Rate(1e-5, "S2", BLOCKS, ADAM, ("audio",), ("text",)),
    Rate(1e-5, "V9", ("head_only",), ADAM, answers=("boxes",), applies=named("mask_decoder")),
    Rate(1e-3, "V8", BLOCKS, ADAM, answers=("boxes",), applies=not_attention),
    Rate(1e-4, "L14", T5_TOO, ADAM, TEXT, applies=is_t5),
    Rate(2e-5, "A9", BLOCKS, ADAM, TEXT),
    Rate(5e-5, "A10", ("discriminative", "gradual"), ADAM, TEXT, smallest_model=LARGE_TEXT_MODEL),
    Rate(1e-4, "A10", ("discriminative", "gradual"), ADAM, TEXT, applies=named("electra")),
    Rate(1e-4, "A27", ("discriminative", "gradual"), ADAM, TEXT),  # with the fall of its speeds
    Rate(1e-4, "A27", BLOCKS, ADAM),
    Rate(1e-3, "A3", ANY_STRATEGY, ADAM),
)


def rate_for(strategy: str, model: Model, task: Task) -> Rate:
    """Return the published rate of the head for a strategy on this model and task."""
    return next(rate for rate in RATES if rate.holds(strategy, model, task))


def probe_rate(model: Model, task: Task) -> Rate:
    """Return the published rate of a stretch in which the head learns alone."""
    return rate_for("head_only", model, task)
