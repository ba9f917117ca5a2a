"""How does a plan become a Caffe prototxt? The network's own file, with new rates and a new head."""

from explorer.planner.export.beside import BIASES
from explorer.planner.export.caffe.layers import LayerEdit, edits_of
from explorer.planner.export.caffe.prototxt import Field, PrototxtError, Replacement, apply, parse
from explorer.planner.export.source_text import comment, exact, printable, short
from explorer.planner.export.tables import between, make_tables, started_anew
from explorer.planner.export.task_code import answer_of
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan, PlannedLayer
from explorer.text import say

HEAD_SPEED = 10  # Caffe's convention (rule A1): the head's lr_mult is 10, so base_lr is a tenth of the head's rate


def write(plan: Plan) -> str:
    """Edit the model's own prototxt; for other models, or a text that is none, explain in comments."""
    if plan.model.framework != "caffe" or not plan.model.source:
        return "\n".join(_explanation(plan)) + "\n"
    try:
        network = parse(plan.model.source)
    except PrototxtError:
        return "\n".join(_explanation(plan)) + "\n"
    newline = "\r\n" if "\r\n" in plan.model.source else "\n"
    blocks = [found for found in network.fields if found.name in ("layer", "layers") and found.is_message]
    treated = _treated(plan, blocks)
    if not treated:
        return "\n".join(_explanation(plan)) + "\n"
    edits = edits_of(plan.model.source, blocks, treated, answer_of(plan.task), newline)
    missing = [p.layer.path for p in plan.layers if p.layer.weighted and p.layer.path not in treated]
    lines = _opening(plan) + _missing(missing)
    return newline.join([*lines, ""]) + _kept(plan.model.source, edits)


def _kept(source: str, edits: list[Replacement]) -> str:
    text = apply(source, edits)
    return text if text.endswith("\n") else text + "\n"


def _treated(plan: Plan, blocks: list[Field]) -> dict[str, LayerEdit]:
    """What happens to each layer that the file names; a layer written twice (TRAIN, TEST) is treated twice."""
    names = {block.text("name") for block in blocks}
    heads, anew = started_anew(plan)
    treated: dict[str, LayerEdit] = {}
    for index, planned in enumerate(plan.layers):
        path = planned.layer.path
        if path in names and path not in treated:
            new_name = _new_name(path, names) if index in heads | anew and planned.layer.weighted else path
            treated[path] = LayerEdit(new_name, HEAD_SPEED * planned.multiplier, index in heads, planned.biases_only)
    return treated


def _new_name(path: str, names: set[str]) -> str:
    new, number = path + "_new", 2
    while new in names:
        new, number = f"{path}_new{number}", number + 1
    return new


def _opening(plan: Plan) -> list[str]:
    lines = ["# Fine-tuning plan, written by Layerwise. Strategy: " + plan.strategy + "."]
    lines += comment(say(plan.why)) if plan.why else []
    lines += comment(
        f"In the solver set base_lr: {exact(plan.base_learning_rate / HEAD_SPEED)}. A layer learns at "
        f"base_lr x lr_mult; the head has {HEAD_SPEED}, and biases twice their layer's without weight decay "
        "(rule A1). lr_mult 0 freezes."
    )
    if any(planned.biases_only for planned in plan.layers):
        lines += comment("Where the biases alone learn, a layer's first lr_mult is 0 and its second the planned one.")
    lines += comment(
        "Start from the old weights: caffe train --solver solver.prototxt --weights old.caffemodel. "
        "Caffe copies weights by layer name; layers that start anew are renamed for that reason."
    )
    tables = make_tables(plan)
    if not tables.has_head:
        lines += comment("ATTENTION: no last layer that gives the answers was found, so none is replaced.")
    for index, phase in enumerate(plan.schedule if len(plan.schedule) > 1 else ()):
        speeds = "; ".join(
            f"{_span(group.layers)}: {short(HEAD_SPEED * group.in_phases[index])}" for group in tables.groups
        )
        lines += comment(
            f"Phase {index + 1} ({phase.share:.0%} of the iterations), {say(phase.title)}: "
            f"base_lr {exact(phase.base_learning_rate / HEAD_SPEED)}, lr_mult {speeds}."
        )
    return [*lines, "#"]


def _span(layers: tuple[PlannedLayer, ...]) -> str:
    return between([printable(planned.layer.path, 60) for planned in layers])


def _missing(names: list[str]) -> list[str]:
    return comment("Planned, but not found in this file: " + ", ".join(names[:20])) if names else []


def _explanation(plan: Plan) -> list[str]:
    """Say in comments what Caffe would need; an empty network, which any prototxt reader takes."""
    lines = ["# Fine-tuning plan, written by Layerwise."]
    lines += comment(
        f"ATTENTION: the summary came from {plan.model.framework}, and there is no Caffe prototxt of it "
        "to edit. This is the plan in Caffe's terms: for each layer the lr_mult of its weights; "
        "its bias takes twice that."
    )
    lines += comment(f"base_lr: {exact(plan.base_learning_rate / HEAD_SPEED)}")
    heads, anew = started_anew(plan)
    for index, planned in enumerate(plan.layers):
        if planned.layer.weighted:
            note = ", a new layer under a new name" if index in heads | anew else ""
            name = printable(planned.layer.path or planned.layer.kind, 80)
            of = " of its biases, 0 of its weights" if planned.biases_only else ""
            lines += comment(f"{name}: lr_mult {short(HEAD_SPEED * planned.multiplier)}{of}{note}")
    return lines


EXPORTER = Exporter(
    "caffe",
    "Caffe prototxt",
    ("caffe",),
    ".prototxt",
    write,
    "Train with this file and the base_lr it names.",
    able=frozenset((BIASES,)),
)
