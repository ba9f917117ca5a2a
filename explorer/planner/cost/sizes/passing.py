"""What becomes of a picture in one layer, and what work is that? Convolutions, linear layers, pools."""

import re
from dataclasses import replace

from explorer.planner.cost.sizes.printed_layer import (
    TO_ONE,
    Picture,
    after_adaptive,
    after_transposed,
    after_window,
    pair,
)
from explorer.planner.cost.sizes.printed_tree import Module
from explorer.planner.cost.sizes.source import linear_source, source_of
from explorer.planner.cost.sizes.walk import NotUnderstood, Walk, inputs_of, outputs_of
from explorer.planner.layers.outputs import tensor_weights
from explorer.planner.records.model import Layer, Model

CLASS_TOKEN = re.compile(r"^(?:VisionTransformer|ViTEmbeddings|DeiTEmbeddings|BeitEmbeddings|Beit|Eva)$")
TWO_TOKENS = re.compile(r"^VisionTransformerDistilled$")
POOL = re.compile(r"(?:Max|Avg|Lp|Blur)\w*Pool\w*$|AvgPool2d\w*$|MaxPool2d\w*$|BlurPool2d$", re.I)
UPSAMPLE = re.compile(r"^Upsample$|UpsamplingNearest2d|UpsamplingBilinear2d")


def pass_layer(walk: Walk, part: Module, module: Module) -> None:
    """Let the picture pass one layer."""
    layer = walk.model.layers[part.position]
    kind = layer.kind
    if inputs_of(layer) is not None and outputs_of(layer) is not None:
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
    source = source_of(walk, layer, inputs_of(layer))
    if _is_parallel(walk, part, module):
        source = walk.entries[-1]
    weights = tensor_weights(layer, biases=False)
    if weights is None or _pads_unseen(layer) or (_slides(layer) and source.rows * source.columns == 1):
        raise NotUnderstood(layer.path)
    if "Transpose" in layer.kind:
        walk.now = after_transposed(layer, source, outputs_of(layer))
        walk.macs[part.position] = weights * source.rows * source.columns
        return
    walk.now = after_window(layer, source, outputs_of(layer))
    walk.macs[part.position] = weights * walk.now.rows * walk.now.columns
    if (walk.now.rows == walk.now.columns and "patch" in layer.path) or layer.path in ("conv_proj",):
        walk.now = replace(walk.now, tokens=_tokens(walk.model))


def _slides(layer: Layer) -> bool:
    return max(pair(layer, "kernel_size", (1, 1))) > 1


def _pads_unseen(layer: Layer) -> bool:
    """Whether a layer of one filter a channel pads by its size when it runs: the print then says no padding at all.

    Without any padding such layers would eat the picture up from block to block, which no usual network does.
    """
    arguments = dict(layer.arguments)
    same = "same" in arguments.get("padding", "").lower() or layer.kind.endswith("Same")
    grouped = arguments.get("groups", "1") != "1"
    return grouped and _slides(layer) and not same and max(pair(layer, "padding", (0, 0))) == 0


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


def _linear(walk: Walk, part: Module, layer: Layer) -> None:
    wanted, gives = inputs_of(layer), outputs_of(layer)
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
            now = linear_source(walk, layer, wanted)
    walk.macs[part.position] = weights * now.places
    walk.now = replace(now, channels=gives)
