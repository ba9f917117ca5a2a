"""Was something cut out of the middle? Numbered blocks of a text without a total should not skip a number."""

from collections import defaultdict
from collections.abc import Iterable

from explorer.planner.records.row import Reading
from explorer.remark import Remark

FEWEST_BLOCKS = 3  # below, a skipped number says little
MOST_NAMED = 3


def gap_notes(reading: Reading) -> list[Remark]:
    """Name the blocks that a list skips, where the text states no total that would tell.

    A list of parameters also skips blocks without weights (a pool between others), so this is a note, no error.
    """
    if reading.total is not None:
        return []
    numbers, blocks = numbered_children(row.path for row in reading.rows if row.name_known == "full")
    notes = []
    for parent, found in numbers.items():
        span = max(found) - min(found) + 1
        if blocks[parent] < FEWEST_BLOCKS or not len(found) < span < 2 * len(found):
            continue  # numbers far apart are no row of blocks, and would be costly to fill in
        notes.append(gap_note(parent, sorted(set(range(min(found), max(found) + 1)) - found)))
    return notes


def numbered_children(paths: Iterable[str]) -> tuple[dict[str, set[int]], dict[str, int]]:
    """Return for each container the numbers of its children, and how many of them hold layers of their own."""
    numbers: dict[str, set[int]] = defaultdict(set)
    with_layers: dict[str, set[int]] = defaultdict(set)
    for path in paths:
        parts = path.split(".")
        for place, part in enumerate(parts):
            if part.isascii() and part.isdigit() and len(part) <= 6:
                parent = ".".join(parts[:place])
                numbers[parent].add(int(part))
                if place + 1 < len(parts):
                    with_layers[parent].add(int(part))
    return numbers, {parent: len(with_layers[parent]) for parent in numbers}


def gap_note(parent: str, missing: list[int]) -> Remark:
    """Say which numbers are skipped."""
    named = Remark("reading.gap.named", {"numbers": tuple(missing[:MOST_NAMED])})
    if len(missing) > MOST_NAMED:
        named = Remark("reading.gap.more", {"named": named, "more": len(missing) - MOST_NAMED})
    values = {"blocks": len(missing), "named": named}
    return Remark("reading.gap.of", {**values, "parent": parent}) if parent else Remark("reading.gap", values)
