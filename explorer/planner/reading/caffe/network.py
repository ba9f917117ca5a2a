"""Which layers does a Caffe network have? Layers in order with their blobs, shared weights and phases."""

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.planner.reading.caffe.inputs import data_shapes, input_shapes, plain
from explorer.planner.reading.caffe.prototxt import Message
from explorer.planner.reading.caffe.shapes import Blob, output_shapes
from explorer.planner.reading.caffe.weights import Blobs, weights_of

BESIDES = ("loss", "accuracy", "python", "silence", "output", "evaluate")  # types whose further inputs are labels


@dataclass(frozen=True)
class Node:
    """One layer of the network."""

    message: Message
    name: str
    kind: str  # the type as written: "Convolution", "CONVOLUTION"
    blobs: Blobs
    inputs: tuple[str, ...]  # names of the layers that feed it
    output: Blob
    rates: tuple[float, ...]  # lr_mult of each blob, as far as given
    owners: tuple[str | None, ...]  # for each blob the layer that owns it, None where it is this one


@dataclass(frozen=True)
class Network:
    """A network definition: its layers, and what had to be assumed."""

    name: str
    nodes: tuple[Node, ...]
    input_shape: Blob
    assumed_channels: bool


def build(root: Message) -> Network:
    """Follow the blobs from layer to layer; a layer that is given once for each phase counts once."""
    shapes: dict[str, Blob] = dict(input_shapes(root))
    makers: dict[str, str] = {}
    owners: dict[str, str] = {}
    seen: set[str] = set()
    nodes: list[Node] = []
    first = next(iter(shapes.values()), None)
    assumed = False
    for message in layers_of(root):
        name, kind = message.text("name"), message.text("type")
        given = data_shapes(message, plain(kind))
        if given is not None:
            assumed = assumed or given.assumed
            outputs = [given.shape]
            first = given.shape if first is None else first
        else:
            outputs = []
        node = make_node(message, name, kind, outputs, shapes, makers, owners)
        for top, shape in zip(message.texts("top"), outputs, strict=False):
            shapes[top] = shape
        for top in message.texts("top"):
            makers[top] = name
        if name not in seen or not name:
            nodes.append(node)
        seen.add(name)
    return Network(root.text("name"), tuple(nodes), first, assumed)


def make_node(message, name, kind, outputs, shapes, makers, owners) -> Node:
    """Make one layer; `outputs` is filled with its shapes unless the data layer gave them."""
    bottoms = message.texts("bottom")
    fed = [shapes.get(bottom) for bottom in bottoms]
    if not outputs:
        outputs += output_shapes(plain(kind), message, fed)
    blobs = weights_of(plain(kind), message, fed)
    return Node(
        message=message,
        name=name,
        kind=kind,
        blobs=blobs,
        inputs=feeding(bottoms, plain(kind), makers),
        output=outputs[0] if outputs else None,
        rates=rates_of(message),
        owners=tuple(sharing(message, name, len(blobs.tensors), owners)),
    )


def feeding(bottoms: list[str], kind: str, makers: dict[str, str]) -> tuple[str, ...]:
    """Return the layers that feed a layer; of a loss only the answers, not the labels."""
    if any(word in kind for word in BESIDES):
        bottoms = bottoms[:1]
    return tuple(dict.fromkeys(makers[bottom] for bottom in bottoms if bottom in makers))


def layers_of(root: Message) -> list[Message]:
    """Return the layers of either syntax, in order."""
    return root.messages("layer", "layers")


def rates_of(message: Message) -> tuple[float, ...]:
    """Return the learning-rate multipliers: `param { lr_mult: 1 }`, or `blobs_lr: 1` in the old syntax."""
    new = tuple(param.decimal("lr_mult", 1.0) for param in message.messages("param"))
    return new or tuple(float(value) for value in message.texts("blobs_lr") if is_number(value))


def is_number(text: str) -> bool:
    """Whether a text is a plain number."""
    return text.replace(".", "", 1).replace("-", "", 1).isascii() and text.replace(".", "", 1).lstrip("-").isdigit()


def sharing(message: Message, name: str, count: int, owners: dict[str, str]) -> Iterator[str | None]:
    """Give for each blob the layer that owns it, by the names in `param { name: "conv1_w" }`."""
    names = [param.text("name") for param in message.messages("param")] or message.texts("param")
    for position in range(count):
        shared = names[position] if position < len(names) else ""
        owner = owners.setdefault(shared, name) if shared else name
        yield None if owner == name else owner
