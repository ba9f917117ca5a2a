"""How do Keras 2 and Keras 1 print a model? Columns at fixed places, no drawn borders.

Three layouts: rows apart by an empty line and cells that wrap (TensorFlow 2.7 and later); rows apart by a rule and
cells cut at the column's end (Keras 2.0 to TensorFlow 2.6); the same, always with connections (Keras 1).
Read: nested models drawn with bars, the Trainable column, a lost header, columns that lost their alignment on one line.
Not read: names and classes that the column cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer.planner.reading.keras.classes import CLASSES, KERAS1_CLASSES, complete_class, settle_dimension
from explorer.planner.reading.keras.layers import (
    MODEL_NAME,
    Cells,
    Footer,
    hidden_networks,
    notes_on_containers,
    read_connections,
    read_footer,
    split_name,
    to_rows,
    with_shared_output,
)
from explorer.planner.reading.values import read_count, read_flag, read_shape
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.remark import Remark

# " Layer (type)                Output Shape              Param #   "
HEADER = re.compile(
    r"^[ \t]{0,20}Layer \(type\)[ \t]{1,200}Output Shape[ \t]{1,200}Param #"
    r"(?:[ \t]{1,200}Connected to)?(?:[ \t]{1,200}Trainable)?[ \t]*$",
    re.MULTILINE,
)
# "conv2d_1 (Conv2D)            (None, 26, 26, 32)        320       img[0][0]", also with a cut class
ROW = re.compile(
    r"^(?P<bars>\|{0,30}) {0,20}(?P<name>[^\s(|][^(|\n]{0,120}?) ?\((?P<kind>[\w.]{0,80})(?P<closed>\))? {1,120}"
    r"(?P<shape>multiple|\?|[\[({][^|\n]{0,200}?[\])}]?) {1,120}(?P<count>\d[\d,]{0,22})"
    r"(?: {1,120}(?P<rest>[^\n]{0,400}))?$"
)
# "_________", "=========", "|¯¯¯¯¯¯¯¯|", "¯¯¯¯¯¯¯"
RULE = re.compile(r"^[ |_=¯─━-]{3,}$")
END = re.compile(r"^[ \t|]{0,20}(?:Total|Trainable|Non-trainable) params:", re.IGNORECASE)
RULED = re.compile(r"^[ \t]{0,20}_{20,}[ \t]*$", re.MULTILINE)
TITLES = ("Layer (type)", "Output Shape", "Param #", "Connected to", "Trainable")
KEYS = ("name", "shape", "count", "connected", "trainable")
LONGEST_LINE = 1_000
KERAS1_WIDTH = 100  # the rules of Keras 1 have 100 signs, those of Keras 2 have 65 or 98


@dataclass(frozen=True)
class Columns:
    """Where each column starts, counted from 0 in the line."""

    starts: tuple[tuple[str, int], ...]
    wraps: bool  # cells go on in the next line (TensorFlow 2.7 and later), else they are cut

    def cell(self, key: str, line: str, level: int = 0) -> str:
        """Give a cell's text as it stands, with spaces; "" where the line ends before it."""
        for index, (name, start) in enumerate(self.starts):
            if name == key:
                end = self.starts[index + 1][1] if index + 1 < len(self.starts) else len(line)
                return line[start + (level if index == 0 else 0) : end]
        return ""

    def width(self, level: int = 0) -> int:
        """Give how many signs of a name fit on one line."""
        return self.starts[1][1] - self.starts[0][1] - 2 - level

    def has(self, key: str) -> bool:
        """Tell whether the table has this column."""
        return any(name == key for name, _ in self.starts)


def looks_like_spaced(text: str) -> bool:
    """Tell the layout of TensorFlow 2.7 and later: a title row, and no rules between the rows."""
    return bool(HEADER.search(text) or any(_rows_alone(text))) and not ruled(text)


def looks_like_ruled(text: str) -> bool:
    """Tell the layout with a rule between rows."""
    return ruled(text) and bool(HEADER.search(text) or any(_rows_alone(text)))


def looks_like_keras1(text: str) -> bool:
    """Tell Keras 1: rules of 100 signs, connections in every table, class names of that time."""
    if not looks_like_ruled(text) or "Model: " in text:
        return False
    rule = RULED.search(text)
    return ("Connected to" in text and len(rule.group().strip()) == KERAS1_WIDTH) or "(Convolution2D)" in text


def ruled(text: str) -> bool:
    """Tell whether rules stand between the rows, not only around the table."""
    return len(RULED.findall(text[:20_000])) > 2


def _rows_alone(text: str) -> Iterator[bool]:
    """Look for rows of a table that lost its header, within the first lines."""
    for line in text[:20_000].split("\n")[:200]:
        if "(None" in line and len(line) < LONGEST_LINE and ROW.match(line):
            yield True


def parse(text: str) -> Reading:
    """Read the first table of a text."""
    header = HEADER.search(text)
    lines = text.split("\n")
    first = text.count("\n", 0, header.end()) + 1 if header else 0
    columns = columns_of(header.group(), not ruled(text)) if header else infer_columns(lines, not ruled(text))
    groups = list(group_lines(lines, first, columns))
    classes = KERAS1_CLASSES + CLASSES if "Convolution" in text else CLASSES
    cells = settle_dimension([read_cells(group, columns, classes) for group in groups], classes)
    cells = [row for row in cells if row.name]
    if not cells:
        raise SummaryError(Remark("refusals.keras.no_layers", {"line": first or 1}))
    others = sum(1 for _ in HEADER.finditer(text)) > 1
    name = MODEL_NAME.search(text)
    footer = read_footer(text)
    rows = with_shared_output(to_rows(cells), footer.total)
    return Reading(
        framework="keras",
        rows=rows,
        name=name.group("name") if name else "",
        total=footer.total,
        trainable=footer.trainable,
        notes=(*notes_on(cells, footer, others), *notes_on_containers(rows), *hidden_networks(rows)),
    )


def columns_of(header: str, wraps: bool) -> Columns:
    """Find where the columns start from their titles."""
    starts = ((key, header.find(title)) for key, title in zip(KEYS, TITLES, strict=True))
    return Columns(tuple((key, start) for key, start in starts if start >= 0), wraps)


def infer_columns(lines: Sequence[str], wraps: bool) -> Columns:
    """Find where the columns start from the first row that is whole on its line."""
    for line in lines:
        found = ROW.match(line) if len(line) < LONGEST_LINE else None
        if found and found.group("closed") and not found.group("bars"):
            rest = (("connected", found.start("rest")),) if (found.group("rest") or "").strip() else ()
            starts = (("name", found.start("name")), ("shape", found.start("shape")), ("count", found.start("count")))
            return Columns(starts + rest, wraps)
    return Columns((("name", 0), ("shape", 29), ("count", 55)), wraps)


def group_lines(lines: Sequence[str], first: int, columns: Columns) -> Iterator[list[tuple[int, str]]]:
    """Give the lines of each row with their numbers; a row starts where its count stands."""
    group: list[tuple[int, str]] = []
    for number, line in enumerate(lines[first:], start=first + 1):
        if END.match(line) or HEADER.match(line):
            break
        if not line.strip() or RULE.match(line) or len(line) > LONGEST_LINE:
            continue
        bare = line.rstrip().rstrip("|").rstrip() if line.startswith("|") else line
        if starts_row(bare, columns):
            if group:
                yield group
            group = [(number, bare)]
        elif group:
            group.append((number, bare))
    if group:
        yield group


def starts_row(line: str, columns: Columns) -> bool:
    """Tell the first line of a row: a count stands in its column, or the line is whole in itself."""
    count = columns.cell("count", line).strip()
    return (count[:1].isdigit() and read_count(count) is not None) or bool("(" in line and ROW.match(line))


def read_cells(group: Sequence[tuple[int, str]], columns: Columns, classes: Sequence[str]) -> Cells:
    """Read one row from its lines."""
    number, line = group[0]
    level = len(line) - len(line.lstrip("|"))
    count = read_count(columns.cell("count", line))
    if count is None or not columns.cell("shape", line).strip():
        return _off_columns(number, line, classes, columns)
    shown = join_name([columns.cell("name", text.replace("|", " ", level), level) for _, text in group], columns, level)
    name, kind, cut = split_name(shown)
    if found := re.match(r"(\S{1,200}) \((\w{1,80})\)", shown):
        name, kind = found.groups()
    shape = read_shape(join_cell([columns.cell("shape", text) for _, text in group]))
    cut = (cut and not columns.wraps and len(name) >= columns.width() - 1) or (cut and not kind)
    connected = [columns.cell("connected", text) for _, text in group]
    return Cells(
        line=number,
        level=level,
        name=name,
        kind=complete_class(name, kind, shape, classes),
        name_cut=cut,
        count=count,
        shape=shape,
        trainable=read_flag(columns.cell("trainable", line)) if columns.has("trainable") else None,
        connected=connections(connected, columns) if columns.has("connected") else None,
    )


def _off_columns(number: int, line: str, classes: Sequence[str], columns: Columns) -> Cells:
    """Read a row whose cells left their columns, as when a web page collapsed the spaces."""
    found = ROW.match(line)
    if not found:
        return Cells(number, 0, "", "", True, None, None, None, None)
    shape = read_shape(found.group("shape"))
    rest = (found.group("rest") or "").strip()
    flag = read_flag(rest.rsplit(" ", 1)[-1]) if columns.has("trainable") else None
    return Cells(
        line=number,
        level=len(found.group("bars")),
        name=found.group("name").strip(),
        kind=complete_class(found.group("name").strip(), found.group("kind"), shape, classes),
        name_cut=False,
        count=read_count(found.group("count")),
        shape=shape,
        trainable=flag,
        connected=read_connections(rest) if columns.has("connected") else None,
    )


def join_name(pieces: Sequence[str], columns: Columns, level: int) -> str:
    """Join a name that was broken anywhere, also at a space that the line's end lost."""
    if not columns.wraps:
        return pieces[0].rstrip()
    used = [piece for piece in pieces if piece.strip()]
    width = columns.width(level)
    return "".join(piece.rstrip().ljust(width) for piece in used[:-1]) + (used[-1].rstrip() if used else "")


def join_cell(pieces: Sequence[str]) -> str:
    """Join the pieces of a wrapped cell."""
    return "".join(piece.strip() for piece in pieces)


def connections(pieces: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """Read the connections: one a line in the older layouts, wrapped anywhere in the newer."""
    return read_connections(join_cell(pieces) if columns.wraps else " ".join(piece.strip() for piece in pieces))


def notes_on(cells: Sequence[Cells], footer: Footer, others: bool) -> Iterator[Remark]:
    """Say what the table could not tell."""
    cut = sum(row.name_cut for row in cells)
    if cut:
        yield Remark("reading.keras.cut", {"cut": cut, "names": len(cells)})
    if footer.total is None:
        yield Remark("reading.keras.no_totals")
    if others:
        yield Remark("reading.keras.several")


FORMATS = tuple(
    Format(key=key, label=label, framework="keras", looks_like=looks_like, parse=parse, how_to_print=how_to_print)
    for key, label, looks_like, how_to_print in (
        ("keras1-table", "Keras 1 model.summary()", looks_like_keras1, "model.summary()"),
        (
            "keras2-table",
            "Keras 2 model.summary() (TensorFlow 2.7 to 2.15)",
            looks_like_spaced,
            "model.summary(expand_nested=True, show_trainable=True)",
        ),
        (
            "keras2-ruled",
            "Keras 2 model.summary() (up to TensorFlow 2.6)",
            looks_like_ruled,
            "model.summary(line_length=160)",
        ),
    )
)
