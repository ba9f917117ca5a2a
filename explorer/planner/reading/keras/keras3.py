"""How does Keras 3 print a model? A table with drawn borders, one rule after each row.

Read: every width, cut names and classes, columns that fell off the right edge, nested models that are expanded,
the Trainable column, tables drawn with plus signs and bars, a missing header or footer.
Not read: the names that the table cut (they keep their ellipsis).
"""

import re
from collections.abc import Iterator

from explorer.planner.reading.drawn_borders import Line, bordered_lines
from explorer.planner.reading.keras.classes import complete_class, settle_dimension
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

# "┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃", "| Layer (type) | Output Shape |"
HEADER = re.compile(
    r"^[ \t]{0,8}[┃│|][ \t]{0,8}"
    r"(?:Layer \(type\)|(?:Layer…?|Lay?…)[ \t]{1,200}[┃│|][ \t]{0,8}(?:Out|Ou?…))",
    re.MULTILINE,
)
# "Layer (type)", "Layer (…", "Layer", "Lay…"; below it, where the title wraps: "(type)", "(ty…"
TITLE = re.compile(r"Layer(?:…| \(.{0,20})?$|Lay?…$")
TITLE_BELOW = re.compile(r"(?:\((?:type\)|t?y?p?…))?$")
# "│ dense (Dense)                   │ (None, 10)             │        16,010 │", for a table without its header
BODY = re.compile(
    r"^[ \t]{0,8}[│|][ └]{0,60}[^│|\n]{1,200}[│|] (?:\((?:None|\d)[^│|\n]{0,200}|\?)[ ]{0,200}[│|]"
    r"[ ]{0,60}\d[\d,]{0,24}[ ]{1,60}[│|]",
    re.MULTILINE,
)
# "   └ c1 (Conv2D)", or the corner alone where the name went to the next line; "?" where the terminal had plain signs
NESTED = re.compile(r"^(?P<spaces>\s{0,300})[└?+](?= |$)")
# Where the terminal had plain signs only, "…" came out as a question mark: "global_average_poo?"
PLAIN_CUT = re.compile(r"(?<=[\w(\])])\?(?=\s|$)")
# KerasHub: 'Preprocessor: "gemma_causal_lm_preprocessor"'
PREPROCESSOR = re.compile(r'^[ \t]{0,8}Preprocessor: "[^"\n]{0,200}"', re.MULTILINE)
FAR = 12  # lines without borders between two tables, where the second has lost its titles
COLUMNS = (
    ("lay", "name"),
    ("out", "shape"),
    ("par", "count"),
    ("pa", "count"),
    ("con", "connected"),
    ("tr", "trainable"),
)


def looks_like(text: str) -> bool:
    """Tell a Keras 3 table by its header row, or by a row with a shape and a count between bars."""
    return bool(HEADER.search(text)) or (("│" in text or "(None" in text) and bool(BODY.search(text)))


def parse(text: str) -> Reading:
    """Read the first Keras 3 table of a text."""
    if "│" not in text and "?" in text:
        text = PLAIN_CUT.sub("…", text)
    if "Preprocessor:" in text:
        text = without_preprocessor(text)
    groups, columns, others = first_table(text)
    cells = settle_dimension([row for row in (read_cells(group, columns) for group in groups) if row])
    if not cells:
        raise SummaryError(Remark("refusals.keras.no_rows"))
    name = MODEL_NAME.search(text)
    footer = read_footer(text)
    rows = with_shared_output(to_rows(cells), footer.total)
    return Reading(
        framework="keras",
        rows=rows,
        name=name.group("name") if name else "",
        total=None if any(row.unbuilt for row in cells) else footer.total,
        trainable=None if any(row.unbuilt for row in cells) else footer.trainable,
        notes=(*notes_on(cells, columns, footer, others), *notes_on_containers(rows), *hidden_networks(rows)),
    )


def without_preprocessor(text: str) -> str:
    """Empty KerasHub's first table, of the tokenizer: it is no model; line n stays line n."""
    start = PREPROCESSOR.search(text)
    model = MODEL_NAME.search(text, start.end()) if start else None
    if start is None:
        return text
    if model is None:
        raise SummaryError(Remark("refusals.keras.preprocessor"))
    lines = text[start.start() : model.start()].count("\n")
    return text[: start.start()] + "\n" * lines + text[model.start() :]


def first_table(text: str) -> tuple[list[list[Line]], dict[str, int], int]:
    """Give the rows (each its lines) and columns of the first table, and how many more tables follow."""
    columns: dict[str, int] = {}
    rows: list[list[Line]] = []
    tables, last = 0, 0
    for group in groups_between_rules(text):
        apart = rows and group[0].number > last + FAR
        last = group[-1].number
        if is_header(group):
            tables += 1
            if tables > 1 or rows:
                tables = max(tables, 2)
                continue
            lines = 1 + next((i for i, line in enumerate(group) if TITLE.match(line.cells[0].strip())), 0)
            lines += sum(1 for line in group[lines : lines + 1] if TITLE_BELOW.match(line.cells[0].strip()))
            columns = name_columns(group[:lines])
            group = group[lines:]
        elif apart:
            tables = max(tables, 1) + 1
        if tables > 1:
            continue
        if group:
            columns = columns or guess_columns(group[0])
            rows += split_rows(group, columns)
    return rows, columns, max(0, tables - 1)


def groups_between_rules(text: str) -> Iterator[list[Line]]:
    """Give the lines between two rules: one row of the table, or all of them where a paste lost its rules."""
    group: list[Line] = []
    for line in bordered_lines(text):
        if line.cells:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def is_header(group: list[Line]) -> bool:
    """Tell the title row, also where its titles wrap."""
    return any(TITLE.match(line.cells[0].strip()) for line in group[:3])


def split_rows(group: list[Line], columns: dict[str, int]) -> Iterator[list[Line]]:
    """Split lines at every count, since a paste may have lost the rules between rows."""
    row: list[Line] = []
    for line in group:
        if row and starts_row(line, columns):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def name_columns(header: list[Line]) -> dict[str, int]:
    """Find the columns by their titles, also cut and wrapped ones such as "Pa…", "#"."""
    columns: dict[str, int] = {}
    for index in range(len(header[0].cells)):
        title = "".join(line.cells[index].strip() for line in header if index < len(line.cells)).lower()
        for start, key in COLUMNS:
            if title.startswith(start) and key not in columns:
                columns[key] = index
                break
    return columns


def guess_columns(line: Line) -> dict[str, int]:
    """Name the columns of a table without its header, by what stands in them."""
    columns = {"name": 0, "shape": 1, "count": 2}
    for index, cell in enumerate(line.cells[3:], start=3):
        key = (
            "trainable"
            if (cell.strip() in ("Y", "N", "-") and "connected" in columns) or cell.strip() in ("Y", "N")
            else "connected"
        )
        columns.setdefault(key, index)
    return columns


def starts_row(line: Line, columns: dict[str, int]) -> bool:
    """Tell the first line of a row: its count stands there, beside a name."""
    index = columns.get("count", len(line.cells))
    cell = line.cells[index].strip() if index < len(line.cells) else ""
    return cell[:1].isdigit() and bool(line.cells[columns.get("name", 0)].strip())


def joined(group: list[Line], index: int | None) -> str:
    """Join the lines of a wrapped cell with spaces, as rich breaks them at spaces only."""
    if index is None:
        return ""
    return " ".join(part for part in (line.cells[index].strip() for line in group if index < len(line.cells)) if part)


def read_cells(group: list[Line], columns: dict[str, int]) -> Cells | None:
    """Read one row; None for one without a name."""
    first = group[0].cells[columns.get("name", 0)] if group[0].cells else ""
    nested = NESTED.match(first)
    level = max(1, len(nested.group("spaces")) // 3) if nested else 0
    shown = joined(group, columns.get("name", 0))
    name, kind, cut = split_name(shown[1:].strip() if nested else shown)
    if not name or set(name) <= set(".…⋮ "):  # a row of dots stands for rows left out
        return None
    shape_text, count_text = joined(group, columns.get("shape")), joined(group, columns.get("count"))
    shape = read_shape(shape_text) if "…" not in shape_text.split(")")[0] else None
    unbuilt = "unb" in count_text
    return Cells(
        line=group[0].number,
        level=level,
        name=name,
        kind=complete_class(name, kind, shape),
        name_cut=cut or "…" in name,
        count=None if unbuilt else read_count(count_text),
        shape=shape,
        trainable=read_flag(joined(group, columns.get("trainable"))) if "trainable" in columns else None,
        connected=read_connections(joined(group, columns["connected"])) if "connected" in columns else None,
        unbuilt=unbuilt,
    )


def notes_on(cells: list[Cells], columns: dict[str, int], footer: Footer, others: int) -> Iterator[Remark]:
    """Say what the table could not tell."""
    cut = sum(row.name_cut for row in cells)
    if cut:
        yield Remark("reading.keras.cut.window", {"cut": cut, "names": len(cells)})
    if any(row.unbuilt for row in cells):
        yield Remark("reading.keras.unbuilt")
    elif "count" not in columns:
        yield Remark("reading.keras.no_counts")
    if footer.optimizer:
        yield Remark("reading.keras.optimizer", {"numbers": footer.optimizer, "total": footer.total or 0})
    if others:
        yield Remark("reading.keras.several")


FORMAT = Format(
    key="keras3-table",
    label="Keras 3 model.summary()",
    framework="keras",
    looks_like=looks_like,
    parse=parse,
    how_to_print="model.summary(expand_nested=True, show_trainable=True)",
)
