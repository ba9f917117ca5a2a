"""Through how many places does a picture of a given size take each printed layer? Told by channels that must fit.

The layers are followed as printed. Each takes what came last, unless only an earlier result has the channels that it
asks for: then it takes that one, as a shortcut or a branch does. Where nothing fits and sizes differ, the network is
not understood and nothing is said. A test holds the sums within 5 % of the measured work of usual families.
"""

import re
from dataclasses import dataclass, field, replace

from explorer.planner.cost.sizes.printed_layer import (
    TO_ONE,
    Picture,
    after_adaptive,
    after_transposed,
    after_window,
)
from explorer.planner.cost.sizes.printed_tree import Module, tree_of
from explorer.planner.layers.outputs import tensor_weights
from explorer.planner.records.model import Layer, Model

# Parts that weigh channels: they look at the whole picture at once and give back one of the old size
GATE = re.compile(
    r"^(?:\w*SqueezeExcit\w*|SE(?:Module|Layer|Block)?|EffectiveSEModule|Eca\w*|CecaModule"
    r"|GlobalContext|SELayer|SqueezeExcite\w*|SEUnit|ECALayer)$"
)
GATE_NAME = re.compile(r"^(?:se|se_module|squeeze_excite|eca)$")
# The end of a classifier: from here on there is one vector
END = re.compile(r"^(?:fc\d?|classifier|head|heads|last_linear|head_fc|pre_logits|linear|logits)$")
ATTENTION = re.compile(r"Attention|Attn$|^MHA$", re.I)
CHEAP_ATTENTION = re.compile(r"XCA|Linear|LSA|Efficient|Channel|CrossCovariance", re.I)
WINDOWS = (  # how far attention looks, in places a side; the class prints none
    (re.compile(r"WindowAttentionV2|WindowAttention.*V2|WindowMultiHead"), 8),
    (re.compile(r"Window|RelativePositionalMultiHead"), 7),
)
CLASS_TOKEN = re.compile(r"^(?:VisionTransformer|ViTEmbeddings|DeiTEmbeddings|BeitEmbeddings|Beit|Eva)$")
TWO_TOKENS = re.compile(r"^VisionTransformerDistilled$")
POOL = re.compile(r"(?:Max|Avg|Lp|Blur)\w*Pool\w*$|AvgPool2d\w*$|MaxPool2d\w*$|BlurPool2d$", re.I)
AUXILIARY = re.compile(r"^(?:aux\d?|AuxLogits|aux_\w{1,20})$")
NEAR = 4  # modules just left whose results may be joined
UPSAMPLE = re.compile(r"^Upsample$|UpsamplingNearest2d|UpsamplingBilinear2d")


# Families whose joins and splits the rules here tell, as the test with measured work shows
FAMILIES = frozenset(
    {
        "ResNet",
        "ResNetV2",
        "DenseNet",
        "GoogLeNet",
        "Inception3",
        "InceptionV3",
        "SqueezeNet",
        "VGG",
        "AlexNet",
        "MobileNetV2",
        "MobileNetV3",
        "MNASNet",
        "EfficientNet",
        "RegNet",
        "ConvNeXt",
        "VisionTransformer",
        "SwinTransformer",
        "MlpMixer",
        "Beit",
        "RexNet",
        "MetaFormer",
        "Xception",
        "XceptionAligned",
        "CspNet",
    }
)
# Parts that work side by side and are added, or cut the picture up, in ways that the print does not show
ODD = re.compile(
    r"SelectiveKernel|Rep(?:Vgg|VGG|Mixer|Conv)|MobileOne|Ghost|SplitTranspose|MobileVit|MaxVit"
    r"|Partition|Halo|Lambda|Involution"
    r"|NonLocal|Res2Net|Bottle2neck|SplitAttn|HighResolution|Fpn|FeaturePyramid|RoI|Deform|Stem4"
    r"|TransposeAttention|Unet|UNet|ByobNet|AttentionV2"
)


class NotUnderstood(Exception):
    """A layer asks for something that no earlier result is; `layer` names it."""

    def __init__(self, layer: str):
        super().__init__(layer)
        self.layer = layer


@dataclass
class Walk:
    """The way of a picture through a printed network."""

    model: Model
    now: Picture
    macs: list[int] = field(default_factory=list)
    entries: list[Picture] = field(default_factory=list)  # what came into each open module, innermost last
    results: list[list[Picture]] = field(default_factory=list)  # what the parts of each open module gave
    closed: list[tuple[Picture, list[Picture]]] = field(default_factory=list)  # the same of modules just left
    loose: int = 0  # layers whose place was told by the size of what surrounds them alone
    gates: int = 0  # open modules that weigh channels
    mixing: int = 0  # rows of a mixer of places between its two layers


def followed_macs(model: Model, side: int) -> tuple[tuple[int, ...] | None, str]:
    """Return each layer's multiply-adds for a picture of side × side, or None and the layer that does not fit."""
    root = tree_of(model)
    first = next((layer for layer in model.layers if _inputs(layer)), None)
    if first is None or not _sees_picture(first):
        return None, model.layers[0].path if model.layers else ""
    walk = Walk(model, Picture(_inputs(first), side, side), [0] * len(model.layers))
    try:
        _enter(walk, root, top=True)
    except NotUnderstood as error:
        return None, error.layer
    kinds = {root.kind, *(kind for _, kind in model.containers)}
    odd = next((kind for kind in kinds if ODD.search(kind)), None)
    if odd is not None:
        return None, odd
    if walk.loose and not kinds & FAMILIES:
        return None, root.kind or first.path
    return tuple(walk.macs), ""


def can_follow(model: Model) -> bool:
    """Whether this is a printed network whose first layer sees a picture, and which tells no sizes itself."""
    first = next((layer for layer in model.layers if _inputs(layer)), None)
    return bool(model.containers) and first is not None and _sees_picture(first) and first.output_shape is None


def _sees_picture(layer: Layer) -> bool:
    return "Conv2d" in layer.kind and _inputs(layer) in (1, 3, 4)


def _inputs(layer: Layer) -> int | None:
    arguments = dict(layer.arguments)
    for name in ("in_channels", "in_features"):
        value = arguments.get(name, "")
        if value.isdigit():
            return int(value)
    return None


def _outputs(layer: Layer) -> int | None:
    arguments = dict(layer.arguments)
    for name in ("out_channels", "out_features"):
        value = arguments.get(name, "")
        if value.isdigit():
            return int(value)
    return None


def _enter(walk: Walk, module: Module, top: bool = False) -> None:
    """Follow the parts of a module, and leave it with what it gives."""
    first = _first_weighted(walk.model, module)
    if first is not None and not top and walk.now.channels != _inputs(walk.model.layers[first]):
        walk.now = _entering(walk, walk.model.layers[first])
    came = walk.now
    gate = bool(GATE.match(module.kind) or GATE_NAME.match(module.name) or _pools_first(walk, module))
    walk.entries.append(came)
    walk.results.append([])
    if gate:
        walk.gates += 1
        walk.now = replace(came, rows=1, columns=1, tokens=0)
    for part in module.parts:
        before = walk.now
        if AUXILIARY.match(part.name):
            continue  # a second head, which only training uses
        if top and END.match(part.name) and not _keeps_places(part):
            walk.now = _at_the_end(walk, part)
        if part.parts:
            _enter(walk, part)
        elif part.position is not None:
            _layer(walk, part, module)
        if walk.now is not before:
            walk.results[-1].append(walk.now)
    if module.position is not None and module.parts:  # a layer that holds others, such as MultiheadAttention
        _holder(walk, module, came)
    if ATTENTION.search(module.kind) and not CHEAP_ATTENTION.search(module.kind) and module.parts:
        _attention(walk, module, came)
    walk.closed.append((walk.entries.pop(), walk.results.pop()))
    if gate:
        walk.gates -= 1
        walk.now = came


def _entering(walk: Walk, layer: Layer) -> Picture:
    """Give what a module gets whose first layer asks for other channels than came last; as it is where that is open."""
    if "Conv" not in layer.kind:
        return walk.now
    try:
        return _source(walk, layer, _inputs(layer))
    except NotUnderstood:
        return walk.now


def _pools_first(walk: Walk, module: Module) -> bool:
    """Tell a gate by its own pool: it looks at one place first and ends with as many channels as came in."""
    leaves = [part for part in module.parts if part.position is not None]
    if len(module.parts) < 3 or len(leaves) != len(module.parts) or not TO_ONE.search(leaves[0].kind):
        return False
    convs = [walk.model.layers[leaf.position] for leaf in leaves if _inputs(walk.model.layers[leaf.position])]
    return len(convs) > 1 and _inputs(convs[0]) == _outputs(convs[-1]) and "Conv" in convs[0].kind


def _keeps_places(module: Module) -> bool:
    """Whether the end still works on a picture: a 1 × 1 convolution before the last pool."""
    return any("Conv" in part.kind for part in module.parts)


def _at_the_end(walk: Walk, part: Module) -> Picture:
    """Give what the last layers get: one vector, unless they ask for the whole picture laid out in a row."""
    first = _first_weighted(walk.model, part)
    wanted = _inputs(walk.model.layers[first]) if first is not None else None
    now = walk.now
    if first is None:
        return replace(now, rows=1, columns=1, tokens=0)
    return Picture(wanted or now.channels, 1, 1)


def _first_weighted(model: Model, module: Module) -> int | None:
    if module.position is not None and not module.parts:
        return module.position if _inputs(model.layers[module.position]) else None
    return next((found for part in module.parts if (found := _first_weighted(model, part)) is not None), None)


def _layer(walk: Walk, part: Module, module: Module) -> None:
    """Let the picture pass one layer."""
    layer = walk.model.layers[part.position]
    kind = layer.kind
    if _inputs(layer) is not None and _outputs(layer) is not None:
        if "Conv" in kind:
            _convolution(walk, part, layer, module)
        else:
            _linear(walk, part, layer)
    elif TO_ONE.search(kind):
        walk.now = after_adaptive(layer, walk.now)
    elif POOL.search(kind):
        walk.now = after_window(layer, walk.now, walk.now.channels)
    elif UPSAMPLE.search(kind):
        scale = float(dict(layer.arguments).get("scale_factor", "2").strip("()").split(",")[0])
        walk.now = replace(walk.now, rows=int(walk.now.rows * scale), columns=int(walk.now.columns * scale))
    elif kind.startswith("Flatten") and walk.now.rows * walk.now.columns > 1 and not walk.now.tokens:
        now = walk.now
        walk.now = Picture(now.channels * now.rows * now.columns, 1, 1)
    elif layer.parameters is None and layer.norm is None:
        raise NotUnderstood(layer.path)


def _convolution(walk: Walk, part: Module, layer: Layer, module: Module) -> None:
    source = _source(walk, layer, _inputs(layer))
    if _is_parallel(walk, part, module):
        source = walk.entries[-1]
    weights = tensor_weights(layer, biases=False)
    if weights is None:
        raise NotUnderstood(layer.path)
    if "Transpose" in layer.kind:
        walk.now = after_transposed(layer, source, _outputs(layer))
        walk.macs[part.position] = weights * source.rows * source.columns
        return
    walk.now = after_window(layer, source, _outputs(layer))
    walk.macs[part.position] = weights * walk.now.rows * walk.now.columns
    if (walk.now.rows == walk.now.columns and "patch" in layer.path) or layer.path in ("conv_proj",):
        walk.now = replace(walk.now, tokens=_tokens(walk.model))


def _tokens(model: Model) -> int:
    """How many class tokens stand beside the places; no print shows them."""
    kinds = {kind for _, kind in model.containers}
    if any(TWO_TOKENS.match(kind) for kind in kinds):
        return 2
    return 1 if any(CLASS_TOKEN.match(kind) for kind in kinds) else 0


def _is_parallel(walk: Walk, part: Module, module: Module) -> bool:
    """Tell convolutions side by side in a list: the one before it in the list makes the picture smaller as well."""
    if module.kind != "ModuleList":
        return False
    place = module.parts.index(part)
    layer = walk.model.layers[part.position]
    strided = dict(layer.arguments).get("stride", "(1, 1)") not in ("(1, 1)", "1")
    before = module.parts[place - 1] if place else None
    return strided and before is not None and before.position is not None


def _source(walk: Walk, layer: Layer, wanted: int) -> Picture:
    """Find what a layer works on: the last result with the channels that it asks for."""
    if walk.now.channels == wanted:
        return walk.now
    for entry, results in zip(reversed(walk.entries), reversed(walk.results), strict=True):
        if entry.channels == wanted:
            return entry
        joined = _joined(entry, results, wanted)
        if joined is not None:
            walk.loose += 1
            return joined
        for result in reversed(results):
            if result.channels == wanted and _same_size(result, walk.now):
                return result
    walk.loose += not walk.gates
    for entry, results in reversed(walk.closed[-NEAR:]):
        joined = _joined(entry, results, wanted) if results and _same_size(results[-1], walk.now) else None
        if joined is not None:
            return joined
    if wanted in (2 * walk.now.channels, walk.now.channels // 2):  # beside the untouched half, or one half of two
        return replace(walk.now, channels=wanted)
    sizes = {(picture.rows, picture.columns) for picture in (walk.now, *walk.entries[-2:])}
    if walk.closed and walk.closed[-1][1]:
        sizes_left = {(picture.rows, picture.columns) for picture in walk.closed[-1][1]}
        sizes = sizes_left if sizes_left == {(walk.now.rows, walk.now.columns)} else sizes
    if len(sizes) == 1:  # whatever is joined here, it has this size
        return replace(walk.now, channels=wanted)
    if walk.gates:
        return replace(walk.now, channels=wanted)
    raise NotUnderstood(layer.path)


def _same_size(one: Picture, other: Picture) -> bool:
    return (one.rows, one.columns) == (other.rows, other.columns)


def _joined(entry: Picture, results: list[Picture], wanted: int) -> Picture | None:
    """Tell channels that are laid side by side: the results of some last parts, perhaps with what came in."""
    total = 0
    for result in reversed(results):
        total += result.channels
        if total == wanted or (total + entry.channels == wanted and _same_size(entry, results[-1])):
            return replace(results[-1], channels=wanted)
        if total > wanted:
            return None
    return None


def _linear(walk: Walk, part: Module, layer: Layer) -> None:
    wanted, gives = _inputs(layer), _outputs(layer)
    now = walk.now
    weights = tensor_weights(layer, biases=False)
    if weights is None:
        raise NotUnderstood(layer.path)
    if walk.mixing and wanted == walk.mixing:
        walk.macs[part.position], walk.mixing = weights * now.channels, 0
        return
    if now.channels != wanted:
        if wanted == now.rows * now.columns and now.rows * now.columns > 1:  # mixes the places of each channel
            walk.macs[part.position], walk.mixing = weights * now.channels, gives
            return
        if wanted == now.channels * now.rows * now.columns:
            now = Picture(wanted, 1, 1)
        elif wanted == 4 * now.channels and now.rows > 1:  # four neighbours become one place
            now = Picture(wanted, -(-now.rows // 2), -(-now.columns // 2))
        else:
            now = _linear_source(walk, layer, wanted)
    walk.macs[part.position] = weights * now.places
    walk.now = replace(now, channels=gives)


def _linear_source(walk: Walk, layer: Layer, wanted: int) -> Picture:
    """Find what a linear layer works on; inside a mixer of places its rows are the channels."""
    for entry in reversed(walk.entries):
        if wanted == entry.channels:
            return entry if _same_size(entry, walk.now) else replace(walk.now, channels=wanted)
    if walk.now.channels and walk.now.channels % wanted == 0:  # queries, keys and values, or two halves that gate
        return replace(walk.now, channels=wanted)
    if any(entry.rows * entry.columns > 1 for entry in walk.entries) and walk.now.places > 1:
        return _source(walk, layer, wanted)
    return _source(walk, layer, wanted)


def _holder(walk: Walk, module: Module, came: Picture) -> None:
    """Count a layer that holds others: MultiheadAttention's input weights, 3 × width × width, are not printed."""
    layer = walk.model.layers[module.position]
    if layer.kind == "MultiheadAttention" and layer.tensors and layer.tensors[0][1][0]:
        rows = layer.tensors[0][1][0]
        walk.macs[module.position] = rows * (rows // 3) * came.places
        walk.now = replace(came, channels=rows // 3)


def _attention(walk: Walk, module: Module, came: Picture) -> None:
    """Add the products of attention, which hold no weights: 2 × places × places looked at × width."""
    last = module.position if module.position is not None else _last_position(walk.model, module)
    linear = last is not None and walk.macs[last] > 0
    if not linear or came.rows * came.columns <= 1:
        return
    window = next((side for pattern, side in WINDOWS if pattern.search(module.kind)), None)
    seen = came.places if window is None else min(came.places, window * window)
    walk.macs[last] += 2 * came.places * seen * came.channels


def _last_position(model: Model, module: Module) -> int | None:
    """Give the last layer in a module that multiplies by a matrix."""
    if not module.parts:
        return module.position if module.position is not None and _inputs(model.layers[module.position]) else None
    found = (_last_position(model, part) for part in reversed(module.parts))
    return next((place for place in found if place is not None), None)
