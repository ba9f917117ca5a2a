"""How many inputs and outputs does a layer have? Reads "Linear(784, 256)", "Conv2D(128, 3)" and their like."""

import ast
import math
import re
from dataclasses import dataclass

from explorer.errors import ReaderError
from explorer.remark import Remark

LONGEST_TEXT = 300
LARGEST_SIZE = 10_000_000
EXAMPLES = ("Linear(784, 256)", "Conv2d(64, 128, 3)", "Dense(256)", "Conv2D(128, 3)")
# 784 -> 256    784 x 256    784, 256    (784, 256)
TWO_NUMBERS = re.compile(r"\(?\s*(\d+)\s*(?:->|→|,|x|×|\s)\s*(\d+)\s*\)?")
# (fc1): Linear(...)    self.fc1 = nn.Linear(...)    x = Dense(...)
LABEL = re.compile(r"^\s*(?:\([\w.]+\)\s*:|[\w.]+\s*=(?!=))\s*(?=[A-Za-z])")

Size = int | tuple[int, ...]


@dataclass(frozen=True)
class LayerKind:
    """One kind of layer as its framework writes it."""

    framework: str
    arguments: tuple[str, ...]  # in the order of the constructor
    dimensions: int | None = 0  # of the kernel; 0 for a fully connected layer, None: as many as the kernel names
    transposed: bool = False


@dataclass(frozen=True)
class LayerShape:
    """A layer's size. `inputs` and `outputs` are neurons or channels; `kernel` is () for a fully connected layer."""

    name: str  # as typed, without a module: "Conv2d"
    kind: LayerKind
    inputs: int
    outputs: int
    kernel: tuple[int, ...] = ()
    groups: int = 1
    bias: bool = True

    @property
    def fans(self) -> tuple[int, int]:
        """Return (fan_in, fan_out) as PyTorch and Keras count them: the kernel's places times the channels."""
        places = math.prod(self.kernel)
        if self.kind.transposed:  # both count a transposed convolution by its kernel's axes, the other way round
            return self.outputs // self.groups * places, self.inputs * places
        return self.inputs // self.groups * places, self.outputs * places

    @property
    def fan_in(self) -> int:
        """Return over how many numbers each sum runs."""
        return self.fans[0]

    @property
    def fan_out(self) -> int:
        """Return into how many sums each number goes."""
        return self.fans[1]

    @property
    def matrix(self) -> tuple[int, int]:
        """Return (rows, columns) of the weights laid out as a matrix: what orthogonal draws see."""
        return self.fan_in, (self.inputs if self.kind.transposed else self.outputs)

    @property
    def weights(self) -> int:
        """Return the number of weights, without the bias."""
        return math.prod(self.matrix)

    @property
    def dense(self) -> bool:
        """Tell whether the layer is fully connected."""
        return not self.kernel


TORCH_CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias")
TORCH_BACK = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups", "bias")
KERAS_CONV = ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups")

LAYER_KINDS: dict[str, LayerKind] = {
    "Linear": LayerKind("PyTorch", ("in_features", "out_features", "bias")),
    "Dense": LayerKind("Keras", ("units", "activation", "use_bias")),
    "Conv": LayerKind("Flax", ("features", "kernel_size"), None),
    **{f"Conv{n}d": LayerKind("PyTorch", TORCH_CONV, n) for n in (1, 2, 3)},
    **{f"ConvTranspose{n}d": LayerKind("PyTorch", TORCH_BACK, n, transposed=True) for n in (1, 2, 3)},
    **{f"Conv{n}D": LayerKind("Keras", KERAS_CONV, n) for n in (1, 2, 3)},
    **{f"Conv{n}DTranspose": LayerKind("Keras", ("filters", "kernel_size"), n, transposed=True) for n in (1, 2, 3)},
}
INPUT_NAMES = ("in_features", "in_channels", "input_dim")
OUTPUT_NAMES = ("out_features", "out_channels", "units", "filters", "features")
BIAS_NAMES = ("bias", "use_bias")


def read_layer(text: str, inputs: int | None = None) -> LayerShape:
    """Read one layer as PyTorch, Keras or Flax write it; two bare numbers are a fully connected layer.

    `inputs`: neurons or channels that come in, for the layers that do not say (Keras, Flax). Raises ReaderError.
    """
    if len(text) > LONGEST_TEXT:
        values = {"longest": LONGEST_TEXT, "examples": EXAMPLES, "letters": len(text)}
        raise ReaderError(Remark("recipes.too_long", values))
    plain = TWO_NUMBERS.fullmatch(text.strip())
    text = f"Linear({plain[1]}, {plain[2]})" if plain else LABEL.sub("", text).strip().rstrip(",;")
    name, given = read_call(text)
    kind = LAYER_KINDS[name]
    given = dict(zip(kind.arguments, given["positional"], strict=False)) | given["named"]
    return build(name, kind, given, inputs)


def read_call(text: str) -> tuple[str, dict]:
    """Return the layer's name, and its arguments as `positional` and `named` values; what is no literal is None."""
    try:
        call = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        call = None
    if not isinstance(call, ast.Call):
        raise ReaderError(Remark("recipes.no_layer", {"examples": EXAMPLES, "came": shown(text)}))
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    known = {kind.lower(): kind for kind in reversed(LAYER_KINDS)}  # conv2d is PyTorch's
    name = name if name in LAYER_KINDS else known.get(name.lower(), name)
    if name not in LAYER_KINDS:
        raise ReaderError(Remark("recipes.no_weights", {"examples": EXAMPLES, "came": shown(name)}))
    named = {keyword.arg: literal(keyword.value) for keyword in call.keywords if keyword.arg}
    return name, {"positional": [literal(argument) for argument in call.args], "named": named}


def literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def build(name: str, kind: LayerKind, given: dict[str, object], inputs: int | None) -> LayerShape:
    """Return the shape from the arguments that were given."""
    outputs = whole(first(given, OUTPUT_NAMES), Remark("recipes.the_outputs", {"layer": name}))
    groups = whole(given.get("groups", 1), "groups")
    coming = first(given, INPUT_NAMES) or channels_of(given.get("input_shape")) or inputs
    if coming is None:
        raise ReaderError(Remark("recipes.no_inputs", {"layer": name}))
    coming = whole(coming, Remark("recipes.the_inputs"))
    if coming % groups or outputs % groups:
        raise ReaderError(Remark("recipes.groups", {"inputs": coming, "outputs": outputs, "groups": groups}))
    bias = first(given, BIAS_NAMES) is not False
    return LayerShape(name, kind, coming, outputs, read_kernel(kind, given), groups, bias)


def first(given: dict[str, object], names: tuple[str, ...]) -> object:
    return next((given[name] for name in names if name in given), None)


def channels_of(input_shape: object) -> object:
    """Return the last entry of Keras's input_shape=(28, 28, 1)."""
    return input_shape[-1] if isinstance(input_shape, tuple) and input_shape else None


def read_kernel(kind: LayerKind, given: dict[str, object]) -> tuple[int, ...]:
    """Return the kernel's size along each of its dimensions."""
    if kind.dimensions == 0:
        return ()
    size = given.get("kernel_size")
    if isinstance(size, int):
        return (whole(size, "kernel_size"),) * (kind.dimensions or 1)
    allowed = (kind.dimensions,) if kind.dimensions else (1, 2, 3)
    if not isinstance(size, (tuple, list)) or len(size) not in allowed:
        raise ReaderError(Remark("recipes.kernel", {"sizes": tuple(sorted({1, *allowed})), "came": shown(size)}))
    return tuple(whole(side, "kernel_size") for side in size)


def whole(value: object, what: str | Remark) -> int:
    """Return a whole number from 1 to the largest size; raise ReaderError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LARGEST_SIZE:
        raise ReaderError(Remark("recipes.whole", {"largest": LARGEST_SIZE, "what": what, "came": shown(value)}))
    return value


def shown(value: object) -> str | Remark:
    """Return what came, short enough for a sentence."""
    if value is None:
        return Remark("recipes.nothing")
    text = repr(value) if not isinstance(value, str) else value
    return text if len(text) <= 60 else text[:57] + "..."
