"""How is an activation applied to a whole stack of networks? In place, its slope beside it for the way back.

Any activation works as its record says; a few have a shorter way, which the tests hold equal to it.
"""

import math
from collections.abc import Callable

import numpy as np

from explorer.simulation.network.activations import BELL_HEIGHT, LEAK, SELU_ALPHA, SELU_SCALE, Activation

Array = np.ndarray

# Abramowitz and Stegun 1964, 7.1.26, with erfc(x/√2)/2 = Φ(−x): the step of t = 1/(1 + step x), highest power first.
TAIL_STEP = 0.3275911 * math.sqrt(0.5)
TAIL = tuple(0.5 * c for c in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592))
BLOCK = 16_384  # values evaluated at once: what lies between fits the processor's cache


def bend(activation: Activation, y: Array, out: Array, slope: Array) -> Array | None:
    """Write φ(y) into `out`, which may be `y` itself, and return φ'(y), written into `slope`; None where it is 1."""
    short = SHORT_WAYS.get(activation.key)
    if short:
        return short(y, out, slope)
    in_blocks = BLOCK_WAYS.get(activation.key) if y.dtype == np.float32 else None
    values, h, slopes = y.reshape(-1), out.reshape(-1), slope.reshape(-1)
    for start in range(0, values.size, BLOCK):
        block = slice(start, start + BLOCK)
        h[block], slopes[block] = in_blocks(values[block]) if in_blocks else activation.both(values[block])
    return slope


def values_only(activation: Activation, y: Array, scratch: Array) -> None:
    """Write φ(y) over `y`: at a test nobody asks for the slope."""
    if activation.key in SHORT_WAYS:
        IN_PLACE.get(activation.key, SHORT_WAYS[activation.key])(y, y, scratch)
        return
    in_blocks = BLOCK_WAYS.get(activation.key) if y.dtype == np.float32 else None
    flat = y.reshape(-1)
    for start in range(0, flat.size, BLOCK):
        block = slice(start, start + BLOCK)
        flat[block] = in_blocks(flat[block])[0] if in_blocks else activation.function(flat[block])


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


def _below_zero(y: Array) -> Array:
    """Return exp(y) − 1 for y < 0, else 0, as 2 t / (1 − t) with t = tanh(y/2): as good near 0, and much faster."""
    t = np.minimum(y, 0.0)
    t *= 0.5
    np.tanh(t, out=t)
    rest = np.subtract(1.0, t)
    t += t
    t /= rest
    return t


def _elu(y: Array) -> tuple[Array, Array]:
    below = _below_zero(y)
    return np.maximum(y, 0.0) + below, below + 1.0


def _selu(y: Array) -> tuple[Array, Array]:
    below = _below_zero(y)
    below *= SELU_ALPHA
    slope = below + SELU_ALPHA
    slope -= np.greater(y, 0.0) * y.dtype.type(SELU_ALPHA - 1.0)
    below += np.maximum(y, 0.0)
    below *= SELU_SCALE
    slope *= SELU_SCALE
    return below, slope


def _softplus(y: Array) -> tuple[Array, Array]:
    q = np.abs(y)
    np.negative(q, out=q)
    np.exp(q, out=q)
    q += 1.0
    slope = np.reciprocal(q)  # the sigmoid of |y|, at least a half
    slope -= 0.5
    np.copysign(slope, y, out=slope)
    slope += 0.5
    np.log(q, out=q)
    q += np.maximum(y, 0.0)
    return q, slope


def _gelu(y: Array) -> tuple[Array, Array]:
    """Return x Φ(x) and its slope with one exponential for both: Φ as in Abramowitz and Stegun 1964, 7.1.26.

    The error of Φ stays below 1e-7, which is float32's own.
    """
    q = y * y
    q *= -0.5
    np.exp(q, out=q)
    t = np.abs(y)
    t *= TAIL_STEP
    t += 1.0
    np.reciprocal(t, out=t)
    share = t * TAIL[0]
    for coefficient in TAIL[1:]:
        share += coefficient
        share *= t
    share *= q  # Φ(−|x|)
    np.subtract(0.5, share, out=share)
    np.copysign(share, y, out=share)
    share += 0.5
    q *= y
    q *= BELL_HEIGHT
    q += share
    share *= y
    return share, q


BLOCK_WAYS: dict[str, Callable[[Array], tuple[Array, Array]]] = {  # to float32's last digits, not float64's
    "elu": _elu,
    "selu": _selu,
    "softplus": _softplus,
    "gelu": _gelu,
}

IN_PLACE = {"tanh": lambda y, out, scratch: np.tanh(y, out=out)}  # where the value alone is much less work

SHORT_WAYS: dict[str, Callable[[Array, Array, Array], Array | None]] = {
    "linear": _linear,
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
}
