"""How is a table with commas, tabs or semicolons read? A title row tells the columns, each row is a layer.

Read: quoted cells, a total row, pandas tables whose columns stand apart by spaces.
A table without titles is read where its cells tell the columns: names, classes of known layers, counts.
"""

import csv
import io
import re
from collections.abc import Iterator

from explorer.planner.reading.tables.table_rows import Record, read_table, read_titles
from explorer.planner.reading.tables.untitled import columns_of
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.remark import Remark

DELIMITERS = (",", "\t", ";")
SPACES = "  "
HEAD = 40  # lines in which the titles must come


def split_line(line: str, delimiter: str) -> tuple[str, ...]:
    """Split one line at its delimiter, quoted cells kept whole."""
    if delimiter == SPACES:
        return tuple(re.split(r"\s{2,200}", line.strip()))
    try:
        return tuple(next(csv.reader(io.StringIO(line), delimiter=delimiter), ()))
    except csv.Error:
        return ()


def find_titles(text: str) -> tuple[int, str, dict[str, int], int] | None:
    """Find the title row: its place, the delimiter, the columns, and how many there are."""
    for place, line in enumerate(text[:20_000].split("\n")[:HEAD]):
        if len(line) > 2_000 or "|" in line:
            continue
        for delimiter in (*DELIMITERS, SPACES):
            if delimiter not in line:
                continue
            cells = split_line(line, delimiter)
            columns = read_titles(cells)
            if columns and len(cells) >= 2 and is_followed(text, place, delimiter, len(cells)):
                return place, delimiter, columns, len(cells)
    return None


def find_columns(text: str) -> tuple[int, str, dict[str, int], int] | None:
    """The same for a table without titles, as if they stood above the first line: the place is -1."""
    lines = [line for line in text[:20_000].split("\n")[:HEAD] if line.strip() and len(line) <= 2_000]
    for delimiter in DELIMITERS:
        rows = [split_line(line, delimiter) for line in lines if delimiter in line]
        if len(rows) < len(lines) or len({len(row) for row in rows}) != 1:
            continue
        columns = columns_of(rows)
        if columns:
            return -1, delimiter, columns, len(rows[0])
    return None


def is_followed(text: str, place: int, delimiter: str, width: int) -> bool:
    """Tell whether the next filled line has as many cells, or one more where pandas numbers its rows."""
    following = [line for line in text[:40_000].split("\n")[place + 1 : place + 8] if line.strip()]
    return bool(following) and len(split_line(following[0], delimiter)) in (width, width + 1)


def looks_like(text: str) -> bool:
    """Tell such a table by a title row that names layers and at least one thing about them."""
    return (find_titles(text) or find_columns(text)) is not None


def parse(text: str) -> Reading:
    """Read the rows under the titles."""
    place, delimiter, columns, width = find_titles(text) or find_columns(text)
    lines = text.split("\n")
    records = list(read_records(lines, place, delimiter, width))
    if delimiter == SPACES and any(set("".join(record.cells)) <= set(". ") for record in records):
        raise SummaryError(Remark("refusals.table.pandas"))
    return read_table(records, columns, lines[place + 1 :])


def read_records(lines: list[str], place: int, delimiter: str, width: int) -> Iterator[Record]:
    """Give the rows; a row with one cell more than the titles starts with pandas's row number."""
    numbered = delimiter == SPACES and not re.match(r"^\s*layer\s", lines[place], re.IGNORECASE)
    for number, line in enumerate(lines[place + 1 :], start=place + 2):
        if not line.strip():
            continue
        if len(line) > 20_000:
            raise SummaryError(Remark("refusals.table.long_line", {"line": number, "characters": len(line)}))
        cells = split_line(line, delimiter)
        if numbered and len(cells) == width + 1:
            cells = cells[1:]
        if len(cells) > 1:
            yield Record(number, cells)


FORMAT = Format(
    key="csv",
    label="a table with commas, tabs or semicolons",
    framework="unknown",
    looks_like=looks_like,
    parse=parse,
    how_to_print="",
)
