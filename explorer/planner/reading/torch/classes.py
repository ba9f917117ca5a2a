"""How many weights does a PyTorch module have? Tensors by class, derived from its constructor arguments.

Not derived: quantized and lazy classes (their arguments do not fix the sizes), and parameters that a class adds
without printing an argument for them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.planner.reading.torch.arguments import Arguments, numel
from explorer.planner.reading.torch.names import SIZELESS_ENDINGS, SUBCLASSES, WITHOUT_WEIGHTS, WITHOUT_WEIGHTS_ENDINGS
from explorer.planner.records.model import Shape

Tensors = tuple[tuple[str, Shape], ...]
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1, "LSTMCell": 4, "GRUCell": 3, "RNNCell": 1}


@dataclass(frozen=True)
class Weights:
    """The tensors of one module: `parameters` is None where the arguments do not tell."""

    tensors: Tensors
    parameters: int | None
    assumed: bool = False  # the class is read by its ending, as a kind of a class we know
    packed: int | None = None  # bits a weight, where it is stored packed


def matrix(a: Arguments) -> Tensors | None:
    """Linear: weight (out, in), bias (out)."""
    inputs, outputs = a.integer("in_features", 0), a.integer("out_features", 1)
    return None if not inputs or outputs is None else with_bias((outputs, inputs), outputs, a.flag("bias", True))


def transposed_matrix(a: Arguments) -> Tensors | None:
    """Conv1D of Hugging Face's GPT-2: weight (in, out), bias (out)."""
    outputs, inputs = a.integer("nf", 0), a.integer("nx", 1)
    return None if inputs is None or outputs is None else with_bias((inputs, outputs), outputs, True)


def convolution(a: Arguments) -> Tensors | None:
    """ConvNd: weight (out, in / groups, *kernel), bias (out)."""
    inputs, outputs, kernel, groups = channels(a)
    if not inputs or not outputs or kernel is None or not groups:
        return None
    return with_bias((outputs, inputs // groups, *kernel), outputs, a.flag("bias", True))


def transposed_convolution(a: Arguments) -> Tensors | None:
    """ConvTransposeNd: weight (in, out / groups, *kernel), bias (out)."""
    inputs, outputs, kernel, groups = channels(a)
    if not inputs or not outputs or kernel is None or not groups:
        return None
    return with_bias((inputs, outputs // groups, *kernel), outputs, a.flag("bias", True))


def scaled_convolution(a: Arguments) -> Tensors | None:
    """ScaledStdConv2d of timm: a convolution with one gain per output channel."""
    tensors = convolution(a)
    return None if tensors is None else (*tensors, ("gain", (tensors[0][1][0], 1, 1, 1)))


def channels(a: Arguments) -> tuple[int | None, int | None, tuple[int, ...] | None, int | None]:
    """Return (in, out, kernel, groups) of a convolution."""
    groups = 1 if a.text("groups") is None else a.integer("groups")
    return (
        a.integer("in_channels", 0),
        a.integer("out_channels", 1),
        a.sizes("kernel_size", 2),
        groups,
    )


def channel_norm(a: Arguments) -> Tensors | None:
    """Batch and instance norms: weight and bias (channels,) where affine."""
    size = a.integer("num_features", 0)
    return None if not size else affine((size,), a, a.flag("affine", True))


def instance_norm(a: Arguments) -> Tensors | None:
    """InstanceNormNd: affine only where the text says so."""
    size = a.integer("num_features", 0)
    return None if not size else affine((size,), a, a.flag("affine", False))


def group_norm(a: Arguments) -> Tensors | None:
    """GroupNorm(groups, channels): weight and bias (channels,)."""
    size = a.integer("num_channels", 1)
    return None if size is None else affine((size,), a, a.flag("affine", True))


def layer_norm(a: Arguments) -> Tensors | None:
    """LayerNorm: weight and bias of the normalized shape."""
    shape = a.sizes("normalized_shape", 0)
    return None if shape is None else affine(shape, a, a.flag("elementwise_affine", True))


def rms_norm(a: Arguments) -> Tensors | None:
    """RMSNorm: a weight of the normalized shape, no bias."""
    shape = a.sizes("normalized_shape", 0)
    if shape is None:
        return None
    return (("weight", shape),) if a.flag("elementwise_affine", True) else ()


def affine(shape: Shape, a: Arguments, scaled: bool | None) -> Tensors:
    """Return weight and bias of a norm; newer PyTorch prints a bias that is left out."""
    if not scaled:
        return ()
    bias = (("bias", shape),) if a.flag("bias", True) else ()
    return (("weight", shape), *bias)


def table(a: Arguments) -> Tensors | None:
    """Embedding and EmbeddingBag: weight (entries, width)."""
    entries, width = a.integer("num_embeddings", 0), a.integer("embedding_dim", 1)
    return None if entries is None or width is None else (("weight", (entries, width)),)


def slopes(a: Arguments) -> Tensors | None:
    """PReLU: one slope for all channels, or one each."""
    count = a.integer("num_parameters", 0)
    return None if count is None else (("weight", (count,)),)


def bilinear(a: Arguments) -> Tensors | None:
    """Bilinear: weight (out, in1, in2), bias (out)."""
    first, second = a.integer("in1_features", 0), a.integer("in2_features", 1)
    outputs = a.integer("out_features", 2)
    if first is None or second is None or outputs is None:
        return None
    return with_bias((outputs, first, second), outputs, a.flag("bias", True))


def recurrent(gates: int) -> Callable[[Arguments], Tensors | None]:
    """LSTM, GRU, RNN: per layer and direction weight_ih (gates·hidden, in), weight_hh (gates·hidden, out), biases."""

    def tensors(a: Arguments) -> Tensors | None:
        inputs, hidden = a.integer("input_size", 0), a.integer("hidden_size", 1)
        if inputs is None or hidden is None:
            return None
        layers, projected = a.integer("num_layers", 2) or 1, a.integer("proj_size") or 0
        directions = ("", "_reverse") if a.flag("bidirectional", False) else ("",)
        if layers > 1000:
            return None
        found: list[tuple[str, Shape]] = []
        for layer in range(layers):
            size = inputs if layer == 0 else (projected or hidden) * len(directions)
            for direction in directions:
                found += cell(f"_l{layer}{direction}", gates, size, hidden, projected, a.flag("bias", True))
        return tuple(found)

    return tensors


def recurrent_cell(gates: int) -> Callable[[Arguments], Tensors | None]:
    """LSTMCell, GRUCell, RNNCell: one step of one layer."""

    def tensors(a: Arguments) -> Tensors | None:
        inputs, hidden = a.integer("input_size", 0), a.integer("hidden_size", 1)
        if inputs is None or hidden is None:
            return None
        return tuple(cell("", gates, inputs, hidden, 0, a.flag("bias", True)))

    return tensors


def cell(suffix: str, gates: int, inputs: int, hidden: int, projected: int, bias: bool | None) -> list:
    """Return the tensors of one recurrent layer in one direction."""
    rows = gates * hidden
    found: list[tuple[str, Shape]] = [
        (f"weight_ih{suffix}", (rows, inputs)),
        (f"weight_hh{suffix}", (rows, projected or hidden)),
    ]
    if bias:
        found += [(f"bias_ih{suffix}", (rows,)), (f"bias_hh{suffix}", (rows,))]
    if projected:
        found.append((f"weight_hr{suffix}", (projected, hidden)))
    return found


def with_bias(weight: Shape, outputs: int, bias: bool | None) -> Tensors:
    """Return weight and, where there is one, bias (outputs,)."""
    return (("weight", weight), ("bias", (outputs,))) if bias else (("weight", weight),)


DERIVATIONS: dict[str, Callable[[Arguments], Tensors | None]] = {
    "Linear": matrix,
    "Conv1D": transposed_matrix,
    "Conv1d": convolution,
    "Conv2d": convolution,
    "Conv3d": convolution,
    "ConvTranspose1d": transposed_convolution,
    "ConvTranspose2d": transposed_convolution,
    "ConvTranspose3d": transposed_convolution,
    "ScaledStdConv2d": scaled_convolution,
    "BatchNorm1d": channel_norm,
    "BatchNorm2d": channel_norm,
    "BatchNorm3d": channel_norm,
    "InstanceNorm1d": instance_norm,
    "InstanceNorm2d": instance_norm,
    "InstanceNorm3d": instance_norm,
    "GroupNorm": group_norm,
    "LayerNorm": layer_norm,
    "RMSNorm": rms_norm,
    "Embedding": table,
    "EmbeddingBag": table,
    "PReLU": slopes,
    "Bilinear": bilinear,
    **{name: recurrent(GATES[name]) for name in ("LSTM", "GRU", "RNN")},
    **{name: recurrent_cell(GATES[name]) for name in ("LSTMCell", "GRUCell", "RNNCell")},
}
# What the arguments are called that PyTorch prints without a name.
POSITIONS: dict[Callable[[Arguments], Tensors | None], tuple[str, ...]] = {
    convolution: ("in_channels", "out_channels"),
    transposed_convolution: ("in_channels", "out_channels"),
    scaled_convolution: ("in_channels", "out_channels"),
    channel_norm: ("num_features",),
    instance_norm: ("num_features",),
    group_norm: ("num_groups", "num_channels"),
    layer_norm: ("normalized_shape",),
    rms_norm: ("normalized_shape",),
    table: ("num_embeddings", "embedding_dim"),
}
# A subclass that nobody listed but that prints its base's arguments. Those that add parameters are rare among the
# first group; the second is read the same way, and the reading says so.
SURE_ENDINGS = ("LayerNorm", "RMSNorm", "Embedding", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "GroupNorm")
LIKELY_ENDINGS = ("Linear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "EmbeddingBag", "PReLU")


def weights_of(kind: str, arguments: Arguments) -> Weights:
    """Return the tensors and their count for a module of class `kind`, as far as its arguments tell."""
    base, assumed = base_of(kind)
    if base is None and kind.endswith("Embedding") and arguments.positional:
        base = "Embedding"  # sine tables that are stored as a frozen weight: Marian, Pegasus
    if base is None:
        return Weights((), 0) if is_weightless(kind) else Weights(unknown_sizes(kind), None)
    tensors = DERIVATIONS[base](arguments)
    if tensors is None:
        return Weights(unknown_sizes(base), None)
    return Weights(tensors, sum(numel(shape) or 0 for _, shape in tensors), assumed)


def base_of(kind: str) -> tuple[str | None, bool]:
    """Return the class whose derivation fits, and whether that is a guess by the ending of the name."""
    if kind in DERIVATIONS:
        return kind, False
    if kind in SUBCLASSES:
        return SUBCLASSES[kind], False
    if is_weightless(kind):
        return None, False
    for endings, guessed in ((SURE_ENDINGS, False), (LIKELY_ENDINGS, True)):
        for ending in endings:
            if kind.endswith(ending) and not kind.startswith(("Lazy", "Quant", "Parametrized")):
                return ending, guessed
    return None, False


def labels_of(kind: str) -> tuple[str, ...]:
    """Return the names of the arguments that a class prints without one, as far as we know them."""
    base, _ = base_of(kind)
    if base is None:
        return ()
    return POSITIONS.get(DERIVATIONS[base], ("input_size", "hidden_size") if base in GATES else ())


def is_weightless(kind: str) -> bool:
    """Whether modules of this class never hold parameters."""
    return kind not in DERIVATIONS and (kind in WITHOUT_WEIGHTS or kind.endswith(WITHOUT_WEIGHTS_ENDINGS))


def unknown_sizes(kind: str) -> Tensors:
    """Return one weight of unknown size for a class that surely has one, nothing for a class we do not know."""
    sized = kind in DERIVATIONS or kind.startswith(("Lazy", "Parametrized")) or kind.endswith(SIZELESS_ENDINGS)
    return (("weight", (None,)),) if sized else ()
