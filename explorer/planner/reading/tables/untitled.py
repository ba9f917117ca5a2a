"""What do the columns of a table without titles hold? Told from what stands in them."""

import re
from collections.abc import Sequence

from explorer.planner.layers.families import row_family
from explorer.planner.records.row import Row

FLAGS = {"true", "false", "yes", "no", "trainable", "frozen"}
COUNT = re.compile(r"^\d{1,3}(?:[,'_ .]\d{3})*$|^\d{1,15}$")
SHAPE = re.compile(r"^[\[(].{0,200}[\])]$|^torch\.Size\(.{0,200}\)$")
CLASS = re.compile(r"^[A-Z][A-Za-z]\w{0,60}$")
NAME = re.compile(r"^[A-Za-z_][\w./-]{0,200}$")
MOST = 0.8  # share of the rows that must be of one sort
FEWEST = 3
KNOWN = 0.6  # share of the classes that are layers known here


def columns_of(rows: Sequence[Sequence[str]]) -> dict[str, int] | None:
    """Tell which column holds what; None unless classes of known layers and their counts stand there."""
    if len(rows) < FEWEST:
        return None
    columns: dict[str, int] = {}
    for index in range(len(rows[0])):
        cells = [row[index].strip() for row in rows]
        key = sort_of_column(cells, columns)
        if key:
            columns[key] = index
    if not {"name", "kind", "count"} <= columns.keys():
        return None
    kinds = [row[columns["kind"]].strip() for row in rows]
    known = sum(row_family(Row("", kind)).name not in ("unknown", "shape") for kind in kinds)
    return columns if known >= KNOWN * len(kinds) else None


def sort_of_column(cells: Sequence[str], taken: dict[str, int]) -> str:
    """Tell what one column holds, "" where it is nothing of use or stands there already."""

    def most(test) -> bool:
        return sum(bool(test(cell)) for cell in cells) >= MOST * len(cells)

    counts_up = [cell for cell in cells if cell.isdigit()] == [str(n + int(cells[0] == "1")) for n in range(len(cells))]
    tests = (
        ("place", lambda: counts_up),
        ("trainable", lambda: most(lambda cell: cell.lower() in FLAGS)),
        ("kind", lambda: most(CLASS.match)),
        ("name", lambda: most(NAME.match)),
        ("count", lambda: most(COUNT.match)),
        ("output", lambda: most(SHAPE.match)),
    )
    return next((key for key, test in tests if key not in taken and test()), "")
