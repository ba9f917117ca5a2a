"""Where is a picture on its way through a printed network? What came into each open module, and what its parts gave."""

from dataclasses import dataclass, field

from explorer.planner.cost.sizes.printed_layer import Picture
from explorer.planner.cost.sizes.printed_tree import Module
from explorer.planner.records.model import Layer, Model


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


def inputs_of(layer: Layer) -> int | None:
    """Return the channels that a printed layer takes, None where it prints none."""
    arguments = dict(layer.arguments)
    for name in ("in_channels", "in_features"):
        value = arguments.get(name, "")
        if value.isdigit():
            return int(value)
    return None


def outputs_of(layer: Layer) -> int | None:
    """Return the channels that a printed layer gives, None where it prints none."""
    arguments = dict(layer.arguments)
    for name in ("out_channels", "out_features"):
        value = arguments.get(name, "")
        if value.isdigit():
            return int(value)
    return None


def first_weighted(model: Model, module: Module) -> int | None:
    """Return the position of the first layer in a module that takes channels."""
    if module.position is not None and not module.parts:
        return module.position if inputs_of(model.layers[module.position]) else None
    return next((found for part in module.parts if (found := first_weighted(model, part)) is not None), None)
