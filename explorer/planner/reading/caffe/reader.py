"""What does a Caffe prototxt tell? Layers of a network, with sizes and counts by shape inference.

Read: the syntaxes `layer { type: "Convolution" }` and `layers { type: CONVOLUTION }`, phases, layers in place, shared
weights, learning-rate multipliers (0 is frozen), every way to state the input's size.
Not read: solvers, the oldest syntax with a `layer` inside `layers`, and outputs of Python layers; what depends on an
unknown size stays unknown.
"""

import re

from explorer.planner.reading.caffe.network import Network, Node, build, layers_of
from explorer.planner.reading.caffe.prototxt import Message, parse_prototxt
from explorer.planner.reading.torch.arguments import numel
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading, Row
from explorer.remark import Remark

# "layer {", "layers {" at the start of a line or of the file
LAYER = re.compile(r"(?:^|[\s}])layers?[ \t]*:?[ \t]*\{")
# 'type: "Convolution"', "type: CONVOLUTION", 'bottom: "data"'
TYPED = re.compile(r"\b(?:type|bottom|top)[ \t]*:[ \t]*(?:\"[^\"\n]{0,100}\"|'[^'\n]{0,100}'|[A-Z_]{2,40}\b)")
# "base_lr: 0.01", 'net: "train_val.prototxt"': a solver
SOLVER = re.compile(r"^[ \t]*(?:base_lr|lr_policy|max_iter)[ \t]*:", re.MULTILINE)
# "name: "LeNet"", "input_dim: 1", "layer {": how a network begins
FIELD = re.compile(r"^[ \t]*(?:name|input\w{0,8}|layers?|state|force_backward)[ \t]*[:{]", re.MULTILINE)
# "# a comment", "force_backward: true": what may stand around it
OUTSIDE = re.compile(r"^\s*(?:#.*|\w+[ \t]*:[ \t]*(?:\"[^\"]*\"|\S+)[ \t]*(?:#.*)?)$")
SETTINGS = ("convolution_param", "inner_product_param", "pooling_param", "dropout_param", "embed_param", "lrn_param")


def looks_like(text: str) -> bool:
    """Whether the text has layers in brackets with a type, or is a solver that names a network."""
    return (LAYER.search(text) is not None and TYPED.search(text) is not None) or is_solver(text)


def is_solver(text: str) -> bool:
    """Whether the text is a solver's settings."""
    return len(SOLVER.findall(text, 0, 20_000)) > 1


def parse(text: str) -> Reading:
    """Read a network definition; raises SummaryError for a solver and with the line of a broken bracket."""
    if LAYER.search(text) is None:
        raise SummaryError(Remark("refusals.caffe.solver"))
    text = without_prose(text)
    root = parse_prototxt(text)
    check(root)
    network = build(root)
    rows = tuple(to_row(node) for node in network.nodes)
    notes = tuple(notes_on(network, rows))
    unsure = any(row.parameters is None for row in rows)
    return Reading(
        "caffe",
        rows,
        name=network.name,
        exact=not unsure,
        notes=notes,
        input_shape=network.input_shape,
        source=text,
    )


def without_prose(text: str) -> str:
    """Empty what a letter or a log puts before and behind the network; line n stays line n."""
    first, end = FIELD.search(text), text.rfind("}") + 1
    if first is None or first.start() >= end:
        return text
    start = first.start()
    if not any(line.strip() and not OUTSIDE.match(line) for line in text[:start].split("\n")):
        start = 0  # comments belong to the file
    if not any(line.strip() and not OUTSIDE.match(line) for line in text[end:].split("\n")):
        end = len(text)
    return "\n" * text.count("\n", 0, start) + text[start:end]


def check(root: Message) -> None:
    """Refuse what is no network of the two syntaxes."""
    layers = layers_of(root)
    if not layers:
        raise SummaryError(Remark("refusals.caffe.no_layer"))
    oldest = next((layer for layer in layers if layer.messages("layer")), None)
    if oldest is not None:
        raise SummaryError(Remark("refusals.caffe.oldest", {"line": oldest.line}))
    for layer in layers:
        if not layer.text("type"):
            raise SummaryError(Remark("refusals.caffe.no_type", {"line": layer.line, "layer": layer.text("name")[:60]}))


def to_row(node: Node) -> Row:
    """Make the row of one layer."""
    own = [tensor for tensor, owner in zip(node.blobs.tensors, node.owners, strict=True) if owner is None]
    counts = [numel(shape) for _, shape in own]
    parameters = None if None in counts or not node.blobs.known else sum(counts)
    rates = [*node.rates, *[1.0] * len(node.blobs.tensors)]
    learning = [rates[position] != 0 for position in range(len(node.blobs.tensors))]
    own_learning = [flag for flag, owner in zip(learning, node.owners, strict=True) if owner is None]
    shared = next((owner for owner in node.owners if owner is not None), None)
    return Row(
        path=node.name,
        kind=node.kind,
        parameters=parameters,
        trainable_parameters=None
        if parameters is None
        else sum(count for count, flag in zip(counts, own_learning, strict=True) if flag),
        trainable=any(learning) if learning else None,
        output_shape=node.output,
        tensors=node.blobs.tensors,
        buffers=node.blobs.buffers,
        arguments=arguments_of(node),
        shares_with=shared,
        inputs=node.inputs,
        line=node.message.line,
    )


def arguments_of(node: Node) -> tuple[tuple[str, str], ...]:
    """Return the layer's settings and its multipliers as text."""
    found: list[tuple[str, str]] = []
    for name in SETTINGS:
        for message in node.message.messages(name):
            found += [(key, value) for key, value, _ in message.fields if isinstance(value, str)]
    found += [("lr_mult", f"{rate:g}") for rate in node.rates]
    found += [("phase", phase) for include in node.message.messages("include") for phase in include.texts("phase")]
    return tuple(found)


def notes_on(network: Network, rows: tuple[Row, ...]):
    """Say what was assumed, and what the text leaves open."""
    if network.assumed_channels:
        yield Remark("reading.caffe.channels")
    unsized = [row for row in rows if row.parameters is None and row.tensors]
    if unsized and network.input_shape is None:
        yield Remark("reading.caffe.no_input", {"first": unsized[0].path, "layers": len(unsized)})
    elif unsized:
        yield Remark("reading.caffe.unsized", {"first": unsized[0].path, "line": unsized[0].line})
    strange = [row for row in rows if row.parameters is None and not row.tensors]
    if strange:
        kinds = list(dict.fromkeys(row.kind for row in strange))
        yield Remark("reading.caffe.strange", {"kinds": tuple(kinds[:4])})


FORMAT = Format(
    key="caffe-prototxt",
    label="a Caffe network (prototxt)",
    framework="caffe",
    looks_like=looks_like,
    parse=parse,
    how_to_print="cat deploy.prototxt",
)
