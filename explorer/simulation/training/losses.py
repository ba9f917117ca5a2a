"""How wrong are the answers? Each loss beside its gradient, and the score that people read.

Shapes: any number of networks before `(rows, answers)`; what is wanted has one row an example.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Loss:
    """One loss: mean over the rows of a batch."""

    key: str
    wanted: Callable[[Array, int, type], Array]  # right answers, their number -> what the outputs should be
    gradient: Callable[[Array, Array], Array]  # outputs, wanted -> ∂L/∂outputs, written over the outputs
    value: Callable[[Array, Array], Array]  # outputs, wanted -> the loss of each network, float64
    score: Callable[[Array, Array], Array]  # outputs, wanted -> 1 is perfect; beyond the number range counts as wrong


def one_hot(answers: Array, count: int, dtype: type = np.float32) -> Array:
    """Return 1 in the right answer's place, else 0, shape (..., rows, count)."""
    return np.eye(count, dtype=dtype)[answers]


def softmax_gradient(outputs: Array, wanted: Array) -> Array:
    """Return (softmax − one-hot) / rows."""
    outputs -= outputs.max(axis=-1, keepdims=True)
    np.exp(outputs, out=outputs)
    outputs /= outputs.sum(axis=-1, keepdims=True)
    outputs -= wanted
    outputs *= 1.0 / outputs.shape[-2]
    return outputs


def cross_entropy(outputs: Array, wanted: Array) -> Array:
    """Return −mean ln softmax of the right answer, by the largest output so that exp never overflows."""
    away = outputs.astype(np.float64)
    away -= away.max(axis=-1, keepdims=True)
    right = np.sum(away * wanted, axis=-1)
    return np.mean(np.log(np.exp(away).sum(axis=-1)) - right, axis=-1)


def right_share(outputs: Array, wanted: Array) -> Array:
    """Return the share of right answers."""
    right = outputs.argmax(axis=-1) == wanted.argmax(axis=-1)
    return np.mean(right & np.isfinite(outputs).all(axis=-1), axis=-1)


def squared_gradient(outputs: Array, wanted: Array) -> Array:
    """Return the gradient of half the squared error, mean over rows, summed over answers."""
    outputs -= wanted
    outputs *= 1.0 / outputs.shape[-2]
    return outputs


def half_squared_error(outputs: Array, wanted: Array) -> Array:
    """Return half the squared error, mean over rows, summed over answers."""
    away = outputs.astype(np.float64) - wanted
    return 0.5 * np.mean(np.sum(away * away, axis=-1), axis=-1)


def explained_share(outputs: Array, wanted: Array) -> Array:
    """Return 1 − mean square error / mean square of the answers; −1 at least: one run-away must not hide the rest."""
    outputs, wanted = outputs.astype(np.float64), wanted.astype(np.float64)
    error = np.mean((outputs - wanted) ** 2, axis=(-2, -1))
    explained = 1 - error / np.mean(wanted**2, axis=(-2, -1))
    return np.maximum(np.where(np.isfinite(explained), explained, -1.0), -1.0)


def as_column(values: Array, count: int, dtype: type = np.float32) -> Array:
    """Return numbers to be predicted as one output."""
    return values[..., None].astype(dtype)


_ALL = (
    Loss("accuracy", one_hot, softmax_gradient, cross_entropy, right_share),
    Loss("explained", as_column, squared_gradient, half_squared_error, explained_share),
)

LOSSES: dict[str, Loss] = {loss.key: loss for loss in _ALL}  # by what the score is called
