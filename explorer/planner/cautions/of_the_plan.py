"""What is risky about this plan, why, and what mends it? One guard a function, each silent unless it should speak."""

from explorer.numerals import count, plural
from explorer.planner.cautions.of_the_data import (
    few_examples,
    names_cut,
    old_count_unknown,
    other_domain,
    rounded_counts,
    sgd_on_text,
    uneven_answers,
)
from explorer.planner.cautions.scene import Guard, Scene
from explorer.planner.cost.cost import learnable
from explorer.planner.layers.outputs import outputs
from explorer.planner.parts import carries_weights, new_first_layer
from explorer.planner.records.plan import PlanWarning
from explorer.planner.rules.caution import SMALLEST_NORM_BATCH

MOSTLY = 0.9  # our line: running statistics, which never learn, are a far smaller share of the weights


def head_missing(scene: Scene) -> PlanWarning | None:
    """Speak when no layer gives the answers."""
    if scene.anatomy.head is not None:
        return None
    return PlanWarning(
        "head_missing",
        "No last layer was found: the text may stop before it, or the model has none. The plan covers the rest.",
        "Name it under “Which is the last layer?”, or paste the summary of the model with its last layer.",
        rule="G8",
    )


def nothing_learns(scene: Scene) -> PlanWarning | None:
    """Speak when every layer stays still."""
    if any(planned.multiplier > 0 and carries_weights(planned.layer) for planned in scene.layers):
        return None
    return PlanWarning(
        "nothing_learns",
        "No listed layer learns: everything stays as it is.",
        "Name the last layer, or choose a strategy that lets some layers learn.",
    )


def same_count(scene: Scene) -> PlanWarning | None:
    """Speak when the new task has as many answers as the old one and the head is made new all the same."""
    old = None if scene.anatomy.head is None else outputs(scene.model, scene.model.layers[scene.anatomy.head])
    if old is None or old != scene.task.outputs or not scene.anatomy.replaced:
        return None
    return PlanWarning(
        "same_count",
        f"The model already gives {plural(old, 'answer')}, as many as you need. The plan makes the last layer new, "
        "since the same count need not mean the same answers.",
        "If they are the same answers, say what changed in the data instead: the old last layer then stays.",
        scene.paths(scene.anatomy.replaced),
        "G8",
    )


def tied_weights(scene: Scene) -> PlanWarning | None:
    """Speak when layers share weights, or the new head leaves its partner."""
    together = sorted({i for members in scene.anatomy.ties for i in members})
    if together:
        return PlanWarning(
            "tied_weights",
            "These layers share one set of weights, so they get one treatment: keeping one keeps the other.",
            "Change them together.",
            scene.paths(together),
            "G3",
        )
    leaving = [i for i in scene.anatomy.replaced if _was_tied(scene, i)]
    if not leaving:
        return None
    return PlanWarning(
        "tied_weights",
        "The old last layer shares its weights with another layer. The new one has weights of its own, "
        "and the other layer keeps the old ones.",
        "If your framework ties them again on its own, switch that off (tie_word_embeddings=False).",
        scene.paths(leaving),
        "G3",
    )


def _was_tied(scene: Scene, position: int) -> bool:
    layer = scene.model.layers[position]
    return layer.shares_with is not None or any(other.shares_with == layer.path for other in scene.model.layers)


def second_heads(scene: Scene) -> PlanWarning | None:
    """Speak when more than one layer gives answers."""
    others = scene.anatomy.second_heads
    if not others:
        return None
    new = [i for i in others if i in scene.anatomy.replaced]
    still = [i for i in others if scene.layers[i].multiplier == 0]
    words = "They are made new as well." if len(new) == len(others) else "They go along with the first one."
    if still:
        words = "Those that give something else stay as they are." if new else "The plan leaves them as they are."
    return PlanWarning(
        "second_heads",
        f"Beside the last layer, {plural(len(others), 'more layer gives', 'more layers give')} answers. {words}",
        "Switch second heads off when you train, or add their loss with a weight of its own.",
        scene.paths(others),
        "A22",
    )


def already_frozen(scene: Scene) -> PlanWarning | None:
    """Speak when the text marks layers as still that the plan has to keep or wake."""
    came = [
        planned
        for i, planned in enumerate(scene.layers)
        if planned.layer.trainable is False
        and not planned.layer.still
        and carries_weights(planned.layer)
        and i not in scene.anatomy.replaced
    ]
    if not came:
        return _frozen_by_the_total(scene)
    woken = [planned for planned in came if planned.multiplier > 0]
    if woken:
        words = f"The plan wakes {len(woken) if len(woken) < len(came) else 'all'} of them."
        mend = "Check that this is meant; to leave them, set them to Keep."
    else:
        words, mend = "The plan leaves them so.", "Nothing to do, unless they were kept still by accident."
    return PlanWarning(
        "already_frozen",
        f"{plural(len(came), 'layer')} came marked as not learning. {words}",
        mend,
        tuple(planned.layer.path for planned in (woken or came)),
        "G1",
    )


def _frozen_by_the_total(scene: Scene) -> PlanWarning | None:
    """Speak when only the totals of the text show that much of the model came still."""
    learning, able = scene.model.trainable_parameters, [learnable(scene.model, layer) for layer in scene.model.layers]
    if learning is None or None in able or learning > MOSTLY * sum(able) or scene.model.adapted:
        return None
    return PlanWarning(
        "already_frozen",
        f"The text says that {count(learning)} of {count(sum(able))} weights learn: much of the model came kept still.",
        "Where the plan adjusts these layers, the code wakes them; check that this is meant.",
        rule="G1",
    )


def first_layer_replaced(scene: Scene) -> PlanWarning | None:
    """Speak when the input has other channels than the model was built for."""
    if not new_first_layer(scene.task, scene.anatomy):
        return None
    return PlanWarning(
        "first_layer_replaced",
        "Your input has other channels, so the first layer is made new and starts at random. It must learn.",
        "Build the first layer for your channels before you run the code; never keep it still.",
        scene.paths((scene.anatomy.first,)),
        "G4",
    )


def frozen_batch_norm(scene: Scene) -> PlanWarning | None:
    """Speak when batch normalization stands in a part that is kept."""
    kept = scene.planned(lambda planned: planned.layer.norm == "batch" and planned.action == "freeze")
    if not kept:
        return None
    return PlanWarning(
        "frozen_batch_norm",
        f"{plural(len(kept), 'volume reset')} (batch normalization) in the kept part would still move its averages "
        "while the rest trains.",
        "The code holds them still. If you write your own loop, put them in evaluation mode at every epoch.",
        kept,
        "G2",
    )


def small_batch_norm(scene: Scene) -> PlanWarning | None:
    """Speak when batch normalization learns from few examples a step (A23: more than 12)."""
    awake = scene.planned(lambda planned: planned.layer.norm == "batch" and planned.multiplier > 0)
    if not awake or scene.task.batch > SMALLEST_NORM_BATCH:
        return None
    return PlanWarning(
        "small_batch_norm",
        f"Batch normalization would learn from {plural(scene.task.batch, 'example')} a step. A published recipe "
        f"lets it learn only above {SMALLEST_NORM_BATCH} (A23).",
        "Use larger batches, or keep these layers still.",
        awake,
        "A23",
    )


GUARDS: tuple[Guard, ...] = (
    head_missing,
    nothing_learns,
    same_count,
    old_count_unknown,
    first_layer_replaced,
    other_domain,
    few_examples,
    uneven_answers,
    second_heads,
    tied_weights,
    already_frozen,
    frozen_batch_norm,
    small_batch_norm,
    sgd_on_text,
    names_cut,
    rounded_counts,
)


def warnings_for(scene: Scene) -> tuple[PlanWarning, ...]:
    """Return what the guards say, in their order."""
    return tuple(warning for guard in GUARDS if (warning := guard(scene)) is not None)
