"""Did the columns of a summary become tabs? Sheets and mail programs do that; a table's columns must line up again."""

import re

TITLES = re.compile(r"^.{0,80}Layer \(type[^\t\n]{0,20}\)[ ]?\t", re.MULTILINE)
WIDEST = 200  # of a cell that is padded; a longer one keeps its own width
TAB = 8


def with_columns(text: str) -> str:
    """Put spaces for tabs from a summary's title row on, so that every column starts below its title."""
    found = TITLES.search(text)
    if not found:
        return text
    start = text.rfind("\n", 0, found.end()) + 1
    lines = text[start:].split("\n")
    rows = [line.split("\t") for line in lines]
    count = len(rows[0])
    tabbed = [row for row in rows if len(row) > 1]
    if any(len(row) > count for row in tabbed):  # tabs of eight places stood for runs of spaces
        return text[:start] + "\n".join(line.expandtabs(TAB) for line in lines)
    widths = [max((len(row[i]) for row in tabbed if i < len(row)), default=0) for i in range(count)]
    widths = [min(width, WIDEST) + 2 for width in widths]
    return text[:start] + "\n".join(_padded(row, widths) for row in rows)


def _padded(row: list[str], widths: list[int]) -> str:
    if len(row) == 1:
        return row[0]
    return "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
