"""How does a correction become a step? Plain, with momentum, or scaled by its own past, as PyTorch computes them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray

MOMENTUM = 0.9
ADAM_MEAN, ADAM_SQUARE, ADAM_EPSILON = 0.9, 0.999, 1e-8  # Kingma and Ba 2015, algorithm 1, and PyTorch's defaults

Move = Callable[[Array, Array, tuple[Array, ...], Array, int], None]


@dataclass(frozen=True)
class Optimizer:
    """One way to take a step.

    `move(values, gradient, memory, rate, step)` changes `values` in place and may overwrite `gradient`; `rate` spreads
    over the networks, `step` counts from 1, `memory` holds `memories` arrays like `values` that start at 0.
    """

    key: str
    label: str
    sentence: str
    source: str
    move: Move
    memories: int
    rates: tuple[float, ...]  # the ladder: seven rates, each about three times the one before

    def fresh_memory(self, values: Array) -> tuple[Array, ...]:
        """Return what it remembers before the first step."""
        return tuple(np.zeros_like(values) for _ in range(self.memories))


def sgd(values: Array, gradient: Array, memory: tuple[Array, ...], rate: Array, step: int) -> None:
    """w -= rate · g."""
    gradient *= rate
    values -= gradient


def momentum(values: Array, gradient: Array, memory: tuple[Array, ...], rate: Array, step: int) -> None:
    """v = 0.9 v + g;  w -= rate · v."""
    (velocity,) = memory
    velocity *= MOMENTUM
    velocity += gradient
    np.multiply(velocity, rate, out=gradient)
    values -= gradient


def adam(values: Array, gradient: Array, memory: tuple[Array, ...], rate: Array, step: int) -> None:
    """w -= rate · m̂ / (√v̂ + ε).

    The memories hold m / (1 − β₁) and v / (1 − β₂), which takes two passes less; the factors are put back together.
    """
    mean, square = memory
    mean *= ADAM_MEAN
    mean += gradient
    square *= ADAM_SQUARE
    gradient *= gradient
    square += gradient
    size = ((1.0 - ADAM_SQUARE) / (1.0 - ADAM_SQUARE**step)) ** 0.5
    np.sqrt(square, out=gradient)
    gradient += ADAM_EPSILON / size
    np.divide(mean, gradient, out=gradient)
    gradient *= rate * ((1.0 - ADAM_MEAN) / (1.0 - ADAM_MEAN**step) / size)
    values -= gradient


_ALL = (
    Optimizer(
        "sgd", "Plain SGD", "Each step follows the batch's correction, times the rate.",
        "Robbins and Monro 1951; PyTorch, torch.optim.SGD", sgd, 0, (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
    ),
    Optimizer(
        "momentum", "SGD with momentum", "Each step keeps nine tenths of the step before it.",
        "Polyak 1964; PyTorch, torch.optim.SGD(momentum=0.9)", momentum, 1,
        (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
    ),
    Optimizer(
        "adam", "Adam", "Each weight's step is scaled by the size of its own past corrections.",
        "Kingma and Ba 2015; PyTorch, torch.optim.Adam", adam, 2,
        (0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
    ),
)  # fmt: skip

OPTIMIZERS: dict[str, Optimizer] = {optimizer.key: optimizer for optimizer in _ALL}
