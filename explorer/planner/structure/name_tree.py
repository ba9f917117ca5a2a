"""How do the paths of a summary make a tree? At points, slashes, underscores and torchinfo's labels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from explorer.planner.records.row import Row

# "res2a_branch2b", "bn2a_branch2b", "scale2a_branch2b": one residual block of Caffe and of Keras 1 and 2
BRANCHES = re.compile(r"^(?:res|bn|scale)(?P<block>\d\w{0,4})[_/]branch\w{0,4}")
# "conv_dw_3_bn", "conv_pw_3_relu": one separable block of MobileNet
SEPARABLE = re.compile(r"^conv_(?:dw|pw|pad)_(?P<block>\d{1,3})(?:_|$)")
MOST_PARTS = 40


@dataclass
class Node:
    """A place in the tree of names: a module, or a common start of names."""

    name: str
    path: str
    children: dict[str, "Node"] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)  # every row at or under this node, in order
    leaf: bool = False  # a row stands exactly here


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
