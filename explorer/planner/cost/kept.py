"""What must be kept of every layer's output until the way back? Activations, in bytes, at least and at most."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.planner.cost.work import Ground
from explorer.planner.layers.facts import active_share, expert_counts
from explorer.planner.layers.families import family_of
from explorer.planner.layers.linear import Matrix, matrices
from explorer.planner.parts import Parts, carries_weights
from explorer.planner.records.model import Layer
from explorer.planner.records.plan import PlannedLayer

SINGLE = 4  # bytes; normalizations of language models and added weights compute in single precision
PASSED_ON = ("dropout", "shape")  # families that pass numbers on
IN_PLACE = re.compile(r"relu|hardtanh", re.I)
SHORTCUT = re.compile(r"downsample|shortcut|skip|block\d+_0_", re.I)  # as torchvision, timm, Keras name it
PASSING = 2  # outputs alive at once where nothing is kept: a layer's own and the one it reads


@dataclass(frozen=True)
class Kept:
    """Bytes kept for the way back."""

    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """One layer's output for a whole batch, and what its way back needs."""

    values: int  # numbers in its output
    inputs: int  # numbers that come in, where it is linear
    learns: bool  # its own weights
    added: bool  # weights beside it
    family: str
    in_place: bool  # an activation that may overwrite what it reads
    rms: bool  # a normalization by the root mean square, computed in single precision
    added_on: bool  # a normalization on a shortcut: what it gives is added to another output, which keeps nothing of it
    packed: bool  # held in four bits: what it gives is unpacked arithmetic, kept once more at most
    scores: bool  # over a vocabulary: none of them is held where the loss is worked through in pieces
    share: tuple[float, float] = (1, 1)  # of the tokens that pass it, at least and at most: an expert sees some


def kept_of(ground: Ground, parts: Parts, layers: Sequence[PlannedLayer], size: int) -> Kept | None:
    """Add up what is kept from the earliest layer that learns on; None where the text does not tell sizes.

    At least: every output once, but of a normalization on a shortcut, which is only added on; a normalization
    by the root mean square keeps a copy in single precision. At most: also the inputs of linear layers that learn, a
    second copy of every normalization, what attention turns and repeats, and once more what a layer in four bits gives.
    Before the earliest learner nothing is kept (PyTorch, autograd notes). With checkpointing only the borders of the
    blocks are kept, and one block is computed again at a time.
    """
    rows = _rows(ground, layers)
    if rows is None:
        return None
    first = next((i for i, row in enumerate(rows) if row.learns or row.added), len(rows))
    spans = [_kept_of_share(row, size, ground) if i >= first else Kept(0, 0) for i, row in enumerate(rows)]
    passing = PASSING * size * max((row.values for row in rows if not row.scores and row.share[0] == 1), default=0)
    low, high = sum(span.low for span in spans), sum(span.high for span in spans)
    if ground.task.checkpointing:
        low, high = _checkpointed(parts, rows, spans, size, first)
    return Kept(max(low, passing / PASSING), max(high, passing))


def _checkpointed(
    parts: Parts, rows: Sequence[Row], spans: Sequence[Kept], size: int, first: int
) -> tuple[float, float]:
    borders = sum(size * rows[group.members[-1]].values for group in parts.groups if group.members[-1] >= first)
    blocks = [[spans[i] for i in group.members] for group in parts.groups]
    low = max((sum(span.low for span in block) for block in blocks), default=0.0)
    high = max((sum(span.high for span in block) for block in blocks), default=0.0)
    heads = [i for i, group in enumerate(parts.group_of) if group == len(parts.groups)]
    ends = Kept(sum(spans[i].low for i in heads), sum(spans[i].high for i in heads))
    return borders + low + ends.low, borders + high + ends.high


def _kept_of_share(row: Row, size: int, ground: Ground) -> Kept:
    found = _kept(row, size, ground)
    return Kept(row.share[0] * found.low, row.share[1] * found.high)


def _kept(row: Row, size: int, ground: Ground) -> Kept:
    found = _kept_whole(row, size, ground)
    if not row.scores or ground.task.loss == "whole":
        return found
    own = size * row.values
    return Kept(found.low - own, found.high - (own if ground.task.loss == "pieces" else 0))


def _kept_whole(row: Row, size: int, ground: Ground) -> Kept:
    if row.family in PASSED_ON:
        return Kept(0, size * row.values if row.family == "dropout" else 0)
    if row.family == "norm":
        least = 0 if row.added_on else SINGLE * row.values if row.rms else size * row.values
        return Kept(least, (2 * SINGLE if ground.transformer else size) * row.values)
    if row.in_place:
        return Kept(0, size * row.values)
    if not ground.transformer:  # what comes in is what the layer before gave, kept there
        return Kept(size * row.values, size * row.values + (SINGLE * row.inputs if row.added else 0))
    inputs = row.inputs * (size if row.learns else 0) + row.inputs * (SINGLE if row.added else 0)
    turned = size * row.values if row.family in ("dense", "attention") else 0
    unpacked = size * row.values if row.packed else 0
    return Kept(size * row.values, size * row.values + inputs + turned / 2 + unpacked)


def _rows(ground: Ground, layers: Sequence[PlannedLayer]) -> list[Row] | None:
    """Every layer's output and inputs for a batch; None as soon as a layer with weights has no known size."""
    model, batch = ground.model, ground.task.batch
    sizes, experts = matrices(model), expert_counts(model)
    found: list[Row] = []
    before = 0  # numbers in the output of the last layer with weights
    for position, planned in enumerate(layers):
        layer = planned.layer
        family = family_of(layer, model.framework)
        values = _values(ground, layer, sizes.get(position), before)
        if values is None:
            return None
        matrix, rows = sizes.get(position), 0
        if matrix is not None and matrix.outputs:
            rows = values // matrix.outputs
        learns = planned.multiplier > 0 and planned.action != "add" and carries_weights(layer)
        inputs = rows * matrix.inputs if matrix is not None else before
        added = planned.action == "add"
        in_place = family == "activation" and (not ground.transformer or bool(IN_PLACE.search(layer.kind)))
        learns = learns and not planned.biases_only
        added_on = family == "norm" and bool(SHORTCUT.search(layer.path))
        packed = ground.task.number_format == "4bit" and matrix is not None and not learns and layer.role != "head"
        rms = layer.norm == "rms"
        scores = layer.role == "head" and ground.task.answer == "text"
        counts = (batch * values, batch * inputs, learns, added, family)
        share = active_share(experts.get(position, 1))
        found.append(Row(*counts, in_place, rms, added_on, packed, scores, share))
        before = values if layer.weighted else before
    return found


def _values(ground: Ground, layer: Layer, matrix: Matrix | None, before: int) -> int | None:
    """Numbers in a layer's output for one example."""
    tokens = ground.task.tokens if ground.words else None
    shape = layer.output_shape
    if shape and all(size is None or isinstance(size, int) for size in shape):
        sizes = list(shape[1:]) or [1]
        if tokens is not None and len(sizes) == 2:
            sizes[0] = tokens
        if all(size is not None for size in sizes):
            product = 1
            for size in sizes:
                product *= max(size, 0)
            return product
    if layer.role == "head" and ground.task.answer != "text":
        return ground.task.outputs
    if not ground.words:
        return None if carries_weights(layer) else before
    if tokens is None:
        return None
    if matrix is not None:
        return tokens * matrix.outputs
    width = _width(layer)
    if width is not None:
        return tokens * width
    return None if carries_weights(layer) and layer.role != "other" else before


def _width(layer: Layer) -> int | None:
    """The numbers a place holds after a normalization or a look-up, from its tensors, arguments or count."""
    for _, shape in layer.tensors:
        if shape and isinstance(shape[-1], int):
            return shape[-1]
    arguments = dict(layer.arguments)
    for key in ("embedding_dim", "normalized_shape", "num_features"):
        digits = arguments.get(key, "").strip("(), ")
        if digits.isdigit():
            return int(digits)
    if layer.norm == "rms" and layer.parameters:
        return layer.parameters
    return layer.parameters // 2 if layer.norm == "layer" and layer.parameters else None
