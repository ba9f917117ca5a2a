"""What does a layer work on? The last result with the channels that it asks for: a shortcut, a branch or a join."""

from dataclasses import replace

from explorer.planner.cost.sizes.printed_layer import Picture
from explorer.planner.cost.sizes.walk import NotUnderstood, Walk, inputs_of
from explorer.planner.records.model import Layer

NEAR = 4  # modules just left whose results may be joined


def entering(walk: Walk, layer: Layer) -> Picture:
    """Give what a module gets whose first layer asks for other channels than came last; as it is where that is open."""
    if "Conv" not in layer.kind:
        return walk.now
    try:
        return source_of(walk, layer, inputs_of(layer))
    except NotUnderstood:
        return walk.now


def source_of(walk: Walk, layer: Layer, wanted: int) -> Picture:
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
            if result.channels == wanted and same_size(result, walk.now):
                return result
    walk.loose += not walk.gates
    for entry, results in reversed(walk.closed[-NEAR:]):
        joined = _joined(entry, results, wanted) if results and same_size(results[-1], walk.now) else None
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


def same_size(one: Picture, other: Picture) -> bool:
    """Whether two results have as many places a side."""
    return (one.rows, one.columns) == (other.rows, other.columns)


def _joined(entry: Picture, results: list[Picture], wanted: int) -> Picture | None:
    """Tell channels that are laid side by side: the results of some last parts, perhaps with what came in."""
    total = 0
    for result in reversed(results):
        total += result.channels
        if total == wanted or (total + entry.channels == wanted and same_size(entry, results[-1])):
            return replace(results[-1], channels=wanted)
        if total > wanted:
            return None
    return None


def linear_source(walk: Walk, layer: Layer, wanted: int) -> Picture:
    """Find what a linear layer works on; inside a mixer of places its rows are the channels."""
    for entry in reversed(walk.entries):
        if wanted == entry.channels:
            return entry if same_size(entry, walk.now) else replace(walk.now, channels=wanted)
    if walk.now.channels and walk.now.channels % wanted == 0:  # queries, keys and values, or two halves that gate
        return replace(walk.now, channels=wanted)
    return source_of(walk, layer, wanted)
