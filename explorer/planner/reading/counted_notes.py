"""What can a table of counts not tell? Notes shared by the formats that print one row a layer."""

from collections.abc import Sequence

from explorer.numerals import count, plural
from explorer.planner.records.row import Row

FEWEST_WEIGHTS = 10_000  # of a table that an output layer may share; token types and positions are smaller


def depth_note(collapsed: Sequence[str]) -> tuple[str, ...]:
    """Say that blocks at the printed depth stand for all layers inside."""
    if not collapsed:
        return ()
    kinds = list(dict.fromkeys(collapsed))
    return (
        f"The text stops at a depth where {plural(len(collapsed), 'row')} ({', '.join(kinds[:4])}"
        f"{' and others' if len(kinds) > 4 else ''}) may stand for a whole block: its layers get one treatment. "
        "Print with a greater depth to plan inside it.",
    )


def tied_note(rows: Sequence[Row]) -> tuple[str, ...]:
    """Say that an output layer as large as the word table may share its weights, which such a table counts twice."""
    tables = [row for row in rows if row.kind.endswith("Embedding") and (row.parameters or 0) >= FEWEST_WEIGHTS]
    last = next((row for row in reversed(rows) if row.parameters), None)
    if last is None or not last.kind.endswith("Linear"):
        return ()
    twin = next((row for row in tables if row.parameters == last.parameters), None)
    if twin is None:
        return ()
    return (
        f"“{twin.path}” and “{last.path}” have the same number of weights. Language models often share one weight "
        f"there, which this table counts twice: if so, the true total is {count(last.parameters)} lower.",
    )
