"""A training starts from the network that a signal run shows: the same draws, the same sizes."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation.network.data import standardised_digits
from explorer.simulation.network.experiment import prepare
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal.signal import run_signal
from explorer.simulation.training.networks import Networks
from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.stack import Room, forward
from explorer.simulation.training.start import design_of, first_layers, stacked
from explorer.simulation.training.tasks import TASKS
from explorer.simulation.weights.initializers import INITIALIZERS

SPEC = SignalSpec(4, 20, 100, "relu", "he_normal", 1.0, data="digits", seed=5)


@pytest.mark.parametrize("recipe", INITIALIZERS)
def test_the_first_weights_are_those_of_a_signal_run(recipe):
    spec = replace(SPEC, initializer=recipe, scale=0.5, bias_std=0.1)
    experiment = prepare(replace(spec, seed=7))
    layers = first_layers(spec, "digits", 7)
    for number, layer in enumerate(layers[:-1], start=1):
        np.testing.assert_array_equal(layer[:-1], experiment.weights(number))
        np.testing.assert_array_equal(layer[-1], experiment.bias(number))


@pytest.mark.parametrize(
    "changes",
    [{}, {"normalization": "batch"}, {"normalization": "layer", "residual": True}, {"initializer": "lsuv"},
     {"initializer": "pytorch_linear", "activation": "tanh"}, {"activation": "gelu", "residual": True}],
    ids=str,
)  # fmt: skip
def test_layers_are_as_large_at_the_start_as_the_signal_run_measures(changes):
    spec = replace(SPEC, **changes)
    layers = stacked([first_layers(spec, "digits", spec.seed)])
    passes = forward(design_of(spec), layers, standardised_digits()[:100], Room())
    sizes = [float(np.sqrt(np.mean(done.h.astype(np.float64) ** 2))) for done in passes][:-1]
    np.testing.assert_allclose(sizes, run_signal(spec).activation_rms, rtol=2e-5)


def test_the_answering_layer_is_drawn_at_one_over_the_root_of_the_width():
    layer = first_layers(replace(SPEC, width=1000, initializer="zeros"), "digits", 0)[-1]
    assert layer.shape == (1001, 10) and not layer[-1].any()
    assert layer[:-1].std() == pytest.approx(1000**-0.5, rel=0.04)  # 10,000 draws: 0.7 % a standard deviation


@pytest.mark.parametrize("task", [key for key, task in TASKS.items() if task.planar])
def test_a_fitted_recipe_is_fitted_to_the_tasks_own_inputs(task):
    spec = replace(SPEC, initializer="lsuv", samples=5000, bias_std=0.0, activation="tanh")
    layers = stacked([first_layers(spec, task, 0)])
    x = TASKS[task].train.x
    for done, layer in zip(forward(design_of(spec), layers, x, Room()), layers[:-1], strict=False):
        z = done.x @ layer[..., :-1, :]
        assert z.std() == pytest.approx(1.0, abs=0.1001)


def test_networks_of_one_stack_do_not_notice_each_other():
    seeds = (0, 1, 2)
    train = TASKS["digits"].train

    def train_some(chosen):
        layers = stacked([first_layers(SPEC, "digits", seed) for seed in chosen])
        networks = Networks(design_of(SPEC), layers, np.full(len(chosen), 0.1), OPTIMIZERS["adam"])
        for start in range(0, 50, 10):
            wanted = networks.loss.wanted(train.y[start : start + 10], 10, np.float32)
            for _ in networks.step(train.x[start : start + 10], wanted):
                pass
        return networks.layers

    together = train_some(seeds)
    for place, seed in enumerate(seeds):
        for both, alone in zip(together, train_some((seed,)), strict=True):
            np.testing.assert_allclose(both[place], alone[0], rtol=1e-4, atol=1e-5)
