"""How is an activation applied to a whole stack of networks? In place, its slope beside it for the way back.

Any activation works as its record says; a few have a shorter way, which the tests hold equal to it.
"""

from collections.abc import Callable

import numpy as np

from explorer.simulation.network.activations import LEAK, Activation

Array = np.ndarray

BLOCK = 16_384  # values evaluated at once: what lies between fits the processor's cache


def bend(activation: Activation, y: Array, out: Array, slope: Array) -> Array | None:
    """Write φ(y) into `out`, which may be `y` itself, and return φ'(y), written into `slope`; None where it is 1."""
    short = SHORT_WAYS.get(activation.key)
    if short:
        return short(y, out, slope)
    values, h, slopes = y.reshape(-1), out.reshape(-1), slope.reshape(-1)
    for start in range(0, values.size, BLOCK):
        block = slice(start, start + BLOCK)
        h[block], slopes[block] = activation.both(values[block])
    return slope


def _linear(y: Array, out: Array, slope: Array) -> None:
    if out is not y:
        np.copyto(out, y)


def _relu(y: Array, out: Array, slope: Array) -> Array:
    np.greater(y, 0, out=slope)
    np.multiply(y, slope, out=out)
    return slope


def _leaky_relu(y: Array, out: Array, slope: Array) -> Array:
    np.greater(y, 0, out=slope)
    slope *= 1.0 - LEAK
    slope += LEAK
    np.multiply(y, slope, out=out)
    return slope


def _tanh(y: Array, out: Array, slope: Array) -> Array:
    """Take the slope from the value: a neuron so far out that 1 − tanh² loses its digits learns nothing either way."""
    np.tanh(y, out=out)
    np.multiply(out, out, out=slope)
    return np.subtract(1.0, slope, out=slope)


def _sigmoid(y: Array, out: Array, slope: Array) -> Array:
    np.negative(y, out=out)
    np.exp(out, out=out)
    out += 1.0
    np.reciprocal(out, out=out)
    np.subtract(1.0, out, out=slope)
    slope *= out
    return slope


SHORT_WAYS: dict[str, Callable[[Array, Array, Array], Array | None]] = {
    "linear": _linear,
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
}
