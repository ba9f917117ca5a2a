"""Which layers move together? Blocks as the model's own names draw them, else a layer with its norm and activation.

Keras's EfficientNet example: "Each block needs to be all turned on or off" (facts A4): a stage is a block, not a layer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from explorer.planner.formats import Row
from explorer.planner.kinds import Sort

# "conv5", "layer4", "block6a", "3", "3a", "5b", "denselayer12", "block1-0", torchinfo's "BasicBlock:2-1"
INDEXED = re.compile(r"^(?P<word>[A-Za-z_]*?(?:\d+[-_])?|\w{1,200}(?::\d{1,6})?-)(?P<index>\d{1,30}[a-z]?)$")
# A block inside a group of blocks: "stages.2.blocks.5", "layers.2.blocks.5", "conv5_block3", "denseblock3.denselayer12"
INNER_WORD = re.compile(r"layer|block|unit|cell|bottleneck|^b$", re.IGNORECASE)
# block3, block.3: nothing inside is a block
ONE_BLOCK = re.compile(r"((?<!dense)block|unit|cell|bottleneck|^h)_?$", re.IGNORECASE)
OUTER_WORD = re.compile(r"stage|layers?|conv|blockgroup|denseblock|group|^block|^s\d", re.IGNORECASE)
# "res2a_branch2b", "bn2a_branch2b", "scale2a_branch2b": one residual block of Caffe and of Keras 1 and 2
BRANCHES = re.compile(r"^(?:res|bn|scale)(?P<block>\d\w{0,4})[_/]branch\w{0,4}")
# "conv_dw_3_bn", "conv_pw_3_relu": one separable block of MobileNet
SEPARABLE = re.compile(r"^conv_(?:dw|pw|pad)_(?P<block>\d{1,3})(?:_|$)")
# torchinfo without names: "Sequential:1-5" holds what a name would call layer1.0, layer1.1 or features.0, features.1
SEQUENCE = re.compile(r"^(?:Sequential|ModuleList|ModuleDict):\d")
MAIN = {"conv", "dense", "recurrent", "attention", "embedding", "container", "wrapped", "unknown"}
MOST_PARTS = 40
LARGEST_BLOCK = 14  # weighted layers; Inception's largest block has ten, beyond that a name says nothing


@dataclass
class Node:
    """A place in the tree of names: a module, or a common start of names."""

    name: str
    path: str
    children: dict[str, "Node"] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)  # every row at or under this node, in order
    leaf: bool = False  # a row stands exactly here


def find_stages(rows: Sequence[Row], sorts: Sequence[Sort], alone: Sequence[int]) -> tuple[list[int], tuple[str, ...]]:
    """Give each row its stage (0 nearest the input) and each stage its name.

    `alone` are rows with a stage of their own: the heads.
    """
    splits = [split_path(row) for row in rows]
    root = build_tree(splits)
    keys: list[str | None] = [None] * len(rows)
    _Walk(rows, sorts, keys, set(alone)).visit(root, wrapped=True)
    join_branches(rows, sorts, keys)
    for index in alone:
        keys[index] = f"head {index}"
    _join_followers(rows, sorts, keys, set(alone))
    return number(rows, keys)


def split_path(row: Row) -> list[str]:
    """Cut a path into its parts: at points and slashes, and in flat names (Keras, Caffe) also at underscores."""
    path = f"{row.block}.{row.path}".lstrip(".").rstrip("….")
    parts = [part.replace(": ", ":") for part in re.split(r"[./]", path) if part]  # as torchinfo's blocks are written
    flat = "." not in path and "_" in path and not is_automatic(parts[-1] if parts else "", row.kind)
    if flat and parts:
        last = parts.pop()
        if found := BRANCHES.match(last):
            last = f"res{found.group('block')}_{last}"
        elif found := SEPARABLE.match(last):
            last = f"block{found.group('block')}_{last}"
        parts += [part for part in last.split("_") if part]
    return parts[:MOST_PARTS] or [row.path]


def is_automatic(name: str, kind: str) -> bool:
    """Tell a name that Keras made from the class: conv2d_3, batch_normalization_12, activation."""
    base = re.sub(r"_\d+$", "", name).replace("_", "").lower()
    return base == kind.rstrip("…").lower() or (not kind and base in AUTOMATIC) or (name == kind)


AUTOMATIC = {
    "conv2d", "conv1d", "dense", "activation", "batchnormalization", "dropout", "flatten", "maxpooling2d", "inputlayer",
    "add", "concatenate", "globalaveragepooling2d", "embedding", "lstm", "bidirectional", "zeropadding2d", "lambda",
    "input", "depthwiseconv2d", "separableconv2d", "relu", "averagepooling2d", "reshape", "layernormalization",
}  # fmt: skip


def build_tree(splits: Sequence[Sequence[str]]) -> Node:
    """Build the tree of names."""
    root = Node("", "")
    for index, parts in enumerate(splits):
        node = root
        node.rows.append(index)
        for part in parts:
            child = node.children.get(part)
            if child is None:
                child = node.children[part] = Node(part, f"{node.path}.{part}" if node.path else part)
            node = child
            node.rows.append(index)
        node.leaf = True
    return root


class _Walk:
    """Goes through the tree and gives each row the key of its block; None where layers stand alone."""

    def __init__(self, rows: Sequence[Row], sorts: Sequence[Sort], keys: list[str | None], alone: set[int]):
        self.rows, self.sorts, self.keys = rows, sorts, keys
        self.flat = {index for index, row in enumerate(rows) if "." not in row.path}
        self.main = [sort.weighted and sort.family in MAIN and index not in alone for index, sort in enumerate(sorts)]
        self.total = max(1, sum(self.main))

    def visit(self, node: Node, wrapped: bool) -> None:
        """Cut what lies under a node into blocks."""
        for child in node.children.values():
            if not child.children or not any(self.main[index] for index in child.rows):
                continue  # single layers and weightless ones join their neighbours
            if self.is_container(child, node, wrapped):
                self.visit(child, wrapped and len(child.rows) > 0.5 * len(node.rows))
                self.name_first_block(child)
            elif self.is_block(child, node):
                for index in child.rows:
                    self.keys[index] = child.path if is_indexed(child, node) else narrowest(child).path

    def name_first_block(self, node: Node) -> None:
        """Keep together the block that Keras leaves unnumbered: expanded_conv_project before expanded_conv_1."""
        loose = [index for index in node.rows if self.keys[index] is None and index in self.flat]
        main = sum(self.main[index] for index in loose)
        if "." in node.path and 1 < main <= LARGEST_BLOCK and loose[-1] - loose[0] < 2 * len(loose):
            for index in loose:
                self.keys[index] = node.path

    def is_block(self, node: Node, parent: Node) -> bool:
        """Tell a block from single layers that happen to share the start of their names."""
        if len(node.rows) == 1 or self.is_chain(node):
            return False
        if not any(index in self.flat for index in node.rows) or is_indexed(node, parent):
            return True
        together = node.rows[-1] - node.rows[0] < 2 * len(node.rows)
        together = together and sum(self.main[index] for index in node.rows) <= LARGEST_BLOCK
        return together and any(self.sorts[index].family == "norm" for index in node.rows)

    def is_container(self, child: Node, parent: Node, wrapped: bool) -> bool:
        """Tell whether a node holds blocks, rather than being one."""
        inner = list(child.children.values())
        if SEQUENCE.match(child.name):
            return any(node.children for node in inner)
        if is_indexed(child, parent):
            return holds_inner_blocks(child)
        if any(is_indexed(node, child) and node.children for node in inner):
            return True
        if any(self.is_container(node, child, False) for node in inner if node.children):
            return True
        return wrapped and sum(self.main[i] for i in child.rows) > 0.5 * self.total and any(n.children for n in inner)

    def is_chain(self, node: Node) -> bool:
        """Tell a plain sequence such as VGG's `features`: numbered layers in a row, several of them with weights."""
        order = SEQUENCE.match(node.name) is not None
        numbered = all(not child.children and (order or child.name.isdigit()) for child in node.children.values())
        return numbered and sum(self.main[index] for index in node.rows) > 1


def narrowest(node: Node) -> Node:
    """Go down while there is one way only: expanded_conv rather than expanded."""
    while len(node.children) == 1 and not node.leaf and not is_leaf(only := next(iter(node.children.values()))):
        node = only
    return node


def is_leaf(node: Node) -> bool:
    """Tell a node with nothing under it."""
    return not node.children


def is_indexed(node: Node, parent: Node) -> bool:
    """Tell a numbered sibling: layer1 beside layer2, 0 beside 1, block6a beside block6b."""
    found = INDEXED.match(node.name)
    if not found:
        return False
    if not found.group("word") or len(found.group("index")) == len(node.name):
        return True
    return bool(INNER_WORD.search(found.group("word"))) or any(
        other is not node
        and other.children
        and other.name.startswith(found.group("word"))
        and INDEXED.match(other.name)
        for other in islice(parent.children.values(), 200)
    )


def holds_inner_blocks(node: Node) -> bool:
    """Tell a group of blocks (layer4 with 0 and 1, stages.2 with blocks.0) from a block with parts."""
    word = _word_of(node)
    if ONE_BLOCK.search(word):
        return any(child.name.startswith(f"{node.name}-") for child in node.children.values())  # block1.block1-0
    for child in node.children.values():
        if child.name.isdigit() and child.children:
            return True
        found = INDEXED.match(child.name)
        if found and child.children and INNER_WORD.search(found.group("word")) and OUTER_WORD.search(node.name):
            return True
        if not INNER_WORD.fullmatch(child.name.rstrip("s")) or not OUTER_WORD.match(word):
            continue
        several = child.name.endswith("s") or word.lower().startswith("stage")  # layers.0 holds no blocks in layer.0
        if several and any(inner.name.isdigit() and inner.children for inner in child.children.values()):
            return True
    return False


def _word_of(node: Node) -> str:
    """Give the word that counts a node: "layer" for layer4, "blocks" for blocks.3."""
    parts = node.path.split(".")
    if node.name.isdigit() and len(parts) > 1:
        return parts[-2]
    found = INDEXED.match(node.name)
    return found.group("word") if found else node.name


def join_branches(rows: Sequence[Row], sorts: Sequence[Sort], keys: list[str | None]) -> None:
    """Keep branches that meet again in one stage, where the text gives the connections and names tell no blocks.

    Between two layers through which everything passes lies one block: the layers of a residual or inception block.
    """
    for segment in segments(rows):
        loose = [index for index in segment if keys[index] is None]
        main = [index for index in loose if sorts[index].weighted and sorts[index].family in MAIN]
        named = {keys[index] for index in segment} - {None}
        if len(named) <= 1 and 1 < len(main) + len(named) <= LARGEST_BLOCK and main:
            for index in loose:
                keys[index] = next(iter(named), f"layer {main[0]}")


def segments(rows: Sequence[Row]) -> list[list[int]]:
    """Cut the rows wherever a single tensor passes on; [] where the connections are not known."""
    places = {row.path: index for index, row in enumerate(rows)}
    last_use = [-1] * len(rows)
    for index, row in enumerate(rows):
        for name in row.inputs:
            source = places.get(name)
            if source is None or source >= index:
                return []
            last_use[source] = index
    if max(last_use, default=-1) < 0:
        return []
    found, current, alive = [], [], 0
    ends: dict[int, int] = {}
    for index in range(len(rows)):
        current.append(index)
        alive -= ends.pop(index, 0)
        if last_use[index] > index:
            alive += 1
            ends[last_use[index]] = ends.get(last_use[index], 0) + 1
        if alive <= 1:
            found.append(current)
            current = []
    return [*found, current] if current else found


def _join_followers(rows: Sequence[Row], sorts: Sequence[Sort], keys: list[str | None], alone: set[int]) -> None:
    """Give layers without a block a stage: one for each main layer, which its norm and activation join."""
    current: str | None = None
    waiting: list[int] = []
    for index, key in enumerate(keys):
        sort = sorts[index]
        starts = key is None and sort.weighted and sort.family in MAIN and not sort.raw
        if starts and sort.family == "embedding" and index and sorts[index - 1].family == "embedding":
            starts = current is None or not current.startswith("layer ")
        if key is not None or starts:
            current = key if key is not None else f"layer {index}"
            for earlier in waiting:  # input, padding and the like before the first layer
                keys[earlier] = current
            waiting.clear()
            keys[index] = current
        elif current is None:
            waiting.append(index)
        else:
            keys[index] = current
    for index in waiting:
        keys[index] = current or "all"


def number(rows: Sequence[Row], keys: Sequence[str | None]) -> tuple[list[int], tuple[str, ...]]:
    """Number the stages in the order they first appear and name each after its block or its main layer."""
    order: dict[str, int] = {}
    members: list[list[int]] = []
    for index, key in enumerate(keys):
        if key not in order:
            order[key] = len(order)
            members.append([])
        members[order[key]].append(index)
    names = []
    for key, inside in zip(order, members, strict=True):
        kind, _, place = key.partition(" ")
        single = kind in ("layer", "head") and place.isdigit()
        names.append(rows[int(place)].path if single else as_written([rows[index].path for index in inside], key))
    return [order[key] for key in keys], distinct(names)


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Number names that come twice, as where the text cut two names at the same place."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(result)


def as_written(paths: Sequence[str], key: str) -> str:
    """Give a block's key with the separators of its paths: conv2_block1, not conv2.block1."""
    starts = (path[: len(key)] for path in paths)
    return next((start for start in starts if re.sub(r"[_/]", ".", start) == key.replace("_", ".")), key)
