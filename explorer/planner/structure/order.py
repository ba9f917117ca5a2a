"""In which order do the layers compute? Mostly as listed; not where names were sorted or parts were made too early.

Sorted or shuffled names get the order of their numbers; a part that is constructed before the network that feeds it
(a detector's pyramid) goes behind it. Anything else stays as listed.
"""

import re
from collections.abc import Sequence

from explorer.planner.records.row import Row
from explorer.remark import Remark

NUMBER = re.compile(r"(\d+)")
PICTURE_CHANNELS = (1, 3)
FEWEST_BLOCKS = 3
# What comes before all blocks, and what after them, where the order of the names says nothing
FIRST = re.compile(
    r"(?:^|[._/])(?:\w{0,20}embed\w{0,20}|wte|wpe|tok\w{0,12}|stem\w{0,10}|patch_?\w{0,12}|conv1"
    r"|conv_?in|shared|input\w{0,12}|pos_\w{0,10}"
    r"|cls_token|emb)(?:[._/]|$)",
    re.IGNORECASE,
)
LAST_NORM = re.compile(
    r"(?:^|[._/])(?:ln_f|final_\w{0,20}norm\w{0,10}|norm_?(?:out|f|final)\w{0,6}|\w{0,12}out_norm"
    r"|norm|ln_post|post_\w{0,10}norm|fc_norm|output_norm)$",
    re.IGNORECASE,
)
POOLER = re.compile(
    r"(?:^|[._/])(?:pooler|pre_logits|conv_head|bn2"
    r"|project\w{0,10}|proj_out|conv_?out)(?:[._/]|$)",
    re.IGNORECASE,
)
HEAD = re.compile(
    r"(?:^|[._/])(?:lm_head|head\w{0,6}|classifier|fc\d{0,2}|score|output(?:_layer)?|logits"
    r"|predictions?|cls|qa_outputs|proj_head|linear)(?:[._/]|$)",
    re.IGNORECASE,
)


def natural(path: str) -> list[tuple[int, int, str]]:
    """Give a key by which block 2 comes before block 10."""
    return [
        (1, int(part), "") if part.isdigit() and len(part) < 16 else (2, 0, part) for part in NUMBER.split(path) if part
    ]


def in_order(rows: Sequence[Row], sorted_names: bool) -> tuple[tuple[Row, ...], tuple[Remark, ...]]:
    """Return the rows in the order of computing, as far as names and sizes tell, and what was changed."""
    if any(row.inputs for row in rows):  # the text gives the connections
        return tuple(rows), ()
    if sorted_names or looks_shuffled(rows):
        return by_number(rows), (Remark("reading.order.sorted"),)
    return behind_backbone(rows)


def looks_shuffled(rows: Sequence[Row]) -> bool:
    """Tell names in alphabetical order, or in none: a later block stands before an earlier one.

    A list of modules counts up. Where `blocks.10` follows `blocks.1`, or numbers go down in several places, it was
    sorted as text, or came out of a set.
    """
    if any(row.kind for row in rows):
        return False
    last: dict[str, int] = {}
    seen: dict[str, set[int]] = {}
    down = 0
    for row in rows:
        for found in NUMBER.finditer(row.path[:200]):
            start, end = found.span()
            before, after = row.path[start - 1 : start], row.path[end : end + 1]
            if before not in ("", ".", "/", "_") or after not in (".", "/", "") or len(found[0]) > 6:
                continue
            container, number = row.path[:start], int(found[0])
            numbers = seen.setdefault(container, set())
            if number in numbers and last[container] != number:
                down += 1  # back in a block that was left: the list is in no order
            elif container in last and number < last[container]:
                down += 1
            numbers.add(number)
            last[container] = number
            break  # the outermost number is the block
    return down > 0 and any(len(numbers) >= FEWEST_BLOCKS for numbers in seen.values())


def by_number(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Sort by what comes first in a network, then by the numbers of the blocks; inside a block as listed."""
    keyed = []
    for place, row in enumerate(rows):
        block = block_of(row.path)
        rank = (
            1
            if block
            else 0
            if FIRST.search(row.path)
            else 4
            if HEAD.search(row.path)
            else 2
            if LAST_NORM.search(row.path)
            else 3
            if POOLER.search(row.path)
            else 1
        )
        keyed.append((rank, natural(block), place, row))
    first_seen: dict[str, int] = {}
    for place, row in enumerate(rows):
        first_seen.setdefault(container_of(row.path), place)
    keyed.sort(key=lambda item: (item[0], first_seen[container_of(item[3].path)] if item[1] else -1, item[1], item[2]))
    return tuple(item[3] for item in keyed)


def block_of(path: str) -> str:
    """Give the path up to and with its first number that stands for a block: "blocks.10" of "blocks.10.attn.qkv"."""
    found = re.match(r"^(.*?(?:^|[._/])\d{1,6})(?=[._/])", path[:300])
    return found[1] if found else ""


def container_of(path: str) -> str:
    """Give what holds the numbered blocks: "blocks" of "blocks.10.attn"."""
    block = block_of(path)
    return NUMBER.sub("", block) if block else path


def behind_backbone(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Remark, ...]]:
    """Put parts that were constructed before the network that sees the picture behind it."""
    first = next((i for i, row in enumerate(rows) if has_matrix(row)), None)
    stem = next((i for i, row in enumerate(rows) if sees_picture(row)), None)
    if first is None or stem is None or stem <= first or not may_be_late(rows[first:stem]):
        return tuple(rows), ()
    common = shared_start(rows[first].path, rows[stem].path)
    inside = rows[stem].path[len(common) :].split(".")[0]
    backbone = common + inside
    if "." not in rows[stem].path[len(common) :]:
        return tuple(rows), (Remark("reading.order.printed"),)  # a single layer: where it belongs is not sure
    is_in = [row.path == backbone or row.path.startswith(f"{backbone}.") for row in rows]
    start = next(i for i, row in enumerate(rows) if row.path.startswith(common)) if common else 0
    block = [row for row, inner in zip(rows, is_in, strict=True) if inner]
    others = [row for row, inner in zip(rows[start:], is_in[start:], strict=True) if not inner]
    moved = (*rows[:start], *block, *others)
    return moved, (Remark("reading.order.backbone", {"backbone": backbone, "first": rows[first].path}),)


def has_matrix(row: Row) -> bool:
    """Whether a layer multiplies by a matrix or slides a kernel, and is no loose weight of a module."""
    return not row.holder and row.name_known != "position" and any(len(shape) > 1 for _, shape in row.tensors)


def sees_picture(row: Row) -> bool:
    """Tell a convolution over the colours of a picture, with a kernel larger than one place."""
    weight = next((shape for name, shape in row.tensors if name.endswith("weight") and len(shape) == 4), None)
    if weight is None or None in weight or "Transpose" in row.kind:
        return False
    return (
        weight[1] in PICTURE_CHANNELS
        and weight[0] > weight[1]
        and weight[2] > 1
        and dict(row.arguments).get("groups", "1") == "1"
    )


def may_be_late(rows: Sequence[Row]) -> bool:
    """Whether layers that are listed before the first convolution may come after it: none of them reads words."""
    return not any("Embedding" in row.kind or re.search(r"embed_tokens|word_emb|wte|token", row.path) for row in rows)


def shared_start(first: str, second: str) -> str:
    """Give the modules that two paths have in common, with the last point: "backbone."."""
    shared = []
    for one, other in zip(first.split(".")[:-1], second.split(".")[:-1], strict=False):
        if one != other:
            break
        shared.append(one)
    return "".join(f"{part}." for part in shared)


def head_in_the_middle(rows: Sequence[Row], head: int | None) -> tuple[Remark, ...]:
    """Say that the print lists further layers behind the head, so that its order need not be that of computing."""
    if head is None or not any(row.parameters for row in rows[head + 1 :]):
        return ()
    return (Remark("reading.order.head", {"head": rows[head].path}),)
