"""Which layer gives the answers? The last weighted layer on the main path, unless it belongs to a block."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.planner.layers.families import Family
from explorer.planner.layers.model_kinds import NONE, ModelKind
from explorer.planner.layers.outputs import channel_axis, stated_outputs
from explorer.planner.records.row import Row
from explorer.remark import Remark

# "classifier.6", "heads.head", "fc", "lm_head", "predictions", "logits", "score", "outc.conv"
HEAD_WORD = re.compile(
    r"(^|[._/])(classifier|classification_head|heads?|fc|logits|predictions?|preds|lm_head|score|cls_score|qa_outputs"
    r"|output|outputs|outc|out_conv|output_layer|fc_out|final|probs?|decoder_pred|segmentation|conv_preds)"
    r"(_?\d{0,4})($|[._/])",
    re.IGNORECASE,
)
# "aux1.fc2", "AuxLogits.fc", "aux_classifier.4", "loss1/classifier"
AUXILIARY = re.compile(r"(^|[._/])(aux(iliary)?\w{0,30}|loss[12]\b)", re.IGNORECASE)
# Layers that look like a head by place, and are none: they feed what comes after, or compare two towers.
NO_HEAD = re.compile(
    r"(^|[._/])(pooler|attn|attention|self_attn|self_attention|c_attn|(visual|text|vision|mm)_projection|projector"
    r"|rpn|iou_prediction_head|mask_decoder|query|key|value|mlp\.c_proj|predictions\.transform"
    r"|embed\w{0,12}|patch_embed\w{0,12}"
    r"|conv_head|pre_logits)($|[._/])",
    re.IGNORECASE,
)
# "BertPooler:1-3", "ViTPooler": the class of the row around, where a table gives classes and no names
POOLER_CLASS = re.compile(r"(^|\.)\w{0,40}Pooler(:|$)")
RISES = re.compile(r"transpose|upsampl", re.IGNORECASE)  # the way back up to a whole picture
# Answers that come beside the class: boxes, masks, a student's copy of its teacher
BESIDE = re.compile(
    r"bbox|box_reg|regression|mask_fcn|mask_predict|head_dist|distillation|low_classifier", re.IGNORECASE
)
CLASS_ANSWER = re.compile(
    r"(^|[./])(cls_score|cls_logits|class_labels_classifier|class_embed|classification_head|cls_classifier|classifier"
    r"|high_classifier|head)($|[./])",
    re.IGNORECASE,
)
ANSWERS = {"softmax", "logsoftmax", "sigmoid", "softmaxwithloss", "sigmoidcrossentropyloss"}
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Heads:
    """The layers that give the answers, by row."""

    main: int | None
    others: tuple[int, ...] = ()  # auxiliary heads and further answers
    why_none: Remark | None = None  # where there is no head
    together: bool = False  # the heads lie in one block with what feeds them: a detector's scales


# The layers of a detector that name a class, as the makers of detectors call them: up to the number of a scale
DETECTOR_CLASS = re.compile(
    r"(?:^|[._/])(?:cv3[._/]\d{1,2}|(?:cls_preds?|class_preds?|cls_convs_pred)(?:[._/]\d{1,2})?"
    r"|m[._/]\d{1,2}(?=$)|class_labels_classifier"
    r"|class_embed(?:[._/]\d{1,2})?|cls_score(?:[._/]\d{1,2})?|cls_logits|classification_head"
    r"|fc_cls|\w{1,20}_cls|conv_cls|class_net"
    r"|logits|heatmap_head|cls_head|hm|class_head|classification_layers(?:[._/]\d{1,2})?"
    r"|enc_score_head|dec_score_head(?:[._/]\d{1,2})?)(?=[._/]|$)"
)


def find_heads(rows: Sequence[Row], families: Sequence[Family], kind: ModelKind = NONE) -> Heads:
    """Find the head: by the names of its kind, by the connections where the text gives them, else by the order."""
    if kind.key == "detector":
        return detector_heads(rows, families)
    heads = usual_heads(rows, families)
    if heads.main is None or kind.invents_head or HEAD_WORD.search(rows[heads.main].path):
        return heads
    return Heads(None, (), Remark("reading.head.not_this_kind", {"last": rows[heads.main].path}))


def detector_heads(rows: Sequence[Row], families: Sequence[Family]) -> Heads:
    """Find the layers that name the class in each box: the last of each scale, with the boxes' beside a single one."""
    last: dict[str, int] = {}
    for index, row in enumerate(rows):
        found = DETECTOR_CLASS.search(row.path)
        if (
            not found
            or not families[index].weighted
            or families[index].name not in ("dense", "conv")
            or row.still == "fixed"
        ):
            continue
        if not re.search(r"(?:^|[._/])rpn(?:[._/]|$)", row.path):
            last[row.path[: found.end()]] = index
    if not last:
        return Heads(None, (), Remark("reading.head.detector"))
    main, *others = sorted(last.values())
    if others:
        return Heads(main, tuple(others), together=True)
    beside = _beside(
        rows, families, [i for i in range(len(rows)) if not re.search(r"(?:^|[._/])rpn(?:[._/]|$)", rows[i].path)]
    )
    return Heads(main, tuple(sorted(set(beside) - {main})))


def usual_heads(rows: Sequence[Row], families: Sequence[Family]) -> Heads:
    """Find the head of a model that gives one answer an example."""
    aux = [index for index, row in enumerate(rows) if row.auxiliary or AUXILIARY.search(row.path)]
    aside = set(aux)
    path = [index for index in range(len(rows)) if index not in aside]
    blocks = repeated(rows, families)
    main = _main(rows, families, path, blocks)
    if main is None:
        return Heads(None, (), why_none(rows, families))
    others = {*_last_of_each_branch(rows, families, aux), *_beside(rows, families, path)}
    if main in others:
        main = _class_answer(rows, families, path, others) or main
    others |= set(_further(rows, families, main, aside, blocks))
    return Heads(main, tuple(sorted(others - {main})))


def _beside(rows: Sequence[Row], families: Sequence[Family], path: Sequence[int]) -> list[int]:
    """Give the last layer of each output that stands beside the class: boxes, masks."""
    last: dict[str, int] = {}
    for index in path:
        found = BESIDE.search(rows[index].path)
        if not found or not families[index].weighted or families[index].name not in ("dense", "conv"):
            continue
        if not NO_HEAD.search(rows[index].path):
            last[rows[index].path[: found.end()]] = index
    return list(last.values())


def _class_answer(rows: Sequence[Row], families: Sequence[Family], path: Sequence[int], others: set[int]) -> int | None:
    """Find the layer that names the class where the last layer gives boxes, masks or a copy."""
    for index in reversed(path):
        name, family = rows[index].path, families[index]
        if index in others or not family.weighted or family.name not in ("dense", "conv"):
            continue
        if CLASS_ANSWER.search(name) and not BESIDE.search(name) and not NO_HEAD.search(name):
            return index
    return None


def _main(rows: Sequence[Row], families: Sequence[Family], path: Sequence[int], blocks: set[int]) -> int | None:
    last = None
    for index in reversed(path):
        family = families[index]
        if rows[index].shares_with is not None and rows[index].kind.startswith("Reversible"):
            return index  # the word table read backwards: from numbers to words
        if not family.weighted or family.name in ("embedding", "shape"):
            continue
        if family.name == "norm":
            return _named_dense(rows, families, path, blocks)
        last = index
        break
    if last is None:
        return None
    if is_head(rows, families, last, blocks):
        return last
    return _named_dense(rows, families, path, blocks)


def _named_dense(rows: Sequence[Row], families: Sequence[Family], path: Sequence[int], blocks: set[int]) -> int | None:
    """Find a dense layer that is called a head although others are listed after it (registration order)."""
    for index in reversed(path):
        if families[index].name != "dense" or not families[index].weighted or index in blocks:
            continue
        if HEAD_WORD.search(rows[index].path) and not NO_HEAD.search(rows[index].path):
            return index
    return None


def is_head(rows: Sequence[Row], families: Sequence[Family], index: int, blocks: set[int]) -> bool:
    """Tell whether the last weighted layer gives answers, rather than features."""
    row, family = rows[index], families[index]
    if row.shares_with is not None and family.name == "dense":
        return True
    if index in blocks or NO_HEAD.search(row.path) or _is_pooler(rows, families, index):
        return False
    if family.name in ("dense", "wrapped"):
        return True
    if HEAD_WORD.search(row.path) or _answers_follow(rows, families, index):
        return family.name in ("conv", "container", "unknown", "recurrent")
    return family.name == "conv" and any(
        ends(rows, families, index) for ends in (_ends_in_one_by_one, _ends_in_one_number, _ends_in_a_picture)
    )


def _is_pooler(rows: Sequence[Row], families: Sequence[Family], index: int) -> bool:
    """Tell a transformer's pooler, which sums up a text: inside a row of that class, or a tanh closes the model."""
    if POOLER_CLASS.search(rows[index].block):
        return True
    closed = [row.kind for row in rows[index + 1 :]] == ["Tanh"]
    return closed and any(family.name == "embedding" and family.weighted for family in families)


def _answers_follow(rows: Sequence[Row], families: Sequence[Family], index: int) -> bool:
    """Tell whether a softmax or sigmoid comes after, with nothing but reshaping between."""
    return any(
        row.kind.lower() in ANSWERS or re.search(r"softmax|sigmoid|predictions|probs?$", row.path, re.IGNORECASE)
        for row in rows[index + 1 : index + 8]
    )


def _ends_in_one_by_one(rows: Sequence[Row], families: Sequence[Family], index: int) -> bool:
    """Tell a 1 × 1 convolution at the very end, the head of segmentation networks."""
    after = ("shape", "activation", "pool")  # SqueezeNet pools its answers
    if any(families[i].name not in after for i in range(index + 1, len(rows))):
        return False
    arguments = dict(rows[index].arguments)
    if "kernel_size" in arguments:
        return set(NUMBER.findall(arguments["kernel_size"])) == {"1"}
    for _, shape in rows[index].tensors:
        if len(shape) == 4:
            return shape[2:] == (1, 1) or shape[:2] == (1, 1)
    return _one_by_one_by_count(rows, index)


def _ends_in_one_number(rows: Sequence[Row], families: Sequence[Family], index: int) -> bool:
    """Tell a convolution that takes the whole picture at the very end, the answer of discriminators (DCGAN, 2015)."""
    row, after = rows[index], range(index + 1, len(rows))
    if any(families[i].name not in ("shape", "activation") for i in after):
        return False
    if stated_outputs(row) == 1:
        return True
    flat = bool(after) and all(re.search("flatten|squeeze", rows[i].kind, re.IGNORECASE) for i in after)
    if row.output_shape:
        return flat and _places_of(row) == 1
    return flat and "padding" not in dict(row.arguments)


def _places_of(row: Row) -> int | None:
    """Give the places of a convolution's picture; None where a size is not told."""
    sizes = row.output_shape[2:] if channel_axis(row) == 1 else row.output_shape[1:-1]
    return None if None in sizes else math.prod(sizes)


def _ends_in_a_picture(rows: Sequence[Row], families: Sequence[Family], index: int) -> bool:
    """Tell the very last row of a network that goes down and up again, as U-Nets do, where the text has no sizes."""
    last = index == len(rows) - 1 and bool(rows[index].kind)
    return last and not rows[index].output_shape and any(RISES.search(row.kind) for row in rows[:index])


def _one_by_one_by_count(rows: Sequence[Row], index: int) -> bool:
    row, before = rows[index], rows[index - 1] if index else None
    if not row.parameters or not row.output_shape or before is None or not before.output_shape:
        return False
    axis = 1 if channel_axis(row) == 1 and len(before.output_shape) == len(row.output_shape) else -1
    channels, fed = row.output_shape[axis], before.output_shape[axis]
    return bool(channels and fed) and row.parameters in (channels * fed, channels * (fed + 1))


def _further(
    rows: Sequence[Row], families: Sequence[Family], main: int, aside: set[int], blocks: set[int]
) -> list[int]:
    """Find further answers beside the main head: outputs of their own, or siblings such as bbox_pred."""
    found = _by_connections(rows, families, main, aside, blocks)
    if found is not None:
        return found
    stem, _, name = rows[main].path.rpartition(".")
    siblings = []
    for index, row in enumerate(rows[:main]):
        if families[index].name != "dense" or index in aside or index in blocks:
            continue
        pair = {row.path.rpartition(".")[2], name}
        if row.path.rpartition(".")[0] == stem and (pair in SIBLINGS or _twin(*sorted(pair, key=len))):
            siblings.append(index)
    return siblings


SIBLINGS = ({"cls_score", "bbox_pred"}, {"head", "head_dist"}, {"start_logits", "end_logits"})


def _twin(short: str, long: str = "") -> bool:
    return bool(long) and short in ("head", "classifier", "fc") and long.startswith(short + "_")


def _by_connections(
    rows: Sequence[Row], families: Sequence[Family], main: int, aside: set[int], blocks: set[int]
) -> list[int] | None:
    """Follow every output back to its last weighted layer; None where the text gives no connections."""
    if not any(row.inputs for row in rows):
        return None
    places = {row.path: index for index, row in enumerate(rows)}
    used = {name for row in rows for name in row.inputs}
    found = []
    for index, row in enumerate(rows):
        if row.path in used or index in aside:
            continue
        source = _back_to_weights(rows, families, index, places)
        if source is not None and source != main and is_head(rows, families, source, blocks):
            found.append(source)
    return found


def _back_to_weights(rows: Sequence[Row], families: Sequence[Family], index: int, places: dict[str, int]) -> int | None:
    for _ in range(20):
        if families[index].weighted:
            return index
        inputs = rows[index].inputs
        if len(inputs) != 1 or inputs[0] not in places:
            return None
        index = places[inputs[0]]
    return None


def _last_of_each_branch(rows: Sequence[Row], families: Sequence[Family], aux: Sequence[int]) -> list[int]:
    """Give the last dense or convolution layer of each auxiliary branch."""
    last: dict[str, int] = {}
    for index in aux:
        if families[index].weighted and families[index].name in ("dense", "conv"):
            found = AUXILIARY.search(rows[index].path)
            branch = rows[index].path[: found.end()] if found else "auxiliary"
            last[branch] = index
    return list(last.values())


def repeated(rows: Sequence[Row], families: Sequence[Family]) -> set[int]:
    """Give the rows inside repeated blocks: another row has the same path but for one number, and something beneath it.

    layer.10.output.dense and layer.11.output.dense; not classifier.4 and classifier.6, where the number is the layer.
    """
    seen: dict[tuple, list[int]] = {}
    for index, row in enumerate(rows):
        if families[index].name not in ("dense", "conv", "recurrent", "attention", "unknown"):
            continue
        if row.auxiliary or AUXILIARY.search(row.path):  # loss1/classifier beside loss3/classifier
            continue
        for found in NUMBER.finditer(row.path[-300:]):
            rest = row.path[-300:][found.end() :]
            if re.match(r"[a-z]?[._/]", rest):
                key = (row.path[:-300], row.path[-300:][: found.start()], rest, stated_outputs(row))
                seen.setdefault(key, []).append(index)
    return {index for group in seen.values() if len(group) > 1 for index in group}


def why_none(rows: Sequence[Row], families: Sequence[Family]) -> Remark:
    """Say why there is no head."""
    last = next(
        (
            row
            for row, family in zip(reversed(rows), reversed(families), strict=True)
            if family.weighted and family.name != "norm"
        ),
        None,
    )
    if last is None:
        return Remark("reading.head.no_weights")
    if not any(row.kind for row in rows) and any(family.name == "embedding" for family in families):
        return Remark("reading.head.features.tied", {"last": last.path})
    return Remark("reading.head.features", {"last": last.path})
