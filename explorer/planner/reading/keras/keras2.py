"""How do Keras 2 and Keras 1 print a model? Columns at fixed places, no drawn borders.

Three layouts: rows apart by an empty line and cells that wrap (TensorFlow 2.7 and later, `wrapped_rows`); rows apart by
a rule and cells cut at the column's end (Keras 2.0 to TensorFlow 2.6); the same, always with connections (Keras 1).
Read: every width, titles that wrap or are cut, nested models drawn with bars, the Trainable column, a lost header,
columns that lost their alignment on one line.
Not read: names and classes that the column cut. A count that fills a column which cuts may be cut: it is not known.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from explorer.planner.reading.keras.classes import CLASSES, KERAS1_CLASSES, complete_class, settle_dimension
from explorer.planner.reading.keras.columns import (
    LONGEST_LINE,
    ROW,
    TITLE_ROW,
    Columns,
    all_titles,
    find_titles,
    infer_columns,
)
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
from explorer.planner.reading.keras.wrapped_rows import off_columns, read_wrapped
from explorer.planner.reading.values import read_count, read_flag, read_shape
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.remark import Remark

# "_________", "=========", "|¯¯¯¯¯¯¯¯|", "¯¯¯¯¯¯¯"
RULE = re.compile(r"^[ |_=¯─━-]{3,}$")
END = re.compile(r"^[ \t|]{0,20}(?:Total|Trainable|Non-trainable) params:", re.IGNORECASE)
RULED = re.compile(r"^[ \t]{0,20}_{20,}[ \t]*$")
LONE_DIGITS = re.compile(r"(?:^| )\d{1,9}(?: |$)")
KERAS1_WIDTH = 100  # the rules of Keras 1 have 100 signs, those of Keras 2 have 65 or 98


def looks_like_spaced(text: str) -> bool:
    """Tell the layout of TensorFlow 2.7 and later: a title row, and no rules between the rows."""
    return not ruled(text) and bool(find_titles(text, True) or any(_rows_alone(text)))


def looks_like_ruled(text: str) -> bool:
    """Tell the layout with a rule between rows."""
    return ruled(text) and bool(find_titles(text, False) or any(_rows_alone(text)))


def looks_like_keras1(text: str) -> bool:
    """Tell Keras 1: rules of 100 signs, connections in every table, class names of that time."""
    if not looks_like_ruled(text) or "Model: " in text:
        return False
    wide = re.search(rf"^ {{0,20}}_{{{KERAS1_WIDTH}}} {{0,20}}$", text, re.MULTILINE)
    return ("Connected to" in text and bool(wide)) or "(Convolution2D)" in text


def ruled(text: str) -> bool:
    """Tell whether rules stand between the rows, not only around the table."""
    titles = TITLE_ROW.search(text)
    lines = takewhile(lambda line: not END.match(line), text[titles.end() if titles else 0 :][:20_000].split("\n"))
    filled = [line for line in lines if line.strip()]
    return any(
        RULED.match(line) and not RULE.match(before) and not RULE.match(after)
        for before, line, after in zip(filled, filled[1:], filled[2:], strict=False)
    )


def _rows_alone(text: str) -> Iterator[bool]:
    """Look for rows of a table that lost its header, within the first lines."""
    for line in text[:20_000].split("\n")[:200]:
        if "(None" in line and len(line) < LONGEST_LINE and ROW.match(line):
            yield True


def parse(text: str) -> Reading:
    """Read the first table of a text."""
    wraps = not ruled(text)
    titles = find_titles(text, wraps)
    lines = text.split("\n")
    first = titles.body if titles else 0
    columns = titles.columns if titles else infer_columns(lines)
    classes = KERAS1_CLASSES + CLASSES if "Convolution" in text else CLASSES
    body, left_out = table_lines(lines, first), 0
    if not wraps:
        columns = replace(columns, apart=columns.hold(body))
    if wraps and columns.apart:
        found, left_out = read_wrapped(body, columns, classes)
    else:
        found = [read_cells(group, columns, classes) for group in group_lines(body, columns)]
    cells = [row for row in settle_dimension(found, classes) if row.name]
    if not cells:
        raise SummaryError(Remark("refusals.keras.no_layers", {"line": first or 1}))
    name = MODEL_NAME.search(text)
    footer = read_footer(text)
    rows = with_shared_output(to_rows(cells), footer.total)
    others = len(list(islice(all_titles(text, wraps), 2))) > 1
    notes = (*notes_on(cells, footer, others, left_out), *notes_on_containers(rows), *hidden_networks(rows))
    return Reading(
        framework="keras",
        rows=rows,
        name=name.group("name") if name else "",
        total=footer.total,
        trainable=footer.trainable,
        notes=notes,
    )


def table_lines(lines: Sequence[str], first: int) -> list[tuple[int, str]]:
    """Give the filled lines of the table with their numbers, up to its totals or the titles of the next one."""
    kept = []
    for number, line in enumerate(lines[first:], start=first + 1):
        if END.match(line) or TITLE_ROW.match(line):
            break
        if line.strip() and not RULE.match(line) and len(line) <= LONGEST_LINE:
            kept.append((number, line))
    return kept


def group_lines(lines: Sequence[tuple[int, str]], columns: Columns) -> Iterator[list[tuple[int, str]]]:
    """Give the lines of each row; a row starts where its count stands."""
    group: list[tuple[int, str]] = []
    for number, line in lines:
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
    count = columns.cell("count", line).strip() if columns.apart else ""
    return (count[:1].isdigit() and read_count(count) is not None) or bool("(" in line and ROW.match(line))


def read_cells(group: Sequence[tuple[int, str]], columns: Columns, classes: Sequence[str]) -> Cells:
    """Read one row whose cells are cut, not wrapped; further lines hold further connections."""
    number, line = group[0]
    cell = columns.cell("count", line).rstrip()
    count, room = read_count(cell), columns.room("count")
    if not columns.apart or count is None or not columns.cell("shape", line).strip():
        alone = off_columns(number, line, columns, classes)
        broken = any(LONE_DIGITS.search(text) for _, text in group[1:])  # perhaps the end of this row's count
        return replace(alone, count=None) if broken else alone
    shown = columns.cell("name", line).rstrip()
    name, kind, cut = split_name(shown)
    if found := re.match(r"(\S{1,200}) \((\w{1,80})\)", shown):
        name, kind = found.groups()
    shape = read_shape(columns.cell("shape", line))
    connected = " ".join(columns.cell("connected", text).strip() for _, text in group)
    return Cells(
        line=number,
        level=0,
        name=name,
        kind=complete_class(name, kind, shape, classes),
        name_cut=cut and (not kind or len(name) >= (columns.room("name") or 0) - 1),
        count=None if room is not None and len(cell) >= room else count,
        shape=shape,
        trainable=read_flag(columns.cell("trainable", line)) if columns.has("trainable") else None,
        connected=read_connections(connected) if columns.has("connected") else None,
    )


def notes_on(cells: Sequence[Cells], footer: Footer, others: bool, left_out: int) -> Iterator[Remark]:
    """Say what the table could not tell."""
    cut = sum(row.name_cut for row in cells)
    if cut:
        yield Remark("reading.keras.cut", {"cut": cut, "names": len(cells)})
    if left_out:
        yield Remark("reading.keras.left_out", {"lines": left_out})
    if footer.total is None:
        yield Remark("reading.keras.no_totals")
    if others:
        yield Remark("reading.keras.several")


SHARED = {"framework": "keras", "parse": parse}
FORMATS = (
    Format(
        key="keras1-table", label="Keras 1 model.summary()", looks_like=looks_like_keras1,
        how_to_print="model.summary()", **SHARED,
    ),
    Format(
        key="keras2-table", label="Keras 2 model.summary() (TensorFlow 2.7 to 2.15)", looks_like=looks_like_spaced,
        how_to_print="model.summary(expand_nested=True, show_trainable=True)", **SHARED,
    ),
    Format(
        key="keras2-ruled", label="Keras 2 model.summary() (up to TensorFlow 2.6)", looks_like=looks_like_ruled,
        how_to_print="model.summary(line_length=160)", **SHARED,
    ),
)  # fmt: skip
