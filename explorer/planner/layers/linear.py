"""Which layers multiply by one matrix, and from how many numbers to how many does each go?"""

import re
from dataclasses import dataclass

from explorer.planner.layers.outputs import outputs
from explorer.planner.records.model import Layer, Model

# "Linear", "NonDynamicallyQuantizableLinear", "Dense", "InnerProduct"; "Conv1D" is transformers' GPT-2 name for one
LINEAR_KIND = re.compile(r"linear(4bit|8bitlt|8bit)?$|^dense$|^inner_?product$|^fullyconnected$", re.I)
PYTORCH_CONV1D = "Conv1D"
NOT_WHOLE = re.compile(r"bilinear|nondynamically", re.I)  # two inputs, or used behind its own forward
BACKBONE_KIND = re.compile(r"backbone$", re.I)  # "BertBackbone": KerasHub prints a whole model as one row
MATRIX_NAMES = ("weight", "kernel", "w")


@dataclass(frozen=True)
class Matrix:
    """The sizes of a linear layer."""

    inputs: int
    outputs: int


def is_linear(model: Model, layer: Layer) -> bool:
    """Tell whether the layer is a single linear one, by its class, else by its one matrix."""
    if layer.role == "embedding" or layer.norm is not None:
        return False
    if layer.kind:
        if layer.kind == PYTORCH_CONV1D:
            return model.framework == "pytorch"
        return bool(LINEAR_KIND.search(layer.kind)) and not NOT_WHOLE.search(layer.kind)
    return any(len(shape) == 2 and name.rsplit(".", 1)[-1] in MATRIX_NAMES for name, shape in layer.tensors)


def hides_linear(model: Model, layer: Layer) -> bool:
    """Tell whether the row is a backbone of KerasHub, with linear layers inside that the text does not show."""
    return model.framework == "keras" and layer.weighted and bool(BACKBONE_KIND.search(layer.kind))


def matrices(model: Model) -> dict[int, Matrix]:
    """Return the sizes of every linear layer whose sizes the text tells, by the layer's position."""
    last = (layer.output_shape[-1] for layer in model.layers if layer.output_shape)
    widths = {size for size in last if isinstance(size, int)}
    found = {}
    for position, layer in enumerate(model.layers):
        matrix = _matrix(model, layer, widths) if is_linear(model, layer) else None
        if matrix is not None:
            found[position] = matrix
    return found


def _matrix(model: Model, layer: Layer, widths: set[int]) -> Matrix | None:
    """A layer's sizes from its tensors, its arguments, or its count and outputs; None where not told."""
    found = _from_tensors(model, layer) or _from_arguments(layer)
    last = layer.output_shape[-1] if layer.output_shape else None
    given = last if isinstance(last, int) else outputs(model, layer)
    if found is not None or not layer.parameters or not given or layer.parameters % given:
        return found
    each = layer.parameters // given  # inputs, and one more with a bias
    plain, with_bias = each in widths, each - 1 in widths
    if plain == with_bias:  # neither or both are seen elsewhere: widths are even
        plain = each % 2 == 0
    return Matrix(each if plain else each - 1, given)


def _from_tensors(model: Model, layer: Layer) -> Matrix | None:
    for name, shape in layer.tensors:
        if len(shape) == 2 and name.rsplit(".", 1)[-1] in MATRIX_NAMES and None not in shape:
            forward = model.framework in ("keras", "flax") or layer.kind == PYTORCH_CONV1D or name.endswith("kernel")
            return Matrix(*shape) if forward else Matrix(shape[1], shape[0])
    return None


def _from_arguments(layer: Layer) -> Matrix | None:
    arguments = dict(layer.arguments)
    for incoming, outgoing in (("in_features", "out_features"), ("nx", "nf"), ("input_dim", "units")):
        if arguments.get(incoming, "").isdigit() and arguments.get(outgoing, "").isdigit():
            return Matrix(int(arguments[incoming]), int(arguments[outgoing]))
    return None
