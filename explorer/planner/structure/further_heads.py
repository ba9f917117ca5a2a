"""Which further answers stand beside the head? Auxiliary ones, boxes, and a second head of the same size."""

import re
from collections.abc import Sequence

from explorer.planner.layers.families import Family
from explorer.planner.layers.outputs import stated_outputs
from explorer.planner.records.row import Row

# "aux1.fc2", "AuxLogits.fc", "aux_classifier.4", "loss1/classifier"
AUXILIARY = re.compile(r"(^|[._/])(aux(iliary)?\w{0,30}|loss[12]\b)", re.IGNORECASE)
# Layers that look like a head by place, and are none: they feed what comes after, or compare two towers.
NO_HEAD = re.compile(
    r"(^|[._/])(pooler|attn|attention|self_attn|self_attention|c_attn|(visual|text|vision|mm)_projection|projector"
    r"|rpn|iou_prediction_head|mask_decoder|query|key|value|mlp\.c_proj|predictions\.transform"
    r"|embed\w{0,12}|patch_embed\w{0,12}"
    r"|(?:text|vision)_model\.head|conv_head|pre_logits)($|[._/])",
    re.IGNORECASE,
)
# Answers that come beside the class: boxes, masks, a student's copy of its teacher
BESIDE = re.compile(
    r"bbox|box_reg|regression|mask_fcn|mask_predict|head_dist|distillation|low_classifier", re.IGNORECASE
)
CLASS_ANSWER = re.compile(
    r"(^|[./])(cls_score|cls_logits|class_labels_classifier|class_embed|classification_head|cls_classifier|classifier"
    r"|high_classifier|head)($|[./])",
    re.IGNORECASE,
)
SIBLINGS = ({"cls_score", "bbox_pred"}, {"head", "head_dist"}, {"start_logits", "end_logits"})
BETWEEN = ("norm", "dropout", "activation")  # families that may stand between two heads with the same inputs


def beside_class(rows: Sequence[Row], families: Sequence[Family], path: Sequence[int]) -> list[int]:
    """Give the last layer of each output that stands beside the class: boxes, masks."""
    last: dict[str, int] = {}
    for index in path:
        found = BESIDE.search(rows[index].path)
        if not found or not families[index].weighted or families[index].name not in ("dense", "conv"):
            continue
        if not NO_HEAD.search(rows[index].path):
            last[rows[index].path[: found.end()]] = index
    return list(last.values())


def class_answer(rows: Sequence[Row], families: Sequence[Family], path: Sequence[int], others: set[int]) -> int | None:
    """Find the layer that names the class where the last layer gives boxes, masks or a copy."""
    for index in reversed(path):
        name, family = rows[index].path, families[index]
        if index in others or not family.weighted or family.name not in ("dense", "conv"):
            continue
        if CLASS_ANSWER.search(name) and not BESIDE.search(name) and not NO_HEAD.search(name):
            return index
    return None


def last_of_each_branch(rows: Sequence[Row], families: Sequence[Family], aux: Sequence[int]) -> list[int]:
    """Give the last dense or convolution layer of each auxiliary branch."""
    last: dict[str, int] = {}
    for index in aux:
        if families[index].weighted and families[index].name in ("dense", "conv"):
            found = AUXILIARY.search(rows[index].path)
            branch = rows[index].path[: found.end()] if found else "auxiliary"
            last[branch] = index
    return list(last.values())


def siblings(rows: Sequence[Row], families: Sequence[Family], main: int, no_heads: set[int]) -> list[int]:
    """Give the heads that are called like the main one's partner, or that are fed by what feeds it.

    Not sought among `no_heads`, the rows that lie in blocks or beside the path.
    """
    stem, _, name = rows[main].path.rpartition(".")
    found = set(_twins_by_size(rows, families, main))
    for index, row in enumerate(rows[:main]):
        pair = {row.path.rpartition(".")[2], name}
        beside = families[index].name == "dense" and row.path.rpartition(".")[0] == stem
        if beside and (pair in SIBLINGS or _called_alike(*sorted(pair, key=len))):
            found.add(index)
    return sorted(found - no_heads)


def _called_alike(short: str, long: str = "") -> bool:
    return bool(long) and short in ("head", "classifier", "fc") and long.startswith(short + "_")


def _twins_by_size(rows: Sequence[Row], families: Sequence[Family], main: int) -> list[int]:
    """Give the linear layers right before the last one that cannot feed it, being of its own size.

    Two layers from 384 to 10 do not follow each other: both read the same 384 (LeViT, distilled DeiT).
    """
    width = stated_outputs(rows[main])
    if families[main].name != "dense" or not width or _inputs(rows[main], width) in (width, None):
        return []
    found: list[int] = []
    for index in range(main - 1, -1, -1):
        if families[index].name == "dense" and families[index].weighted:
            if (rows[index].parameters, stated_outputs(rows[index])) != (rows[main].parameters, width):
                break
            found.append(index)
        elif families[index].name not in BETWEEN and (families[index].weighted or families[index].name == "shape"):
            break
    return found


def _inputs(row: Row, outputs: int) -> int | None:
    """Give how many numbers a linear layer reads, by its count of weights."""
    if not row.parameters or row.parameters % outputs:
        return None
    each = row.parameters // outputs
    has_bias = dict(row.arguments).get("bias", "True") != "False" and not _lacks_bias(row)
    return each - has_bias


def _lacks_bias(row: Row) -> bool:
    return bool(row.tensors) and not any(name.endswith("bias") for name, _ in row.tensors)
