"""Where do the sources disagree? The standing conflicts, in fixed words, shown and never settled in silence."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.planner.records.plan import Plan
from explorer.planner.rules.rule import distant, few


@dataclass(frozen=True)
class Side:
    """One answer to the question, and the rules that give it."""

    sentence: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Conflict:
    """A question that the sources answer differently."""

    key: str
    question: str
    sides: tuple[Side, ...]
    followed: str  # what this planner does, and why
    touches: Callable[[Plan], bool]


def _has_frozen(plan: Plan) -> bool:
    return any(layer.action == "freeze" and layer.layer.weighted for layer in plan.layers)


def _frozen_batch_norm(plan: Plan) -> bool:
    return any(layer.action == "freeze" and layer.layer.norm == "batch" for layer in plan.layers)


def _few_and_distant(plan: Plan) -> bool:
    return few(plan.model, plan.task) and distant(plan.model, plan.task)


def _new_head_beside_others(plan: Plan) -> bool:
    return any(layer.action == "replace" for layer in plan.layers) and any(
        layer.action == "tune" for layer in plan.layers
    )


def _adds(plan: Plan) -> bool:
    return any(layer.action == "add" for layer in plan.layers)


CONFLICTS: dict[str, Conflict] = {
    conflict.key: conflict
    for conflict in (
        Conflict(
            "C1",
            "Does batch normalization in the kept part stand still?",
            (
                Side("Yes: Keras, Detectron2 and DeepLab hold it still.", ("A3", "A4", "A23", "A24", "G2")),
                Side("No: fastai and Lightning let it go on learning by default.", ("A7", "A26")),
            ),
            "We hold it still: a kept part whose averages drift is no longer the one that was trained.",
            _frozen_batch_norm,
        ),
        Conflict(
            "C2",
            "Should any layer be kept still?",
            (
                Side("Yes, with few examples: fewer weights to learn by heart.", ("A2", "A25", "A29")),
                Side("No: it costs accuracy; collect more examples instead.", ("A28", "A30")),
            ),
            "Where cases like yours were measured, that decides; elsewhere the size of the data and their likeness do.",
            _has_frozen,
        ),
        Conflict(
            "C2b",
            "Few examples, different data: which part should learn?",
            (
                Side("A new last layer, on what an earlier layer gives.", ("A2",)),
                Side("The first block, if the data only look different.", ("A13",)),
                Side("The deepest block alone, or from the end, group by group.", ("A29", "A8", "A7")),
            ),
            "For pictures and sound more learning measured best; texts are woken from the end. No source settles it.",
            _few_and_distant,
        ),
        Conflict(
            "C3",
            "How much faster should the new last layer learn?",
            (
                Side("Ten times faster than the rest.", ("A1", "A6", "A21", "A22")),
                Side("No faster than the layer below it, with a speed that falls layer by layer.", ("A12", "A27")),
                Side("Alone first, then all at one low rate.", ("A3", "A4", "A14")),
            ),
            "All agree that the last layer is fastest and the first slowest, except when only the input changed (A13).",
            _new_head_beside_others,
        ),
        Conflict(
            "C4",
            "Is a rate a share or a number?",
            (
                Side("A share of the base rate.", ("A1", "A21", "A22")),
                Side("A number of its own.", ("A3", "A9")),
            ),
            "We give both. Rates for SGD and for Adam cannot be swapped (G10).",
            lambda plan: any(layer.action == "tune" for layer in plan.layers),
        ),
        Conflict(
            "C5",
            "Beside which layers are small weights added?",
            (
                Side("Every linear layer, the large MLP ones above all.", ("L1",)),
                Side("Query and value alone, as the first code did.", ("L12",)),
            ),
            "Every linear layer: with as many weights PEFT measured 49.4 % in the MLP and 47.8 % at query and value.",
            _adds,
        ),
        Conflict(
            "C6",
            "How much faster do added weights learn than full training would?",
            (
                Side("Ten times.", ("L2",)),
                Side("20 to 100 times, more for larger models.", ("L13",)),
                Side("The best rate is 0.0003 for large and 0.001 for small models.", ("L3",)),
            ),
            "We give the measured rates of L3, and show the other two.",
            _adds,
        ),
        Conflict(
            "C7",
            "Should a detector's first layers stay?",
            (
                Side("No: its makers advised against it in 2020 and 2021.", ("A28",)),
                Side("Yes, the first 10, with small and similar data: the same makers since April 2026.", ("V6",)),
                Side("It costs under 1 point, and 5 if all but the head stays.", ("V7",)),
            ),
            "We let everything learn, as it measured best by a little; the first 10 layers can stay to save work.",
            lambda plan: plan.task.answer == "boxes",
        ),
    )
}


def touched(plan: Plan) -> tuple[str, ...]:
    """Return the keys of the conflicts that a plan touches."""
    return tuple(key for key, conflict in CONFLICTS.items() if conflict.touches(plan))
