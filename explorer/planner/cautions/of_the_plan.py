"""What is risky about this plan, why, and what mends it? One check a function, each silent unless it should speak."""

from explorer.planner.cautions.of_the_data import (
    few_examples,
    gives_other,
    names_cut,
    old_count_unknown,
    other_domain,
    rounded_counts,
    sgd_on_transformer,
    uneven_answers,
)
from explorer.planner.cautions.scene import Check, Scene, caution
from explorer.planner.cost.cost import learnable
from explorer.planner.layers.facts import expert, has_token_embedding, hides_experts
from explorer.planner.layers.linear import is_linear
from explorer.planner.layers.outputs import outputs
from explorer.planner.parts import carries_weights, hides_first, new_first_layer
from explorer.planner.records.plan import Caution
from explorer.planner.rules.caution import SMALLEST_NORM_BATCH

LARGE_BATCH_BESIDE = 32  # L6: below it
MOSTLY = 0.9  # our line: running statistics, which never learn, are a far smaller share of the weights


def head_missing(scene: Scene) -> Caution | None:
    """Speak when no layer gives the answers, and a new one is needed for them."""
    missing = scene.parts.head is None and not scene.task.keeps_its_end
    return caution("head_missing", rule="G8") if missing else None


def nothing_learns(scene: Scene) -> Caution | None:
    """Speak when every layer stays still."""
    if any(planned.multiplier > 0 and carries_weights(planned.layer) for planned in scene.layers):
        return None
    return caution("nothing_learns")


def same_count(scene: Scene) -> Caution | None:
    """Speak when the new task has as many answers as the old one and the head is made new all the same."""
    old = None if scene.parts.head is None else outputs(scene.model, scene.model.layers[scene.parts.head])
    if old is None or old != scene.task.outputs or not scene.parts.replaced:
        return None
    return caution("same_count", {"answers": old}, layers=scene.paths(scene.parts.replaced), rule="G8")


def tied_weights(scene: Scene) -> Caution | None:
    """Speak when layers share weights, or the new head leaves its partner."""
    together = sorted({i for members in scene.parts.ties for i in members})
    if together:
        return caution("tied_weights", layers=scene.paths(together), rule="G3")
    leaving = [i for i in scene.parts.replaced if _was_tied(scene, i)]
    if not leaving:
        return None
    return caution("tied_weights", variant="leaving", mend="leaving.mend", layers=scene.paths(leaving), rule="G3")


def _was_tied(scene: Scene, position: int) -> bool:
    layer = scene.model.layers[position]
    return layer.shares_with is not None or any(other.shares_with == layer.path for other in scene.model.layers)


def second_heads(scene: Scene) -> Caution | None:
    """Speak when more than one layer gives answers."""
    others = scene.parts.second_heads
    if not others:
        return None
    new = [i for i in others if i in scene.parts.replaced]
    variant = "new" if len(new) == len(others) else "along"
    if any(scene.layers[i].multiplier == 0 for i in others):
        variant = "some_still" if new else "still"
    return caution("second_heads", {"heads": len(others)}, variant, layers=scene.paths(others), rule="A22")


def already_frozen(scene: Scene) -> Caution | None:
    """Speak when the text marks layers as still that the plan has to keep or wake."""
    came = [
        planned
        for i, planned in enumerate(scene.layers)
        if planned.layer.trainable is False
        and not planned.layer.still
        and carries_weights(planned.layer)
        and i not in scene.parts.replaced
    ]
    if not came:
        return _frozen_by_the_total(scene)
    woken = [planned for planned in came if planned.multiplier > 0]
    layers = tuple(planned.layer.path for planned in (woken or came))
    values = {"layers": len(came), "woken": len(woken)}
    if not woken:
        return caution("already_frozen", values, layers=layers, rule="G1")
    variant = "wakes_some" if len(woken) < len(came) else "wakes_all"
    return caution("already_frozen", values, variant, "wakes.mend", layers, "G1")


def _frozen_by_the_total(scene: Scene) -> Caution | None:
    """Speak when only the totals of the text show that much of the model came still."""
    learning, able = scene.model.trainable_parameters, [learnable(scene.model, layer) for layer in scene.model.layers]
    if learning is None or None in able or learning > MOSTLY * sum(able) or scene.model.adapted:
        return None
    values = {"learning": learning, "able": sum(able)}
    return caution("already_frozen", values, "by_total", "by_total.mend", rule="G1")


def first_layer_replaced(scene: Scene) -> Caution | None:
    """Speak when the input has other channels than the model was built for."""
    if not new_first_layer(scene.task, scene.parts):
        return None
    return caution("first_layer_replaced", layers=scene.paths((scene.parts.first,)), rule="G4")


def first_layer_hidden(scene: Scene) -> Caution | None:
    """Speak when the input has other channels and the text does not show which layer meets them."""
    if not scene.task.input_channels_changed or new_first_layer(scene.task, scene.parts):
        return None
    if has_token_embedding(scene.model):
        return caution("first_layer_hidden", variant="words", mend="words.mend")
    block = hides_first(scene.model, scene.parts)
    if block is None:
        return caution("first_layer_hidden", variant="nowhere", rule="G4")
    return caution("first_layer_hidden", {"block": block.path}, layers=(block.path,), rule="G4")


def frozen_batch_norm(scene: Scene) -> Caution | None:
    """Speak when batch normalization stands in a part that is kept."""
    kept = scene.planned(lambda planned: planned.layer.norm == "batch" and planned.action == "freeze")
    return caution("frozen_batch_norm", {"layers": len(kept)}, layers=kept, rule="G2") if kept else None


def large_batch_beside(scene: Scene) -> Caution | None:
    """Speak when added weights would learn from large batches (L6)."""
    added = scene.planned(lambda planned: planned.action == "add")
    if not added or scene.task.batch < LARGE_BATCH_BESIDE:
        return None
    values = {"batch": scene.task.batch, "line": LARGE_BATCH_BESIDE}
    return caution("large_batch_beside", values, layers=added, rule="L6")


def experts_left_out(scene: Scene) -> Caution | None:
    """Speak when weights are added beside a model whose experts the text does not show as linear layers."""
    added = scene.planned(lambda planned: planned.action == "add")
    inside = [i for i, layer in enumerate(scene.model.layers) if expert(layer)]
    if not inside or any(is_linear(scene.model, scene.model.layers[i]) for i in inside):
        return None
    if not added:
        return (
            caution("experts_left_out", variant="unseen", layers=scene.paths(inside))
            if hides_experts(scene.model)
            else None
        )
    return caution("experts_left_out", layers=scene.paths(inside), rule="L1")


def small_batch_norm(scene: Scene) -> Caution | None:
    """Speak when batch normalization learns from few examples a step (A23: more than 12)."""
    awake = scene.planned(lambda planned: planned.layer.norm == "batch" and planned.multiplier > 0)
    if not awake or scene.task.batch > SMALLEST_NORM_BATCH:
        return None
    values = {"batch": scene.task.batch, "line": SMALLEST_NORM_BATCH}
    return caution("small_batch_norm", values, layers=awake, rule="A23")


CAUTIONS: tuple[Check, ...] = (
    head_missing,
    nothing_learns,
    same_count,
    old_count_unknown,
    first_layer_replaced,
    first_layer_hidden,
    other_domain,
    gives_other,
    few_examples,
    uneven_answers,
    second_heads,
    tied_weights,
    already_frozen,
    frozen_batch_norm,
    small_batch_norm,
    large_batch_beside,
    experts_left_out,
    sgd_on_transformer,
    names_cut,
    rounded_counts,
)


def cautions_for(scene: Scene) -> tuple[Caution, ...]:
    """Return what the checks say, in their order."""
    return tuple(found for check in CAUTIONS if (found := check(scene)) is not None)
