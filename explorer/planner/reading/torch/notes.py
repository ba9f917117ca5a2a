"""What can a printed PyTorch model not tell? The notes that say so, in words for a lay reader."""

import re
from collections.abc import Iterable

from explorer.numerals import count, plural
from explorer.planner.reading.torch.names import KNOWN, WRAPPERS
from explorer.planner.reading.torch.tree import Tree
from explorer.planner.records.model import Shape
from explorer.planner.records.row import Row

MOST_NAMES = 4  # a note names at most so many classes
FEWEST_WORDS = 16  # a table with fewer entries is no vocabulary: BERT has two token types, and often two classes
# "BertForSequenceClassification", "GPT2LMHeadModel", "T5ForConditionalGeneration"
HUGGING_FACE = re.compile(r"^[A-Z]\w{1,60}(?:For[A-Z]\w{2,60}|LMHeadModel|LMHead|Model)$")
# "shared", "encoder.embed_tokens", "decoder.embed_tokens": T5 and BART print one table three times
WORD_TABLE = re.compile(r"(?:^|\.)(?:shared|embed_tokens|word_embeddings?|wte|tok\w*_embeddings?|embedding)$")
NO_VOCABULARY = re.compile(r"position|type|segment|pos_emb|wpe", re.IGNORECASE)


def tree_notes(tree: Tree) -> Iterable[str]:
    """Say what is missing from the print itself."""
    if tree.headless:
        yield (
            f"The first line of the model is missing: the text starts at line {tree.root.line}, inside the model. "
            "Layers before it are not known, and names may lack their beginning."
        )
    if tree.unclosed:
        yield (
            f"The text ends or breaks before the model does ({plural(tree.unclosed, 'bracket')} without an end): "
            "layers may be missing."
        )
    if tree.elided:
        yield f"Line {tree.elided[0]} stands for lines that were left out: the layers there are not known."
    if tree.further:
        yield f"The text holds more than one model; only the first one is read, not {names(tree.further)}."


def own_class_note(tree: Tree) -> Iterable[str]:
    """Say of a class that we do not know that it may hold parameters which a print never shows."""
    root = tree.root
    while root.kind in WRAPPERS and len(root.children) == 1:
        root = root.children[0]
    if root.kind and root.children and root.kind not in KNOWN and not HUGGING_FACE.match(root.kind):
        yield (
            f"If “{root.kind}” or a class inside it creates nn.Parameter weights of its own, print(model) does not "
            "show them, and they are not counted."
        )


def hiding_notes(hidden: Iterable[str], rows: tuple[Row, ...], assumed: Iterable[str]) -> Iterable[str]:
    """Say which weights exist that print(model) does not show."""
    hidden, assumed = tuple(hidden), tuple(assumed)
    if hidden:
        yield (
            f"{names(hidden)} also {'holds' if len(hidden) == 1 else 'hold'} weights of its own that print(model) "
            "does not show (such as a class token, positions or scales): the true total is higher."
        )
    attention = [row for row in rows if row.kind == "MultiheadAttention"]
    if attention:
        yield attention_note(attention)
    unknown: dict[str, int] = {}
    for row in rows:
        if row.parameters is None and row.kind != "MultiheadAttention":
            unknown[row.kind] = unknown.get(row.kind, 0) + 1
    if unknown:
        yield (
            f"How many weights {plural(sum(unknown.values()), 'layer')} of the class {names(unknown)} "
            "may hold is not in the text: the total counts the other layers only."
        )
    if assumed:
        yield f"{names(assumed)} was counted like the PyTorch layer whose arguments it prints; it may hold more."


def attention_note(attention: list[Row]) -> str:
    """Say what attention layers hide, and how much that usually is."""
    usual = 0
    for row in attention:
        width = (row.tensors[0][1][0] or 0) if row.tensors else 0
        usual += width * width // 3 + (width if len(row.tensors) > 1 else 0)
    sized = f": usually {count(usual)} more, if keys and values are as wide as the rest" if usual else ""
    return (
        f"print(model) does not show the input weights of {plural(len(attention), 'attention layer')}{sized}. "
        "They are not in the total."
    )


def tied_notes(rows: tuple[Row, ...]) -> Iterable[str]:
    """Say which layers may share one weight, since a print shows a shared weight twice."""
    tables: dict[Shape, list[Row]] = {}
    for row in rows:
        if row.kind.endswith("Embedding") and is_vocabulary(row):
            tables.setdefault(row.tensors[0][1], []).append(row)
    for shape, owners in tables.items():
        twins = [row for row in rows if row.kind.endswith("Linear") and row.tensors and row.tensors[0][1] == shape]
        also = [*(row for row in owners[1:] if WORD_TABLE.search(row.path)), *twins]
        if also:
            weights = shape[0] * shape[1]
            yield (
                f"“{owners[0].path}” and {names([f'“{row.path}”' for row in also])} have weights of the same size. "
                f"Language models often share one weight there, which print(model) cannot show: if so, the total is "
                f"{count(weights * len(also))} lower."
            )


def bias_note(rows: tuple[Row, ...]) -> Iterable[str]:
    """Say that PyTorch 0.3 does not print whether a linear layer has a bias."""
    silent = [row for row in rows if row.kind == "Linear" and row.parameters and "bias" not in dict(row.arguments)]
    if silent:
        yield (
            f"This print does not say whether “{silent[0].path}”"
            f"{' and other linear layers have' if len(silent) > 1 else ' has'} a bias; one is counted."
        )


def is_vocabulary(row: Row) -> bool:
    """Whether a table can be one of words, which an output layer may share."""
    shape = row.tensors[0][1] if row.tensors else ()
    if len(shape) != 2 or None in shape or NO_VOCABULARY.search(row.path):
        return False
    return shape[0] >= FEWEST_WORDS


def names(items: Iterable[str]) -> str:
    """Join names for a sentence, at most a few."""
    listed = list(items)
    shown = listed[:MOST_NAMES]
    if len(listed) > MOST_NAMES:
        return f"{', '.join(shown)} and {len(listed) - MOST_NAMES} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
