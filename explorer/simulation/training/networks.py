"""How does a stack of networks take its steps, and its tests? Every one at its own rate, on the same batches."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.simulation.training.losses import LOSSES, Loss
from explorer.simulation.training.optimizers import Optimizer
from explorer.simulation.training.resets import Averages
from explorer.simulation.training.stack import Design, Layers, Pass, Room, answers, backward, forward, layer_averages
from explorer.simulation.training.tasks import stream

Array = np.ndarray
Steps = Generator[None, None, None]  # yields after each layer of work

NEVER = -1  # the step at which a network left the number range


@dataclass
class Rooms:
    """Memory for each kind of pass, so that none writes over another's."""

    step: Room
    test: Room

    @classmethod
    def of(cls, dtype: type) -> "Rooms":
        """Return rooms for numbers of a type."""
        return cls(Room(dtype), Room(dtype))


class Networks:
    """Networks of one design and shape, training side by side: N of them, each with its own first weights and rate."""

    def __init__(
        self,
        design: Design,
        layers: Layers,
        rates: Array,
        optimizer: Optimizer,
        loss: Loss = LOSSES["accuracy"],
    ):
        """Take layers (N, fan_in + 1, fan_out), which will change, and one rate a network (N,)."""
        dtype = layers[0].dtype.type
        self.design, self.layers, self.optimizer, self.loss = design, layers, optimizer, loss
        self.rates = np.asarray(rates, dtype)[:, None, None]
        self.averages: list[Averages | None] = layer_averages(design, layers, dtype)
        self.steps_done = 0
        self.left_at = np.full(len(layers[0]), NEVER)  # how many steps a network had done when its numbers ran away
        self._memory = [optimizer.fresh_memory(layer) for layer in layers]
        self._rooms = Rooms.of(dtype)

    @property
    def count(self) -> int:
        """Return the number of networks."""
        return len(self.left_at)

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Return the places in `layers` of each hidden layer: one, or of each block: two, the neurons' first."""
        return self.design.groups(len(self.layers) - 1)

    def step(self, x: Array, wanted: Array, masks: Sequence[Array] = ()) -> Steps:
        """Take one step on a batch, (rows, inputs) and (rows, answers), the same for all networks."""
        passes: list[Pass] = []
        for done in forward(self.design, self.layers, x, self._rooms.step, masks):
            passes.append(done)
            yield
        g = self.loss.gradient(passes[-1].h, wanted)
        self.mark_lost(g)
        for index, gradient in backward(self.design, self.layers, passes, g, self._rooms.step):
            self.optimizer.move(self.layers[index], gradient, self._memory[index], self.rates, self.steps_done + 1)
            yield
        for averages, done in zip(self.averages, passes, strict=False):
            if averages is not None:
                averages.follow(done.done)
        self.steps_done += 1

    def outputs(self, x: Array) -> Generator[None, None, Array]:
        """Return the answers (N, rows, answers) as at a test: running averages, nothing left out."""
        output = x
        for h in answers(self.design, self.layers, x, self._rooms.test, self.averages):
            output = h
            yield
        return output

    def score(self, x: Array, wanted: Array) -> Generator[None, None, Array]:
        """Return each network's share of right answers, (N,); a network beyond the number range has none."""
        return self.loss.score((yield from self.outputs(x)), wanted)

    def mark_lost(self, values: Array) -> None:
        """Write down which networks have numbers among `values` (N, ...) that are none."""
        if not np.isfinite(values.sum()):
            lost = ~np.isfinite(values).reshape(self.count, -1).all(axis=1)
            self.left_at[lost & (self.left_at == NEVER)] = self.steps_done

    def weights(self) -> list[Array]:
        """Return the weights of all layers before the answering one, (N, fan_in, width) each: views, without biases."""
        return [layer[:, :-1] for layer in self.layers[:-1]]


def draw_batches(rng: np.random.Generator, examples: int, steps: int, rows: int) -> Array:
    """Draw which examples each step sees, (steps, rows): every example once before any comes again."""
    rows = min(rows, examples)
    rounds = max(1, -(-steps * rows // examples))
    order = np.concatenate([rng.permutation(examples) for _ in range(rounds)])
    return order[: steps * rows].reshape(steps, rows)


class Dropout:
    """Which neurons are left out at each step: drawn once for all networks of a stack, from a stream of their own."""

    def __init__(self, share: float, layers: int, rows: int, width: int, dtype: type = np.float32):
        """Leave out a share of the neurons of each hidden layer; what is kept is divided by the share kept."""
        self._keep, self._shape, self._dtype = 1.0 - share, (layers, rows, width), dtype
        self._rng = stream("dropout")

    def masks(self) -> Sequence[Array]:
        """Return the next step's masks, (layers, rows, width): 0 or 1 / the share kept; none where all are kept."""
        if self._keep == 1.0:
            return ()
        kept = self._rng.random(self._shape, dtype=np.float32) < self._keep
        return kept.astype(self._dtype) * self._dtype(1.0 / self._keep)
