"""Which framework prints like PyTorch? PaddlePaddle, MindSpore, MLX, Gluon, Chainer, Torch 7 and the C++ library do.

Each is told by spellings that PyTorch never prints; its classes and arguments are read as the PyTorch ones that they
stand for. Not told: frameworks that print exactly what PyTorch prints (OneFlow).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from explorer.planner.reading.torch.arguments import Arguments

SIGNS_IN = 200_000  # characters in which a framework shows itself


def same(text: str) -> str:
    """Leave the text as it is."""
    return text


def angles_to_brackets(text: str) -> str:
    """MindSpore 1 writes `Conv2d<input_channels=1, ...>` and closes with a lone `>`."""
    lines = []
    for line in text.split("\n"):
        bare = line.rstrip().rstrip(";")
        if bare.strip() == ">":
            line = bare.replace(">", ")")
        elif re.match(r"^\s*(?:\([^()]{1,200}\): )?[A-Za-z_]\w*<", bare):
            line = bare.replace("<", "(", 1)
            line = line[:-1] + ")" if line.endswith(">") else line
        lines.append(line)
    return "\n".join(lines)


def braces_to_brackets(text: str) -> str:
    """Torch 7 and PyTorch 0.1's legacy modules write `nn.Sequential {` and close with a lone `}`."""
    lines = []
    for line in text.split("\n"):
        bare = line.rstrip()
        if bare.endswith("{"):
            line = bare[:-1].rstrip() + " ("
        elif bare.strip() == "}":
            line = bare.replace("}", ")")
        elif re.match(r"^\s*\[input ->|^\s*[|`.\s]+->?", bare):
            line = ""
        lines.append(re.sub(r"(\(\w{1,40}\): )(?:cu)?nn\.", r"\1", re.sub(r"^(\s*)(?:cu)?nn\.", r"\1", line)))
    return "\n".join(lines)


def without_namespace(text: str) -> str:
    """The C++ library writes `torch::nn::Conv2d(..., bias=true)`."""
    text = re.sub(r"torch::nn::", "", text)
    return re.sub(r"=true\b", "=True", re.sub(r"=false\b", "=False", text))


def as_printed(kind: str, arguments: Arguments) -> Arguments:
    """Leave the arguments as they are."""
    return arguments


def renamed(names: Mapping[str, str]) -> Callable[[str, Arguments], Arguments]:
    """Make a reader of arguments that only bear other names."""

    def translate(kind: str, arguments: Arguments) -> Arguments:
        return Arguments(arguments.positional, tuple((names.get(name, name), value) for name, value in arguments.named))

    return translate


def gluon_arguments(kind: str, arguments: Arguments) -> Arguments:
    """Gluon writes `Conv2D(3 -> 64, kernel_size=(7, 7))` and `BatchNorm(axis=1, ..., in_channels=64)`."""
    names = {"in_channels": "num_features"} if kind.startswith("Batch") else {}
    if "Conv" in kind:
        names = {"in_features": "in_channels", "out_features": "out_channels"}
    named = tuple((names.get(name, name), value) for name, value in arguments.named)
    return Arguments((), named)


def mindspore_arguments(kind: str, arguments: Arguments) -> Arguments:
    """MindSpore writes `Dense<input_channels=4, output_channels=2, has_bias=True>`."""
    side = "features" if kind == "Dense" else "channels"
    names = {"has_bias": "bias", "group": "groups", "vocab_size": "num_embeddings", "embedding_size": "embedding_dim"}
    for printed in ("input_channels", "in_channels"):
        names[printed] = f"in_{side}"
    for printed in ("output_channels", "out_channels"):
        names[printed] = f"out_{side}"
    return Arguments(arguments.positional, tuple((names.get(name, name), value) for name, value in arguments.named))


def torch7_arguments(kind: str, arguments: Arguments) -> Arguments:
    """Torch 7 writes `SpatialConvolution(3 -> 64, 11x11, 4,4, 2,2)`, `SpatialBatchNormalization (4D) (64)`."""
    named = dict(arguments.named)
    if "Convolution" in kind and arguments.positional:
        kernel = "(" + arguments.positional[0].replace("x", ", ") + ")"
        named |= {
            "kernel_size": kernel,
            "in_channels": named.pop("in_features", ""),
            "out_channels": named.pop("out_features", ""),
        }
        return Arguments((), tuple(named.items()))
    return arguments


@dataclass(frozen=True)
class Dialect:
    """A framework whose print looks like PyTorch's."""

    framework: str
    label: str
    sign: re.Pattern  # what only this framework prints
    kinds: Mapping[str, str] = field(default_factory=dict)  # its class -> PyTorch's
    arguments: Callable[[str, Arguments], Arguments] = as_printed
    plain: Callable[[str], str] = same  # its brackets as PyTorch's
    silent_bias: bool = False  # does not print whether a layer has a bias

    def translate(self, kind: str, arguments: Arguments) -> tuple[str, Arguments]:
        """Give PyTorch's class and arguments for a printed layer."""
        return self.kinds.get(kind, kind), self.arguments(kind, arguments)


def capital_d(*names: str) -> dict[str, str]:
    """Map Conv2D to Conv2d and the like."""
    return {f"{name}{n}D": f"{name}{n}d" for name in names for n in (1, 2, 3)}


PADDLE_KINDS = capital_d(
    "Conv", "MaxPool", "AvgPool", "BatchNorm", "AdaptiveAvgPool", "AdaptiveMaxPool", "InstanceNorm"
)
PADDLE_KINDS |= {f"Conv{n}DTranspose": f"ConvTranspose{n}d" for n in (1, 2, 3)} | {"BatchNorm": "BatchNorm2d"}
GLUON_KINDS = capital_d("Conv", "MaxPool", "AvgPool") | {
    "Dense": "Linear",
    "BatchNorm": "BatchNorm2d",
    "GlobalAvgPool2D": "AvgPool2d",
    "HybridSequential": "Sequential",
    "Activation": "ReLU",
}
CHAINER_KINDS = {f"Convolution{n}D": f"Conv{n}d" for n in (1, 2, 3)} | {
    "BatchNormalization": "BatchNorm2d",
    "EmbedID": "Embedding",
}
TORCH7_KINDS = {
    "SpatialConvolution": "Conv2d",
    "SpatialConvolutionMM": "Conv2d",
    "SpatialBatchNormalization": "BatchNorm2d",
    "SpatialMaxPooling": "MaxPool2d",
    "SpatialAveragePooling": "AvgPool2d",
    "SpatialFullConvolution": "ConvTranspose2d",
    "LookupTable": "Embedding",
    "View": "Flatten",
    "LogSoftMax": "LogSoftmax",
    "SoftMax": "Softmax",
    "SpatialDropout": "Dropout",
    "BatchNormalization": "BatchNorm1d",
    "SpatialCrossMapLRN": "LocalResponseNorm",
    "SpatialZeroPadding": "ZeroPad2d",
    "Concat": "Concat",
    "CAddTable": "Identity",
    "Reshape": "Flatten",
}
MINDSPORE_KINDS = {f"Conv{n}dTranspose": f"ConvTranspose{n}d" for n in (1, 2, 3)} | {"Dense": "Linear"}

PYTORCH = Dialect("pytorch", "PyTorch", re.compile(r"(?!)"))
DIALECTS = (
    Dialect(
        "libtorch",
        "libtorch (C++)",
        re.compile(r"\btorch::nn::"),
        plain=without_namespace,
    ),
    Dialect(
        "paddle",
        "PaddlePaddle",
        re.compile(
            r"\bdata_format='?NC|kernel_size=\[\d|\): Linear\(in_features=\d+, out_features=\d+, dtype=|\bpaddle\."
            r"|\((?:num_features|normalized_shape)=[^()]{1,60}epsilon="
        ),
        PADDLE_KINDS,
        renamed({"epsilon": "eps", "num_channels": "num_features"}),
        silent_bias=True,
    ),
    Dialect(
        "mindspore",
        "MindSpore",
        re.compile(
            r"\bhas_bias=(?:True|False)|\b[A-Za-z]\w{0,60}<(?:input_channels|in_channels|num_features"
            r"|vocab_size)=|\w<>|\bpad_mode="
        ),
        MINDSPORE_KINDS,
        mindspore_arguments,
        angles_to_brackets,
    ),
    Dialect(
        "mlx",
        "Apple's MLX",
        re.compile(
            r"\binput_dims=\d|\(layers\.\d+\): |\bmlx\."
            r"|\): \w{1,40}Norm\(\d+, eps=[^()]{1,30}, affine=(?:True|False)\)"
        ),
        arguments=renamed({"input_dims": "in_features", "output_dims": "out_features"}),
    ),
    Dialect(
        "mxnet",
        "MXNet Gluon",
        re.compile(
            r"\bHybridSequential\b|\bHybridBlock\b|: Conv[123]D\((?:\d+|None) -> \d+|: Dense\((?:\d+"
            r"|None) -> \d+|\bfix_gamma="
        ),
        GLUON_KINDS,
        gluon_arguments,
    ),
    Dialect(
        "chainer",
        "Chainer",
        re.compile(r"\bConvolution[123]D\([^()\n]{0,80}ksize=|\bin_size=\d+, out_size="),
        CHAINER_KINDS,
        renamed(
            {
                "ksize": "kernel_size",
                "in_size": "in_features",
                "out_size": "out_features",
                "nobias": "no_bias",
                "size": "num_features",
            }
        ),
    ),
    Dialect(
        "torch7",
        "Torch 7",
        re.compile(r"\b(?:cu)?nn\.(?:Sequential|Concat\w*|Parallel\w*) \{|\bSpatialConvolution\w{0,4}\("),
        TORCH7_KINDS,
        torch7_arguments,
        braces_to_brackets,
    ),
)
# "Net {": PyTorch 0.1 with braces
BRACES = re.compile(r"^[ \t]*[A-Z]\w{0,80} \{[ \t]*$", re.MULTILINE)


def dialect_of(text: str) -> Dialect:
    """Tell the framework of a print; PyTorch where nothing says otherwise."""
    head = text[:SIGNS_IN]
    for dialect in DIALECTS:
        if dialect.sign.search(head):
            return dialect
    return PYTORCH


def as_brackets(text: str, dialect: Dialect) -> str:
    """Write the print with PyTorch's brackets."""
    plain = dialect.plain(text)
    return braces_to_brackets(plain) if dialect is PYTORCH and BRACES.search(text[:SIGNS_IN]) else plain
