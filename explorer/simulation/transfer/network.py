"""What do many small networks compute at once? Forward and backward passes as stacked matrix products.

Shapes: A strategies, S seeds, n rows, d inputs or h units, K answers. Every array is (A or 1, S, rows, columns):
one `np.matmul` walks over all networks of the stack.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Layers = list[tuple[np.ndarray, np.ndarray]]  # weights (A, S, in, out), biases (A, S, 1, out)


@dataclass(frozen=True)
class Activation:
    """A function of the pre-activation, and its derivative written in terms of the output."""

    apply: Callable[[np.ndarray], np.ndarray]  # in place
    through: Callable[[np.ndarray, np.ndarray], np.ndarray]  # gradient after, output -> gradient before, in place


@dataclass(frozen=True)
class Loss:
    """A loss by its gradient, and the score that the page shows."""

    gradient: Callable[[np.ndarray, np.ndarray], np.ndarray]  # outputs, wanted -> of the mean over rows, in place
    score: Callable[[np.ndarray, np.ndarray], np.ndarray]  # outputs, wanted -> (A, S), 1 is perfect
    wanted: Callable[[np.ndarray, int], np.ndarray]  # answers (S, n), K -> (S, n, K)


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0, out=z)


def _through_relu(gradient: np.ndarray, output: np.ndarray) -> np.ndarray:
    return np.multiply(gradient, output > 0, out=gradient)


ACTIVATION: dict[str, Activation] = {
    "relu": Activation(_relu, _through_relu),
    "linear": Activation(lambda z: z, lambda gradient, output: gradient),
}


def _softmax_gradient(outputs: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return (softmax − one-hot) / rows."""
    outputs -= outputs.max(axis=-1, keepdims=True)
    np.exp(outputs, out=outputs)
    outputs /= outputs.sum(axis=-1, keepdims=True)
    outputs -= wanted
    outputs /= outputs.shape[-2]
    return outputs


def _accuracy(outputs: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Share of right answers; a network whose numbers have run away answers nothing right."""
    right = outputs.argmax(axis=-1) == wanted.argmax(axis=-1)  # (A, S, n)
    return np.mean(right & np.isfinite(outputs).all(axis=-1), axis=-1)


def _one_hot(answers: np.ndarray, count: int) -> np.ndarray:
    return np.eye(count, dtype=np.float32)[answers]


def _squared_gradient(outputs: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the gradient of half the mean square error."""
    outputs -= wanted
    outputs /= outputs.shape[-2]
    return outputs


def _explained(outputs: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """1 − mean square error / mean square of the answers; −1 at least, so that one run-away does not hide the rest."""
    outputs, wanted = outputs.astype(np.float64), wanted.astype(np.float64)
    error = np.mean((outputs - wanted) ** 2, axis=(-2, -1))
    explained = 1 - error / np.mean(wanted**2, axis=(-2, -1))
    return np.maximum(np.where(np.isfinite(explained), explained, -1.0), -1.0)


LOSSES: dict[str, Loss] = {
    "accuracy": Loss(_softmax_gradient, _accuracy, _one_hot),
    "explained": Loss(_squared_gradient, _explained, lambda answers, count: answers[..., None].astype(np.float32)),
}


def forward(h: np.ndarray, layers: Layers, activation: Activation, last_is_head: bool = True) -> list[np.ndarray]:
    """Return the input and every layer's output; the head, if it is there, has no activation."""
    outputs = [h]
    for index, (weights, biases) in enumerate(layers):
        z = np.matmul(outputs[-1], weights)  # (A, S, n, out)
        z += biases
        outputs.append(z if last_is_head and index == len(layers) - 1 else activation.apply(z))
    return outputs


def backward(
    gradient: np.ndarray, outputs: list[np.ndarray], layers: Layers, learns: tuple[bool, ...], activation: Activation
) -> list[tuple[np.ndarray, np.ndarray] | None]:
    """Return the gradient of each layer that learns, None for the others; nothing is done below the first that learns.

    `outputs` is what `forward` returned, `gradient` the loss's gradient at the head's output.
    """
    gradients: list[tuple[np.ndarray, np.ndarray] | None] = [None] * len(layers)
    ones = np.ones((1, gradient.shape[-2]), dtype=gradient.dtype)
    lowest = learns.index(True)
    for index in range(len(layers) - 1, lowest - 1, -1):
        if learns[index]:
            weight_gradient = np.matmul(outputs[index].swapaxes(-1, -2), gradient)  # (A, S, in, out)
            gradients[index] = weight_gradient, np.matmul(ones, gradient)  # (A, S, 1, out)
        if index > lowest:
            gradient = np.matmul(gradient, layers[index][0].swapaxes(-1, -2))  # (A, S, n, in)
            gradient = activation.through(gradient, outputs[index])
    return gradients
