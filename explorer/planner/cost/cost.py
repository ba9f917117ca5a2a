"""What does this plan cost beside letting everything learn? Weights, memory and work, from the summary alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.planner.cost.memory import memory_of
from explorer.planner.cost.work import (
    Ground,
    attention_products,
    bias_weights,
    forward_work,
    ground_of,
    multiplied_weights,
    places,
)
from explorer.planner.layers.facts import expert_counts
from explorer.planner.layers.outputs import new_parameters, outputs, tensor_weights, weights_per_output
from explorer.planner.parts import Parts, carries_weights
from explorer.planner.records.model import Layer, Model
from explorer.planner.records.plan import Cost, PlannedLayer
from explorer.planner.records.task import Task
from explorer.remark import Remark

FLOAT_BYTES = 4  # single precision; 6 bytes a weight with mixed precision
OPTIMIZER_BYTES = {"adamw": 8, "adam": 8, "sgd": 4}  # a learning weight; SGD with momentum
WHOLE_MODELS = ("Functional", "Model", "Sequential")


@dataclass(frozen=True)
class LayerCost:
    """One layer's size and work once the plan is carried out; None where the text does not tell."""

    weights: int | None
    learnable: int | None  # weights that move when the layer learns
    forward: int | None
    learns: bool
    moving: int | None  # weights that move under this plan
    own_work: int | None  # multiply-adds on the way back for the weights that move


def cost_of(model: Model, task: Task, parts: Parts, layers: Sequence[PlannedLayer]) -> Cost:
    """Add up a plan's cost and that of full fine-tuning with the same new head.

    Memory in bytes, without activations: weights 4 P; gradients 4 and AdamW 8 (SGD with momentum 4) for each
    weight that learns, so Adam needs 16 P for everything and 4 P + 12 P_learning for a part (Hugging Face,
    model memory anatomy). Work in multiply-adds for one example: Σ F forward; backward F for each layer that
    learns and F for each layer after the earliest one that learns (PyTorch, autograd notes).
    """
    ground = ground_of(model, task)
    work, estimated = forward_work(ground)
    each = [_layer_cost(ground, parts, position, planned, work[position]) for position, planned in enumerate(layers)]
    hidden = _hidden(model)
    hidden_learns = _hidden_learns(parts, layers)
    total = _add([one.weights for one in each] + [hidden])
    added = _add([planned.added_parameters for planned in layers if planned.action == "add"])
    with_added = _add([total, added])
    full = _add([one.learnable for one in each] + [hidden])
    learning = _add([one.moving for one in each if one.learns] + [hidden if hidden_learns else 0])
    here = _memory(task, with_added, learning)
    memory = memory_of(ground, parts, layers, [one.moving if one.learns else 0 for one in each])
    beside = _memory(task, total, full)
    return Cost(
        trainable_parameters=learning,
        all_parameters=with_added,
        weight_bytes=here[0],
        gradient_bytes=here[1],
        optimizer_bytes=here[2],
        full_weight_bytes=beside[0],
        full_gradient_bytes=beside[1],
        full_optimizer_bytes=beside[2],
        forward_macs=_add([one.forward for one in each]),
        backward_macs=_backward(each),
        full_backward_macs=_backward([replace(one, learns=True, own_work=one.forward) for one in each]),
        notes=_notes(ground, each, hidden, estimated) + _storing(task, parts, layers),
        full_trainable_parameters=full,
        memory_low=memory.low,
        memory_high=memory.high,
    )


def learnable(model: Model, layer: Layer) -> int | None:
    """Return the weights that move when the layer learns; Keras counts running statistics among the others."""
    if layer.parameters is None:
        return None
    if layer.kind == "Normalization":  # Keras: mean, variance and count, measured and never learned
        return 0
    if layer.trainable is not False and layer.trainable_parameters:
        return layer.trainable_parameters
    return layer.parameters // 2 if layer.norm == "batch" and model.framework == "keras" else layer.parameters


def _layer_cost(ground: Ground, parts: Parts, position: int, planned: PlannedLayer, forward: int | None) -> LayerCost:
    model, task = ground.model, ground.task
    learns = planned.multiplier > 0
    if planned.action == "replace":
        new, work = new_parameters(model, planned.layer, task.outputs), _new_head_macs(ground, position)
        return LayerCost(new, new, work, learns, new, work)
    released = _released(model, parts, position)
    if released is not None:
        return LayerCost(released, released, forward, learns, released, forward)
    weights, whole = planned.layer.parameters, learnable(model, planned.layer)
    if planned.action == "add":
        added = planned.added_parameters
        share = None if added is None or not weights or forward is None else forward * added // weights
        return LayerCost(weights, whole, forward, learns, added, share)
    if planned.biases_only:
        return LayerCost(weights, whole, forward, learns, bias_weights(model, position), None if forward is None else 0)
    return LayerCost(weights, whole, forward, learns, whole, forward)


def _new_head_macs(ground: Ground, position: int) -> int | None:
    model, task = ground.model, ground.task
    layer = model.layers[position]
    weights, here, times = multiplied_weights(model, position), outputs(model, layer), places(ground, position)
    if not weights or not here or times is None:
        each = weights_per_output(model, layer)
        return None if each is None or times is None else each * task.outputs * times
    return weights // here * task.outputs * times


def _released(model: Model, parts: Parts, position: int) -> int | None:
    """Weights that a layer keeps for itself when the head that owned them is made new; None for all others."""
    layer = model.layers[position]
    owners = {model.layers[i].path: i for i in parts.replaced}
    owner = owners.get(layer.shares_with) if layer.shares_with is not None and position not in parts.replaced else None
    if owner is None:
        return None
    return tensor_weights(layer) or multiplied_weights(model, owner)


def _hidden(model: Model) -> int | None:
    """Weights that the stated total holds and no listed layer owns (a class token, a position table)."""
    listed = _add([layer.parameters for layer in model.layers])
    return 0 if listed is None or model.parameters is None else max(0, model.parameters - listed)


def _hidden_learns(parts: Parts, layers: Sequence[PlannedLayer]) -> bool:
    """Weights without a listed layer go with the first group, as the exported code treats them."""
    return bool(parts.groups) and any(
        layers[i].multiplier > 0 and carries_weights(layers[i].layer) for i in parts.groups[0].members
    )


def _memory(task: Task, total: int | None, learning: int | None) -> tuple[int | None, int | None, int | None]:
    """Bytes of weights, gradients and the optimizer's own numbers."""
    return (
        None if total is None else FLOAT_BYTES * total,
        None if learning is None else FLOAT_BYTES * learning,
        None if learning is None else OPTIMIZER_BYTES[task.optimizer] * learning,
    )


def _backward(each: Sequence[LayerCost]) -> int | None:
    """Multiply-adds on the way back: for the weights that move, and for passing on to the earliest of them."""
    if any(one.forward is None for one in each):
        return None
    weighted = [i for i, one in enumerate(each) if one.learns and one.weights != 0]
    if not weighted:
        return 0
    own = _add([each[i].own_work for i in weighted])
    return None if own is None else own + sum(one.forward for one in each[weighted[0] + 1 :])


def _new_size_note(head: Layer, each: Sequence[LayerCost]) -> Remark:
    """Say that the old head is counted, and the size of the new one open: the old one's answers are not in the text."""
    others = sum(one.weights or 0 for one in each)
    return Remark("plan.cost.new_size_unknown", {"head": head.path, "weights": head.parameters, "others": others})


def _notes(ground: Ground, each: Sequence[LayerCost], hidden: int | None, estimated: int) -> tuple[Remark, ...]:
    model = ground.model
    unknown = [layer for layer, one in zip(model.layers, each, strict=True) if one.weights is None]
    unsized = [layer for layer, one in zip(model.layers, each, strict=True) if one.forward is None]
    uncounted = [layer for layer in unknown if layer.parameters is None]
    notes = [
        (uncounted, lambda: _first_of("plan.cost.counts_unknown", uncounted)),
        (unknown and not uncounted, lambda: _new_size_note(unknown[0], each)),
        (not unknown and hidden, lambda: Remark("plan.cost.unlisted", {"weights": hidden})),
        (not unknown and unsized, lambda: _size_note(ground, unsized)),
        (not unsized and estimated, lambda: Remark("plan.cost.blocks_estimated", {"rows": estimated})),
        (any(_whole_model(model, layer) for layer in model.layers), lambda: Remark("plan.cost.whole_model")),
        (ground.followed is not None, lambda: Remark("plan.cost.followed", {"side": ground.task.input_size})),
        (_leaves_attention_out(ground) and not unsized, lambda: Remark("plan.cost.attention")),
        (not model.exact, lambda: Remark("plan.cost.not_exact")),
        (True, lambda: Remark("plan.cost.examples_not_counted")),
    ]
    return tuple(write() for holds, write in notes if holds)


def _leaves_attention_out(ground: Ground) -> bool:
    """Whether the products inside attention are left out: no row holds a whole one, and no size is followed."""
    if not ground.transformer or ground.followed:
        return False
    return not any(attention_products(ground.model, position, 1) for position in range(len(ground.model.layers)))


def _storing(task: Task, parts: Parts, layers: Sequence[PlannedLayer]) -> tuple[Remark, ...]:
    """Say when the output of the kept first blocks can be computed once instead of at every pass (Keras guide, A3)."""
    awake = (number for number, group in enumerate(parts.groups) if any(layers[i].multiplier for i in group.members))
    kept = next(awake, len(parts.groups))
    if task.augmented or not kept:
        return ()
    return (Remark("plan.cost.store.one") if kept == 1 else Remark("plan.cost.store.several", {"blocks": kept}),)


def _whole_model(model: Model, layer: Layer) -> bool:
    """Whether a row of Keras is a model of its own, whose running statistics the text does not tell apart."""
    return model.framework == "keras" and layer.kind in WHOLE_MODELS and bool(layer.parameters)


def _size_note(ground: Ground, unsized: list[Layer]) -> Remark:
    if ground.words and ground.task.tokens is None:
        return Remark("plan.cost.length_unknown")
    if ground.picture and ground.task.input_size is None:
        return Remark("plan.cost.picture_unknown")
    if experts := set(expert_counts(ground.model).values()):
        return Remark("plan.cost.experts", {"experts": max(experts)})
    if ground.odd:
        return Remark("plan.cost.not_followed", {"first": ground.odd, "side": ground.task.input_size})
    return _first_of("plan.cost.sizes_unknown", unsized)


def _first_of(key: str, layers: list[Layer]) -> Remark:
    return Remark(key, {"layers": len(layers), "first": layers[0].path})


def _add(values: Sequence[int | None]) -> int | None:
    return None if any(value is None for value in values) else sum(values)
