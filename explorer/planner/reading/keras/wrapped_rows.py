"""Which lines make one row of a Keras 2 table whose cells wrap?

A row ends where its name is closed by the bracket of its class and another name starts; blank lines and bars between
rows are not needed. Every sign is kept: cells are broken anywhere, also inside a number.
Not read: a row of which lines are missing; the reader is asked for a wider table then.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from explorer.planner.reading.keras.classes import complete_class
from explorer.planner.reading.keras.columns import LONGEST_LINE, ROW, Columns
from explorer.planner.reading.keras.layers import Cells, read_connections
from explorer.planner.reading.values import read_count, read_flag, read_shape
from explorer.planner.records.model import SummaryError
from explorer.remark import Remark

# "conv2d_1(Conv2D)", its pieces joined
NAMED = re.compile(r"^(?P<name>[^()]{1,300})\((?P<kind>[\w.<>]{1,120})\)$")
UNUSED = "(unused)"  # "0 (unused)": a layer that was never called


@dataclass
class Pieces:
    """One row while its lines are gathered."""

    line: int
    level: int
    text: str  # its first line as it stands
    cells: dict[str, str] = field(default_factory=dict)
    lines: int = 0

    def add(self, found: dict[str, str]) -> None:
        """Take up the cells of one more line; where cells break, spaces mean nothing."""
        self.lines += 1
        for key, piece in found.items():
            self.cells[key] = self.cells.get(key, "") + piece

    @property
    def closed(self) -> bool:
        """Whether the name is complete, or no row began here."""
        return self.cells.get("name", "").endswith(")") or not ("count" in self.cells and "shape" in self.cells)


def gather(lines: Sequence[tuple[int, str]], columns: Columns) -> Iterator[Pieces]:
    """Give the rows with their joined cells."""
    row: Pieces | None = None
    for number, line in lines:
        bare = line.rstrip().rstrip("|") if line.startswith("|") else line
        level = len(bare) - len(bare.lstrip("|"))
        found = columns.pieces(" " * level + bare[level:])
        if row is None or (row.closed and "name" in found):
            if row is not None:
                yield row
            row = Pieces(number, level, bare)
        row.add(found)
    if row is not None:
        yield row


def read_wrapped(lines: Sequence[tuple[int, str]], columns: Columns, classes: Sequence[str]) -> tuple[list[Cells], int]:
    """Read all rows, and count the lines that belong to none. Raises SummaryError where a row is not certain."""
    cells, left_out = [], 0
    for row in gather(lines, columns):
        if "count" not in row.cells and "shape" not in row.cells and not ROW.match(row.text):
            left_out += row.lines
        else:
            cells.append(read_row(row, columns, classes))
    return cells, left_out


def read_row(row: Pieces, columns: Columns, classes: Sequence[str]) -> Cells:
    """Read one row from its joined cells."""
    named = NAMED.match(row.cells.get("name", ""))
    counted = row.cells.get("count", "").replace(" ", "").removesuffix(UNUSED)
    count = read_count(counted)
    if named is None or count is None or "shape" not in row.cells:
        alone = off_columns(row.line, row.text, columns, classes)
        if alone.name_cut and row.lines > 1:
            raise SummaryError(Remark("refusals.keras.narrow", {"line": row.line}))
        return alone
    name, shape = named.group("name").strip(), read_shape(row.cells["shape"])
    return Cells(
        line=row.line,
        level=row.level,
        name=name,
        kind=complete_class(name, named.group("kind"), shape, classes),
        name_cut=False,
        count=count,
        shape=shape,
        trainable=read_flag(row.cells.get("trainable", "")) if columns.has("trainable") else None,
        connected=read_connections(row.cells.get("connected", "")) if columns.has("connected") else None,
    )


def off_columns(number: int, line: str, columns: Columns, classes: Sequence[str]) -> Cells:
    """Read a row whose cells left their columns; its name counts as cut where the bracket of its class is missing."""
    found = ROW.match(line) if len(line) < LONGEST_LINE else None
    if found is None:
        raise SummaryError(Remark("refusals.keras.narrow", {"line": number}))
    name, shape = found.group("name").strip(), read_shape(found.group("shape"))
    rest = (found.group("rest") or "").strip()
    return Cells(
        line=number,
        level=len(found.group("bars")),
        name=name,
        kind=complete_class(name, found.group("kind"), shape, classes),
        name_cut=not found.group("closed"),
        count=read_count(found.group("count")),
        shape=shape,
        trainable=read_flag(rest.rsplit(" ", 1)[-1]) if columns.has("trainable") else None,
        connected=read_connections(rest) if columns.has("connected") else None,
    )
