"""How much work is one example for each layer? Multiply-adds of the forward pass, from weights and sizes."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from explorer.planner.cost.sizes.follow import can_follow, followed_macs
from explorer.planner.layers.biases import bias_count, bias_known, recurrent_biases
from explorer.planner.layers.facts import expert_counts, has_token_embedding, is_transformer
from explorer.planner.layers.families import family_of
from explorer.planner.layers.outputs import tensor_weights
from explorer.planner.records.model import Layer, Model
from explorer.planner.records.task import Task

TRANSPOSED = re.compile(r"transpose|deconv", re.I)
LINEAR, MULTIPLIED = ("dense", "attention"), ("conv", "dense", "attention", "recurrent", "wrapped")  # families
CHEAP = ("norm", "embedding", "activation", "pool", "dropout", "shape")  # look-ups and what works number by number
WINDOW = re.compile(r"window", re.I)
HEAD_WIDTH = 32  # numbers a head in every published Swin
NEAR = 20  # layers without a size, at most, between one with a size and the next
CHANNELS_LAST = ("keras", "flax")
ESTIMATED_AT_MOST = 0.15  # our line: ResNet-50's four shortcut blocks hold 11 % of its weights
ONE_ROW = re.compile(r"(^|[._/])(pooler|pooled)", re.I)


@dataclass(frozen=True)
class Ground:
    """A model and a task, with what has to be known of the whole model only once."""

    model: Model
    task: Task
    transformer: bool
    words: bool  # it reads words, so that rows are tokens
    picture: bool = False  # a printed model of pictures, whose sizes can be followed once a picture's is known
    followed: tuple[int, ...] | None = (
        None  # each layer's multiply-adds, where a picture was followed through the print
    )
    odd: str = ""  # what could not be followed: a layer or a class


def ground_of(model: Model, task: Task) -> Ground:
    """Look at the whole model once."""
    words = has_token_embedding(model)
    picture = not words and can_follow(model)
    followed, odd = followed_macs(model, task.input_size) if picture and task.input_size else (None, "")
    return Ground(model, task, is_transformer(model), words, picture, followed, odd)


def forward_work(ground: Ground) -> tuple[tuple[int | None, ...], int]:
    """Return each layer's multiply-adds for one example, and how many of them are estimates.

    A row that stands for a whole block (torchinfo's depth limit) is estimated as its weights × its output places,
    as long as such rows hold at most `ESTIMATED_AT_MOST` of the weights; otherwise it stays unknown.
    """
    if ground.followed is not None:
        return ground.followed, 0
    model = ground.model
    experts = expert_counts(model)  # which of them a token passes, the text does not tell
    macs = [None if i in experts else forward_macs(ground, i) for i in range(len(model.layers))]
    blocks = {i: guess for i, known in enumerate(macs) if known is None and (guess := _block_estimate(model, i))}
    total = sum(layer.parameters or 0 for layer in model.layers)
    if sum(model.layers[i].parameters for i in blocks) > ESTIMATED_AT_MOST * total:
        return tuple(macs), 0
    return tuple(blocks.get(i, known) for i, known in enumerate(macs)), len(blocks)


def _block_estimate(model: Model, position: int) -> int | None:
    """The work of a row with several layers in it, as if all its weights were used at each output place."""
    layer = model.layers[position]
    if not layer.kind or not layer.parameters or not layer.output_shape or layer.role == "head":
        return None
    if family_of(layer, model.framework) in MULTIPLIED:
        return None
    sizes = layer.output_shape[1:]
    channel = _channel_axis(model, layer, sizes) if len(sizes) > 2 else len(sizes) - 1
    times = _product(size for axis, size in enumerate(sizes) if axis != channel)
    return None if times is None else times * layer.parameters


def forward_macs(ground: Ground, position: int) -> int | None:
    """Return the multiply-adds of one layer for one example; None where the text does not tell.

    Convolution: weights × output places, of a transposed one × input places; linear and recurrent: weights × rows (1,
    or the tokens of a text). A row that holds a whole attention has the products of its tokens too. Normalizations
    and look-ups count as 0. torchinfo counts in the same way, with biases and without those products.
    """
    model, layer = ground.model, ground.model.layers[position]
    if layer.parameters == 0 and not layer.tensors and layer.shares_with is None:
        return 0
    if layer.norm is not None or family_of(layer, model.framework) in CHEAP:  # a patch embedding is a convolution
        return 0
    times = places(ground, position)
    if times is None:
        return None
    weights = multiplied_weights(model, position)
    return None if weights is None else weights * times + attention_products(model, position, times)


def multiplied_weights(model: Model, position: int) -> int | None:
    """Return the weights that are multiplied with inputs: all but the biases, where the text tells them apart."""
    layer = model.layers[position]
    if layer.tensors:
        return tensor_weights(layer, biases=False)
    if layer.parameters is None:
        return None
    if family_of(layer, model.framework) in ("recurrent", "wrapped") and layer.output_shape:
        return layer.parameters - recurrent_biases(layer, _incoming(model, position), model.framework == "keras")
    return layer.parameters - bias_count(layer, _filters(model, layer), _incoming(model, position))


def bias_weights(model: Model, position: int) -> int | None:
    """Return how many of a layer's weights are biases, shifts of a normalization among them; None where not told."""
    layer = model.layers[position]
    if layer.tensors:
        every, matrices = tensor_weights(layer), tensor_weights(layer, biases=False)
        if every is None:
            return None
        shifts = sum(shape[0] for name, shape in layer.tensors if name.rsplit(".", 1)[-1] == "beta" and len(shape) == 1)
        return every - matrices + shifts
    if layer.parameters is None:
        return None
    if layer.norm is not None:
        parts = {"rms": 0, "batch": 4 if model.framework == "keras" else 2}.get(layer.norm, 2)
        return layer.parameters // parts if parts else 0
    if layer.role == "embedding":
        return 0
    width = layer.output_shape[-1] if layer.output_shape else None
    if family_of(layer) == "attention" and width and layer.parameters == 4 * width * (width + 1):
        return 4 * width  # what asks, is asked, is carried on, and the way out
    if not layer.parameters:
        return 0
    if not bias_known(layer, _filters(model, layer), _incoming(model, position)):
        return None  # several layers in one row, or a count that fits with and without
    return layer.parameters - multiplied_weights(model, position)


def _filters(model: Model, layer: Layer) -> int | None:
    if not layer.output_shape:
        return None
    return _picture(model, layer)[0] if _is_conv(model, layer) else layer.output_shape[-1]


def _incoming(model: Model, position: int) -> int | None:
    """The channels, or for a linear layer the numbers, that come in from the layer before."""
    layer = model.layers[position]
    before = next(
        (other for other in model.layers[max(0, position - NEAR) : position][::-1] if other.output_shape), None
    )
    if before is None:
        return None
    if _is_conv(model, layer):
        sizes = before.output_shape[1:]
        return sizes[_channel_axis(model, before, sizes)] if len(sizes) > 1 else None
    return before.output_shape[-1] if len(layer.output_shape or ()) > 2 else _product(before.output_shape[1:])


def _is_conv(model: Model, layer: Layer) -> bool:
    return family_of(layer, model.framework) == "conv"


def places(ground: Ground, position: int) -> int | None:
    """Return how often the weights are used for one example: places of a picture, rows of a text."""
    model, layer = ground.model, ground.model.layers[position]
    if ground.followed is not None and (weights := multiplied_weights(model, position)):
        return ground.followed[position] // weights
    if _is_conv(model, layer):
        return _places_before(model, position) if TRANSPOSED.search(layer.kind) else _picture_places(model, layer)
    family = family_of(layer, model.framework)
    if family in LINEAR:
        return _rows(ground, layer)
    if family == "recurrent" or layer.kind.lower().startswith("timedistributed"):
        return _steps(ground, position)
    return None  # several layers in one row, or a kind that is not known here


def _places_before(model: Model, position: int) -> int | None:
    """Places of the picture that comes in: a transposed convolution uses all its weights at each of them."""
    layer = model.layers[position]
    for before in model.layers[max(0, position - NEAR) : position][::-1]:
        if before.output_shape and len(before.output_shape) == len(layer.output_shape or ()):
            sizes = before.output_shape[1:]
            channel = _channel_axis(model, layer, sizes)
            return _product(size for axis, size in enumerate(sizes) if axis != channel)
    return None


def _picture_places(model: Model, layer: Layer) -> int | None:
    return _picture(model, layer)[1]


def _picture(model: Model, layer: Layer) -> tuple[int | None, int | None]:
    """Channels and places of a convolution's output; None where the text does not tell."""
    shape = layer.output_shape
    dimensions = _convolved_dimensions(layer)
    sizes = shape[1:] if shape and len(shape) == dimensions + 2 else shape
    if not sizes or len(sizes) != dimensions + 1:
        return None, None
    channel = _channel_axis(model, layer, sizes)
    return sizes[channel], _product(size for axis, size in enumerate(sizes) if axis != channel)


def _convolved_dimensions(layer: Layer) -> int:
    named = re.search(r"([123])d", layer.kind, re.I)
    ranks = [len(shape) - 2 for _, shape in layer.tensors if len(shape) > 2]
    return int(named.group(1)) if named else (ranks[0] if ranks else 2)


def _channel_axis(model: Model, layer: Layer, sizes: tuple[int | None, ...]) -> int:
    """First axis in PyTorch and Caffe, last in Keras and Flax, unless the filters say otherwise."""
    usual, other = (len(sizes) - 1, 0) if model.framework in CHANNELS_LAST else (0, len(sizes) - 1)
    filters = next((shape[0] for name, shape in layer.tensors if name.endswith("bias") and len(shape) == 1), None)
    return other if filters is not None and sizes[usual] != filters and sizes[other] == filters else usual


def _rows(ground: Ground, layer: Layer) -> int | None:
    tokens = ground.task.tokens if ground.words else None
    if layer.output_shape:
        sizes = layer.output_shape[1:-1] if len(layer.output_shape) > 1 else ()
        return _product(tokens if size is None else size for size in sizes)
    if (layer.role == "head" and ground.task.answer != "text") or ONE_ROW.search(layer.path):
        return 1
    return tokens if ground.transformer else 1  # a picture's patches are not in the text: None


def _steps(ground: Ground, position: int) -> int | None:
    """Time steps of a recurrent layer: its own output's, else those of the layer before it, else the task's."""
    layers = ground.model.layers
    for layer in (layers[position], *layers[max(0, position - 1) : position]):
        if layer.output_shape and len(layer.output_shape) == 3:
            steps = layer.output_shape[1]
            return ground.task.tokens if steps is None else steps
    return ground.task.tokens


def _product(sizes: Iterable[int | None]) -> int | None:
    known = tuple(sizes)
    return None if any(size is None or size < 0 for size in known) else math.prod(known)


def attention_products(model: Model, position: int, rows: int) -> int:
    """Return the multiply-adds of a whole attention in one row beside its weights: 2 × tokens × keys × width.

    Each token is held against all others of the text or picture, or against those of its window: Swin keeps a table
    of (2 w - 1)² places for each head of 32 beside its 4 d (d + 1) weights (Liu et al. 2021, section 3.2). A row
    that is one part of an attention has 0: those products stand in no row.
    """
    layer = model.layers[position]
    width = layer.output_shape[-1] if layer.output_shape else None
    if family_of(layer, model.framework) != "attention" or not width or not layer.parameters:
        return 0
    rest = layer.parameters - 4 * width * (width + 1)
    if WINDOW.search(layer.kind):
        heads = width // HEAD_WIDTH
        side = math.isqrt(rest // heads) if heads and rest > 0 and rest % heads == 0 else 0
        return 2 * rows * ((side + 1) // 2) ** 2 * width if side and side**2 * heads == rest else 0
    inner = round((layer.parameters - width) / (4 * width + 3))  # Keras may choose another width inside
    return 2 * rows * rows * inner if layer.parameters >= 4 * width * inner > 0 else 0
