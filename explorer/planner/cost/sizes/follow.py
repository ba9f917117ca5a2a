"""Through how many places does a picture of a given size take each printed layer? Told by channels that must fit.

The layers are followed as printed. Each takes what came last, unless only an earlier result has the channels that it
asks for: then it takes that one, as a shortcut or a branch does. Where nothing fits and sizes differ, the network is
not understood and nothing is said. A test holds the sums within 5 % of the measured work of usual families.
"""

from dataclasses import replace

from explorer.planner.cost.sizes.attention import ATTENTION, CHEAP_ATTENTION, count_attention, count_holder
from explorer.planner.cost.sizes.known_kinds import AUXILIARY, END, FAMILIES, GATE, GATE_NAME, ODD
from explorer.planner.cost.sizes.passing import pass_layer
from explorer.planner.cost.sizes.printed_layer import TO_ONE, Picture
from explorer.planner.cost.sizes.printed_tree import Module, tree_of
from explorer.planner.cost.sizes.source import entering
from explorer.planner.cost.sizes.walk import NotUnderstood, Walk, first_weighted, inputs_of, outputs_of
from explorer.planner.records.model import Layer, Model


def followed_macs(model: Model, side: int) -> tuple[tuple[int, ...] | None, str]:
    """Return each layer's multiply-adds for a picture of side × side, or None and the layer that does not fit."""
    root = tree_of(model)
    first = next((layer for layer in model.layers if inputs_of(layer)), None)
    if first is None or not _sees_picture(first):
        return None, model.layers[0].path if model.layers else ""
    walk = Walk(model, Picture(inputs_of(first), side, side), [0] * len(model.layers))
    try:
        _enter(walk, root, top=True)
    except NotUnderstood as error:
        return None, error.layer
    kinds = {root.kind, *(kind for _, kind in model.containers)}
    odd = next((kind for kind in kinds if ODD.search(kind)), None)
    if odd is not None:
        return None, odd
    attends = any(ATTENTION.search(kind) or CHEAP_ATTENTION.search(kind) for kind in kinds)
    if (walk.loose or attends) and not kinds & FAMILIES:  # what attention looks at, only its family tells
        return None, root.kind or first.path
    return tuple(walk.macs), ""


def can_follow(model: Model) -> bool:
    """Whether this is a printed network whose first layer sees a picture, and which tells no sizes itself."""
    first = next((layer for layer in model.layers if inputs_of(layer)), None)
    return bool(model.containers) and first is not None and _sees_picture(first) and first.output_shape is None


def _sees_picture(layer: Layer) -> bool:
    return "Conv2d" in layer.kind and inputs_of(layer) in (1, 3, 4)


def _enter(walk: Walk, module: Module, top: bool = False) -> None:
    """Follow the parts of a module, and leave it with what it gives."""
    first = first_weighted(walk.model, module)
    if first is not None and not top and walk.now.channels != inputs_of(walk.model.layers[first]):
        walk.now = entering(walk, walk.model.layers[first])
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
            pass_layer(walk, part, module)
        if walk.now is not before:
            walk.results[-1].append(walk.now)
    if module.position is not None and module.parts:  # a layer that holds others, such as MultiheadAttention
        count_holder(walk, module, came)
    if ATTENTION.search(module.kind) and not CHEAP_ATTENTION.search(module.kind) and module.parts:
        count_attention(walk, module, came)
    walk.closed.append((walk.entries.pop(), walk.results.pop()))
    if gate:
        walk.gates -= 1
        walk.now = came


def _pools_first(walk: Walk, module: Module) -> bool:
    """Tell a gate by its own pool: it looks at one place first and ends with as many channels as came in."""
    leaves = _leaves(module)
    if len(leaves) < 3 or any(leaf.position is None for leaf in leaves) or not TO_ONE.search(leaves[0].kind):
        return False
    convs = [walk.model.layers[leaf.position] for leaf in leaves if inputs_of(walk.model.layers[leaf.position])]
    return len(convs) > 1 and inputs_of(convs[0]) == outputs_of(convs[-1]) and "Conv" in convs[0].kind


def _leaves(module: Module) -> list[Module]:
    return [leaf for part in module.parts for leaf in (_leaves(part) if part.parts else [part])]


def _keeps_places(module: Module) -> bool:
    """Whether the end still works on a picture: a 1 × 1 convolution before the last pool."""
    return any("Conv" in part.kind for part in module.parts)


def _at_the_end(walk: Walk, part: Module) -> Picture:
    """Give what the last layers get: one vector, unless they ask for the whole picture laid out in a row."""
    first = first_weighted(walk.model, part)
    wanted = inputs_of(walk.model.layers[first]) if first is not None else None
    now = walk.now
    if first is None:
        return replace(now, rows=1, columns=1, tokens=0)
    return Picture(wanted or now.channels, 1, 1)
