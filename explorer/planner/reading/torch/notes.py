"""What can a printed PyTorch model not tell? The remarks that say so, in words for a lay reader."""

import re
from collections.abc import Iterable

from explorer.planner.reading.torch.names import KNOWN, WRAPPERS
from explorer.planner.reading.torch.tree import Tree
from explorer.planner.records.model import Shape
from explorer.planner.records.row import Row
from explorer.remark import Remark

FEWEST_WORDS = 16  # a table with fewer entries is no vocabulary: BERT has two token types, and often two classes
# "BertForSequenceClassification", "GPT2LMHeadModel", "T5ForConditionalGeneration", "PeftModelForCausalLM"
HUGGING_FACE = re.compile(r"^[A-Z]\w{1,60}(?:For[A-Z]\w{2,60}|LMHeadModel|LMHead|Model)$")
# "shared", "encoder.embed_tokens", "decoder.embed_tokens": T5 and BART print one table three times
WORD_TABLE = re.compile(r"(?:^|\.)(?:shared|embed_tokens|word_embeddings?|wte|tok\w*_embeddings?|embedding)$")
NO_VOCABULARY = re.compile(r"position|type|segment|pos_emb|wpe", re.IGNORECASE)


def tree_notes(tree: Tree) -> Iterable[Remark]:
    """Say what is missing from the print itself."""
    if tree.headless:
        yield Remark("reading.torch.headless", {"line": tree.root.line})
    if tree.unclosed:
        yield Remark("reading.torch.unclosed", {"brackets": tree.unclosed})
    if tree.elided:
        yield Remark("reading.torch.elided", {"line": tree.elided[0]})
    if tree.further:
        yield Remark("reading.torch.further", {"models": tuple(tree.further)})


def own_class_note(tree: Tree) -> Iterable[Remark]:
    """Say of a class that we do not know that it may hold parameters which a print never shows."""
    root = tree.root
    while root.kind in WRAPPERS and len(root.children) == 1:
        root = root.children[0]
    if root.kind and root.children and root.kind not in KNOWN and not HUGGING_FACE.match(root.kind):
        yield Remark("reading.torch.own_class", {"model": root.kind})


def hiding_notes(hidden: Iterable[str], rows: tuple[Row, ...], assumed: Iterable[str]) -> Iterable[Remark]:
    """Say which weights exist that print(model) does not show."""
    hidden, assumed = tuple(hidden), tuple(assumed)
    if hidden:
        yield Remark("reading.torch.hidden", {"models": hidden, "count": len(hidden)})
    attention = [row for row in rows if row.kind == "MultiheadAttention"]
    if attention:
        yield attention_note(attention)
    unknown = [row for row in rows if row.parameters is None and row.kind != "MultiheadAttention"]
    packed = tuple(dict.fromkeys(row.kind for row in unknown if row.packed is not None))
    if packed:
        yield Remark("reading.packed.sizeless", {"models": packed})
    kinds = tuple(dict.fromkeys(row.kind for row in unknown if row.packed is None))
    if kinds:
        layers = sum(row.packed is None for row in unknown)
        yield Remark("reading.torch.unknown", {"layers": layers, "models": kinds})
    if assumed:
        yield Remark("reading.torch.assumed", {"models": assumed})


def attention_note(attention: list[Row]) -> Remark:
    """Say what attention layers hide, and how much that usually is."""
    usual = 0
    for row in attention:
        width = (row.tensors[0][1][0] or 0) if row.tensors else 0
        usual += width * width // 3 + (width if len(row.tensors) > 1 else 0)
    values = {"layers": len(attention)}
    if usual:
        return Remark("reading.torch.attention.usually", {**values, "weights": usual})
    return Remark("reading.torch.attention", values)


def tied_notes(rows: tuple[Row, ...]) -> tuple[tuple[Remark, ...], int]:
    """Say which layers may share one weight, since a print shows a shared weight twice; with how many that is."""
    tables: dict[Shape, list[Row]] = {}
    for row in rows:
        if row.kind.endswith("Embedding") and is_vocabulary(row):
            tables.setdefault(row.tensors[0][1], []).append(row)
    remarks, slack = [], 0
    for shape, owners in tables.items():
        twins = [row for row in rows if row.kind.endswith("Linear") and row.tensors and row.tensors[0][1] == shape]
        also = [*(row for row in owners[1:] if WORD_TABLE.search(row.path)), *twins]
        if also:
            weights = shape[0] * shape[1] * len(also)
            slack += weights
            values = {"first": owners[0].path, "others": tuple(f"“{row.path}”" for row in also), "weights": weights}
            remarks.append(Remark("reading.torch.tied", values))
    return tuple(remarks), slack


def bias_notes(rows: tuple[Row, ...], silent_bias: bool) -> tuple[tuple[Remark, ...], int]:
    """Say that PyTorch 0.3 and PaddlePaddle do not print whether a layer has a bias; with how many weights that is."""
    linear = [row for row in rows if row.kind == "Linear" and row.parameters]
    if silent_bias:
        linear = [
            row for row in rows if len(row.tensors) > 1 and row.tensors[1][0] == "bias" and "Norm" not in row.kind
        ]
    silent = [row for row in linear if "bias" not in dict(row.arguments) and row.packed is None]
    if not silent:
        return (), 0
    slack = sum(dict(row.tensors).get("bias", (0,))[0] or 0 for row in silent)
    key = "reading.torch.bias.layers" if silent_bias else "reading.torch.bias"
    return (Remark(key, {"first": silent[0].path, "layers": len(silent)}),), slack


def is_vocabulary(row: Row) -> bool:
    """Whether a table can be one of words, which an output layer may share."""
    shape = row.tensors[0][1] if row.tensors else ()
    if len(shape) != 2 or None in shape or NO_VOCABULARY.search(row.path):
        return False
    return shape[0] >= FEWEST_WORDS
