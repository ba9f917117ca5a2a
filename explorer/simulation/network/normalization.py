"""How is a layer's volume reset? Batch, layer and RMS normalization, forward and backward, without learned scale."""

from dataclasses import dataclass

import numpy as np

from explorer.remark import Remark, of_record
from explorer.simulation.numerics.scaled import REACH, Scaled

Array = np.ndarray

SMALLEST_SPREAD = 1e-36  # in the scaled values, so that its inverse stays in float32
BLOCK = 32_768  # values
EPSILON = 1e-5  # PyTorch's default; beside it, a spread below about 3e-4 stays small


@dataclass(frozen=True)
class Normalization:
    """One way to normalize: `axis` None leaves the values as they are."""

    key: str
    label: str
    sentence: str
    source: str
    axis: int | None  # averages run over 0 the examples, 1 the neurons
    centred: bool = True  # the mean is taken off first

    @property
    def name(self) -> Remark:
        """The label as a remark, to stand in another one."""
        return of_record("normalizations", self.key, "label", self.label)


@dataclass(frozen=True)
class Normalized:
    """What the way back needs to know."""

    y: Scaled  # (samples, width)
    inverse_spread: Scaled  # 1 / sqrt(variance + ε), shape (1, width) or (samples, 1)


def normalize(rule: Normalization, z: Scaled) -> Normalized:
    """Return y = (z − mean) / sqrt(variance + ε), or for RMS z / sqrt(mean(z²) + ε). Overwrites `z.values` with y.

    Ioffe and Szegedy 2015, algorithm 1.
    """
    y = z.values
    if rule.centred:
        y -= _mean(y, rule.axis)
    variance = _mean_product(y, y, rule.axis).astype(np.float64)
    if z.exponent >= -REACH:  # y is of ordinary size, or small because of ε
        spread = np.sqrt(variance + EPSILON * 4.0 ** min(-z.exponent, REACH))
        exponent = 0
    else:  # the variance vanishes beside ε: y keeps the exponent of z
        spread = np.full(variance.shape, np.sqrt(EPSILON))
        exponent = z.exponent
    inverse = (1.0 / np.maximum(spread, SMALLEST_SPREAD)).astype(y.dtype)
    y *= inverse
    return Normalized(Scaled(y, exponent), Scaled(inverse, exponent - z.exponent))


def normalize_backward(rule: Normalization, state: Normalized, dy: Array) -> Scaled:
    """Return ∂L/∂z = (dy − mean(dy) − y mean(dy y)) / spread; for RMS without the middle term. Overwrites `dy`."""
    y = state.y.within_reach()
    along = _mean_product(dy, y, rule.axis)
    if rule.centred:
        dy -= _mean(dy, rule.axis)
    for rows in _blocks(y):
        dy[rows] -= y[rows] * (along if rule.axis == 0 else along[rows])
    dy *= state.inverse_spread.values
    return Scaled(dy, state.inverse_spread.exponent)


def _mean(values: Array, axis: int) -> Array:
    """Return the mean with its axis kept, summed in float64: it may be far larger than the spread around it."""
    return values.mean(axis=axis, dtype=np.float64, keepdims=True).astype(values.dtype)


def _mean_product(a: Array, b: Array, axis: int) -> Array:
    """Return the mean of a · b with its axis kept."""
    if axis == 1:
        return np.vecdot(a, b)[:, None] / a.shape[1]
    total = sum(np.full((1, len(a[rows])), 1.0, a.dtype) @ (a[rows] * b[rows]) for rows in _blocks(a))
    return total / len(a)


def _blocks(values: Array) -> list[slice]:
    """Return slices of rows whose products stay in the processor's cache."""
    step = max(1, BLOCK // values.shape[1])
    return [slice(start, start + step) for start in range(0, len(values), step)]


_ALL = (
    Normalization(
        "none", "None", "The layer's values pass on as they are.",
        "CS231n notes, Neural Networks part 2", None,
    ),
    Normalization(
        "batch", "Batch", "Each neuron is brought to mean 0 and spread 1 over the examples.",
        "Ioffe and Szegedy 2015", 0,
    ),
    Normalization(
        "layer", "Layer", "Each example is brought to mean 0 and spread 1 over the neurons.",
        "Ba, Kiros and Hinton 2016", 1,
    ),
    Normalization(
        "rms", "RMS", "Each example is brought to size 1 over the neurons; its mean stays.",
        "Zhang and Sennrich 2019", 1, centred=False,
    ),
)  # fmt: skip

NORMALIZATIONS: dict[str, Normalization] = {rule.key: rule for rule in _ALL}
