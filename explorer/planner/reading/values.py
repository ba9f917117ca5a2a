"""How are counts, shapes and flags written in summaries? One reader for each, for every format."""

import re

from explorer.planner.records.model import Shape

# "14,714,688", "16813381", "16 813 381", "1_290"; at most 18 digits, since no model has more parameters
COUNT = re.compile(r"\d{1,3}(?:[,_' ]\d{3}){1,6}(?!\d)|\d{1,18}(?!\d)")
BRACKET = re.compile(r"[\[(]([^\[\]()]{0,400})[\])]")
UNKNOWN_SIZES = {"none", "-1", "?", "null", "batch", "batch_size", "b", "n", "-"}
TRUE = {"y", "yes", "true", "t", "1", "trainable", "✓", "✔", "x"}
FALSE = {"n", "no", "false", "f", "0", "frozen", "✗", "✘", "non-trainable"}


def read_count(text: str) -> int | None:
    """Read a whole count such as 14,714,688; None where the text is anything else or cut."""
    text = text.strip().strip("*`_").strip()
    if text.endswith(".0"):  # Keras 2.0 wrote 1199882.0
        text = text[:-2]
    if not COUNT.fullmatch(text):
        return None
    return int(re.sub(r"[,_' ]", "", text))


def read_shape(text: str) -> Shape | None:
    """Read (None, 32, 32, 8), [1, 64, 7, 7] or torch.Size([64]); the first of several; None where cut or unknown."""
    found = BRACKET.search(text)
    if not found:
        return None
    parts = [part.strip() for part in found.group(1).split(",")]
    if parts and parts[-1] == "":
        parts.pop()
    sizes = []
    for part in parts:
        if part.lower() in UNKNOWN_SIZES:
            sizes.append(None)
        elif part.isascii() and part.isdigit() and len(part) <= 12:
            sizes.append(int(part))
        else:
            return None
    return tuple(sizes)


def read_flag(text: str) -> bool | None:
    """Read Y/N, True/False, yes/no; None for a dash or anything else."""
    word = text.strip().strip("*`").strip().lower()
    return True if word in TRUE else False if word in FALSE else None
