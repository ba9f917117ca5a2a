"""How do several strategies train side by side, and how much work do they really do?

Strategies whose layers learn and rest at the same times form a bundle: one stack of networks, one set of
stacked products. What lies below the first learning layer is computed once per phase and never again.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from explorer.simulation.transfer.lesson import Lesson
from explorer.simulation.transfer.network import ACTIVATION, LOSSES, Activation, Layers, Loss, backward, forward
from explorer.simulation.transfer.strategies import Strategy


@dataclass(frozen=True)
class Entry:
    """One row of a stack: a strategy at a learning rate."""

    strategy: Strategy
    rate: float


@dataclass(frozen=True)
class Trained:
    """What a bundle becomes."""

    layers: Layers
    scores: np.ndarray  # (A, S, len(score_steps))
    work: int  # multiply-adds of training, per network


def phase_steps(strategy: Strategy, steps: int) -> tuple[int, ...]:
    """Share the steps out among the phases; the rounded ends add up exactly."""
    ends = np.round(np.cumsum([phase.share for phase in strategy.phases]) * steps).astype(int)
    return tuple(int(count) for count in np.diff(ends, prepend=0))


def rhythm(strategy: Strategy, steps: int) -> tuple:
    """Return when each layer learns: strategies with the same rhythm train in one stack."""
    learns = tuple(tuple(speed > 0 for speed in phase.multipliers) for phase in strategy.phases)
    return phase_steps(strategy, steps), learns


def train(
    start: Layers, entries: list[Entry], lesson: Lesson, activation: str, measure: str, momentum: float
) -> Generator[None, None, Trained]:
    """Train one bundle, yielding after every step and returning what it becomes.

    `start` holds (A, S, in, out) arrays and is left as it was. All entries must share one `rhythm`.
    """
    layers = [(weights.copy(), biases.copy()) for weights, biases in start]
    steps = lesson.batches.shape[1]
    act, loss = ACTIVATION[activation], LOSSES[measure]
    scores = np.zeros((len(entries), lesson.x.shape[0], len(lesson.score_steps)))
    work, done = 0, 0
    touched = min((index for entry in entries for index in entry.strategy.new_layers), default=len(layers))
    for number, count in enumerate(phase_steps(entries[0].strategy, steps)):
        speeds = np.array([entry.strategy.phases[number].multipliers for entry in entries])
        rates = (speeds * np.array([[entry.rate] for entry in entries])).astype(np.float32)  # (A, layers)
        first = min((index for index in range(len(layers)) if rates[:, index].any()), default=len(layers))
        phase = _Phase(layers, rates, first, lesson, act, loss, momentum, shared=first <= touched)
        work += phase.prefix_work
        for step in range(done, done + count):
            if step in lesson.score_steps:
                scores[:, :, lesson.score_steps.index(step)] = phase.score()
            work += phase.step(step)
            yield
        done, touched = done + count, min(first, touched)
        if done == steps and steps in lesson.score_steps:
            scores[:, :, lesson.score_steps.index(steps)] = phase.score()
    return Trained(layers, scores, work)


class _Phase:
    """One stretch with the same layers learning: the frozen prefix is computed once, for all examples."""

    def __init__(
        self,
        layers: Layers,
        rates: np.ndarray,
        first: int,
        lesson: Lesson,
        activation: Activation,
        loss: Loss,
        momentum: float,
        shared: bool,
    ) -> None:
        self.layers, self.lesson, self.activation, self.loss, self.momentum = layers, lesson, activation, loss, momentum
        self.first, self.upper = first, layers[first:]
        self.learns = tuple(bool(rates[:, index].any()) for index in range(first, len(layers)))
        self.rates = [rates[:, index].reshape(-1, 1, 1, 1) for index in range(first, len(layers))]
        self.velocity = [
            (np.zeros_like(w), np.zeros_like(b)) if learns else None
            for (w, b), learns in zip(self.upper, self.learns, strict=True)
        ]
        prefix = [(w[:1], b[:1]) if shared else (w, b) for w, b in layers[:first]]
        self.features = forward(lesson.x[None], prefix, activation, False)[-1] if self.upper else None  # (A|1, S, n, h)
        self.test_features = forward(lesson.test_x[None], prefix, activation, first == len(layers))[-1]
        self.prefix_work = lesson.x.shape[1] * _products(prefix) if self.upper else 0
        self.rows = np.arange(lesson.x.shape[0])[:, None]  # (S, 1)

    def step(self, step: int) -> int:
        """Take one step of gradient descent with momentum; return the multiply-adds per network."""
        if not self.upper:
            return 0
        rows = self.lesson.batches[:, step]  # (S, rows)
        outputs = forward(self.features[:, self.rows, rows], self.upper, self.activation)
        gradient = self.loss.gradient(outputs[-1], self.lesson.wanted[self.rows, rows])
        gradients = backward(gradient, outputs, self.upper, self.learns, self.activation)
        for index, parts in enumerate(gradients):
            if parts is not None:
                self._move(index, parts)
        return rows.shape[1] * self._products_per_row()

    def score(self) -> np.ndarray:
        """Return the test score of each network, (A, S)."""
        if not self.upper:
            return self.loss.score(self.test_features, self.lesson.test_wanted)
        return self.loss.score(forward(self.test_features, self.upper, self.activation)[-1], self.lesson.test_wanted)

    def _move(self, index: int, gradients: tuple[np.ndarray, np.ndarray]) -> None:
        for value, velocity, gradient in zip(self.upper[index], self.velocity[index], gradients, strict=True):
            velocity *= self.momentum
            velocity += gradient
            np.multiply(velocity, self.rates[index], out=gradient)
            value -= gradient

    def _products_per_row(self) -> int:
        """Multiply-adds of one example: forward, weight gradients where a layer learns, the way down to the lowest."""
        forward_work = _products(self.upper)
        weight_work = sum(_products([part]) for part, learns in zip(self.upper, self.learns, strict=True) if learns)
        return forward_work + weight_work + _products(self.upper[1:])


def _products(layers: Layers) -> int:
    return sum(weights.shape[-2] * weights.shape[-1] for weights, _ in layers)
