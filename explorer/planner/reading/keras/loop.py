"""How is a loop over model.layers read? One layer a line: a number, its name, perhaps its class, flag and count.

Read: "0 block1_conv1 True", "block1_conv1 (Conv2D) 1792", "<Conv2D name=conv1, built=True>", with or without commas.
Not read: what such a loop does not print, mostly shapes and counts.
"""

import re
from itertools import pairwise

from explorer.planner.layers.families import row_family
from explorer.planner.reading.keras.classes import CLASSES
from explorer.planner.reading.values import read_count, read_flag, read_shape
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading, Row
from explorer.remark import Remark

# "<Conv2D name=conv1, built=True>", "<keras.layers.convolutional.Conv2D object at 0x7f...>"
OBJECT = re.compile(
    r"<(?:[\w.]{0,120}\.)?(?P<kind>\w{1,80})(?: name=(?P<name>[^\s,>]{1,200}), built=\w{4,5}| object at 0x\w{1,20})>"
)
# "(0, 'input_layer', True)", "0 input_layer True", "12: block1_conv1 - Conv2D", "layer 3 conv1"
NUMBERED = re.compile(r"^\(?(?:[Ll]ayer )?#?(?P<number>\d{1,5})[\s,:.)|-]{1,10}(?P<rest>\S.{0,400})$")
NAME = re.compile(r"^[A-Za-z_][\w./-]{0,199}$")
SEPARATORS = re.compile(r"[\s,:;|]+")
LEAST, SHARE = 3, 0.8


def looks_like(text: str) -> bool:
    """Tell a list of layers: most lines start with numbers that count up by one, or are layer objects."""
    lines = [line.strip() for line in text[:40_000].split("\n") if line.strip()][:400]
    if len(lines) < LEAST:
        return False
    objects = sum(bool(OBJECT.search(line)) for line in lines)
    return objects >= max(LEAST, SHARE * len(lines)) or counts_up(lines) or known_names(lines)


def counts_up(lines: list[str]) -> bool:
    """Tell whether the lines are numbered in order, each with a name behind its number."""
    numbers = []
    for line in lines:
        found = NUMBERED.match(line)
        if found and is_layer(found.group("rest")):
            numbers.append(int(found.group("number")))
    steps = sum(after - before == 1 for before, after in pairwise(numbers))
    return len(numbers) >= max(LEAST, SHARE * len(lines)) and steps >= 0.9 * (len(numbers) - 1)


def is_layer(rest: str) -> bool:
    """Tell a layer's name from a word of prose: it has an underscore, a digit, a flag or a class beside it."""
    name, words = first_name(rest), words_of(rest)
    if not name or len(words) > 8:
        return False
    return (
        bool(re.search(r"[_\d]", name))
        or any(word in CLASSES or word in ("True", "False") for word in words)
        or (len(words) == 1 and row_family(Row(name)).name != "unknown")
    )


def known_names(lines: list[str]) -> bool:
    """Tell lines without numbers that carry a class of Keras or a name that Keras gives, each with a name first."""
    fitting = 0
    for line in lines:
        words = words_of(line)
        if not words or not NAME.match(words[0]) or len(words) > 5 or "." in words[0]:
            continue
        typed = len(words) > 1 and any(word in CLASSES for word in words)
        flagged = len(words) == 2 and words[1] in ("True", "False")
        fitting += typed or flagged
    return fitting >= max(LEAST, SHARE * len(lines))


def words_of(line: str) -> list[str]:
    """Split a line into its words, without quotes and brackets around them."""
    words = (word.strip("'\"()[]<>") for word in SEPARATORS.split(line[:600]))
    return [word for word in words if word and word != "-"]


def first_name(rest: str) -> str:
    """Give the name that opens the rest of a line, "" where there is none."""
    if found := OBJECT.search(rest):
        return found.group("name") or found.group("kind")
    words = words_of(rest)
    return words[0] if words and NAME.match(words[0]) else ""


def parse(text: str) -> Reading:
    """Read one layer a line; lines of another kind are left out and counted."""
    rows, left_out = [], 0
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    telling = [is_layer(rest_of(line)) for _, line in lines]
    prose_apart = sum(telling) >= SHARE * len(lines)  # the list is plain enough to tell a letter's lines from it
    for (number, line), names_layer in zip(lines, telling, strict=True):
        row = read_line(line, number) if names_layer or not prose_apart else None
        if row is None:
            left_out += 1
        else:
            rows.append(row)
    if len(rows) < LEAST or left_out > len(rows):
        raise SummaryError(Remark("refusals.keras.loop"))
    notes = [Remark("reading.keras.left_out", {"lines": left_out})] if left_out else []
    return Reading(framework="keras", rows=tuple(rows), notes=tuple(notes))


def rest_of(line: str) -> str:
    """Give a line without the number it starts with."""
    numbered = NUMBERED.match(line)
    return numbered.group("rest") if numbered else line


def read_line(line: str, number: int) -> Row | None:
    """Read one line into a row; None where it names no layer."""
    rest = rest_of(line)
    found = OBJECT.search(rest)
    if found:
        rest = rest[: found.start()] + rest[found.end() :]
        name, kind = found.group("name") or "", found.group("kind")
        words = words_of(rest)
        name = name or next((word for word in words if NAME.match(word)), kind)
    else:
        words = words_of(rest)
        if not words or not NAME.match(words[0]):
            return None
        name, kind = words[0], next((word for word in words[1:] if word in CLASSES), "")
        words = words[1:]
    flags = [read_flag(word) for word in words if word in ("True", "False")]
    shape = read_shape(rest)
    counts = [read_count(word) for word in words if word[:1].isdigit()] if shape is None else []
    return Row(
        path=name,
        kind=kind,
        parameters=counts[0] if len(counts) == 1 else None,
        trainable=flags[0] if flags else None,
        output_shape=shape,
        name_known="full" if found is None or found.group("name") else "position",
        line=number,
    )


FORMAT = Format(
    key="keras-layer-loop",
    label="a loop over model.layers in Keras",
    framework="keras",
    looks_like=looks_like,
    parse=parse,
    how_to_print="for i, layer in enumerate(model.layers): print(i, layer.name, layer.trainable)",
)
