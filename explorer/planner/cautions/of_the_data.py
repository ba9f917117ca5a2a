"""What do the data and the text leave uncertain? Cautions about examples, answers and the summary itself."""

from explorer.planner.cautions.scene import Scene, caution
from explorer.planner.layers.facts import domain_of, is_transformer, vocabularies
from explorer.planner.layers.families import family_of
from explorer.planner.layers.outputs import outputs
from explorer.planner.parts import carries_weights
from explorer.planner.records.plan import Caution
from explorer.planner.records.task import KEEPS_ITS_END
from explorer.remark import Remark

FEW_PER_ANSWER = 20  # our line: no source that was read gives one
LISTED = ("torch-repr", "state-dict", "named-parameters")  # formats that a print of the same kind can't mend
UNEVEN_BELOW = 0.5  # our line: the rarest answer has less than half of its even share


def old_count_unknown(scene: Scene) -> Caution | None:
    """Speak when the text does not say how many answers the head gives."""
    head = scene.parts.head
    if head is None or outputs(scene.model, scene.model.layers[head]) is not None:
        return None
    return caution("old_count_unknown", layers=scene.paths((head,)), rule="G8")


def gives_other(scene: Scene) -> Caution | None:
    """Speak when text, boxes or masks are asked of a model that sorts a whole example into answers."""
    model, head, asked = scene.model, scene.parts.head, scene.task.answer
    if asked not in KEEPS_ITS_END or model.kind or head is None:
        return None
    answers = outputs(model, model.layers[head])
    if answers is None or family_of(model.layers[head], model.framework) != "dense":
        return None
    if asked == "text" and {answers, None} & set(vocabularies(model)):
        return None
    return caution("gives_other", {"answers": answers}, asked, f"{asked}.mend", scene.paths((head,)), "G8")


def names_cut(scene: Scene) -> Caution | None:
    """Speak when names of layers are cut off or not given."""
    cut = scene.planned(lambda planned: planned.layer.name_known != "full" and carries_weights(planned.layer))
    return caution("names_cut", {"layers": len(cut)}, layers=cut) if cut else None


def rounded_counts(scene: Scene) -> Caution | None:
    """Speak when the text rounds or hides counts."""
    mend = "listed.mend" if scene.model.format in LISTED else "mend"
    return None if scene.model.exact else caution("rounded_counts", mend=mend)


def other_domain(scene: Scene) -> Caution | None:
    """Speak when the model reads words and the task is pictures, or the other way round."""
    reads = domain_of(scene.model)
    if reads is None or {reads, scene.task.domain} != {"image", "text"}:
        return None
    return caution("other_domain", variant=reads, mend=f"{reads}.mend")


def few_examples(scene: Scene) -> Caution | None:
    """Speak when an answer has fewer examples than our line."""
    task = scene.task
    if task.classes is None:
        return _few_for_a_number(scene)
    each = task.examples_per_answer
    if each >= FEW_PER_ANSWER:
        return None
    return caution("few_examples", {"each": _examples_each(each), "line": FEW_PER_ANSWER})


def _examples_each(each: float) -> Remark:
    if each < 1:
        return Remark("cautions.rarest.below_one") if each else Remark("cautions.rarest.none")
    if each == int(each):
        return Remark("cautions.rarest.exact", {"examples": int(each)})
    return Remark("cautions.rarest.about", {"examples": each})


def _few_for_a_number(scene: Scene) -> Caution | None:
    if scene.task.examples >= FEW_PER_ANSWER:
        return None
    values = {"examples": scene.task.examples, "line": FEW_PER_ANSWER}
    return caution("few_examples", values, variant="number", mend="number.mend")


def uneven_answers(scene: Scene) -> Caution | None:
    """Speak when the rarest answer has less than half of its even share (our line)."""
    task = scene.task
    if task.smallest_class is None or task.classes is None or task.several_labels:
        return None
    even = task.examples / task.classes
    if task.smallest_class >= UNEVEN_BELOW * even:
        return None
    return caution("uneven_answers", {"examples": task.smallest_class, "even": even})


def sgd_on_transformer(scene: Scene) -> Caution | None:
    """Speak when no rate that was read fits the optimizer."""
    if scene.task.optimizer != "sgd" or not is_transformer(scene.model):
        return None
    return caution("sgd_on_transformer", rule="G10")
