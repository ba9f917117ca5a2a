"""How do several strategies train side by side, and how much work do they really do?

Strategies whose layers learn and rest at the same times form a bundle: one stack of networks, one set of
stacked products. What lies below the first learning layer is computed once per phase and never again.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.training.losses import LOSSES, Loss
from explorer.simulation.training.optimizers import OPTIMIZERS, Optimizer
from explorer.simulation.training.stack import Design, Layers, Room, answers, backward, forward
from explorer.simulation.transfer.lesson import Lesson
from explorer.simulation.transfer.movers import Mover, mover_of, way_of
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
    """Return when each layer learns, and what of it: strategies with the same rhythm train in one stack."""
    learns = tuple(tuple(speed > 0 for speed in phase.multipliers) for phase in strategy.phases)
    return phase_steps(strategy, steps), learns, tuple(way_of(strategy, index) for index in range(strategy.layers))


def design_of(activation: str) -> Design:
    """Return what the miniature's layers do: the activation, nothing else."""
    return Design(ACTIVATIONS[activation])


def outputs_of(design: Design, layers: Layers, x: np.ndarray, head: bool = True) -> np.ndarray:
    """Return the answers of a stack, or where it has no head the last layer's outputs, in memory of their own."""
    return [x, *answers(design, layers, x, Room(), head=head)][-1]


def train(
    start: Layers, entries: list[Entry], lesson: Lesson, activation: str, measure: str, optimizer: str
) -> Generator[None, None, Trained]:
    """Train one bundle, yielding after every step and returning what it becomes.

    `start` holds (A, S, in + 1, out) arrays and is left as it was. All entries must share one `rhythm`.
    """
    layers = [layer.copy() for layer in start]
    steps = lesson.batches.shape[1]
    strategies = [entry.strategy for entry in entries]
    movers = [mover_of(layer, index, strategies, lesson.seeds) for index, layer in enumerate(layers)]
    ways = design_of(activation), LOSSES[measure], OPTIMIZERS[optimizer]
    scores = np.zeros((len(entries), lesson.x.shape[0], len(lesson.score_steps)))
    work, done = 0, 0
    touched = min((index for entry in entries for index in entry.strategy.new_layers), default=len(layers))
    for number, count in enumerate(phase_steps(entries[0].strategy, steps)):
        speeds = np.array([entry.strategy.phases[number].multipliers for entry in entries])
        rates = (speeds * np.array([[entry.rate] for entry in entries])).astype(np.float32)  # (A, layers)
        first = min((index for index in range(len(layers)) if rates[:, index].any()), default=len(layers))
        phase = _Phase(layers, movers, rates, first, lesson, *ways, shared=first <= touched)
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
        movers: list[Mover],
        rates: np.ndarray,
        first: int,
        lesson: Lesson,
        design: Design,
        loss: Loss,
        optimizer: Optimizer,
        shared: bool,
    ) -> None:
        self.lesson, self.design, self.loss = lesson, design, loss
        self.upper, self.movers = layers[first:], movers[first:]
        self.learns = tuple(bool(rates[:, index].any()) for index in range(first, len(layers)))
        self.rates = [rates[:, index].reshape(-1, 1, 1, 1) for index in range(first, len(layers))]
        for mover in self.movers:
            mover.begin(optimizer)
        self.gradients = [mover.gradient for mover in self.movers]
        prefix = [layer[:1] if shared else layer for layer in layers[:first]]
        is_all = first == len(layers)
        self.features = outputs_of(design, prefix, lesson.x[None], False) if self.upper else None  # (A|1, S, n, h)
        self.test_features = outputs_of(design, prefix, lesson.test_x[None], is_all)
        self.prefix_work = lesson.x.shape[1] * _products(prefix) if self.upper else 0
        self.rows = np.arange(lesson.x.shape[0])[:, None]  # (S, 1)
        self.steps_done, self.room = 0, Room()

    def step(self, step: int) -> int:
        """Take one step; return the multiply-adds per network."""
        if not self.upper:
            return 0
        rows = self.lesson.batches[:, step]  # (S, rows)
        passes = list(forward(self.design, self.upper, self.features[:, self.rows, rows], self.room))
        g = self.loss.gradient(passes[-1].h, self.lesson.wanted[self.rows, rows])
        self.steps_done += 1
        way_back = backward(self.design, self.upper, passes, g, self.room, self.learns, self.gradients)
        for index, gradient in way_back:
            if gradient is not None:
                self.movers[index].move(gradient, self.rates[index], self.steps_done)
        return self._products(rows.shape[1])

    def score(self) -> np.ndarray:
        """Return the test score of each network, (A, S)."""
        outputs = outputs_of(self.design, self.upper, self.test_features) if self.upper else self.test_features
        return self.loss.score(outputs, self.lesson.test_wanted)

    def _products(self, rows: int) -> int:
        """Multiply-adds of a step: forward, gradients where a layer learns, the way down to the lowest."""
        gradients = sum(mover.work(rows) for mover, learns in zip(self.movers, self.learns, strict=True) if learns)
        return rows * (_products(self.upper) + _products(self.upper[1:])) + gradients


def _products(layers: Layers) -> int:
    return sum((layer.shape[-2] - 1) * layer.shape[-1] for layer in layers)
