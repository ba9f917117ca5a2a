"""How many weights does the model hold, as far as the text tells? The layers held against the stated total."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.planner.records.row import Reading, Row
from explorer.remark import Remark


@dataclass(frozen=True)
class Total:
    """How many weights the model holds, as far as the text tells."""

    parameters: int | None  # None where the text lacks counts or hides weights
    exact: bool
    at_least: int | None  # a sure lower bound
    remarks: tuple[Remark, ...] = ()


def settle_total(reading: Reading, rows: Sequence[Row]) -> Total:
    """Hold the layers against the total that the text states; a difference becomes a note with the exact number."""
    counts = [row.parameters for row in rows]
    known = sum(count or 0 for count in counts)
    least = reading.at_least if reading.at_least is not None else max(0, known - reading.slack) or None
    if None in counts:
        if reading.total is not None and reading.at_least is None:
            least = max(reading.total, least or 0) if reading.exact else least
        if reading.total is not None and known - reading.slack > reading.total:  # the known layers alone are more
            return Total(reading.total, False, reading.total, (_differing(reading.total, known),))
        return Total(reading.total, False, least, (*unknown_notes(reading, counts), *at_least_note(reading, least)))
    if reading.total is None:
        if reading.exact:
            return Total(known, True, known)
        printed = known if reading.slack and not reading.more else None
        return Total(printed, False, least, at_least_note(reading, least) if reading.slack or reading.more else ())
    if reading.total == known:
        return Total(known, True, known) if reading.exact else Total(reading.total, False, least)
    if not reading.exact and reading.notes and reading.total >= known - reading.slack:
        return Total(reading.total, False, min(least or 0, reading.total) or None)
    return Total(reading.total, False, min(reading.total, known), (_differing(reading.total, known),))


def _differing(total: int, known: int) -> Remark:
    """Say by how much the text's own total and its layers differ."""
    values = {"total": total, "difference": abs(total - known), "sum": known}
    return Remark(f"reading.total.{'more' if total > known else 'fewer'}", values)


def at_least_note(reading: Reading, least: int | None) -> tuple[Remark, ...]:
    """Give the lower bound in words, where the true total is not known."""
    if not least or reading.total is not None:
        return ()
    return (Remark("reading.at_least", {"weights": least}),)


def unknown_notes(reading: Reading, counts: Sequence[int | None]) -> tuple[Remark, ...]:
    """Say how many counts are missing, unless the format has said it already."""
    if reading.notes and not reading.exact:
        return ()
    missing = sum(count is None for count in counts)
    if missing == len(counts):
        return (Remark("reading.counts.none"),)
    return (Remark("reading.counts.some", {"missing": missing, "layers": len(counts)}),)


def settle_trainable_total(reading: Reading, rows: Sequence[Row]) -> int | None:
    """Give the trainable total: as stated, else the sum where every layer is listed and its share known."""
    if reading.trainable is not None:
        return reading.trainable
    counts = [row.trainable_parameters for row in rows]
    return None if reading.more or None in counts else sum(counts)
