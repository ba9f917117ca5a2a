"""What do many networks compute at once? One layer of all of them at a time, forward and backward.

A layer of the stack is one array (..., fan_in + 1, fan_out): the weights, and the biases as the last row. What stands
before, usually (networks,), is walked over by one `np.matmul`. Examples are (..., rows, fan_in), or (rows, fan_in)
where all networks see the same. The last layer answers: no normalization, no activation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.activations import Activation
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


@dataclass(frozen=True)
class Design:
    """What all networks of a stack do with their sums."""

    activation: Activation
    normalization: Normalization = NORMALIZATIONS["none"]
    residual: bool = False  # from the second hidden layer on


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

    x: Array  # (..., rows, fan_in)
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
    for index, layer in enumerate(layers):
        if head and index == len(layers) - 1:
            yield Pass(x, _sums(x, layer, room, index))
        else:
            done = _hidden(design, index, layer, x, room, masks[index] if len(masks) else None)
            yield done
            x = done.h


def answers(
    design: Design, layers: Layers, x: Array, room: Room, averages: Sequence[Averages] = (), head: bool = True
) -> Iterator[Array]:
    """Send `x` through the layers at a test: running averages, no dropout. Yields each layer's output."""
    for index, layer in enumerate(layers):
        z = _sums(x, layer, room, index % 2)
        if not head or index < len(layers) - 1:
            y = reset_by_averages(averages[index], z) if len(averages) else _reset(design, z, room, 0)[0]
            values_only(design.activation, y, _like(y, room, "scratch", 1))
            if _skips(design, index):
                y += x
            z = y
        yield z
        x = z


def backward(
    design: Design, layers: Layers, passes: list[Pass], g: Array, room: Room, learns: Sequence[bool] | None = None
) -> Iterator[tuple[int, Array | None]]:
    """Bring `g` = ∂L/∂outputs back, last layer first; overwrites it.

    Yields each layer's index and its gradient, shaped like the layer, None where it does not learn. By then the layer
    has served: it may be changed, and the gradient written over. Ends at the first layer that learns.
    """
    lowest = 0 if learns is None else list(learns).index(True)
    for index in range(len(layers) - 1, lowest - 1, -1):
        done, is_head = passes[index], index == len(layers) - 1
        dz = g if is_head else _to_sums(design, index, done, g, room)
        gradient = _gradient(done.x, dz, layers[index], room) if learns is None or learns[index] else None
        if index > lowest:
            weights = layers[index][..., :-1, :]
            below = room.empty("back", index % 2, (*dz.shape[:-1], weights.shape[-2]))
            np.matmul(dz, weights.swapaxes(-1, -2), out=below)
            if not is_head and _skips(design, index):
                below += g
            g = below
        yield index, gradient


def layer_averages(design: Design, layers: Layers, dtype: type) -> list[Averages]:
    """Return fresh running averages of the hidden layers; none where no test needs them."""
    if not keeps_averages(design.normalization):
        return []
    return [fresh_averages((*layer.shape[:-2], 1, layer.shape[-1]), dtype) for layer in layers[:-1]]


def _hidden(design: Design, index: int, layer: Array, x: Array, room: Room, mask: Array | None) -> Pass:
    z = _sums(x, layer, room, index)
    y, done = _reset(design, z, room, index)
    h = y if done is None else _like(y, room, "bent", index)
    slope = bend(design.activation, y, h, _like(y, room, "slope", index))
    if mask is not None:
        h *= mask
    if _skips(design, index):
        h += x
    return Pass(x, h, slope, done, mask)


def _sums(x: Array, layer: Array, room: Room, number: int) -> Array:
    before = layer.shape[:-2]  # of the networks; the examples spread over them, or they over the examples
    if x.ndim > 2 and x.shape[:-2] != before:
        before = np.broadcast_shapes(x.shape[:-2], before)
    shape = (*before, x.shape[-2], layer.shape[-1])
    z = np.matmul(x, layer[..., :-1, :], out=room.empty("sums", number, shape))
    z += layer[..., -1:, :]
    return z


def _reset(design: Design, z: Array, room: Room, number: int) -> tuple[Array, Reset | None]:
    if design.normalization.axis is None:
        return z, None
    done = reset(design.normalization, z, _like(z, room, "scratch", 0))
    return done.y, done


def _to_sums(design: Design, index: int, done: Pass, g: Array, room: Room) -> Array:
    """Return ∂L/∂z of a hidden layer from ∂L/∂h of its output; `g` itself is kept where a shortcut hands it on."""
    dz = g
    if _skips(design, index):
        dz = _like(g, room, "branch", 0)
        np.copyto(dz, g)
    if done.mask is not None:
        dz *= done.mask
    if done.slope is not None:
        dz *= done.slope
    if done.done is not None:
        reset_backward(design.normalization, done.done, dz, _like(dz, room, "scratch", 0))
    return dz


def _gradient(x: Array, dz: Array, layer: Array, room: Room) -> Array:
    gradient = room.empty("gradient", 0, layer.shape)
    np.matmul(x.swapaxes(-1, -2), dz, out=gradient[..., :-1, :])
    np.matmul(room.ones(dz.shape[-2]), dz, out=gradient[..., -1:, :])
    return gradient


def _skips(design: Design, index: int) -> bool:
    return design.residual and index > 0


def _like(array: Array, room: Room, name: str, number: int) -> Array:
    return room.empty(name, number, array.shape)
