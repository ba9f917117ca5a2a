"""Which weights does a Caffe layer hold? Blobs by type, from its settings and the shape that goes in.

Batch normalization's mean, variance and counter are blobs in Caffe but are never trained: they are no parameters here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.planner.reading.caffe.prototxt import Message
from explorer.planner.reading.caffe.shapes import Blob, Inputs, per_axis, place, product
from explorer.planner.records.model import Shape

Tensors = tuple[tuple[str, Shape], ...]


@dataclass(frozen=True)
class Blobs:
    """A layer's trained tensors and its running statistics; `known` is False for a type that may hold more."""

    tensors: Tensors = ()
    buffers: Tensors = ()
    known: bool = True


def nothing(layer: Message, inputs: Inputs) -> Blobs:
    """A layer without weights."""
    return Blobs()


def convolution(layer: Message, inputs: Inputs) -> Blobs:
    """Convolution: weight (out, in / group, *kernel), bias (out)."""
    settings = layer.message("convolution_param")
    outputs, inputs_per_group = settings.number("num_output"), grouped(settings, channels(inputs))
    return Blobs(with_bias((outputs, inputs_per_group, *kernel(settings, inputs)), outputs, settings))


def depthwise(layer: Message, inputs: Inputs) -> Blobs:
    """ConvolutionDepthwise: one kernel for each channel."""
    settings = layer.message("convolution_param")
    outputs = settings.number("num_output")
    return Blobs(with_bias((outputs, 1, *kernel(settings, inputs)), outputs, settings))


def deconvolution(layer: Message, inputs: Inputs) -> Blobs:
    """Deconvolution: weight (in, out / group, *kernel), bias (out)."""
    settings = layer.message("convolution_param")
    outputs = settings.number("num_output")
    return Blobs(
        with_bias((channels(inputs), grouped(settings, outputs), *kernel(settings, inputs)), outputs, settings)
    )


def kernel(settings: Message, inputs: Inputs) -> Shape:
    """Return the kernel's sizes, two where the input's axes are not known."""
    shape = inputs[0] if inputs else None
    axes = len(shape) - 2 if shape is not None and len(shape) > 2 else 2
    return tuple(per_axis(settings, "kernel_size", ("kernel_h", "kernel_w"), axis, axes, None) for axis in range(axes))


def grouped(settings: Message, size: int | None) -> int | None:
    """Divide channels by the groups."""
    groups = settings.number("group", 1)
    return None if size is None or not groups else size // groups


def inner_product(layer: Message, inputs: Inputs) -> Blobs:
    """InnerProduct: weight (out, in), bias (out)."""
    settings, shape = layer.message("inner_product_param"), inputs[0] if inputs else None
    outputs = settings.number("num_output")
    size = None if shape is None else product(shape[place(settings.number("axis", 1), len(shape)) :])
    weight = (size, outputs) if settings.flag("transpose", False) else (outputs, size)
    return Blobs(with_bias(weight, outputs, settings))


def embed(layer: Message, inputs: Inputs) -> Blobs:
    """Embed: weight (entries, out), bias (out)."""
    settings = layer.message("embed_param")
    outputs = settings.number("num_output")
    return Blobs(with_bias((settings.number("input_dim"), outputs), outputs, settings))


def batch_norm(layer: Message, inputs: Inputs) -> Blobs:
    """BatchNorm: mean, variance and their scale, none of them trained."""
    size = (channels(inputs),)
    return Blobs((), (("mean", size), ("variance", size), ("scale_factor", (1,))))


def joint_norm(layer: Message, inputs: Inputs) -> Blobs:
    """BN of SegNet: trained scale and shift, with running statistics beside them."""
    size = (channels(inputs),)
    return Blobs((("weight", size), ("bias", size)), (("mean", size), ("variance", size)))


def scale(layer: Message, inputs: Inputs) -> Blobs:
    """Scale: a factor for each channel, and a shift where `bias_term` asks for it; none with two inputs."""
    settings = layer.message("scale_param")
    if len(layer.texts("bottom")) > 1:
        return Blobs()
    size = axes_of(settings, inputs)
    return Blobs((("weight", size), ("bias", size)) if settings.flag("bias_term", False) else (("weight", size),))


def bias(layer: Message, inputs: Inputs) -> Blobs:
    """Bias: a shift for each channel; none with two inputs."""
    return (
        Blobs() if len(layer.texts("bottom")) > 1 else Blobs((("bias", axes_of(layer.message("bias_param"), inputs)),))
    )


def axes_of(settings: Message, inputs: Inputs) -> Shape:
    """Return the sizes of the axes that a Scale or Bias layer covers."""
    shape = inputs[0] if inputs else None
    if shape is None:
        return (None,)
    first, count = place(settings.number("axis", 1), len(shape)), settings.number("num_axes", 1)
    return shape[first:] if count == -1 else shape[first : first + (1 if count is None else count)]


def slopes(layer: Message, inputs: Inputs) -> Blobs:
    """PReLU: one slope for each channel, or one for all."""
    shared = layer.message("prelu_param").flag("channel_shared", False)
    return Blobs((("weight", (1,) if shared else (channels(inputs),)),))


def normalize(layer: Message, inputs: Inputs) -> Blobs:
    """Normalize of SSD: one factor for each channel, or one for all."""
    shared = layer.message("norm_param").flag("channel_shared", True)
    return Blobs((("weight", (1,) if shared else (channels(inputs),)),))


def lstm(layer: Message, inputs: Inputs) -> Blobs:
    """LSTM: four gates from the input, one bias, four gates from the state."""
    outputs, size = recurrent_sizes(layer, inputs)
    rows = None if outputs is None else 4 * outputs
    static = (("weight_static", (rows, width(inputs, 2))),) if len(layer.texts("bottom")) > 2 else ()
    return Blobs((("weight_x", (rows, size)), ("bias", (rows,)), *static, ("weight_h", (rows, outputs))))


def rnn(layer: Message, inputs: Inputs) -> Blobs:
    """RNN: input to state, state to state, state to output, with two biases."""
    outputs, size = recurrent_sizes(layer, inputs)
    square = (outputs, outputs)
    static = (("weight_static", (outputs, width(inputs, 2))),) if len(layer.texts("bottom")) > 2 else ()
    return Blobs(
        (
            ("weight_x", (outputs, size)),
            ("bias", (outputs,)),
            *static,
            ("weight_h", square),
            ("weight_o", square),
            ("bias_o", (outputs,)),
        )
    )


def recurrent_sizes(layer: Message, inputs: Inputs) -> tuple[int | None, int | None]:
    """Return (num_output, input width) of a recurrent layer."""
    return layer.message("recurrent_param").number("num_output"), width(inputs, 0)


def width(inputs: Inputs, position: int) -> int | None:
    """Return how many values one time step of a blob has."""
    shape: Blob = inputs[position] if position < len(inputs) else None
    return None if shape is None or len(shape) < 3 else product(shape[2:])


def channels(inputs: Inputs) -> int | None:
    """Return the channels of the first input."""
    shape = inputs[0] if inputs else None
    return shape[1] if shape is not None and len(shape) > 1 else None


def with_bias(weight: Shape, outputs: int | None, settings: Message) -> Tensors:
    """Return weight and, unless `bias_term: false`, bias (out)."""
    if not settings.flag("bias_term", True):
        return (("weight", weight),)
    return (("weight", weight), ("bias", (outputs,)))


WEIGHTS: dict[str, Callable[[Message, Inputs], Blobs]] = {
    "convolution": convolution,
    "depthwiseconvolution": convolution,
    "convolutiondepthwise": depthwise,
    "deconvolution": deconvolution,
    "innerproduct": inner_product,
    "embed": embed,
    "batchnorm": batch_norm,
    "bn": joint_norm,
    "scale": scale,
    "bias": bias,
    "prelu": slopes,
    "normalize": normalize,
    "lstm": lstm,
    "rnn": rnn,
}
WITHOUT_NAMES = """
    relu relu6 elu sigmoid tanh power absval bnll exp log threshold swish clip dropout lrn softmax eltwise mvn
    split softmaxwithloss euclideanloss sigmoidcrossentropyloss hingeloss contrastiveloss accuracy
    multinomiallogisticloss infogainloss smoothl1loss pooling concat slice flatten reshape permute crop
    roipooling input data imagedata memorydata hdf5data dummydata windowdata hdf5output annotateddata silence
    argmax reduction tile interp upsample im2col spp filter batchreindex priorbox detectionoutput
    detectionevaluate multiboxloss python proposal shufflechannel axpy softmaxloss dataaugmentation videodata
"""
WITHOUT = frozenset(WITHOUT_NAMES.split())


def weights_of(kind: str, layer: Message, inputs: Inputs) -> Blobs:
    """Return a layer's blobs; `kind` is its type in lower case without underscores."""
    if kind in WEIGHTS:
        return WEIGHTS[kind](layer, inputs)
    return Blobs(known=kind in WITHOUT)
