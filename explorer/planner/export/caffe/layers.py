"""What changes inside a prototxt's layers? Rates, frozen batch norm, the head's name and size, loss and accuracy."""

from dataclasses import dataclass

from explorer.planner.export.caffe.prototxt import Field, Replacement, quoted, unquoted
from explorer.planner.export.source_text import exact
from explorer.planner.export.task_code import Answer

# type in V2 and V1 spelling: how many blobs learn with a bias, whether it has one unless told, whether weights decay
BLOBS = {
    "CONVOLUTION": (2, True, True),
    "DECONVOLUTION": (2, True, True),
    "INNERPRODUCT": (2, True, True),
    "EMBED": (2, True, True),
    "SCALE": (2, False, False),
    "BIAS": (1, True, False),
    "PRELU": (1, True, False),
    "PARAMETER": (1, True, True),
    "RNN": (5, True, True),
    "LSTM": (3, True, True),
    "BATCHNORM": (3, True, False),
}
LOSSES = ("SOFTMAXWITHLOSS", "SOFTMAXLOSS", "SIGMOIDCROSSENTROPYLOSS", "EUCLIDEANLOSS")
OLD_NAMES = {  # V1 spells types as constants
    "SoftmaxWithLoss": "SOFTMAX_LOSS",
    "SigmoidCrossEntropyLoss": "SIGMOID_CROSS_ENTROPY_LOSS",
    "EuclideanLoss": "EUCLIDEAN_LOSS",
    "Softmax": "SOFTMAX",
    "Sigmoid": "SIGMOID",
}


@dataclass(frozen=True)
class LayerEdit:
    """What happens to one layer."""

    name: str  # the new name where it starts anew, so that Caffe does not copy the old weights
    lr_mult: float  # of its weights
    is_head: bool
    biases_only: bool = False  # its weights stay


@dataclass(frozen=True)
class File:
    """A prototxt under edit."""

    source: str
    newline: str
    answer: Answer


def edits_of(
    source: str, blocks: list[Field], treated: dict[str, LayerEdit], answer: Answer, newline: str
) -> list[Replacement]:
    """Return all replacements in the file; `treated` is by old layer name, `blocks` are the layers in order."""
    file = File(source, newline, answer)
    shared: dict[str, tuple[float, float]] = {}  # blobs with a name are shared and must agree on their rates
    tops: dict[str, str] = {}  # old name of a head's output -> new name
    blobs = {unquoted(f.value) for block in blocks for f in block.fields if f.name in ("top", "bottom")}
    edits: list[Replacement] = []
    for block in blocks:
        edit = treated.get(block.text("name"))
        is_head = edit is not None and edit.is_head
        if edit is not None:
            edits += _rate_edits(file, block, edit, shared)
        if edit is not None and edit.name != block.text("name"):
            edits += _fresh_edits(file, block, edit)
        edits += [] if is_head else _behind_head(file, block, tops)
        edits += _references(block, tops)
        if is_head:
            edits += _rename_top(block, edit.name, tops, blobs)
    return edits


def _rename_top(block: Field, name: str, tops: dict[str, str], blobs: set[str]) -> list[Replacement]:
    edits = []
    for top in block.all("top"):
        old = unquoted(top.value)
        new = tops.setdefault(old, name if name not in blobs else name + "_output")
        edits.append(_value(top, quoted(new)))
    return edits


def _references(block: Field, tops: dict[str, str]) -> list[Replacement]:
    """Let inputs (and outputs in place) that name a head's old output follow its new name."""
    named = [*block.all("bottom"), *block.all("top")]
    first_is_input = {unquoted(f.value) for f in block.all("bottom")}
    return [
        _value(f, quoted(tops[unquoted(f.value)]))
        for f in named
        if unquoted(f.value) in tops and unquoted(f.value) in first_is_input
    ]


def _value(field: Field, text: str) -> Replacement:
    return Replacement(field.value_start, field.end, text)


def kind_of(block: Field) -> str:
    """A layer's type in one spelling: "Convolution" and CONVOLUTION, "InnerProduct" and INNER_PRODUCT."""
    return block.text("type").replace("_", "").upper()


def _blob_rates(block: Field, edit: LayerEdit) -> list[tuple[float, float]]:
    """lr_mult and decay_mult of each blob: weights, then bias at twice the rate and without decay (A1)."""
    kind = kind_of(block)
    count, biased, decays = BLOBS.get(kind, (0, True, True))
    terms = [inner.text("bias_term") for inner in block.fields if inner.is_message and inner.first("bias_term")]
    biased = terms[0].lower() not in ("false", "0", "f") if terms else biased
    count = count - 1 if count == 2 and not biased else count
    count = max(count, len(block.all("param")) if block.name == "layer" else len(block.all("blobs_lr")))
    if kind == "BATCHNORM" or edit.lr_mult == 0:
        return [(0.0, 0.0)] * count  # Caffe refuses rates other than 0 for batch norm's statistics
    weights = (0.0, 0.0) if edit.biases_only else (edit.lr_mult, 1.0 if decays else 0.0)
    bias = (edit.lr_mult if edit.biases_only else 2 * edit.lr_mult, 0.0)
    return [bias if _is_bias(kind, place, edit.biases_only) else weights for place in range(count)]


def _is_bias(kind: str, place: int, alone: bool) -> bool:
    """Whether a blob learns as biases do: the second of most layers; the only one of a Bias layer, `alone`."""
    if kind in ("LSTM", "RNN"):
        return place == 1
    return place > 0 or (alone and kind == "BIAS")


def _rate_edits(file: File, block: Field, edit: LayerEdit, shared: dict[str, tuple[float, float]]) -> list[Replacement]:
    rates = _blob_rates(block, edit)
    edits = []
    if kind_of(block) == "BATCHNORM":
        edits += _still(file, block) if edit.lr_mult == 0 else []
        rates = rates[: len(block.all("param"))]  # where none are written Caffe sets them to 0 itself
    if block.name == "layers":
        return edits + _old_rates(file, block, rates)
    params = block.all("param")
    for param, rate in zip(params, rates, strict=False):
        name = param.text("name")
        rate = shared.setdefault(name, rate) if name else rate
        edits += _set(file, param, "lr_mult", exact(rate[0])) + _set(file, param, "decay_mult", exact(rate[1]))
    new = [f"param {{ lr_mult: {exact(lr)} decay_mult: {exact(decay)} }}" for lr, decay in rates[len(params) :]]
    return edits + _insert(file, block, new, params[-1:] or _introduction(block))


def _old_rates(file: File, block: Field, rates: list[tuple[float, float]]) -> list[Replacement]:
    """The same in V1 syntax: blobs_lr and weight_decay, one of each a blob."""
    edits = []
    for name, values in (("blobs_lr", [lr for lr, _ in rates]), ("weight_decay", [decay for _, decay in rates])):
        there = block.all(name)
        edits += [_value(f, exact(value)) for f, value in zip(there, values, strict=False)]
        new = [f"{name}: {exact(value)}" for value in values[len(there) :]]
        edits += _insert(file, block, new, there[-1:] or _introduction(block))
    return edits


def _introduction(block: Field) -> list[Field]:
    """The field behind which rates are written: the last of name, type, bottom, top and include."""
    known = [f for f in block.fields if f.name in ("name", "type", "bottom", "top", "include")]
    return [max(known, key=lambda f: f.end)] if known else []


def _insert(file: File, block: Field, lines: list[str], behind: list[Field]) -> list[Replacement]:
    """Write new fields behind a field (or at the block's start), indented as it is."""
    if not lines:
        return []
    place = behind[0].end if behind else block.value_start + 1
    gap = _gap(file, block, behind[0] if behind else None)
    return [Replacement(place, place, "".join(gap + line for line in lines) + ("" if behind else gap))]


def _gap(file: File, block: Field, neighbour: Field | None) -> str:
    """What stands before a new field: a line break and the neighbour's indent, or a blank in a one-line block."""
    body = file.source[block.value_start : block.body_end]
    if "\n" not in body:
        return " "
    place = neighbour.start if neighbour else block.start
    line = file.source[file.source.rfind("\n", 0, place) + 1 : place]
    indent = line[: len(line) - len(line.lstrip())]
    return file.newline + (indent if neighbour else indent + "  ")


def _set(file: File, message: Field, name: str, value: str) -> list[Replacement]:
    """Set a plain field of a message, adding it where it is missing."""
    there = message.first(name)
    if there:
        return [_value(there, value)]
    return _insert(file, message, [f"{name}: {value}"], message.fields[-1:])


def _still(file: File, block: Field) -> list[Replacement]:
    """Let a frozen batch norm use its stored mean and variance."""
    settings = block.first("batch_norm_param")
    if settings:
        return _set(file, settings, "use_global_stats", "true")
    return _insert(file, block, ["batch_norm_param { use_global_stats: true }"], _introduction(block))


def _fresh_edits(file: File, block: Field, edit: LayerEdit) -> list[Replacement]:
    """A new name, the new number of answers, and random weights where the file tells none (they would be 0)."""
    edits = [_value(f, quoted(edit.name)) for f in block.all("name")[:1]]
    for settings in [inner for inner in block.fields if inner.is_message and inner.first("num_output")]:
        if edit.is_head:
            edits += _set(file, settings, "num_output", str(file.answer.outputs))
        if not settings.first("weight_filler"):
            edits += _insert(file, settings, ['weight_filler { type: "xavier" }'], settings.fields[-1:])
    return edits


def _behind_head(file: File, block: Field, tops: dict[str, str]) -> list[Replacement]:
    """Loss, output and accuracy of the new answers, for layers that read a replaced head."""
    if not any(unquoted(bottom.value) in tops for bottom in block.all("bottom")):
        return []
    kind, answer = kind_of(block), file.answer
    one_class = answer.caffe_loss == "SoftmaxWithLoss"
    if kind in LOSSES:
        return _set_type(block, answer.caffe_loss)
    if kind in ("SOFTMAX", "SIGMOID"):
        return _set_type(block, answer.caffe_output) if answer.caffe_output else [_put_aside(file, block)]
    if kind == "ACCURACY":
        top_k = next(
            (inner.first("top_k") for inner in block.fields if inner.is_message and inner.first("top_k")), None
        )
        too_many = top_k and top_k.value.isdigit() and int(top_k.value) >= answer.outputs
        kept = [_value(top_k, "1")] if too_many else []  # Caffe stops when top_k is more than the classes
        return kept if one_class else [_put_aside(file, block)]
    return []


def _set_type(block: Field, kind: str) -> list[Replacement]:
    found = block.first("type")
    if found is None or kind_of(block) == kind.upper():
        return []
    return [_value(found, quoted(kind) if block.name == "layer" else OLD_NAMES[kind])]


def _put_aside(file: File, block: Field) -> Replacement:
    """Turn a layer that does not fit the new answers into a comment."""
    lines = ["does not fit the new answers:", *file.source[block.start : block.end].splitlines()]
    text = file.newline.join("# " + line for line in lines)
    return Replacement(block.start, block.end, text + file.newline)
