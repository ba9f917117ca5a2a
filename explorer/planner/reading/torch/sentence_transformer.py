"""What does a printed SentenceTransformer tell? The names of its stages, and the sizes of its Dense layers alone."""

import ast

from explorer.planner.reading.torch.arguments import Arguments
from explorer.planner.reading.torch.tree import Node

ROOTS = ("SentenceTransformer", "CrossEncoder", "SparseEncoder")
ENCODERS = {"Transformer": "auto_model", "MLMTransformer": "auto_model", "CLIPModel": "model"}  # where its layers are
WEIGHTLESS = ("Pooling", "Normalize", "Dropout", "LayerNorm", "SpladePooling")


def is_settings(node: Node) -> bool:
    """Whether a module prints its settings as a dictionary: Dense({'in_features': 256, ...})."""
    return node.arguments.lstrip().startswith("{")


def names_encoder(root: Node, node: Node) -> bool:
    """Whether a stage names the whole encoder without showing its layers."""
    closed = not node.children and (is_settings(node) or not node.arguments.strip())
    return root.kind in ROOTS and node.kind in ENCODERS and closed


def settings_of(node: Node) -> Arguments:
    """Read the printed dictionary; empty where it is no plain one."""
    try:
        found = ast.literal_eval(node.arguments.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return Arguments((), ())
    if not isinstance(found, dict):
        return Arguments((), ())
    return Arguments((), tuple((str(name), str(value)) for name, value in found.items()))
