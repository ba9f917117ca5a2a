"""Which nodes in the tree of names are blocks, and which hold blocks or are plain sequences of layers?"""

import re
from collections.abc import Sequence
from itertools import islice

from explorer.planner.layers.families import Family
from explorer.planner.records.row import Row
from explorer.planner.structure.name_tree import Node

# "conv5", "layer4", "block6a", "3", "3a", "5b", "denselayer12", "block1-0", torchinfo's "BasicBlock:2-1"
INDEXED = re.compile(r"^(?P<word>[A-Za-z_]*?(?:\d+[-_])?|\w{1,200}(?::\d{1,6})?-)(?P<index>\d{1,30}[a-z]?)$")
# "fc1", "linear_2": layers of a plain network
ROW_OF_DENSE = re.compile(r"^(?:fc|dense|linear|lin)_?\d{1,3}$")
# A block inside a group of blocks: "stages.2.blocks.5", "layers.2.blocks.5", "conv5_block3", "denseblock3.denselayer12"
INNER_WORD = re.compile(r"layer|block|unit|cell|bottleneck|^b$", re.IGNORECASE)
# block3, block.3: nothing inside is a block
ONE_BLOCK = re.compile(r"((?<!dense)block|unit|cell|bottleneck|^h)_?$", re.IGNORECASE)
OUTER_WORD = re.compile(r"stage|layers?|transformers|conv|blockgroup|denseblock|group|^block|^s\d", re.IGNORECASE)
# torchinfo without names: "Sequential:1-5" holds what a name would call layer1.0, layer1.1 or features.0, features.1
SEQUENCE = re.compile(r"^(?:Sequential|ModuleList|ModuleDict):\d")
LABEL = re.compile(r"^\w{1,200}:\d{1,6}-\d{1,9}$")
OUTER_CLASS = re.compile(r"stage|layers?:|blocks|encoder|decoder|group|series|level", re.IGNORECASE)
MAIN = {"conv", "dense", "recurrent", "attention", "embedding", "container", "wrapped", "unknown"}
LARGEST_BLOCK = 14  # weighted layers; Inception's largest block has ten, beyond that a name says nothing


class Walk:
    """Goes through the tree and gives each row the key of its block; None where layers stand alone."""

    def __init__(self, rows: Sequence[Row], families: Sequence[Family], keys: list[str | None], alone: set[int]):
        self.rows, self.families, self.keys = rows, families, keys
        self.flat = {
            index for index, row in enumerate(rows) if "." not in row.path and (row.kind or "/" not in row.path)
        }
        self.main = [
            family.weighted and family.name in MAIN and index not in alone for index, family in enumerate(families)
        ]
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
        if len(node.rows) == 1 or self.is_chain(node) or (self.is_row_of_dense(node) and not is_indexed(node, parent)):
            return False
        if not any(index in self.flat for index in node.rows) or is_indexed(node, parent):
            return True
        together = node.rows[-1] - node.rows[0] < 2 * len(node.rows)
        together = together and sum(self.main[index] for index in node.rows) <= LARGEST_BLOCK
        return together and any(self.families[index].name == "norm" for index in node.rows)

    def is_row_of_dense(self, node: Node) -> bool:
        """Tell linear layers in a row that are counted up, such as fc1 and fc2, with nothing else beside them."""
        if any(child.children or not ROW_OF_DENSE.match(child.name) for child in node.children.values()):
            return False
        return len(node.children) > 1 and all(self.families[index].name == "dense" for index in node.rows)

    def is_container(self, child: Node, parent: Node, wrapped: bool) -> bool:
        """Tell whether a node holds blocks, rather than being one."""
        inner = list(child.children.values())
        if SEQUENCE.match(child.name):
            least = 1 if SEQUENCE.match(parent.name) else 0  # as blocks.0 beside features
            return any(node.children and self.mains(node) > least for node in inner)
        if LABEL.match(child.name):
            return self.is_labelled_container(child, wrapped)
        if is_indexed(child, parent):
            return self.holds_inner_blocks(child)
        if any(is_indexed(node, child) and node.children for node in inner):
            return True
        if any(self.is_container(node, child, False) for node in inner if node.children):
            return True
        return wrapped and sum(self.main[i] for i in child.rows) > 0.5 * self.total and any(n.children for n in inner)

    def holds_inner_blocks(self, node: Node) -> bool:
        """Tell a group of blocks (layer4 with 0 and 1, stages.2 with blocks.0) from a block with parts."""
        word = _word_of(node)
        if ONE_BLOCK.search(word):
            return any(child.name.startswith(f"{node.name}-") for child in node.children.values())  # block1.block1-0
        for child in node.children.values():
            if self.is_numbered_block(child):
                return True
            found = INDEXED.match(child.name)
            if found and child.children and INNER_WORD.search(found.group("word")) and OUTER_WORD.search(node.name):
                return True
            if not INNER_WORD.fullmatch(child.name.rstrip("s")) or not OUTER_WORD.match(word):
                continue
            several = child.name.endswith("s") or word.lower().startswith("stage")  # layers.0 holds no layer.0
            if several and any(self.is_numbered_block(inner) for inner in child.children.values()):
                return True
        return False

    def is_numbered_block(self, node: Node) -> bool:
        """Tell a block in a sequence from a lone convolution with its norm."""
        return node.name.isdigit() and bool(node.children) and self.mains(node) > 1

    def is_labelled_container(self, node: Node, wrapped: bool) -> bool:
        """Tell the same of torchinfo's "ConvNextStage:2-2", by its class and by a sequence of blocks inside."""
        if self.holds_inner_blocks(node) or self.holds_sequence_of_blocks(node):
            return True
        inner = [child for child in node.children.values() if child.children]
        if any(self.is_labelled_container(child, False) for child in inner if not SEQUENCE.match(child.name)):
            return True
        return wrapped and self.mains(node) > 0.5 * self.total and bool(inner)

    def holds_sequence_of_blocks(self, node: Node) -> bool:
        """Tell a stage: most of what it holds is a sequence, and each part of that is a block."""
        most = 0 if OUTER_CLASS.search(node.name) else 0.75 * self.mains(node)
        return any(
            SEQUENCE.match(child.name) and self.is_sequence_of_blocks(child) and self.mains(child) > most
            for child in node.children.values()
        )

    def is_sequence_of_blocks(self, node: Node) -> bool:
        parts = [child for child in node.children.values() if child.children]
        return bool(parts) and all(
            self.is_sequence_of_blocks(part)
            if SEQUENCE.match(part.name)
            else self.mains(part) > 1 and INNER_WORD.search(part.name)
            for part in parts
        )

    def mains(self, node: Node) -> int:
        """Count the layers at or under a node that a block can be made of."""
        return sum(self.main[index] for index in node.rows)

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


def _word_of(node: Node) -> str:
    """Give the word that counts a node: "layer" for layer4, "blocks" for blocks.3."""
    parts = node.path.split(".")
    if node.name.isdigit() and len(parts) > 1:
        return parts[-2]
    found = INDEXED.match(node.name)
    return found.group("word") if found else node.name
