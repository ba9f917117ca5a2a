"""Which layers can never learn? Packed numbers, and sums that are fixed inside a model."""

import re
from collections.abc import Sequence
from dataclasses import replace

from explorer.planner.records.row import Row
from explorer.remark import Remark

# YOLO's sum over the places of a box's edge: a convolution whose weights are 0, 1, 2 ... and never learn
FIXED_SUM = re.compile(r"(?:^|[._/])(?:dfl[._/]conv|integral[._/]project)$")


def with_fixed(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Mark what can never learn."""
    return tuple(marked(row) for row in rows)


def marked(row: Row) -> Row:
    """Give the row with a flag that holds it still, where it cannot learn."""
    if row.parameters and FIXED_SUM.search(row.path):
        return replace(row, still="fixed", trainable=False, trainable_parameters=0)
    if row.packed is not None:
        return replace(row, still="packed", trainable=False, trainable_parameters=0)
    return row


def packed_remarks(rows: Sequence[Row]) -> tuple[Remark, ...]:
    """Say how many layers are packed, in how many bits, and that they cannot learn."""
    packed = [row for row in rows if row.packed is not None]
    if not packed:
        return ()
    bits = {row.packed for row in packed}
    counts = [row.parameters for row in packed]
    if None in counts or len(bits) > 1 or 0 in bits:
        return (Remark("reading.packed.some", {"layers": len(packed)}),)
    return (Remark("reading.packed", {"layers": len(packed), "bits": bits.pop(), "weights": sum(counts)}),)


def fixed_remarks(rows: Sequence[Row]) -> tuple[Remark, ...]:
    """Name a sum that is fixed."""
    return tuple(Remark("reading.fixed", {"first": row.path}) for row in rows if row.still == "fixed")[:1]
