"""What did the planner advise before it was held against measurements? Its lines at commit 67b3641, for comparison."""

from explorer.planner.layers.facts import is_transformer
from explorer.planner.records.model import Model
from explorer.planner.records.task import Task
from explorer.planner.rules.rule import relabelled, same_answers

FEW_BELOW, ALIEN_BELOW, DISTANT_BELOW, SIMILAR_FROM = 5_000, 0.2, 0.4, 0.65
ENOUGH_TO_START_OVER = 500_000
BUDGET_BYTES = {"laptop": 8e9, "gpu": 24e9, "cluster": float("inf")}
BYTES_A_WEIGHT = {"adamw": 16, "adam": 16, "sgd": 12}


def earlier_advice(model: Model, task: Task) -> str:
    """Return the strategy that the rule book alone chose: few and similar data keep all but the last layer (A2)."""
    few, similar, distant = task.examples < FEW_BELOW, task.similarity >= SIMILAR_FROM, task.similarity < DISTANT_BELOW
    words = task.domain == "text"
    alien = task.similarity < ALIEN_BELOW
    too_large = (
        model.parameters is not None and model.parameters * BYTES_A_WEIGHT[task.optimizer] > (BUDGET_BYTES[task.budget])
    )
    shifted = few and same_answers(model, task)
    lines = (
        ("head_only", too_large),
        ("from_scratch", alien and task.examples >= ENOUGH_TO_START_OVER and task.budget != "laptop"),
        ("surgical_first", shifted and task.shift == "input"),
        ("surgical_middle", shifted and task.shift == "feature"),
        ("head_only", few and relabelled(model, task) and similar),
        ("gradual", words and few and (distant or not is_transformer(model))),
        ("discriminative", words and few),
        ("head_only", few and similar),
        ("linear_probe_then_tune", few and not distant),
        ("gradual", few),
        ("full", distant),
        ("discriminative", True),
    )
    return next(strategy for strategy, holds in lines if holds)
