"""What does `torchsummary.summary` tell? A flat list of modules in the order in which they ran.

Read: torchsummary 1.5 in any width, with several outputs, and lists that are trimmed above or below.
Not read: names and nesting, which the list does not have (a row for a block without weights is taken out and only
draws the stages), and weights that torchsummary does not count: it sees `weight` and `bias` alone.
"""

import re
from collections.abc import Sequence

from explorer.planner.reading.counted_notes import tied_note
from explorer.planner.reading.torch.classes import is_weightless
from explorer.planner.reading.torch.names import HIDING
from explorer.planner.reading.torch_tables.first_table import first_table
from explorer.planner.reading.values import read_shape
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading, Row
from explorer.remark import Remark

# "            Conv2d-1         [-1, 64, 112, 112]           9,408", "LSTM-2  [[-1, 5, 8], [-1, 2, 8]]  0"
ROW = re.compile(
    r"^[ \t]*(?P<kind>[A-Za-z_][\w.]{0,200})-(?P<index>\d{1,7})[ \t]+(?P<shape>\[.{0,2000}\])"
    r"[ \t]+(?P<count>\d[\d,]{0,24})[ \t]*$",
    re.MULTILINE,
)
# "        Layer (type)               Output Shape         Param #"
HEADER = re.compile(r"^[ \t]*Layer \(type\)[ \t]+Output Shape[ \t]+Param #[ \t]*$", re.MULTILINE)
# "Total params: 11,689,512", "Trainable params: 0"
FOOTER = re.compile(r"^[ \t]*(Total|Trainable|Non-trainable) params: ([\d,]{1,24})[ \t]*$", re.MULTILINE)
BLOCK = re.compile(
    r"(?:Block|Bottleneck|Layer|Residual|Module|Encoder|Decoder|Attention|Unit|Stage|Net|Model|Mlp|MLP|Embeddings?|"
    r"Conv\w*Activation|ConvBnAct|ConvNormAct|Pooler|Output|Intermediate|Head|Excitation|SEModule|Transition|Fire|"
    r"Inception\w?|InceptionAux|PatchEmbed|Backbone|Neck|DoubleConv|Down|Up|OutConv|Cell)\d*[A-Z]?\d?$"
)
HOLDING_MORE = re.compile(r"Attention|^Attn|PatchEmbed|LayerScale|ConvNeXt|ViT")
MISSED = ("LSTM", "GRU", "RNN", "MultiheadAttention", "LSTMCell", "GRUCell", "RNNCell")


def looks_like(text: str) -> bool:
    """Whether torchsummary's header stands over such rows, or several rows stand alone."""
    rows = ROW.findall(text, 0, 20_000)
    return bool(rows) and (bool(HEADER.search(text)) or len(rows) > 1)


def parse(text: str) -> Reading:
    """Read the rows and the totals; raises SummaryError where no row is found."""
    text, several = first_table(text, HEADER)
    matches = list(ROW.finditer(text))
    if not matches:
        raise SummaryError(Remark("refusals.torchsummary"))
    totals = {name: int(number.replace(",", "") or 0) for name, number in FOOTER.findall(text)}
    total, trainable = totals.get("Total"), totals.get("Trainable")
    containers = [is_container(match) for match in matches]
    blocks = find_blocks(matches, containers)
    lines = line_numbers(text, matches)
    rows = tuple(
        to_row(match, blocks[position], lines[position], all_or_none(total, trainable))
        for position, match in enumerate(matches)
        if not containers[position]
    )
    notes = (*missed_note(rows), *hidden_note(matches), *trimmed_note(matches), *tied_note(rows))
    return Reading("pytorch", rows, total=total, trainable=trainable, exact=not notes, notes=(*notes, *several))


def to_row(match: re.Match, block: str, line: int, flag: bool | None) -> Row:
    """Make the row of one module."""
    parameters = int(match["count"].replace(",", ""))
    trainable = flag if parameters else None
    return Row(
        path=f"{match['kind']}-{match['index']}",
        kind=match["kind"],
        parameters=None if match["kind"] in MISSED and not parameters else parameters,
        trainable_parameters=0 if not parameters else None if flag is None else parameters * flag,
        trainable=trainable,
        output_shape=read_shape(match["shape"]),
        name_known="position",
        block=block,
        line=line,
    )


def all_or_none(total: int | None, trainable: int | None) -> bool | None:
    """Return True where all weights learn, False where none does, None where the totals cannot tell."""
    if total is None or trainable is None or not total:
        return None
    return True if trainable == total else False if trainable == 0 else None


def is_container(match: re.Match) -> bool:
    """Whether a row stands for a block, which is printed after its parts and counts nothing itself."""
    kind = match["kind"]
    return match["count"] == "0" and not is_weightless(kind) and kind not in MISSED and bool(BLOCK.search(kind))


def find_blocks(matches: Sequence[re.Match], containers: Sequence[bool]) -> list[str]:
    """Give each row the block that is printed behind it; the first block starts behind the last pooling before it."""
    blocks = [""] * len(matches)
    repeated = outermost(matches, containers)
    start = 0
    for position, match in enumerate(matches):
        if not containers[position] or family_of(match["kind"]) != repeated:
            continue
        label = f"{match['kind']}-{match['index']}"
        begin = start if start else after_stem(matches, position)
        for inside in range(begin, position):
            blocks[inside] = label
        start = position + 1
    return blocks


def outermost(matches: Sequence[re.Match], containers: Sequence[bool]) -> str | None:
    """Return the class of block that holds the others: of those that come twice, the one whose last comes last."""
    counts: dict[str, int] = {}
    last: dict[str, int] = {}
    for position, match in enumerate(matches):
        if containers[position]:
            family = family_of(match["kind"])
            counts[family] = counts.get(family, 0) + 1
            last[family] = position
    twice = [family for family, number in counts.items() if number > 1]
    return max(twice, key=lambda family: last[family], default=None)


def family_of(kind: str) -> str:
    """Return what InceptionA to InceptionE have in common."""
    return re.sub(r"(?<=[a-z])[A-Z0-9]$", "", kind)


def after_stem(matches: Sequence[re.Match], end: int) -> int:
    """Return where the first block begins: behind the last pooling before it, else at the start."""
    for position in range(end - 1, -1, -1):
        if "Pool" in matches[position]["kind"] and not matches[position]["kind"].startswith("Adaptive"):
            return position + 1
    return 0


def line_numbers(text: str, matches: Sequence[re.Match]) -> list[int]:
    """Return the line of each match, from 1, in one pass over the text."""
    numbers, line, position = [], 1, 0
    for match in matches:
        begin = match.start("kind")
        line += text.count("\n", position, begin)
        position = begin
        numbers.append(line)
    return numbers


def missed_note(rows: Sequence[Row]) -> tuple[str, ...]:
    """Say which classes torchsummary does not count."""
    kinds = list(dict.fromkeys(row.kind for row in rows if row.parameters is None))
    if not kinds:
        return ()
    return (Remark("reading.torchsummary.missed", {"kinds": tuple(kinds)}),)


def hidden_note(matches: Sequence[re.Match]) -> tuple[str, ...]:
    """Say that models with attention or layer scales often hold weights that are neither `weight` nor `bias`."""
    kinds = [match["kind"] for match in matches if match["kind"] in HIDING or HOLDING_MORE.search(match["kind"])]
    if not kinds:
        return ()
    return (Remark("reading.torchsummary.hidden", {"kind": kinds[0]}),)


def trimmed_note(matches: Sequence[re.Match]) -> tuple[str, ...]:
    """Say that rows are missing where the numbers jump."""
    numbers = [int(match["index"]) for match in matches]
    gaps = [number for before, number in zip([0, *numbers], numbers, strict=False) if number != before + 1]
    if not gaps:
        return ()
    return (Remark("reading.torchsummary.trimmed", {"row": gaps[0]}),)


FORMAT = Format(
    key="torchsummary",
    label="torchsummary summary(model)",
    framework="pytorch",
    looks_like=looks_like,
    parse=parse,
    how_to_print="summary(model, (3, 224, 224))",
)
