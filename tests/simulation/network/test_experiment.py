"""One experiment's numbers come from its spec alone; LSUV fits them to its own data."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation.network.experiment import Experiment, fit_to_data, prepare
from explorer.simulation.network.layer import forward
from explorer.simulation.network.spec import SignalSpec

LSUV = SignalSpec(depth=6, width=40, samples=100, initializer="lsuv", scale=1.0)


def sums(spec):
    """Return the pre-activations of each layer."""
    experiment = prepare(spec)
    h, found = experiment.input(), []
    for layer in range(1, spec.depth + 1):
        linear = Experiment(replace(spec, activation="linear")).rule(1)
        found.append(forward(linear, h, experiment.weights(layer), experiment.bias(layer)).h)
        h = experiment.forward(layer, h).h
    return found


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "gelu"])
@pytest.mark.parametrize("data", ["gaussian", "digits"])
@pytest.mark.parametrize("bias_std", [0.0, 0.5])
def test_lsuv_brings_every_layers_sums_to_spread_one(activation, data, bias_std):
    for z in sums(replace(LSUV, activation=activation, data=data, bias_std=bias_std)):
        assert z.values.astype(np.float64).std() == pytest.approx(1, abs=0.1001)


def test_lsuv_keeps_the_directions_of_its_orthogonal_start():
    fitted, start = prepare(LSUV).weights(3), Experiment(replace(LSUV, initializer="orthogonal")).weights(3)
    ratio = fitted / start
    np.testing.assert_allclose(ratio, np.median(ratio), rtol=1e-4)


def test_the_scale_comes_after_the_fit():
    np.testing.assert_allclose(prepare(replace(LSUV, scale=3.0)).weights(2), 3 * prepare(LSUV).weights(2), rtol=1e-6)
    assert prepare(replace(LSUV, scale=3.0)).fitted == fit_to_data(LSUV)


def test_lsuv_leaves_a_silent_layer_alone():
    spec = replace(LSUV, width=2, samples=1, activation="relu", depth=40)
    assert np.isfinite(prepare(spec).fitted).all()


def test_weights_are_the_same_in_float64():
    spec = replace(LSUV, initializer="he_normal")
    for layer in (1, 2):
        double = prepare(spec, np.float64).weights(layer)
        assert double.dtype == np.float64
        np.testing.assert_array_equal(double, prepare(spec).weights(layer))


def test_layers_hear_the_layer_before_them():
    experiment = prepare(replace(LSUV, data="digits"))
    assert experiment.weights(1).shape == (64, 40) and experiment.weights(2).shape == (40, 40)


@pytest.mark.parametrize(
    "change", [{"scale": 0.5}, {"activation": "relu"}, {"normalization": "batch"}, {"depth": 9}], ids=str
)
def test_two_specs_share_every_draw_that_their_difference_does_not_name(change):
    spec = SignalSpec(depth=6, width=30, samples=20, scale=0.25, bias_std=0.1)
    one, two = prepare(spec), prepare(replace(spec, **change))
    factor = replace(spec, **change).scale / spec.scale
    np.testing.assert_array_equal(one.input().values, two.input().values)
    np.testing.assert_array_equal(one.loss_signal().values, two.loss_signal().values)
    for layer in range(1, 7):
        np.testing.assert_array_equal(one.weights(layer) * factor, two.weights(layer))
        np.testing.assert_array_equal(one.bias(layer), two.bias(layer))


def test_no_bias_is_drawn_where_none_was_asked_for():
    assert prepare(SignalSpec(width=8, samples=2)).bias(1) is None
    assert prepare(SignalSpec(width=8, samples=2, initializer="pytorch_linear", scale=1.0)).bias(1) is not None


def test_an_input_can_be_enlarged_and_moved_and_keeps_its_draws():
    plain, moved = (
        prepare(SignalSpec(width=8, samples=5, **settings)).input().values
        for settings in ({}, {"input_scale": 74.0, "input_offset": 128.0})
    )
    assert moved == pytest.approx(74 * plain + 128, rel=1e-6)


def test_the_number_of_inputs_is_the_first_layers_alone():
    experiment = prepare(SignalSpec(width=30, inputs=784, depth=2, samples=3))
    assert experiment.input().values.shape == (3, 784)
    assert [experiment.weights(layer).shape for layer in (1, 2)] == [(784, 30), (30, 30)]
