"""How is a Markdown table read? A title row, a row of dashes, then a layer each row."""

import re
from collections.abc import Iterator

from explorer.planner.reading.drawn_borders import split_row
from explorer.planner.reading.tables.table_rows import Record, read_table, read_titles
from explorer.planner.records.row import Format, Reading

# "|---|---:|:---:|"
DASHES = re.compile(r"^[ \t]{0,20}\|?[ \t]{0,20}:?-+:?[ \t]{0,20}(?:\|[ \t]{0,20}:?-+:?[ \t]{0,20}){1,60}\|?[ \t]*$")
EMPHASIS = re.compile(r"(\*\*|__|`|<br\s*/?>)", re.IGNORECASE)
LONGEST_LINE = 20_000


def find_titles(lines: list[str]) -> tuple[int, dict[str, int]] | None:
    """Find the title row above a row of dashes that names layers."""
    for place, line in enumerate(lines[1:]):
        if "-" in line and "|" in line and len(line) < 2_000 and DASHES.match(line) and "|" in lines[place]:
            columns = read_titles([EMPHASIS.sub("", cell) for cell in split_row(lines[place][:4_000])])
            if columns:
                return place, columns
    return None


def looks_like(text: str) -> bool:
    """Tell a Markdown table by its row of dashes under titles that name layers."""
    return "|" in text and "--" in text and "+--" not in text and find_titles(text.split("\n")) is not None


def parse(text: str) -> Reading:
    """Read the rows under the titles, up to the first line that is no row."""
    lines = text.split("\n")
    place, columns = find_titles(lines)
    records = list(read_records(lines, place + 2))
    end = records[-1].line if records else place + 2
    return read_table(records, columns, lines[end:])


def read_records(lines: list[str], first: int) -> Iterator[Record]:
    """Give the rows of the table."""
    for number, line in enumerate(lines[first:], start=first + 1):
        if "|" not in line or len(line) > LONGEST_LINE:
            if line.strip():
                return
            continue
        yield Record(number, tuple(EMPHASIS.sub("", cell).strip() for cell in split_row(line)))


FORMAT = Format(
    key="markdown-table",
    label="a Markdown table",
    framework="unknown",
    looks_like=looks_like,
    parse=parse,
    how_to_print="",
)
