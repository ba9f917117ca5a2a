"""Which layer gives the answers? The last weighted layer on the main path, unless it belongs to a block."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.planner.layers.families import Family
from explorer.planner.layers.model_kinds import NONE, ModelKind
from explorer.planner.layers.outputs import channel_axis, stated_outputs
from explorer.planner.records.row import Row
from explorer.planner.structure.further_heads import (
    AUXILIARY,
    NO_HEAD,
    beside_class,
    class_answer,
    last_of_each_branch,
    siblings,
)
from explorer.remark import Remark

# "classifier.6", "heads.head", "fc", "lm_head", "predictions", "logits", "score", "outc.conv"
HEAD_WORD = re.compile(
    r"(^|[._/])(classifier|classification_head|heads?|fc|logits|predictions?|preds|lm_head|score|cls_score|qa_outputs"
    r"|output|outputs|outc|out_conv|output_layer|fc_out|final|probs?|decoder_pred|segmentation|conv_preds)"
    r"(_?\d{0,4})($|[._/])",
    re.IGNORECASE,
)
# "BertPooler:1-3", "ViTPooler": the class of the row around, where a table gives classes and no names
POOLER_CLASS = re.compile(r"(^|\.)\w{0,40}Pooler(:|$)")
RISES = re.compile(r"transpose|upsampl", re.IGNORECASE)  # the way back up to a whole picture
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
    beside = beside_class(
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
    others = {*last_of_each_branch(rows, families, aux), *beside_class(rows, families, path)}
    if main in others:
        main = class_answer(rows, families, path, others) or main
    others |= set(_further(rows, families, main, aside, blocks))
    return Heads(main, tuple(sorted(others - {main})))


def _main(rows: Sequence[Row], families: Sequence[Family], path: Sequence[int], blocks: set[int]) -> int | None:
    if path and known_by_name_alone(rows, families, path[-1]) and HEAD_WORD.search(rows[path[-1]].path):
        return path[-1]
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
        ends(rows, families, index)
        for ends in (_ends_in_one_by_one, _ends_in_one_number, _ends_in_a_picture, _ends_as_large_as_the_input)
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


def _ends_as_large_as_the_input(rows: Sequence[Row], families: Sequence[Family], index: int) -> bool:
    """Tell the last row of a Keras network that answers for every place of its picture: fewer channels, all places."""
    row, first = rows[index], rows[0]
    given, came = row.output_shape or (), first.output_shape or ()
    if index != len(rows) - 1 or first.kind != "InputLayer" or not given or channel_axis(row) != -1:
        return False
    if len(given) != 4 or len(came) != 4 or given[1:3] != came[1:3]:
        return False
    before = next((other.output_shape for other in reversed(rows[:index]) if other.output_shape), ())
    narrows = len(before) == 4 and None not in (given[-1], before[-1]) and given[-1] < before[-1]
    return narrows and (None not in given[1:3] or any(RISES.search(other.kind) for other in rows[:index]))


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
    """Find further answers beside the main head: by the connections, else by name and size."""
    found = _by_connections(rows, families, main, aside, blocks)
    return siblings(rows, families, main, aside | blocks) if found is None else found


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


def known_by_name_alone(rows: Sequence[Row], families: Sequence[Family], index: int) -> bool:
    """Whether a text without classes and sizes gives a name that does not tell what the layer is."""
    row = rows[index]
    told = row.parameters is not None or row.tensors or any(other.kind for other in rows)
    return not told and families[index].name == "unknown"


def why_none(rows: Sequence[Row], families: Sequence[Family]) -> Remark:
    """Say why there is no head."""
    if rows and known_by_name_alone(rows, families, len(rows) - 1):
        return Remark("reading.head.name_alone", {"last": rows[-1].path})
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
