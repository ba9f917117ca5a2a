"""Which numbers belong to one experiment? Input, weights, biases and the random loss, all from the spec alone.

Nothing is kept here: the bank of draws keeps what is used often, and the rest is drawn again.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.block import BlockPass, BlockRule, block_backward, block_forward
from explorer.simulation.network.data import DATASETS
from explorer.simulation.network.layer import (
    Empty,
    Pass,
    Rule,
    backward_to_input,
    backward_to_sums,
    forward,
    weight_gradient,
)
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.scaled import Scaled
from explorer.simulation.weights import draws
from explorer.simulation.weights.initializers import INITIALIZERS, Initializer

Array = np.ndarray

LSUV_TOLERANCE, LSUV_TRIES = 0.1, 10  # Mishkin and Matas 2016, algorithm 1
LSUV_REACH = 1e30  # weights beyond leave float32 once the strength multiplies them


ENTRY = 0  # the number of the matrix that brings examples to the width of blocks


@dataclass(frozen=True)
class Experiment:
    """A spec with its draws within reach; layers count from 1.

    Matrices count from 1, too: a plain layer has one, block n has 2n − 1 and 2n.
    """

    spec: SignalSpec
    dtype: type = np.float32  # float64 for checking gradients, from the same draws
    fitted: tuple[float, ...] = ()  # LSUV's factor of each matrix

    @property
    def recipe(self) -> Initializer:
        """Return the starting recipe."""
        return INITIALIZERS[self.spec.initializer]

    def input(self) -> Scaled:
        """Return the examples, shape (samples, input width)."""
        spec = self.spec
        rows = DATASETS[spec.data].rows(spec.seed, spec.samples, spec.input_width).astype(self.dtype, copy=False)
        if (spec.input_scale, spec.input_offset) != (1.0, 0.0):
            rows = rows * rows.dtype.type(spec.input_scale) + rows.dtype.type(spec.input_offset)
        return Scaled(rows)

    def loss_signal(self) -> Scaled:
        """Return G, shape (samples, width): the loss of example i is the sum over units of G_i · h_i."""
        spec = self.spec
        signal = draws.normals(spec.seed, "signal", 0, (spec.samples_used, spec.width))
        return Scaled(signal.astype(self.dtype, copy=False))

    def matrices_of(self, layer: int) -> tuple[int, ...]:
        """Return the numbers of a layer's matrices, first matrix first."""
        each = self.spec.build.matrices
        return tuple(range((layer - 1) * each + 1, layer * each + 1))

    def heard_by(self, matrix: int, layer: int, h: Scaled) -> Scaled:
        """Return what a matrix hears when its layer hears `h`."""
        if not self.spec.build.branched:
            return h
        done = self.forward(layer, h)
        return done.heard if matrix == self.matrices_of(layer)[0] else done.inner

    def fan_in(self, matrix: int) -> int:
        """Return the number of values that a neuron hears through a matrix."""
        return self.spec.input_width if matrix == 1 and not self.spec.build.branched else self.spec.width

    def weights(self, matrix: int) -> Array:
        """Return the weights of a matrix, shape (fan_in, width)."""
        spec = self.spec
        strength = spec.strength(matrix) * (self.fitted[matrix - 1] if matrix <= len(self.fitted) else 1.0)
        weights = self.recipe.draw(self.fan_in(matrix), spec.width, strength, spec.seed, matrix)
        return weights.astype(self.dtype, copy=False)

    def bias(self, matrix: int) -> Array | None:
        """Return the biases beside a matrix, shape (width,); None where there are none."""
        spec = self.spec
        if not self.recipe.bias_half_range and spec.bias_std == 0:
            return None
        bias = self.recipe.draw_bias(self.fan_in(matrix), spec.width, spec.bias_std, spec.seed, matrix)
        if spec.build.branched and matrix % 2 == 0:  # what a branch starts with goes for all that it adds
            bias = bias * np.float32(spec.branch_factor)
        return bias.astype(self.dtype, copy=False)

    def entry(self) -> Array | None:
        """Return the matrix (inputs, width) that brings examples to the blocks' width and keeps their size."""
        spec = self.spec
        if not spec.has_entry:
            return None
        draw = draws.normals(spec.seed, "weight", ENTRY, (spec.input_width, spec.width))
        return (draw / np.float32(spec.input_width**0.5)).astype(self.dtype, copy=False)

    def enter(self) -> Scaled:
        """Return what the first layer hears: the examples, for blocks brought to their width."""
        entry, x = self.entry(), self.input()
        return x if entry is None else Scaled(x.values @ entry, x.exponent)

    def rule(self, layer: int) -> Rule:
        """Return what a plain layer does with its sums."""
        spec = self.spec
        return Rule(
            ACTIVATIONS[spec.activation], NORMALIZATIONS[spec.normalization], residual=spec.residual and layer > 1
        )

    @property
    def block_rule(self) -> BlockRule:
        """Return what every block does with its sums."""
        spec = self.spec
        return BlockRule(ACTIVATIONS[spec.activation], NORMALIZATIONS[spec.normalization], spec.build)

    def forward(self, layer: int, h: Scaled, empty: Empty = np.empty) -> Pass | BlockPass:
        """Send `h` through one layer, or one block."""
        if not self.spec.build.branched:
            return forward(self.rule(layer), h, self.weights(layer), self.bias(layer), empty)
        first, last = ((self.weights(one), self.bias(one)) for one in self.matrices_of(layer))
        return block_forward(self.block_rule, h, first, last, empty)

    def backward(
        self, layer: int, h: Scaled, done: Pass | BlockPass, g: Scaled, empty: Empty = np.empty
    ) -> tuple[Scaled, tuple[Scaled, ...]]:
        """Return ∂L/∂h of what came in (`h`), and the sample mean of ∂L/∂W of each matrix of the layer.

        `g` is ∂L/∂h of what went out. A plain layer's output has served by then: its place takes the result.
        """
        if self.spec.build.branched:
            matrices = (self.weights(one) for one in self.matrices_of(layer))
            below, *gradients = block_backward(self.block_rule, done, *matrices, g, empty)
            return below, tuple(gradients)
        rule, weights = self.rule(layer), self.weights(layer)
        dz = backward_to_sums(rule, done, g)
        gradient = weight_gradient(h, dz)
        if layer == 1:  # nobody asks for the examples' own correction
            return g, (gradient,)
        return backward_to_input(rule, weights, dz, g, lambda *_: done.h.values), (gradient,)


def prepare(spec: SignalSpec, dtype: type = np.float32) -> Experiment:
    """Return the experiment of a spec; a recipe that fits the data is fitted first, at scale 1."""
    if not INITIALIZERS[spec.initializer].fits_data:
        return Experiment(spec, dtype)
    return Experiment(spec, dtype, fit_to_data(replace(spec, scale=1.0)))


@lru_cache(maxsize=256)
def fit_to_data(spec: SignalSpec) -> tuple[float, ...]:
    """Return LSUV's factor of each matrix: sums of standard deviation within 1 ± 0.1 on the spec's own examples."""
    return fit_to(spec, Experiment(spec).enter())


def fit_to(spec: SignalSpec, h: Scaled) -> tuple[float, ...]:
    """Return LSUV's factor of each matrix for what the first layer hears.

    The last matrix of a block is fitted as if it started like the others; what it starts with is put on top.
    """
    fitted: tuple[float, ...] = ()
    alike = replace(spec, branch=SignalSpec.branch)
    for layer in range(1, spec.depth + 1):
        for matrix in Experiment(spec).matrices_of(layer):
            start = Experiment(alike, fitted=fitted)
            fitted = (*fitted, fit_layer(start.heard_by(matrix, layer, h), start.weights(matrix), start.bias(matrix)))
        h = Experiment(spec, fitted=fitted).forward(layer, h).h
    return fitted


def fit_layer(h: Scaled, weights: Array, bias: Array | None) -> float:
    """Divide by the standard deviation of h W + b until it is within the tolerance, ten times at most."""
    z = Scaled(h.values @ weights, h.exponent).within_reach().astype(np.float64)
    factor = 1.0
    for _ in range(LSUV_TRIES):
        spread = float((factor * z + (0.0 if bias is None else bias)).std())
        if spread == 0 or abs(spread - 1.0) <= LSUV_TOLERANCE or not 1 / LSUV_REACH < factor / spread < LSUV_REACH:
            break  # fitted; or a layer that hears next to nothing, for which no weights of float32 are large enough
        factor /= spread
    return factor
