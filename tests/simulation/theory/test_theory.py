"""Mean-field theory agrees with networks of width 1,000, and says where it does not apply."""

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation import ACTIVATIONS, INITIALIZERS, SignalSpec, predict_signal, run_signal
from explorer.simulation.network.data import standardised_digits
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.theory.variance_map import SEEN

WIDE = SignalSpec(depth=3, width=1000, samples=60, initializer="he_normal", scale=1.0)
SEEDS = 4
RANDOM = [key for key, record in INITIALIZERS.items() if record.random]


def check_against_simulation(spec, slack=0.01):
    """Hold ln RMS of signal and gradient against the average of four seeds.

    Tolerance: six standard errors of that average (with four seeds their estimate is itself off by half), plus 1 %
    for what a width of 1,000 and so few examples shift.
    """
    predicted = predict_signal(spec)
    assert predicted.applies, predicted.reason
    runs = [run_signal(replace(spec, seed=seed)) for seed in range(SEEDS)]
    for measured, expected in (
        ([run.activation_log10_rms for run in runs], predicted.activation_log10_rms),
        ([run.gradient_log10_rms for run in runs], predicted.gradient_log10_std),
    ):
        logs = np.array(measured) * math.log(10)
        tolerance = 6 * logs.std(axis=0, ddof=1) / math.sqrt(SEEDS) + slack
        assert np.all(abs(logs.mean(axis=0) - expected * math.log(10)) < tolerance)


@pytest.mark.thinned(6)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"bias_std": 0.5},
        {"residual": True},
        {"normalization": "batch", "samples": 200},
        {"normalization": "layer", "residual": True},
    ],
    ids=str,
)
def test_every_activation_does_what_theory_says(activation, settings):
    check_against_simulation(replace(WIDE, activation=activation, **settings))


@pytest.mark.thinned(4)
@pytest.mark.parametrize("initializer", RANDOM)
def test_every_random_recipe_does_what_theory_says(initializer):
    spec = replace(WIDE, initializer=initializer, scale=None, activation="relu")
    check_against_simulation(spec)


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_real_digits_do_what_theory_says(normalization):
    slack = 0.06 if normalization == "batch" else 0.01  # digits come in ten clusters: over them no unit is a bell curve
    check_against_simulation(replace(WIDE, data="digits", activation="relu", normalization=normalization), slack)


@pytest.mark.parametrize(
    ("settings", "published"),
    [  # where small and large examples part ways, the few at the edge decide
        ({"depth": 15, "activation": "silu", "initializer": "he_normal", "scale": 1.0, "width": 1000}, 0.2199668),
        ({"depth": 20, "activation": "silu", "initializer": "lecun_normal", "scale": 1.45, "width": 300}, 0.376070),
        ({"depth": 10, "activation": "gelu", "initializer": "keras_dense", "scale": 1.0, "width": 300}, 8.636e-4),
        ({"depth": 15, "activation": "tanh", "initializer": "xavier_normal", "scale": 1.0, "width": 300}, None),
    ],
    ids=str,
)
def test_every_digit_goes_its_own_way_in_theory(settings, published):
    """The variance map by the trapezoid rule, one example at a time: nothing of it is shared with the theory room."""
    spec = SignalSpec(samples=250, data="digits", **settings)
    z = np.linspace(-10, 10, 4001)
    bell = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) * (z[1] - z[0])
    function, record = ACTIVATIONS[spec.activation].function, INITIALIZERS[spec.initializer]
    square = (standardised_digits()[:250].astype(float) ** 2).mean(axis=1)
    for fan_in in [64] + [spec.width] * (spec.depth - 1):
        q = fan_in * record.variance(fan_in, spec.width, spec.scale) * square
        square = (function(np.sqrt(q)[:, None] * z) ** 2) @ bell
    expected = math.sqrt(square.mean())
    assert predict_signal(spec).activation_rms[-1] == pytest.approx(expected, rel=1e-4)
    assert published is None or expected == pytest.approx(published, rel=2e-4)


@pytest.mark.parametrize(
    "settings",
    [
        {"initializer": "normal", "scale": 1.0, "width": 500},  # chi = 12: Gauss-Hermite fails
        {"initializer": "normal", "scale": 1e-4, "normalization": "batch"},  # the variance drowns in epsilon
        {"initializer": "lsuv", "scale": 2.0, "activation": "relu", "width": 500},  # fitted first, scaled afterwards
        {"initializer": "lsuv", "bias_std": 0.5, "width": 500},
        {"initializer": "pytorch_linear", "activation": "sigmoid", "width": 64},  # its own bias counts
        {"activation": "relu", "scale": 30.0, "depth": 6, "width": 500},
        {"activation": "relu", "inputs": 784, "width": 400},
        {"activation": "relu", "input_scale": 74.0, "input_offset": 128.0, "width": 400},  # pixels from 0 to 255
        {"activation": "gelu", "input_scale": 0.01, "data": "digits", "width": 400},
        {"activation": "relu", "input_offset": 3.0, "normalization": "batch", "samples": 200, "width": 400},
    ],
    ids=str,
)
def test_hard_cases_do_what_theory_says(settings):
    check_against_simulation(replace(WIDE, **settings))


def test_the_classic_experiment_has_its_known_spread():
    """CS231n, reproduced over 100 seeds: the means of 1 to 10 layers, within 4 standard errors."""
    small = predict_signal(SignalSpec()).activation_std
    xavier = predict_signal(SignalSpec(initializer="xavier_normal", scale=1.0)).activation_std
    large = predict_signal(SignalSpec(scale=1.0)).activation_std
    assert small[[0, 1, 4, 9]] == pytest.approx([0.213479, 0.047617, 5.324e-4, 2.975e-7], rel=2e-3)
    assert xavier[[0, 4, 9]] == pytest.approx([0.627596, 0.321294, 0.227909], rel=4e-3)
    assert large[[0, 9]] == pytest.approx([0.981980, 0.981682], abs=4.5e-5)


def test_he_with_relu_is_exact():
    he = predict_signal(SignalSpec(activation="relu", initializer="he_normal", scale=1.0, depth=100))
    assert he.activation_mean == pytest.approx(np.full(100, 1 / math.sqrt(math.pi)), rel=1e-9)
    assert he.activation_std == pytest.approx(np.full(100, math.sqrt(1 - 1 / math.pi)), rel=1e-9)
    assert he.gradient_factor == pytest.approx(np.ones(100))
    assert (he.phase, he.depth_scale, he.critical_scale) == ("critical", math.inf, pytest.approx(1.0))


def test_chi_of_weights_of_size_one_is_the_exact_one():
    large = predict_signal(SignalSpec(scale=1.0))
    assert large.chi == pytest.approx(12.112160, abs=5e-6)
    assert large.gradient_factor[-1] == pytest.approx(math.sqrt(12.112160), rel=1e-4)
    assert large.saturated_fraction[0] == pytest.approx(0.9255, abs=2e-4)
    assert large.phase == "chaotic"
    assert large.critical_scale == pytest.approx(1 / math.sqrt(500))


def test_tanh_at_the_edge_fades_as_one_over_twice_the_depth():
    """Schoenholz et al. 2017: at (1, 0) the variance is 1/(2l) for large l, less a logarithm."""
    edge = predict_signal(SignalSpec(initializer="xavier_normal", scale=1.0, depth=100))
    products = edge.activation_rms**2 * 2 * np.arange(1, 101)
    assert np.all(np.diff(products[10:]) < 0)
    assert 1 < products[-1] < 1.015


def test_spec_and_prediction_meet_the_published_fixed_point():
    spec = SignalSpec(depth=60, initializer="normal", scale=math.sqrt(2.5 / 500), bias_std=math.sqrt(0.05))
    found = predict_signal(spec)
    assert found.sigma_w2 == pytest.approx(2.5) and found.sigma_b2 == pytest.approx(0.05)
    assert found.q_star == pytest.approx(1.063958, abs=5e-7)
    assert found.chi == pytest.approx(1.133516, abs=5e-7)
    assert found.correlation == pytest.approx(0.446804, abs=5e-7)
    assert found.depth_scale == pytest.approx(11.795598, abs=5e-6)
    assert found.gradient_factor[-1] ** 2 == pytest.approx(found.chi, rel=1e-6)


def test_batch_normalization_pays_with_a_growing_gradient():
    """Yang et al. 2019: chi = E[f'^2] / Var[f] at q = 1; pi / (pi - 1) for ReLU."""
    relu = predict_signal(SignalSpec(activation="relu", initializer="he_normal", scale=1.0, normalization="batch"))
    assert relu.chi == pytest.approx(math.pi / (math.pi - 1), rel=1e-4)  # epsilon takes 1e-5
    assert relu.q_star is None


@pytest.mark.parametrize("key", [key for key, record in INITIALIZERS.items() if not record.random])
def test_recipes_without_chance_are_refused_with_a_reason(key):
    refused = predict_signal(SignalSpec(initializer=key))
    assert not refused.applies and "random" in refused.reason
    assert refused.activation_rms is None and refused.chi is None and refused.phase is None
    assert refused.critical_scale is None and refused.depth_scale is None


def test_a_handful_of_examples_is_too_few_for_batch_normalization():
    assert "3 are too few" in predict_signal(SignalSpec(normalization="batch", samples=3)).reason


@pytest.mark.thinned(5)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("scale", [1e-6, 1e3])
@pytest.mark.parametrize("settings", [{}, {"residual": True}, {"normalization": "batch"}, {"bias_std": 1e3}], ids=str)
def test_the_ends_of_the_ranges_stay_finite_in_logarithms(activation, scale, settings):
    found = predict_signal(SignalSpec(depth=100, width=1024, activation=activation, scale=scale, **settings))
    for logs in (found.activation_log10_rms, found.gradient_log10_std, found.saturated_fraction):
        assert logs.shape == (100,) and np.all(np.isfinite(logs))
    assert not np.isnan(found.activation_mean).any() and not np.isnan(found.activation_std).any()
    assert found.depth_scale > 0


def test_every_normalization_has_its_rule():
    assert {rule.axis for rule in NORMALIZATIONS.values()} == set(SEEN)
