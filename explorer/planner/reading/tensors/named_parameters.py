"""What does a loop over `model.named_parameters()` tell? Layers put together from the tensors that it prints.

Read: name with shape, count or flag in any order that people print, one a line, as tuples or as a list.
Not read: classes and layers without weights, which such a list does not hold; a tied weight is listed once, at its
first place.
"""

from explorer.planner.reading.tensors.tensor_layers import assemble, is_buffer
from explorer.planner.reading.tensors.tensor_lines import TensorList, looks_like_tensors, read_tensors
from explorer.planner.reading.tensors.tied_tensors import tied_notes
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading


def looks_like(text: str) -> bool:
    """Whether lines name tensors with shapes, counts or flags, as a loop over parameters prints them."""
    return looks_like_tensors(text)


def parse(text: str) -> Reading:
    """Read the listed tensors; raises SummaryError where none is found."""
    found = read_tensors(text)
    if not found.tensors:
        raise SummaryError(
            "No parameter names were found: lines such as “conv1.weight torch.Size([64, 3, 7, 7])” are expected."
        )
    return reading_of(found)


def reading_of(found: TensorList) -> Reading:
    """Make a reading of listed tensors."""
    rows = tuple(row for row in assemble(found.tensors) if row.tensors)
    if not rows:
        raise SummaryError("The list names running statistics and masks only, but no weights.")
    foreign = any(":0" in tensor.name or "/" in tensor.name for tensor in found.tensors)
    counted = all(row.parameters is not None for row in rows)
    flagged = any(tensor.trainable for tensor in found.tensors)
    tied = () if flagged else tied_notes(rows)
    dots = () if found.left_out is None else (f"Line {found.left_out} stands for tensors that were left out.",)
    uncounted = () if counted else ("The list has no sizes, so the number of weights is not known.",)
    return Reading(
        "unknown" if foreign else "pytorch",
        rows,
        total=found.total,
        trainable=found.trainable,
        exact=counted and not tied and not dots,
        notes=(*dots, *tied, *uncounted),
    )


def has_buffers(found: TensorList) -> bool:
    """Whether the list holds what only a state_dict holds."""
    return any(is_buffer(tensor) for tensor in found.tensors)


FORMAT = Format(
    key="named-parameters",
    label="a list of named parameters",
    framework="pytorch",
    looks_like=looks_like,
    parse=parse,
    how_to_print="for name, p in model.named_parameters(): print(name, tuple(p.shape), p.requires_grad)",
)
