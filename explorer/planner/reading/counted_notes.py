"""What can a table of counts not tell? Notes shared by the formats that print one row a layer."""

from collections.abc import Sequence

from explorer.planner.records.row import Row
from explorer.remark import Remark

MOST_KINDS = 4  # named in one sentence
FEWEST_WEIGHTS = 10_000  # of a table that an output layer may share; token types and positions are smaller


def depth_note(collapsed: Sequence[str]) -> tuple[Remark, ...]:
    """Say that blocks at the printed depth stand for all layers inside."""
    if not collapsed:
        return ()
    kinds = tuple(dict.fromkeys(collapsed))
    key = "reading.depth" if len(kinds) <= MOST_KINDS else "reading.depth.others"
    return (Remark(key, {"rows": len(collapsed), "kinds": kinds[:MOST_KINDS]}),)


def tied_note(rows: Sequence[Row]) -> tuple[Remark, ...]:
    """Say that an output layer as large as the word table may share its weights, which such a table counts twice."""
    tables = [row for row in rows if row.kind.endswith("Embedding") and (row.parameters or 0) >= FEWEST_WEIGHTS]
    last = next((row for row in reversed(rows) if row.parameters), None)
    if last is None or not last.kind.endswith("Linear"):
        return ()
    twin = next((row for row in tables if row.parameters == last.parameters), None)
    if twin is None:
        return ()
    return (
        Remark(
            "reading.tied.table",
            {"first": twin.path, "last": last.path, "weights": last.parameters},
        ),
    )
