"""What of a layer moves: all of it, its biases alone, or small weights added beside it?

A mover owns nothing of the network but what is added: the layer it moves is changed in place, so that a forward pass
sees one plain layer whatever moves it. Layers are (A, S, in + 1, out), the biases as the last row.
"""

from typing import Protocol

import numpy as np

from explorer.simulation.training.optimizers import Optimizer
from explorer.simulation.training.stack import Array, Room, layer_gradient
from explorer.simulation.transfer.sample import stream
from explorer.simulation.transfer.strategies import Strategy

MOST_RANK = 64  # drawn at once, so that a smaller rank has the first columns of a larger one


class Mover(Protocol):
    """One way to move a layer."""

    def begin(self, optimizer: Optimizer) -> None:
        """Forget the steps of the phase before."""

    def gradient(self, x: Array, dz: Array, layer: Array, room: Room) -> object:
        """Compute what `move` needs, from the layer's inputs (A, S, rows, in) and ∂L/∂sums (A, S, rows, out)."""

    def move(self, gradient: object, rate: Array, step: int) -> None:
        """Take one step."""

    def work(self, rows: int) -> int:
        """Multiply-adds of one step's gradient per network, the way down to the layer below left out."""


class WholeLayer:
    """Weights and biases move."""

    def __init__(self, layer: Array) -> None:
        self.layer = layer

    def begin(self, optimizer: Optimizer) -> None:
        """Forget the steps of the phase before."""
        self.optimizer, self.memory = optimizer, optimizer.fresh_memory(self.layer)

    def gradient(self, x: Array, dz: Array, layer: Array, room: Room) -> Array:
        """Return the layer's gradient."""
        return layer_gradient(x, dz, layer, room)

    def move(self, gradient: Array, rate: Array, step: int) -> None:
        """Take one step."""
        self.optimizer.move(self.layer, gradient, self.memory, rate, step)

    def work(self, rows: int) -> int:
        """One product of inputs and corrections."""
        return rows * (self.layer.shape[-2] - 1) * self.layer.shape[-1]


class Biases:
    """The biases alone move (BitFit, Ben Zaken et al. 2022)."""

    def __init__(self, layer: Array) -> None:
        self.biases = layer[..., -1:, :]

    def begin(self, optimizer: Optimizer) -> None:
        """Forget the steps of the phase before."""
        self.optimizer, self.memory = optimizer, optimizer.fresh_memory(self.biases)

    def gradient(self, x: Array, dz: Array, layer: Array, room: Room) -> Array:
        """Return the sum of the corrections, (A, S, 1, out)."""
        return np.matmul(room.ones(dz.shape[-2]), dz, out=room.empty("biases", 0, self.biases.shape))

    def move(self, gradient: Array, rate: Array, step: int) -> None:
        """Take one step."""
        self.optimizer.move(self.biases, gradient, self.memory, rate, step)

    def work(self, rows: int) -> int:
        """A sum of corrections multiplies nothing."""
        return 0


class Added:
    """W stays, and s · A B is added to it (LoRA, Hu et al. 2021): A (in, rank) drawn, B (rank, out) zero at first.

    The layer always holds W + s · A B. Both small matrices learn at the layer's rate; its biases stay, as in PEFT.
    """

    def __init__(self, layer: Array, down: Array, strength: Array) -> None:
        self.weights = layer[..., :-1, :]
        self.still = self.weights.copy()
        self.down, self.strength = down, strength  # (A, S, in, rank), (A, 1, 1, 1)
        self.up = np.zeros((*down.shape[:-2], down.shape[-1], layer.shape[-1]), layer.dtype)

    def begin(self, optimizer: Optimizer) -> None:
        """Forget the steps of the phase before; what was added stays."""
        self.optimizer = optimizer
        self.memories = optimizer.fresh_memory(self.down), optimizer.fresh_memory(self.up)

    def gradient(self, x: Array, dz: Array, layer: Array, room: Room) -> tuple[Array, Array]:
        """Return ∂L/∂A = s xᵀ (dz Bᵀ) and ∂L/∂B = s (x A)ᵀ dz, without the gradient of W."""
        scaled = dz * self.strength
        down = x.swapaxes(-1, -2) @ (scaled @ self.up.swapaxes(-1, -2))
        up = (x @ self.down).swapaxes(-1, -2) @ scaled
        return down, up

    def move(self, gradient: tuple[Array, Array], rate: Array, step: int) -> None:
        """Take one step with both, and add what they make."""
        for values, slope, memory in zip((self.down, self.up), gradient, self.memories, strict=True):
            self.optimizer.move(values, slope, memory, rate, step)
        np.matmul(self.down * self.strength, self.up, out=self.weights)
        self.weights += self.still

    def work(self, rows: int) -> int:
        """Two thin products an example for each small matrix, and the sum for all."""
        inputs, rank = self.down.shape[-2:]
        outputs = self.up.shape[-1]
        return rows * 2 * rank * (inputs + outputs) + rank * inputs * outputs


def way_of(strategy: Strategy, index: int) -> tuple:
    """Return what of a layer moves: strategies of one stack agree in it."""
    if index in strategy.added:
        return "added", strategy.rank
    return ("biases",) if index in strategy.biases else ("whole",)


def mover_of(layer: Array, index: int, strategies: list[Strategy], seeds: tuple[int, ...]) -> Mover:
    """Return what moves a layer of a stack, whose strategies agree in the way."""
    way, *rank = way_of(strategies[0], index)
    if way == "added":
        down = np.stack([draw_down(seed, index, layer.shape[-2] - 1, *rank) for seed in seeds])
        strength = np.array([strategy.strength for strategy in strategies], layer.dtype).reshape(-1, 1, 1, 1)
        return Added(layer, np.repeat(down[None].astype(layer.dtype), len(strategies), axis=0), strength)
    return Biases(layer) if way == "biases" else WholeLayer(layer)


def draw_down(seed: int, index: int, inputs: int, rank: int) -> Array:
    """Draw A (inputs, rank) as PEFT does: evenly between ± 1/√inputs (Kaiming's with a = √5)."""
    drawn = stream(seed, "added").uniform(-1, 1, (index + 1, MOST_RANK, inputs))[index]
    return drawn[:rank].T / np.sqrt(inputs)
