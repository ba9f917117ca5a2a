"""Where does a training start? From the very draws that a signal run of the same recipe and seed shows."""

from dataclasses import replace

import numpy as np

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.experiment import fit_layer, fit_to_data
from explorer.simulation.network.layer import Rule, forward
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.scaled import Scaled
from explorer.simulation.training.stack import Design, Layers
from explorer.simulation.training.tasks import Task, task_for
from explorer.simulation.weights import draws
from explorer.simulation.weights.initializers import INITIALIZERS

Array = np.ndarray


def design_of(signal: SignalSpec) -> Design:
    """Return what the networks of a spec do with their sums: specs of one design can train in one stack."""
    return Design(ACTIVATIONS[signal.activation], NORMALIZATIONS[signal.normalization], signal.residual)


def first_layers(signal: SignalSpec, task: str, seed: int, dtype: type = np.float32) -> Layers:
    """Return the layers of one network at its start, the answering one included, each (fan_in + 1, fan_out).

    The hidden ones are `run_signal`'s for that seed, on the task's inputs. The answering one is drawn with standard
    deviation 1/√width, from the stream of the layer after the last; its biases are 0.
    """
    spec, given = replace(signal, seed=seed), task_for(task, signal)
    factors = _fitted(spec, given)
    hidden = [_joined(*_drawn(spec, given, layer, factors[layer - 1]), dtype) for layer in range(1, signal.depth + 1)]
    readout = draws.normals(seed, "weight", signal.depth + 1, (signal.width, given.answers))
    return [*hidden, _joined(readout / np.float32(signal.width**0.5), np.zeros(given.answers, np.float32), dtype)]


def stacked(networks: list[Layers]) -> Layers:
    """Lay networks of one shape side by side: each layer (networks, fan_in + 1, fan_out)."""
    return [np.stack(parts) for parts in zip(*networks, strict=True)]


def _drawn(spec: SignalSpec, task: Task, layer: int, factor: float) -> tuple[Array, Array]:
    """Draw weights and biases of a hidden layer, counted from 1."""
    recipe, fan_in = INITIALIZERS[spec.initializer], task.inputs if layer == 1 else spec.width
    weights = recipe.draw(fan_in, spec.width, spec.scale * factor, spec.seed, layer)
    return weights, recipe.draw_bias(fan_in, spec.width, spec.bias_std, spec.seed, layer)


def _joined(weights: Array, bias: Array, dtype: type) -> Array:
    return np.concatenate([weights, bias[None]]).astype(dtype, copy=False)


def _fitted(spec: SignalSpec, task: Task) -> tuple[float, ...]:
    """Return the factor of each layer, 1 unless the recipe fits its weights to the data (LSUV)."""
    if not INITIALIZERS[spec.initializer].fits_data:
        return (1.0,) * spec.depth
    if task.data:
        return fit_to_data(replace(spec, scale=1.0, data=task.data, inputs=None))
    rule = Rule(ACTIVATIONS[spec.activation], NORMALIZATIONS[spec.normalization], residual=False)
    factors, h, plain = [], Scaled(task.train.x[: spec.samples].copy()), replace(spec, scale=1.0)
    for layer in range(1, spec.depth + 1):
        weights, bias = _drawn(plain, task, layer, 1.0)
        factors.append(fit_layer(h, weights, bias))
        h = forward(replace(rule, residual=spec.residual and layer > 1), h, weights * np.float32(factors[-1]), bias).h
    return tuple(factors)
