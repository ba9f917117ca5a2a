"""How large is each blob? Output shapes of Caffe's layers by type, from the shapes that go in.

A size that the text does not tell is None and stays None behind it. Source: Caffe's `Reshape` methods.
Not inferred: Python layers and types of private forks, whose outputs are unknown.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from explorer.planner.reading.caffe.prototxt import Message
from explorer.planner.records.model import Shape

Blob = Shape | None
Inputs = Sequence[Blob]
Outputs = list[Blob]
SPATIAL = 2  # (batch, channels) come first


def same(layer: Message, inputs: Inputs) -> Outputs:
    """ReLU, Dropout, LRN, Softmax, BatchNorm: the output is as large as the input."""
    return [inputs[0] if inputs else None] * max(1, len(layer.texts("top")))


def scalar(layer: Message, inputs: Inputs) -> Outputs:
    """Losses and accuracy give one number."""
    return [()] * max(1, len(layer.texts("top")))


def unknown(layer: Message, inputs: Inputs) -> Outputs:
    """A layer whose output cannot be told."""
    return [None] * max(1, len(layer.texts("top")))


def convolution(layer: Message, inputs: Inputs) -> Outputs:
    """Convolution: floor((in + 2 pad − kernel extent) / stride) + 1."""
    settings = layer.message("convolution_param")
    outputs = settings.number("num_output")
    return [spatial(shape, outputs, settings, strided) for shape in inputs]


def deconvolution(layer: Message, inputs: Inputs) -> Outputs:
    """Deconvolution: stride (in − 1) + kernel extent − 2 pad."""
    settings = layer.message("convolution_param")
    outputs = settings.number("num_output")
    return [spatial(shape, outputs, settings, unstrided) for shape in inputs]


def strided(size: int | None, extent: int | None, stride: int, pad: int) -> int | None:
    """Return one output size of a convolution."""
    return None if size is None or extent is None else (size + 2 * pad - extent) // stride + 1


def unstrided(size: int | None, extent: int | None, stride: int, pad: int) -> int | None:
    """Return one output size of a deconvolution."""
    return None if size is None or extent is None else stride * (size - 1) + extent - 2 * pad


def spatial(shape: Blob, outputs: int | None, settings: Message, rule: Callable) -> Blob:
    """Apply a rule to each spatial axis."""
    if shape is None or len(shape) <= SPATIAL:
        return None
    axes = len(shape) - SPATIAL
    sizes = []
    for axis, size in enumerate(shape[SPATIAL:]):
        kernel = per_axis(settings, "kernel_size", ("kernel_h", "kernel_w"), axis, axes, None)
        dilation = per_axis(settings, "dilation", (), axis, axes, 1) or 1
        extent = None if kernel is None else dilation * (kernel - 1) + 1
        stride = per_axis(settings, "stride", ("stride_h", "stride_w"), axis, axes, 1) or 1
        pad = per_axis(settings, "pad", ("pad_h", "pad_w"), axis, axes, 0) or 0
        sizes.append(rule(size, extent, max(1, stride), pad))
    return (shape[0], outputs, *(None if size is None or size < 0 else size for size in sizes))


def per_axis(
    settings: Message, name: str, sides: Sequence[str], axis: int, axes: int, default: int | None
) -> int | None:
    """Return a setting for one axis: `kernel_h`, else the one of several `kernel_size`, else the only one."""
    if len(sides) == axes and settings.has(sides[axis]):
        return settings.number(sides[axis], default)
    values = settings.numbers(name)
    if not values:
        return default
    return values[axis] if len(values) == axes else values[0]


def pooling(layer: Message, inputs: Inputs) -> Outputs:
    """Pooling rounds up: ceil((in + 2 pad − kernel) / stride) + 1, less one where that starts in the padding."""
    settings = layer.message("pooling_param")
    shape = inputs[0] if inputs else None
    if shape is None or len(shape) != 4:
        return unknown(layer, inputs)
    if settings.flag("global_pooling", False):
        return [(*shape[:2], 1, 1)] * max(1, len(layer.texts("top")))
    sizes = [pooled(settings, shape[SPATIAL + axis], axis) for axis in (0, 1)]
    return [(*shape[:2], *sizes)] * max(1, len(layer.texts("top")))


def pooled(settings: Message, size: int | None, axis: int) -> int | None:
    """Return one output size of a pooling layer."""
    kernel = per_axis(settings, "kernel_size", ("kernel_h", "kernel_w"), axis, 2, None)
    stride = max(1, per_axis(settings, "stride", ("stride_h", "stride_w"), axis, 2, 1) or 1)
    pad = per_axis(settings, "pad", ("pad_h", "pad_w"), axis, 2, 0) or 0
    if size is None or kernel is None:
        return None
    room = size + 2 * pad - kernel
    down = settings.text("round_mode").upper() in ("FLOOR", "1") or not settings.flag("ceil_mode", True)
    result = (room // stride if down else -(-room // stride)) + 1
    if pad and (result - 1) * stride >= size + pad:
        result -= 1
    return result if result > 0 else None


def inner_product(layer: Message, inputs: Inputs) -> Outputs:
    """InnerProduct: the axes from `axis` on become num_output."""
    settings = layer.message("inner_product_param")
    shape = inputs[0] if inputs else None
    if shape is None:
        return [(None, settings.number("num_output"))]
    axis = place(settings.number("axis", 1), len(shape))
    return [(*shape[:axis], settings.number("num_output"))]


def embed(layer: Message, inputs: Inputs) -> Outputs:
    """Embed: one more axis behind the input's."""
    shape = inputs[0] if inputs else None
    return [None if shape is None else (*shape, layer.message("embed_param").number("num_output"))]


def concat(layer: Message, inputs: Inputs) -> Outputs:
    """Concat adds up the sizes along its axis (channels, unless it says otherwise)."""
    settings = layer.message("concat_param")
    known = [shape for shape in inputs if shape is not None]
    if not known or len(known) < len(inputs):
        return [None]
    axis = place(settings.number("axis", settings.number("concat_dim", 1)), len(known[0]))
    if any(len(shape) <= axis for shape in known):
        return [None]
    along = [shape[axis] for shape in known]
    return [(*known[0][:axis], None if None in along else sum(along), *known[0][axis + 1 :])]


def cut(layer: Message, inputs: Inputs) -> Outputs:
    """Slice cuts along its axis, at `slice_point` or in equal parts."""
    settings, shape = layer.message("slice_param"), inputs[0] if inputs else None
    tops = max(1, len(layer.texts("top")))
    axis = place(settings.number("axis", settings.number("slice_dim", 1)), len(shape)) if shape else 0
    if not shape or axis >= len(shape) or shape[axis] is None:
        return [None] * tops
    points = [point for point in settings.numbers("slice_point") if point is not None]
    edges = [0, *points, shape[axis]]
    sizes = [b - a for a, b in pairwise(edges)] if points else [shape[axis] // tops] * tops
    return [(*shape[:axis], size, *shape[axis + 1 :]) for size in sizes][:tops] + [None] * (tops - len(sizes))


def flatten(layer: Message, inputs: Inputs) -> Outputs:
    """Flatten joins the axes from `axis` to `end_axis`."""
    settings, shape = layer.message("flatten_param"), inputs[0] if inputs else None
    if not shape:
        return [None]
    first = place(settings.number("axis", 1), len(shape))
    last = place(settings.number("end_axis", -1), len(shape))
    return [(*shape[:first], product(shape[first : last + 1]), *shape[last + 1 :])]


def reshape(layer: Message, inputs: Inputs) -> Outputs:
    """Reshape: 0 keeps a size, −1 takes what is left."""
    shape = inputs[0] if inputs else None
    wanted = layer.message("reshape_param").message("shape").numbers("dim")
    if shape is None or not wanted:
        return [None]
    sizes = [shape[i] if size == 0 and i < len(shape) else size for i, size in enumerate(wanted)]
    total, rest = product(shape), product(tuple(size for size in sizes if size != -1))
    left = total // rest if total is not None and rest else None
    return [tuple(left if size == -1 else size for size in sizes)]


def permute(layer: Message, inputs: Inputs) -> Outputs:
    """Permute of SSD exchanges axes."""
    shape, order = inputs[0] if inputs else None, layer.message("permute_param").numbers("order")
    if shape is None or sorted(o for o in order if o is not None) != list(range(len(order))) or len(order) > len(shape):
        return [None]
    return [(*(shape[axis] for axis in order), *shape[len(order) :])]


def crop(layer: Message, inputs: Inputs) -> Outputs:
    """Crop cuts the first blob to the second one's size, from `axis` on."""
    if len(inputs) < 2 or inputs[0] is None or inputs[1] is None:
        return [None]
    axis = place(layer.message("crop_param").number("axis", 2), len(inputs[0]))
    return [(*inputs[0][:axis], *inputs[1][axis:])]


def roi_pooling(layer: Message, inputs: Inputs) -> Outputs:
    """ROIPooling gives every region the same size."""
    settings, shape = layer.message("roi_pooling_param"), inputs[0] if inputs else None
    if shape is None or len(shape) < 2:
        return [None]
    return [(None, shape[1], settings.number("pooled_h"), settings.number("pooled_w"))]


def recurrent(layer: Message, inputs: Inputs) -> Outputs:
    """LSTM and RNN: (time, batch, num_output)."""
    shape = inputs[0] if inputs else None
    if shape is None or len(shape) < 2:
        return unknown(layer, inputs)
    return [(*shape[:2], layer.message("recurrent_param").number("num_output"))] * max(1, len(layer.texts("top")))


def place(axis: int | None, axes: int) -> int:
    """Return an axis that may count from the end."""
    axis = 1 if axis is None else axis
    return max(0, min(axis + axes if axis < 0 else axis, axes))


def product(sizes: Sequence[int | None]) -> int | None:
    """Multiply sizes; None where one is unknown."""
    result = 1
    for size in sizes:
        if size is None:
            return None
        result *= size
    return result


SAME_SIZE = """
    relu relu6 prelu elu sigmoid tanh power absval bnll exp log threshold swish clip dropout lrn softmax batchnorm bn
    scale bias eltwise mvn normalize split axpy shufflechannel
"""
ONE_NUMBER = """
    softmaxwithloss softmaxloss euclideanloss sigmoidcrossentropyloss hingeloss infogainloss contrastiveloss accuracy
    multinomiallogisticloss smoothl1loss
"""
SHAPES: dict[str, Callable[[Message, Inputs], Outputs]] = {
    **dict.fromkeys(
        SAME_SIZE.split(),
        same,
    ),
    **dict.fromkeys(
        ONE_NUMBER.split(),
        scalar,
    ),
    **dict.fromkeys(("convolution", "convolutiondepthwise", "depthwiseconvolution"), convolution),
    "deconvolution": deconvolution,
    "pooling": pooling,
    "innerproduct": inner_product,
    "embed": embed,
    "concat": concat,
    "slice": cut,
    "flatten": flatten,
    "reshape": reshape,
    "permute": permute,
    "crop": crop,
    "roipooling": roi_pooling,
    **dict.fromkeys(("lstm", "rnn"), recurrent),
}


def output_shapes(kind: str, layer: Message, inputs: Inputs) -> Outputs:
    """Return the shapes that a layer gives; `kind` is its type in lower case without underscores."""
    return SHAPES.get(kind, unknown)(layer, inputs)
