"""How much memory does a step of training need at its peak? A band, from weights to activations and logits."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.planner.cost.kept import kept_of
from explorer.planner.cost.work import Ground
from explorer.planner.layers.linear import is_linear
from explorer.planner.layers.outputs import outputs
from explorer.planner.parts import Parts
from explorer.planner.records.model import Model
from explorer.planner.records.plan import PlannedLayer

# Bytes a score over the vocabulary, beside what the last layer gives. All at once: two more copies in half precision at
# least, in single precision with the loss's own at most. In pieces none is held.
LOGIT_COPIES = {"unknown": (0, 16), "whole": (4, 16), "pieces": (0, 0)}
SINGLE = 4  # bytes: what is added, and a new last layer, learn in single precision whatever holds the rest


@dataclass(frozen=True)
class NumberFormat:
    """How weights and what is computed with them are held, in bytes a number."""

    still: tuple[float, float]  # a weight that stays, at least and at most
    learning: tuple[float, float]  # a weight that learns
    gradient: float
    state: float  # of the optimizer, a moment
    activation: int


NUMBER_FORMATS = {
    "float32": NumberFormat((4, 4), (4, 4), 4, 4, 4),
    "mixed": NumberFormat((4, 6), (4, 6), 4, 4, 2),  # a copy in half precision beside the weights
    "bfloat16": NumberFormat((2, 2), (2, 2), 2, 2, 2),
    "4bit": NumberFormat((0.5, 0.57), (2, 2), 2, 2, 2),  # 4 bits, and a scale for every 64 weights (QLoRA)
}
MOMENTS = {"adamw": 2, "adam": 2, "sgd": 1}


@dataclass(frozen=True)
class Memory:
    """The band of bytes at the peak of a step; None where the text does not tell sizes or counts."""

    low: int | None
    high: int | None


def memory_of(ground: Ground, parts: Parts, layers: Sequence[PlannedLayer], moving: Sequence[int | None]) -> Memory:
    """Estimate the peak of a step from the summary and the task alone.

    weights + optimizer + the larger of (activations + logits) and gradients, at least; all of them together at most, or
    what the optimizer's own step takes.
    Activations: what each layer has to keep for the way back (`kept`), from the earliest layer that learns on.
    `moving` is how many weights of each layer move under the plan. Held against measured runs in docs/memory.md.
    """
    model, task = ground.model, ground.task
    held = NUMBER_FORMATS[task.number_format]
    weights = _weights(model, layers, moving, held)
    kept = kept_of(ground, parts, layers, held.activation)
    if weights is None or kept is None:
        return Memory(None, None)
    extra = _extra(layers, moving)  # learns in single precision
    learning = sum(moving) - extra
    state = MOMENTS[task.optimizer] * (held.state * learning + SINGLE * extra)
    gradient = held.gradient * learning + SINGLE * extra
    logits = _logits(ground, layers)
    low = weights[0] + state + max(kept.low + logits[0], gradient)
    stepping = weights[1] + state + 2 * gradient  # torch.optim: its foreach way takes about as much as the weights more
    high = max(weights[1] + state + gradient + kept.high + logits[1], stepping)
    return Memory(round(low), round(high))


def _weights(
    model: Model, layers: Sequence[PlannedLayer], moving: Sequence[int | None], held: NumberFormat
) -> tuple[float, float] | None:
    """Bytes of all weights; in four bits only linear layers below the head that stay are held so."""
    low = high = 0.0
    whole = NUMBER_FORMATS["bfloat16"] if held is NUMBER_FORMATS["4bit"] else held
    for planned, moves in zip(layers, moving, strict=True):
        count = planned.layer.parameters
        if count is None or moves is None:
            return None
        if planned.action == "replace":
            low, high = low + SINGLE * moves, high + SINGLE * moves
            continue
        stays = planned.action == "add" or not moves
        packed = stays and planned.layer.role != "head" and is_linear(model, planned.layer)
        sizes = (held.still if packed else whole.still) if stays else held.learning
        added = SINGLE * (planned.added_parameters or 0)
        low, high = low + sizes[0] * count + added, high + sizes[1] * count + added
    hidden = max(0, (model.parameters or 0) - sum(planned.layer.parameters for planned in layers))
    shared = max(0, (model.parameters or 0) - (model.parameters_at_least or model.parameters or 0))  # tied, perhaps
    return low + whole.still[0] * (hidden - shared), high + whole.still[1] * hidden


def _extra(layers: Sequence[PlannedLayer], moving: Sequence[int]) -> int:
    return sum(moves for planned, moves in zip(layers, moving, strict=True) if planned.action in ("add", "replace"))


def _logits(ground: Ground, layers: Sequence[PlannedLayer]) -> tuple[float, float]:
    """Bytes of the scores for every piece of a vocabulary; next to nothing where one of a few answers is chosen."""
    if ground.task.answer != "text" or ground.task.tokens is None:
        return 0.0, 0.0
    words = vocabulary(ground.model)
    values = ground.task.batch * ground.task.tokens * words
    least, most = LOGIT_COPIES[ground.task.loss]
    return least * values, most * values


def vocabulary(model: Model) -> int:
    """Return how many pieces the model may write: the last layer's outputs, else the word list's length."""
    heads = [layer for layer in model.layers if layer.role == "head"]
    given = outputs(model, heads[0]) if heads else None
    if given:
        return given
    lists = [shape[0] for layer in model.layers if layer.role == "embedding" for _, shape in layer.tensors if shape]
    return max((size for size in lists if size), default=0)
