"""Where does a training start? From the very draws that a signal run of the same recipe and seed shows."""

from dataclasses import replace

import numpy as np

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.experiment import Experiment, fit_to, fit_to_data
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
    return Design(ACTIVATIONS[signal.activation], NORMALIZATIONS[signal.normalization], signal.residual, signal.build)


def first_layers(signal: SignalSpec, task: str, seed: int, dtype: type = np.float32) -> Layers:
    """Return the matrices of one network at its start, the answering one included, each (fan_in + 1, fan_out).

    The hidden ones are `run_signal`'s for that seed, on the task's inputs. The answering one is drawn with standard
    deviation 1/√width, from the stream after the last; its biases are 0.
    """
    given = task_for(task, signal)
    experiment = _experiment(replace(signal, seed=seed), given)
    layers = [] if experiment.entry() is None else [_joined(experiment.entry(), None, dtype)]
    last = experiment.matrices_of(signal.depth)[-1]
    layers += [_joined(experiment.weights(one), experiment.bias(one), dtype) for one in range(1, last + 1)]
    readout = draws.normals(seed, "weight", last + 1, (signal.width, given.answers)) / np.float32(signal.width**0.5)
    return [*layers, _joined(readout, None, dtype)]


def stacked(networks: list[Layers]) -> Layers:
    """Lay networks of one shape side by side: each layer (networks, fan_in + 1, fan_out)."""
    return [np.stack(parts) for parts in zip(*networks, strict=True)]


def _experiment(spec: SignalSpec, task: Task) -> Experiment:
    """Return the experiment on a task's inputs; a recipe that fits the data is fitted to the task's."""
    inputs = {"data": task.data, "inputs": None} if task.data else {"data": "gaussian", "inputs": task.inputs}
    spec = replace(spec, **inputs)
    if not INITIALIZERS[spec.initializer].fits_data:
        return Experiment(spec)
    plain = replace(spec, scale=1.0)
    if task.data:
        return Experiment(spec, fitted=fit_to_data(plain))
    x, entry = task.train.x[: spec.samples].copy(), Experiment(plain).entry()
    return Experiment(spec, fitted=fit_to(plain, Scaled(x if entry is None else x @ entry)))


def _joined(weights: Array, bias: Array | None, dtype: type) -> Array:
    row = np.zeros((1, weights.shape[1]), weights.dtype) if bias is None else bias[None]
    return np.concatenate([weights, row]).astype(dtype, copy=False)
