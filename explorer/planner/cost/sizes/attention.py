"""Which products does attention make beside its printed layers? Those of each place with the places it looks at."""

import re
from dataclasses import replace

from explorer.planner.cost.sizes.printed_layer import Picture
from explorer.planner.cost.sizes.printed_tree import Module
from explorer.planner.cost.sizes.walk import Walk, inputs_of
from explorer.planner.records.model import Model

ATTENTION = re.compile(r"Attention|Attn$|^MHA$", re.I)
CHEAP_ATTENTION = re.compile(r"XCA|Linear|LSA|Efficient|Channel|CrossCovariance", re.I)
WINDOWS = (  # how far attention looks, in places a side; the class prints none
    (re.compile(r"WindowAttentionV2|WindowAttention.*V2|WindowMultiHead"), 8),
    (re.compile(r"Window|RelativePositionalMultiHead"), 7),
)


def count_holder(walk: Walk, module: Module, came: Picture) -> None:
    """Count a layer that holds others: MultiheadAttention's input weights, 3 × width × width, are not printed."""
    layer = walk.model.layers[module.position]
    if layer.kind == "MultiheadAttention" and layer.tensors and layer.tensors[0][1][0]:
        rows = layer.tensors[0][1][0]
        walk.macs[module.position] = rows * (rows // 3) * came.places
        walk.now = replace(came, channels=rows // 3)


def count_attention(walk: Walk, module: Module, came: Picture) -> None:
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
        return module.position if module.position is not None and inputs_of(model.layers[module.position]) else None
    found = (_last_position(model, part) for part in reversed(module.parts))
    return next((place for place in found if place is not None), None)
