"""How much work is one example for each layer? Multiply-adds of the forward pass, from weights and sizes."""

import math
import re

from explorer.planner.head_size import tensor_weights
from explorer.planner.model import Layer, Model
from explorer.planner.rule import has_token_embedding, is_transformer
from explorer.planner.task import Task

CONV = re.compile(r"conv", re.I)
TRANSPOSED = re.compile(r"transpose|deconv", re.I)
LINEAR = re.compile(r"linear|dense|inner_?product|fullyconnected|attention|addmm|^Conv1D$", re.I)
RECURRENT = re.compile(r"lstm|gru|rnn|bidirectional|timedistributed", re.I)
LOOKUP = re.compile(r"embedding", re.I)
CHEAP = re.compile(r"norm|prelu|scale|bias|rescal|pool|flatten|dropout", re.I)
ESTIMATED_AT_MOST = 0.15  # our line: ResNet-50's four shortcut blocks hold 11 % of its weights
ONE_ROW = re.compile(r"(^|[._/])(pooler|pooled)", re.I)


def forward_work(model: Model, task: Task) -> tuple[tuple[int | None, ...], int]:
    """Return each layer's multiply-adds for one example, and how many of them are estimates.

    A row that stands for a whole block (torchinfo's depth limit) is estimated as its weights × its output places,
    as long as such rows hold at most `ESTIMATED_AT_MOST` of the weights; otherwise it stays unknown.
    """
    macs = [forward_macs(model, task, position) for position in range(len(model.layers))]
    blocks = {i: guess for i, known in enumerate(macs) if known is None and (guess := _block_estimate(model, i))}
    total = sum(layer.parameters or 0 for layer in model.layers)
    if sum(model.layers[i].parameters for i in blocks) > ESTIMATED_AT_MOST * total:
        return tuple(macs), 0
    return tuple(blocks.get(i, known) for i, known in enumerate(macs)), len(blocks)


def _block_estimate(model: Model, position: int) -> int | None:
    """The work of a row with several layers in it, as if all its weights were used at each output place."""
    layer = model.layers[position]
    if not layer.kind or not layer.parameters or not layer.output_shape or layer.role == "head":
        return None
    if CONV.search(layer.kind) or LINEAR.search(layer.kind) or RECURRENT.search(layer.kind):
        return None
    sizes = layer.output_shape[1:]
    channel = _channel_axis(model, layer, sizes) if len(sizes) > 2 else len(sizes) - 1
    times = _product(size for axis, size in enumerate(sizes) if axis != channel)
    return None if times is None else times * layer.parameters


def forward_macs(model: Model, task: Task, position: int) -> int | None:
    """Return the multiply-adds of one layer for one example; None where the text does not tell.

    Convolution: weights × output places; linear: weights × rows (1, or the tokens of a text). Normalizations
    and look-ups count as 0. torchinfo counts in the same way, with biases.
    """
    layer = model.layers[position]
    if layer.parameters == 0 and not layer.tensors and layer.shares_with is None:
        return 0
    if not _is_conv(model, layer) and _looks_up_or_rescales(layer):  # a patch embedding is a convolution
        return 0
    weights = multiplied_weights(layer)
    times = places(model, task, position)
    return None if weights is None or times is None else weights * times


def _looks_up_or_rescales(layer: Layer) -> bool:
    listed = layer.norm is not None or layer.role in ("norm", "embedding")
    return listed or bool(LOOKUP.search(layer.kind) or CHEAP.search(layer.kind))


def multiplied_weights(layer: Layer) -> int | None:
    """Return the weights that are multiplied with inputs: all but the biases where the text tells them apart."""
    return tensor_weights(layer, biases=False) if layer.tensors else layer.parameters


def _is_conv(model: Model, layer: Layer) -> bool:
    if not layer.kind:
        return any(len(shape) > 2 for _, shape in layer.tensors)
    return bool(CONV.search(layer.kind)) and not _is_linear(model, layer)


def _is_linear(model: Model, layer: Layer) -> bool:
    if not layer.kind:
        return not _is_conv(model, layer) and any(len(shape) == 2 for _, shape in layer.tensors)
    if layer.kind == "Conv1D":  # transformers' GPT-2 names a linear layer so; Keras means a convolution
        return model.framework == "pytorch"
    return bool(LINEAR.search(layer.kind))


def places(model: Model, task: Task, position: int) -> int | None:
    """Return how often the weights are used for one example: places of a picture, rows of a text."""
    layer = model.layers[position]
    if _is_conv(model, layer):
        return None if TRANSPOSED.search(layer.kind) else _picture_places(model, layer)
    if _is_linear(model, layer):
        return _rows(model, task, layer)
    if RECURRENT.search(layer.kind):
        return _steps(model, task, position)
    return None  # several layers in one row, or a kind that is not known here


def _picture_places(model: Model, layer: Layer) -> int | None:
    shape = layer.output_shape
    if not shape:
        return None
    dimensions = _convolved_dimensions(layer)
    sizes = shape[1:] if len(shape) == dimensions + 2 else shape
    if len(sizes) != dimensions + 1:
        return None
    channel = _channel_axis(model, layer, sizes)
    return _product(size for axis, size in enumerate(sizes) if axis != channel)


def _convolved_dimensions(layer: Layer) -> int:
    named = re.search(r"([123])d", layer.kind, re.I)
    ranks = [len(shape) - 2 for _, shape in layer.tensors if len(shape) > 2]
    return int(named.group(1)) if named else (ranks[0] if ranks else 2)


def _channel_axis(model: Model, layer: Layer, sizes: tuple[int | None, ...]) -> int:
    """First axis in PyTorch and Caffe, last in Keras and Flax, unless the filters say otherwise."""
    usual, other = (len(sizes) - 1, 0) if model.framework in ("keras", "flax") else (0, len(sizes) - 1)
    filters = next((shape[0] for name, shape in layer.tensors if name.endswith("bias") and len(shape) == 1), None)
    return other if filters is not None and sizes[usual] != filters and sizes[other] == filters else usual


def _rows(model: Model, task: Task, layer: Layer) -> int | None:
    if layer.output_shape:
        sizes = layer.output_shape[1:-1] if len(layer.output_shape) > 1 else ()
        return _product(task.input_size if size is None and has_token_embedding(model) else size for size in sizes)
    if layer.role == "head" or ONE_ROW.search(layer.path):
        return 1
    if is_transformer(model):
        return task.input_size if has_token_embedding(model) else None  # a picture's patches: not in the text
    return 1


def _steps(model: Model, task: Task, position: int) -> int | None:
    """Time steps of a recurrent layer: its own output's, else those of the layer before it, else the task's."""
    for layer in (model.layers[position], *model.layers[:position][::-1][:1]):
        if layer.output_shape and len(layer.output_shape) == 3:
            steps = layer.output_shape[1]
            return task.input_size if steps is None else steps
    return task.input_size


def _product(sizes) -> int | None:
    known = tuple(sizes)
    return None if any(size is None or size < 0 for size in known) else math.prod(known)
