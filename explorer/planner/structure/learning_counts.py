"""How many parameters of each layer learn? From its flag, and from the totals where they leave one answer only."""

from collections.abc import Sequence
from dataclasses import replace

from explorer.planner.records.row import Reading, Row
from explorer.remark import Remark

COLLAPSED = {"Functional", "Sequential", "Model", "KerasLayer", "TFSMLayer"}


def settle_trainable(reading: Reading) -> tuple[tuple[Row, ...], list[Remark]]:
    """Fill in trainable parameters where the text settles them, and say so where it does by its totals alone."""
    keras = reading.framework == "keras"
    rows = tuple(_by_flag(row, keras) for row in reading.rows)
    if not keras or reading.trainable is None or reading.total is None:
        return rows, []
    return _by_totals(rows, reading)


def _by_flag(row: Row, keras: bool) -> Row:
    if row.trainable_parameters is not None or row.parameters is None:
        return row
    if row.parameters == 0 or row.trainable is False:
        return replace(row, trainable_parameters=0)
    if row.trainable and not (keras and row.kind in COLLAPSED):
        return replace(row, trainable_parameters=learning_part(row) if keras else row.parameters)
    return row


def learning_part(row: Row) -> int | None:
    """Give the parameters that learn when a Keras layer is trainable: its running statistics do not.

    A batch norm holds scale, shift, mean and variance for each channel, or three of them with scale=False.
    """
    if row.kind == "Normalization":
        return 0
    if row.kind != "BatchNormalization":
        return row.parameters
    channels = next((size for size in reversed(row.output_shape or ()) if size), None)
    candidates = [size for size in row.output_shape or () if size and row.parameters in (2 * size, 3 * size, 4 * size)]
    channels = channels if channels in candidates else (candidates[0] if candidates else None)
    if channels is None:
        return row.parameters // 2 if row.parameters % 4 == 0 else None
    return row.parameters - 2 * channels


def _by_totals(rows: Sequence[Row], reading: Reading) -> tuple[tuple[Row, ...], list[Remark]]:
    open_rows = [row for row in rows if row.trainable_parameters is None]
    if (
        not open_rows
        or any(row.parameters is None for row in rows)
        or sum(row.parameters for row in rows) != reading.total
    ):
        return tuple(rows), []
    if reading.trainable == 0:
        return tuple(replace(row, trainable_parameters=0) for row in rows), []
    learning = [
        row.trainable_parameters if row.trainable_parameters is not None else learning_part(row) for row in rows
    ]
    whole = not any(row.kind in COLLAPSED and row.parameters for row in open_rows)
    if whole and None not in learning and sum(learning) == reading.trainable:
        return tuple(replace(row, trainable_parameters=n) for row, n in zip(rows, learning, strict=True)), []
    return _frozen_start(rows, learning, reading)


def _frozen_start(
    rows: Sequence[Row], learning: Sequence[int | None], reading: Reading
) -> tuple[tuple[Row, ...], list[Remark]]:
    """Find how many of the first layers must be frozen for the trainable total to come out; one answer at most."""
    rest = 0
    for index in range(len(rows) - 1, -1, -1):
        if rest == reading.trainable and any(row.parameters for row in rows[: index + 1]):
            settled = [
                replace(row, trainable_parameters=0 if place <= index else learning[place])
                for place, row in enumerate(rows)
            ]
            last = next(row for row in reversed(rows[: index + 1]) if row.parameters)
            note = Remark("reading.frozen_start", {"last": last.path, "trainable": reading.trainable})
            return tuple(settled), [note]
        if learning[index] is None:
            break
        rest += learning[index]
        if rest > reading.trainable:
            break
    return tuple(rows), []
