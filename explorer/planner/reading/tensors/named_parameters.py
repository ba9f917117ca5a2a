"""What does a loop over `model.named_parameters()` tell? Layers put together from the tensors that it prints.

Read: name with shape, count or flag in any order that people print, one a line, as tuples or as a list.
Not read: classes and layers without weights, which such a list does not hold; a tied weight is listed once, at its
first place.
"""

from dataclasses import replace

from explorer.planner.reading.tensors.keras_variables import is_keras, with_moving_averages
from explorer.planner.reading.tensors.packed_tensors import Folded, fold_packed
from explorer.planner.reading.tensors.tensor_layers import assemble, is_buffer
from explorer.planner.reading.tensors.tensor_lines import TensorLine, TensorList, looks_like_tensors, read_tensors
from explorer.planner.reading.tensors.tied_tensors import tied_notes
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading, Row
from explorer.remark import Remark

FLAT = "_flat_param"  # PyTorch's FSDP: one piece of all weights of a block


def looks_like(text: str) -> bool:
    """Whether lines name tensors with shapes, counts or flags, as a loop over parameters prints them."""
    return looks_like_tensors(text)


def parse(text: str) -> Reading:
    """Read the listed tensors; raises SummaryError where none is found."""
    found = read_tensors(text)
    if not found.tensors:
        raise SummaryError(Remark("refusals.tensors.none"))
    return reading_of(found)


def reading_of(found: TensorList) -> Reading:
    """Make a reading of listed tensors."""
    apart = sum(tensor.elements == 0 or FLAT in tensor.name for tensor in found.tensors)
    if apart:
        found = replace(found, tensors=tuple(sizeless(tensor) for tensor in found.tensors))
    folded = fold_packed(found.tensors)
    rows = tuple(row for row in assemble(folded.tensors) if row.tensors)
    if not rows:
        raise SummaryError(Remark("refusals.tensors.no_weights"))
    framework = framework_of(found)
    if framework in ("keras", "tensorflow1"):
        rows = tuple(with_moving_averages(row) for row in rows)
    counted = all(row.parameters is not None for row in rows)
    flagged = any(tensor.trainable for tensor in found.tensors)
    tied, slack = ((), 0) if flagged else tied_notes(rows)
    return Reading(
        framework,
        rows,
        total=found.total,
        trainable=found.trainable,
        exact=counted and not tied and found.left_out is None and not found.contradicted,
        notes=(*apart_remarks(apart), *list_remarks(found, folded), *tied, *uncounted_remarks(rows)),
        slack=slack,
        more=found.left_out is not None,
    )


def sizeless(tensor: TensorLine) -> TensorLine:
    """Forget the size of a weight that is elsewhere: DeepSpeed shows [0] for it, FSDP one flat piece of many."""
    missing = tensor.elements == 0 or FLAT in tensor.name
    return replace(tensor, shape=None, elements=None) if missing else tensor


def apart_remarks(apart: int) -> tuple[Remark, ...]:
    """Say that weights are split over several processors."""
    return (Remark("reading.tensors.apart", {"tensors": apart}),) if apart else ()


def framework_of(found: TensorList) -> str:
    """Tell variables of Keras (`dense/kernel:0`) and TensorFlow 1, and Flax's paths, from PyTorch's names."""
    if is_keras(found.tensors):
        return "keras"
    if any(tensor.name.endswith(":0") for tensor in found.tensors):
        return "tensorflow1"
    return "unknown" if any("/" in tensor.name for tensor in found.tensors) else "pytorch"


def list_remarks(found: TensorList, folded: Folded) -> tuple[Remark, ...]:
    """Say what is odd about the list: lines left out, names that come again, parts of packed weights."""
    remarks = []
    if found.left_out is not None:
        remarks.append(Remark("reading.tensors.left_out", {"line": found.left_out}))
    if found.contradicted:
        remarks.append(Remark("reading.tensors.contradicted", {"names": found.contradicted}))
    if found.repeated:
        remarks.append(Remark("reading.tensors.repeated", {"names": found.repeated}))
    if folded.sides:
        remarks.append(Remark("reading.packed.file", {"tensors": folded.sides}))
    return tuple(remarks)


def uncounted_remarks(rows: tuple[Row, ...]) -> tuple[Remark, ...]:
    """Say which counts the list does not give."""
    missing = [row for row in rows if row.parameters is None]
    if not missing:
        return ()
    packed = next((row for row in missing if row.packed is not None), None)
    if packed is not None:
        return (Remark("reading.packed.unknown", {"first": packed.path}),)
    return (Remark("reading.tensors.no_sizes"),)


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
