"""What do many networks compute at once? One layer of all of them at a time, forward and backward.

A layer of the stack is one array (..., fan_in + 1, fan_out): the weights, and the biases as the last row. What stands
before, usually (networks,), is walked over by one `np.matmul`. Examples are (..., rows, fan_in), or (rows, fan_in)
where all networks see the same. The last layer answers: no normalization, no activation. A block of two matrices is
two layers of the stack; what each does is its `Part` of the design.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.simulation.network.activations import Activation
from explorer.simulation.network.blocks import BLOCKS, Block
from explorer.simulation.network.normalization import NORMALIZATIONS, Normalization
from explorer.simulation.training.bends import bend, values_only
from explorer.simulation.training.resets import (
    Averages,
    Reset,
    fresh_averages,
    keeps_averages,
    reset,
    reset_backward,
    reset_by_averages,
)

Array = np.ndarray
Layers = list[Array]

HELD = 3  # buffers in turn: what goes past a block of two layers must outlive them


BEFORE, SUMS, AFTER = "before", "sums", "after"  # where a layer's volume is reset


@dataclass(frozen=True)
class Part:
    """What one layer of a stack does; its sums are z = heard W + b."""

    number: int  # of the design's layer or block that it belongs to, from 0; −1 for the entry of blocks
    bends: bool = True  # h = φ(z); else h = z
    reset: str | None = None  # BEFORE: what it hears; SUMS: z; AFTER: its output, what went past it included
    skip: int | None = None  # the layer of the stack whose input goes past, and is added to the output


@dataclass(frozen=True)
class Design:
    """What all networks of a stack do with their sums."""

    activation: Activation
    normalization: Normalization = NORMALIZATIONS["none"]
    residual: bool = False  # from the second hidden layer on; plain layers only
    block: Block = BLOCKS["plain"]

    def parts(self, count: int) -> tuple[Part, ...]:
        """Return what each of `count` hidden layers of the stack does; an odd one out before blocks is their entry."""
        return _parts(self.block, self.normalization.axis is not None, self.residual, count)

    def groups(self, count: int) -> tuple[tuple[int, ...], ...]:
        """Return which layers of the stack make up each layer or block of the design, of `count` hidden ones."""
        numbers = [part.number for part in self.parts(count)]
        return tuple(
            tuple(index for index, number in enumerate(numbers) if number == one) for one in range(max(numbers) + 1)
        )


@lru_cache(maxsize=64)
def _parts(block: Block, resets: bool, residual: bool, count: int) -> tuple[Part, ...]:
    if not block.branched:
        reset = SUMS if resets else None
        return tuple(Part(index, True, reset, index if residual and index > 0 else None) for index in range(count))
    before, after = BEFORE if block.reset_before else None, AFTER if block.reset_after else None
    parts = [Part(-1, bends=False)] * (count % 2)
    for number in range(count // 2):
        opening = len(parts)
        parts += [Part(number, reset=before), Part(number, bends=False, reset=after, skip=opening)]
    return tuple(parts)


class Room:
    """Arrays that the next step writes over: asked for by name, made once."""

    def __init__(self, dtype: type = np.float32):
        self.dtype = dtype
        self._arrays: dict[tuple, Array] = {}
        self._ones: dict[int, Array] = {}

    def empty(self, name: str, number: int, shape: tuple[int, ...]) -> Array:
        """Return the array of a name and number, with undefined values."""
        key = (name, number, shape)
        if key not in self._arrays:
            self._arrays[key] = np.empty(shape, self.dtype)
        return self._arrays[key]

    def ones(self, count: int) -> Array:
        """Return a row of ones, (1, count): a product with it is a sum over examples."""
        if count not in self._ones:
            self._ones[count] = np.ones((1, count), self.dtype)
        return self._ones[count]


@dataclass(frozen=True)
class Pass:
    """One layer on its way forward: what came in, what went out, and what the way back needs."""

    x: Array  # (..., rows, fan_in), as the weights hear it
    h: Array  # (..., rows, fan_out)
    slope: Array | None = None  # φ'(y); None where it is 1
    done: Reset | None = None
    mask: Array | None = None  # dropout's: 0, or 1 / the share kept


def forward(
    design: Design, layers: Layers, x: Array, room: Room, masks: Sequence[Array] = (), head: bool = True
) -> Iterator[Pass]:
    """Send `x` through the layers in training: the batch's own averages, and dropout where there are masks.

    Yields after each layer, so that long work can be shown and stopped; the last one is the answer where `head` is.
    """
    parts, entered = design.parts(len(layers) - head), []
    for index, part in enumerate(parts):
        entered.append(x)
        past = None if part.skip is None else entered[part.skip]
        mask = masks[part.number] if len(masks) and part.bends else None
        done = _hidden(design, part, layers[index], x, past, (room, index), mask)
        yield done
        x = done.h
    if head:
        yield Pass(x, _sums(x, layers[-1], room, len(parts)))


def answers(
    design: Design, layers: Layers, x: Array, room: Room, averages: Sequence[Averages | None] = (), head: bool = True
) -> Iterator[Array]:
    """Send `x` through the layers at a test: running averages, no dropout. Yields each layer's output."""
    parts, entered = design.parts(len(layers) - head), []
    for index, part in enumerate(parts):
        entered.append(x)
        own = averages[index] if len(averages) else None
        heard = _reset_for_test(design, own, _copy(x, room, "heard", 0), room) if part.reset == BEFORE else x
        h = _sums(heard, layers[index], room, index % HELD)
        if part.reset == SUMS:
            h = _reset_for_test(design, own, h, room)
        if part.bends:
            values_only(design.activation, h, _like(h, room, "scratch", 1))
        if part.skip is not None:
            h += entered[part.skip]
        x = _reset_for_test(design, own, h, room) if part.reset == AFTER else h
        yield x
    if head:
        yield _sums(x, layers[-1], room, len(parts) % HELD)


Gradient = Callable[[Array, Array, Array, Room], Array]  # inputs, ∂L/∂sums, the layer, room -> what moves it


def backward(
    design: Design,
    layers: Layers,
    passes: list[Pass],
    g: Array,
    room: Room,
    learns: Sequence[bool] | None = None,
    gradients: Sequence[Gradient] = (),
) -> Iterator[tuple[int, Array | None]]:
    """Bring `g` = ∂L/∂outputs back, last layer first; overwrites it.

    Yields each layer's index and its gradient, shaped like the layer, None where it does not learn. By then the layer
    has served: it may be changed, and the gradient written over. Ends at the first layer that learns. `gradients`, one
    a layer, computes something else in place of the layer's own gradient, for what is not a whole layer.
    """
    lowest = 0 if learns is None else list(learns).index(True)
    parts, past = design.parts(len(layers) - 1), {}  # past: the corrections on their way beside the layers
    for index in range(len(layers) - 1, lowest - 1, -1):
        part, done, dz = parts[index] if index < len(parts) else None, passes[index], g
        if part is not None:
            dz = _to_sums(design, part, done, g, room)
            if part.skip is not None:
                past[part.skip] = g
        compute = gradients[index] if len(gradients) else layer_gradient
        gradient = compute(done.x, dz, layers[index], room) if learns is None or learns[index] else None
        if index > lowest:
            weights = layers[index][..., :-1, :]
            below = room.empty("back", index % HELD, (*dz.shape[:-1], weights.shape[-2]))
            np.matmul(dz, weights.swapaxes(-1, -2), out=below)
            if part is not None and part.reset == BEFORE:
                reset_backward(design.normalization, done.done, below, _like(below, room, "scratch", 0))
            if index in past:
                below += past.pop(index)
            g = below
        yield index, gradient


def layer_averages(design: Design, layers: Layers, dtype: type) -> list[Averages | None]:
    """Return fresh running averages of the hidden layers, None for one without a reset; none if no test needs them."""
    if not keeps_averages(design.normalization):
        return []
    return [
        fresh_averages((*layer.shape[:-2], 1, layer.shape[-1]), dtype) if part.reset else None
        for part, layer in zip(design.parts(len(layers) - 1), layers, strict=False)
    ]


def _hidden(
    design: Design, part: Part, layer: Array, x: Array, past: Array | None, place: tuple[Room, int], mask: Array | None
) -> Pass:
    """Do what a hidden layer does: reset, sums, reset, bend, dropout, what went past, reset; each where it has it."""
    (room, index), done, slope = place, None, None
    if part.reset == BEFORE:
        done = _reset(design, _copy(x, room, "heard", index), room)
        x = done.y
    h = _sums(x, layer, room, index)
    if part.reset == SUMS:
        done = _reset(design, h, room)
        h = _like(h, room, "bent", index)  # the way back needs what is bent as well
    if part.bends:
        slope = bend(
            design.activation, h if done is None or part.reset != SUMS else done.y, h, _like(h, room, "slope", index)
        )
    if mask is not None:
        h *= mask
    if past is not None:
        h += past
    if part.reset == AFTER:
        done = _reset(design, h, room)
    return Pass(x, h, slope, done, mask)


def _sums(x: Array, layer: Array, room: Room, number: int) -> Array:
    before = layer.shape[:-2]  # of the networks; the examples spread over them, or they over the examples
    if x.ndim > 2 and x.shape[:-2] != before:
        before = np.broadcast_shapes(x.shape[:-2], before)
    shape = (*before, x.shape[-2], layer.shape[-1])
    z = np.matmul(x, layer[..., :-1, :], out=room.empty("sums", number, shape))
    z += layer[..., -1:, :]
    return z


def _reset(design: Design, z: Array, room: Room) -> Reset:
    return reset(design.normalization, z, _like(z, room, "scratch", 0))


def _reset_for_test(design: Design, averages: Averages | None, z: Array, room: Room) -> Array:
    return _reset(design, z, room).y if averages is None else reset_by_averages(averages, z)


def _to_sums(design: Design, part: Part, done: Pass, g: Array, room: Room) -> Array:
    """Return ∂L/∂z of a hidden layer from ∂L/∂h of its output; `g` is kept where something of it goes past."""
    scratch = _like(g, room, "scratch", 0)
    if part.reset == AFTER:
        reset_backward(design.normalization, done.done, g, scratch)
    dz = _copy(g, room, "branch", 0) if part.skip is not None and part.bends else g
    if done.mask is not None:
        dz *= done.mask
    if done.slope is not None:
        dz *= done.slope
    if part.reset == SUMS:
        reset_backward(design.normalization, done.done, dz, scratch)
    return dz


def layer_gradient(x: Array, dz: Array, layer: Array, room: Room) -> Array:
    """Return ∂L/∂layer, shaped like the layer, in memory of the room."""
    gradient = room.empty("gradient", 0, layer.shape)
    np.matmul(x.swapaxes(-1, -2), dz, out=gradient[..., :-1, :])
    np.matmul(room.ones(dz.shape[-2]), dz, out=gradient[..., -1:, :])
    return gradient


def _like(array: Array, room: Room, name: str, number: int) -> Array:
    return room.empty(name, number, array.shape)


def _copy(array: Array, room: Room, name: str, number: int) -> Array:
    copied = _like(array, room, name, number)
    np.copyto(copied, array)
    return copied
