"""Which numbers belong to one experiment? Input, weights, biases and the random loss, all from the spec alone.

Nothing is kept here: the bank of draws keeps what is used often, and the rest is drawn again.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.data import DATASETS
from explorer.simulation.network.layer import Empty, Pass, Rule, forward
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.scaled import Scaled
from explorer.simulation.weights import draws
from explorer.simulation.weights.initializers import INITIALIZERS, Initializer

Array = np.ndarray

LSUV_TOLERANCE, LSUV_TRIES = 0.1, 10  # Mishkin and Matas 2016, algorithm 1
LSUV_REACH = 1e30  # weights beyond leave float32 once the strength multiplies them


@dataclass(frozen=True)
class Experiment:
    """A spec with its draws within reach; layers count from 1."""

    spec: SignalSpec
    dtype: type = np.float32  # float64 for checking gradients, from the same draws
    fitted: tuple[float, ...] = ()  # LSUV's factor of each layer

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

    def fan_in(self, layer: int) -> int:
        """Return the number of values that a neuron of `layer` hears."""
        return self.spec.input_width if layer == 1 else self.spec.width

    def weights(self, layer: int) -> Array:
        """Return the weights of `layer`, shape (fan_in, width)."""
        spec = self.spec
        factor = self.fitted[layer - 1] if self.fitted else 1.0
        weights = self.recipe.draw(self.fan_in(layer), spec.width, spec.scale * factor, spec.seed, layer)
        return weights.astype(self.dtype, copy=False)

    def bias(self, layer: int) -> Array | None:
        """Return the biases of `layer`, shape (width,); None where there are none."""
        spec = self.spec
        if not self.recipe.bias_half_range and spec.bias_std == 0:
            return None
        bias = self.recipe.draw_bias(self.fan_in(layer), spec.width, spec.bias_std, spec.seed, layer)
        return bias.astype(self.dtype, copy=False)

    def rule(self, layer: int) -> Rule:
        """Return what `layer` does with its sums."""
        spec = self.spec
        return Rule(
            ACTIVATIONS[spec.activation], NORMALIZATIONS[spec.normalization], residual=spec.residual and layer > 1
        )

    def forward(self, layer: int, h: Scaled, empty: Empty = np.empty) -> Pass:
        """Send `h` through one layer."""
        return forward(self.rule(layer), h, self.weights(layer), self.bias(layer), empty)


def prepare(spec: SignalSpec, dtype: type = np.float32) -> Experiment:
    """Return the experiment of a spec; a recipe that fits the data is fitted first, at scale 1."""
    if not INITIALIZERS[spec.initializer].fits_data:
        return Experiment(spec, dtype)
    return Experiment(spec, dtype, fit_to_data(replace(spec, scale=1.0)))


@lru_cache(maxsize=256)
def fit_to_data(spec: SignalSpec) -> tuple[float, ...]:
    """Return LSUV's factor of each layer: sums of standard deviation within 1 ± 0.1 on the spec's own examples."""
    fitted: tuple[float, ...] = ()
    h = Experiment(spec).input()
    for layer in range(1, spec.depth + 1):
        start = Experiment(spec, fitted=(*fitted, 1.0))
        fitted = (*fitted, fit_layer(h, start.weights(layer), start.bias(layer)))
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
