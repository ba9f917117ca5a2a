"""Which family does a layer belong to? Told from its class, else from its tensors, else from its name."""

import re
from dataclasses import dataclass
from functools import lru_cache

from explorer.planner.records.model import Layer
from explorer.planner.records.row import Row

# Ordered: the first pattern that fits a class name decides. Patterns see the class in lower case.
FAMILIES: tuple[tuple[str, re.Pattern], ...] = tuple(
    (family, re.compile(pattern))
    for family, pattern in (
        ("container", r"^(sequential|functional|model|modulelist|moduledict|keraslayer|tfsmlayer|nn\.sequential)$"),
        ("shape", r"^inputlayer$"),
        ("container", r"(block|layer|encoder|decoder|stage|bottleneck|normactivation|model|backbone|extractor)s?$"),
        ("shape", r"^normalization$"),  # Keras's layer that scales the input by fixed numbers
        ("shape", r"^_(spectral|weight)norm$"),  # PyTorch's parametrizations: they make another layer's weight
        ("dropout", r"drop|stochasticdepth|gaussiannoise"),
        ("pool", r"pool(?!er)"),
        ("embedding", r"^\w*(embed|embedding|embeddingbag)(1d)?$|^\w*embeddings$"),
        ("norm", r"^(?!.*(conv|linear|dense)).*(norm|normalization)\d?(d|act|2dact)?$|batchnorm|layernorm|^lrn$|^mvn$"),
        ("norm", r"responsenorm|crossmaplrn|^scale$|^bias$|^grn$|^(b|g|l)n$|norm_layer"),
        (
            "shape",
            r"^(?!.*conv\dd).*padd?(ing)?\w*$|crop|resiz|rescal|flatten|reshape|permute|^input|^data$"
            r"|concat|^merge$|identity|upsampl",
        ),
        ("conv", r"conv|^cnn"),
        (
            "dense",
            r"linear|dense|innerproduct|^inner_product$|^fc$|^fullyconnected$|lambda_?proj|^classifier$"
            r"|perceptron|addmm",
        ),
        ("recurrent", r"lstm|gru|rnn|bidirectional|elman|retention|mamba|ssm"),
        ("attention", r"atten|mha$"),
        ("wrapped", r"^timedistributed$|^spectralnorm|^weightnorm"),
        (
            "activation",
            r"relu|gelu|silu|swish|sigmoid|tanh|softmax|softplus|softsign|^elu|^selu|^celu|mish|activation|^act\w?$"
            r"|logsoftmax|threshold|^glu$|hardshrink|softshrink|^power$|^exp$|^log$|loss$|accuracy",
        ),
        (
            "shape",
            r"^(add|subtract|multiply|average|maximum|minimum|dot|lambda|masking|repeatvector|unflatten|split|slice"
            r"|eltwise|silence|stack|cast|getitem|notequal|normalize|rearrange|transpose|squeeze|unsqueeze|argmax)\w*$"
            r"|^random|oplambda|vectorization|lookup|encoding$|hashing|discretization|^operatorlambda|^shuffle"
            r"|pixelshuffle|quantstub|floatfunctional|to_?device",
        ),
    )
)
NORMS: tuple[tuple[str, re.Pattern], ...] = tuple(
    (norm, re.compile(pattern))
    for norm, pattern in (
        ("other", r"frozenb"),  # FrozenBatchNorm2d never moves its averages
        ("rms", r"rms|t5layernorm"),
        ("local_response", r"localresponse|crossmap|^lrn"),
        ("batch", r"batch|^bn"),
        ("group", r"group"),
        ("instance", r"instance"),
        ("layer", r"layer_?norm|^ln|layernorm"),
    )
)
# Names where the class is not given: "bn1", "layer_norm", "conv2_block1_1_relu", "avg_pool", "drop2"
NAME_FAMILIES: tuple[tuple[str, re.Pattern], ...] = tuple(
    (family, re.compile(pattern, re.IGNORECASE))
    for family, pattern in (
        ("dropout", r"drop(out)?(path)?_?\d*$|_drop(out)?\b|^drop"),
        ("pool", r"pool\w{0,3}$|pooling\w*$|_gap$|^gap\d*$"),
        ("norm", r"(^|[._/\d])(bn|batch_?norm\w*|batch_normalization)(_?\w{0,6})$|^bn_?|_bn\d*$|bn\d*$|batchnorm\w*$"),
        ("norm", r"(layer_?norm\w*|layernorm\w*|group_?norm\w*|norm\d*|ln_?\w{0,5}|(^|[._/])norm\w*|_normalization)$"),
        (
            "activation",
            r"(relu|gelu|silu|swish|sigmoid|tanh|softmax|activation|elu|act\d*|hard_swish)\w{0,3}$|^activation",
        ),
        (
            "shape",
            r"^input|input_?\d*$|_pad$|padding\w*$|^flatten|flatten\d*$|^reshape|^add(_\d+)?$|_add$"
            r"|^concat\w*$|_concat$",
        ),
        (
            "shape",
            r"^rescal|^normalization|^resiz|^random_|^data_aug|_out$|^multiply|_excite$|_reshape$|^lambda"
            r"|^tf\.|^permute",
        ),
        (
            "shape",
            r"^(zero_padding|up_sampling|cropping|repeat_vector|masking|stem_conv_pad|merge)\w*$|^mixed\d+(_\d+)?$",
        ),
        ("embedding", r"embed|(^|\.)(wte|wpe|word_emb\w*)$"),
        ("conv", r"conv|cnn|expand$|project$|depthwise$|pointwise$|squeeze$|se_reduce$"),
        ("recurrent", r"lstm|gru|rnn|bidirectional"),
        ("dense", r"dense|(^|[._/])fc\w{0,4}$|linear|logits|predictions?|classifier|(^|[._/])head\w{0,4}$|out_proj"),
    )
)
WEIGHTED = {"conv", "dense", "recurrent", "attention", "embedding", "container", "wrapped"}
EMBEDDING_NAME = re.compile(r"embed|(^|[._/])(wte|wpe|emb|shared|relative_attention_bias)($|[._/])", re.IGNORECASE)
RUNNING = ("running_mean", "moving_mean")  # statistics that only a batch norm keeps
MATRIX = ("weight", "kernel", "weight_orig", "w", "weight_v")


@dataclass(frozen=True)
class Family:
    """What a layer is, as far as its row tells."""

    name: str  # conv dense recurrent attention embedding norm pool dropout activation shape container wrapped unknown
    norm: str | None  # batch layer group instance rms local_response other
    weighted: bool  # holds weights, or would by its class where the text gives no counts
    raw: bool = False  # weights that belong to no layer: cls_token, pos_embed, gamma


def row_family(row: Row, before: "Row | None" = None) -> Family:
    """Tell the family of a row's layer; `before` is the last row with a matrix or kernel, for norms without a class."""
    name = _family(row)
    norm = _norm(row, before) if name == "norm" else None
    weighted = bool(row.parameters) or bool(row.tensors) or row.shares_with is not None
    if row.parameters is None and not row.tensors:
        weighted = weighted or name in WEIGHTED or (name == "norm" and norm != "local_response")
    return Family(name, norm, weighted, is_raw(row))


def family_of(layer: Layer, framework: str = "") -> str:
    """Return a layer's family as it was told when its summary was read, or tell it again where nobody has.

    Only a layer made by hand, or from a plan saved by an early version, has none yet.
    """
    told = layer.family or _family(Row(layer.path, layer.kind, layer.parameters, tensors=layer.tensors))
    return family_in(framework, layer.kind, told)


def family_in(framework: str, kind: str, family: str) -> str:
    """Correct a family where a class means different things: a Conv1D of transformers' GPT-2 is a linear layer."""
    return "dense" if kind == "Conv1D" and framework == "pytorch" else family


def is_raw(row: Row) -> bool:
    """Tell weights that a model or block holds itself, which the text shows as a layer of their own."""
    alone = not row.kind and len(row.tensors) == 1
    return row.holder or (alone and re.split(r"[./]", row.path)[-1] == row.tensors[0][0])


def _family(row: Row) -> str:
    return _by_class(row.kind, row.parameters == 0) or _by_tensors(row) or _by_name(row) or "unknown"


@lru_cache(maxsize=4096)
def _by_class(printed: str, weightless: bool) -> str:
    kind = printed.rstrip("….").rsplit(".", 1)[-1].lower()
    if not kind:
        return ""
    for family, pattern in FAMILIES:
        if pattern.search(kind):
            if family == "container" and weightless:
                continue
            return family
    return "unknown"


def _by_tensors(row: Row) -> str:
    shapes = [shape for _, shape in row.tensors]
    if any(name in RUNNING for name, _ in row.buffers):
        return "norm"
    if not shapes:
        return ""
    names = [name for name, _ in row.tensors]
    if any("_ih_" in name or "_hh_" in name for name in names):
        return "recurrent"
    if any(name.startswith("in_proj") for name in names):
        return "attention"
    most = max(len(shape) for shape in shapes)
    if most >= 3:
        return "conv" if any(name in MATRIX for name in names) else "unknown"
    if most == 2:
        return "embedding" if EMBEDDING_NAME.search(row.path) and len(shapes) == 1 else "dense"
    return _by_sizes(row)


def _by_sizes(row: Row) -> str:
    """Tell by flat sizes only: a norm's weight and bias are of one size, a matrix is larger than its bias."""
    named = _by_name(row)
    if named in ("norm", "embedding", "conv", "dense", "recurrent") and not row.path[-1:].isdigit():
        return named
    sizes = dict(row.tensors)
    weight, bias = sizes.get("weight", sizes.get("scale", sizes.get("gamma"))), sizes.get("bias", sizes.get("beta"))
    if weight is None or None in weight:
        return named or "unknown"
    if weight == bias:
        return "norm"
    if bias is None:
        return named or "unknown"
    return "conv" if "features" in row.path or named == "conv" else "dense"


def _by_name(row: Row) -> str:
    parts = re.split(r"[./]", row.path)
    last = next((part for part in reversed(parts[-4:]) if not part.isdigit()), parts[-1])
    for family, pattern in NAME_FAMILIES:
        if pattern.search(last):
            return family
    return ""


def _norm(row: Row, before: "Row | None") -> str:
    kind = row.kind.rsplit(".", 1)[-1].lower()
    for norm, pattern in NORMS:
        if pattern.search(kind):
            return norm
    if kind and kind != "norm":
        return "batch" if kind == "scale" else "other"
    names = {name for name, _ in row.tensors}
    if any(name in RUNNING for name, _ in row.buffers):
        return "batch"
    last = re.split(r"[./]", row.path)[-1].lower()
    for norm, pattern in NORMS:
        if pattern.search(last) or (norm == "batch" and re.search(r"(^|[^a-z])bn\d*$|_bn$|bn\d*$", last)):
            return norm
    if (
        before is not None
        and max((len(shape) for _, shape in before.tensors), default=0) >= 4
        and {"weight", "bias"} <= names
    ):
        return "batch"  # a pair of vectors right after a convolution
    return "other"
