"""What do the data and the text leave uncertain? Guards on examples, answers and the summary itself."""

from explorer.numerals import number, plural
from explorer.planner.cautions.scene import Scene
from explorer.planner.layers.facts import domain_of, is_transformer
from explorer.planner.layers.outputs import outputs
from explorer.planner.parts import carries_weights
from explorer.planner.records.plan import PlanWarning
from explorer.remark import Remark

FEW_PER_ANSWER = 20  # our line: no source that was read gives one
LISTED = ("torch-repr", "state-dict", "named-parameters")  # formats that a print of the same kind can't mend
UNEVEN_BELOW = 0.5  # our line: the rarest answer has less than half of its even share


def old_count_unknown(scene: Scene) -> PlanWarning | None:
    """Speak when the text does not say how many answers the head gives."""
    head = scene.anatomy.head
    if head is None or outputs(scene.model, scene.model.layers[head]) is not None:
        return None
    return PlanWarning(
        "old_count_unknown",
        "The text does not say how many answers the last layer gives. The plan makes it new.",
        "Paste a summary with counts or sizes to have this checked.",
        scene.paths((head,)),
        "G8",
    )


def names_cut(scene: Scene) -> PlanWarning | None:
    """Speak when names of layers are cut off or not given."""
    cut = scene.planned(lambda planned: planned.layer.name_known != "full" and carries_weights(planned.layer))
    if not cut:
        return None
    return PlanWarning(
        "names_cut",
        f"The text does not give the full names of {plural(len(cut), 'layer')}. The code finds them by their place.",
        "For code by name, paste a wider summary: model.summary(line_length=160) in Keras, print(model) in PyTorch.",
        cut,
    )


def rounded_counts(scene: Scene) -> PlanWarning | None:
    """Speak when the text rounds or hides counts."""
    if scene.model.exact:
        return None
    return PlanWarning(
        "rounded_counts",
        "The text rounds, hides or leaves out some counts, so sizes and costs are close at best.",
        str(Remark("reading.mend.listed" if scene.model.format in LISTED else "reading.mend.summary")),
    )


def other_domain(scene: Scene) -> PlanWarning | None:
    """Speak when the model reads words and the task is pictures, or the other way round."""
    reads = domain_of(scene.model)
    if reads is None or {reads, scene.task.domain} != {"image", "text"}:
        return None
    words = {"image": "pictures", "text": "text"}
    return PlanWarning(
        "other_domain",
        f"This looks like a model for {words[reads]}, and your data are {words[scene.task.domain]}.",
        f"Take a model that was trained on {words[scene.task.domain]}, or check the kind of data.",
    )


def few_examples(scene: Scene) -> PlanWarning | None:
    """Speak when an answer has fewer examples than our line."""
    task = scene.task
    if task.classes is None:
        return _few_for_a_number(scene)
    each = task.examples_per_answer
    if each >= FEW_PER_ANSWER:
        return None
    return PlanWarning(
        "few_examples",
        f"{_examples_each(each)} With so few, luck decides much: be careful with the result. "
        f"{FEW_PER_ANSWER} is our line; no source we read gives one.",
        "Collect more examples of the rarest answers, or join answers.",
    )


def _examples_each(each: float) -> str:
    if each < 1:
        return "There are fewer examples than answers." if each else "The rarest answer has no example."
    amount = plural(int(each), "example") if each == int(each) else f"about {number(each, 2)} examples"
    return f"The rarest answer has {amount}."


def _few_for_a_number(scene: Scene) -> PlanWarning | None:
    if scene.task.examples >= FEW_PER_ANSWER:
        return None
    return PlanWarning(
        "few_examples",
        f"You have {plural(scene.task.examples, 'example')}. With so few, luck decides much. "
        f"{FEW_PER_ANSWER} is our line; no source we read gives one.",
        "Collect more examples.",
    )


def uneven_answers(scene: Scene) -> PlanWarning | None:
    """Speak when the rarest answer has less than half of its even share (our line)."""
    task = scene.task
    if task.smallest_class is None or task.classes is None or task.several_labels:
        return None
    even = task.examples / task.classes
    if task.smallest_class >= UNEVEN_BELOW * even:
        return None
    return PlanWarning(
        "uneven_answers",
        f"The rarest answer has {plural(task.smallest_class, 'example')}, where an even share is {number(even, 2)}. "
        "A model that never gives it can still look good.",
        "Weigh the answers in the loss, and judge each answer by itself. Half of the even share is our line.",
    )


def sgd_on_text(scene: Scene) -> PlanWarning | None:
    """Speak when no rate that was read fits the optimizer."""
    if scene.task.optimizer != "sgd" or not is_transformer(scene.model):
        return None
    return PlanWarning(
        "sgd_on_transformer",
        "The recipes we read for models of this kind use Adam. The rate shown comes from picture models with SGD.",
        "Choose AdamW, or try a third and three times the rate.",
        rule="G10",
    )
