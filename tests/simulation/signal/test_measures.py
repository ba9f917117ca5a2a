"""Measures of one layer agree with plain formulas in float64."""

import itertools

import numpy as np
import pytest

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.signal.measures import dead_fraction, moments, sample_cosine, saturated_fraction


def layer(mean, std, shape=(1000, 500), seed=0):
    return (mean + std * np.random.default_rng(seed).standard_normal(shape)).astype(np.float32)


@pytest.mark.parametrize(
    ("mean", "std"), [(0, 1), (0, 1e-9), (0, 1e9), (0.5, 0.8), (2, 1), (10, 1), (0.5, 1e-5), (-300, 1e-3), (1e6, 1)]
)
def test_sizes_agree_with_float64(mean, std):
    """Also where the spread is a hundred-thousandth of the mean: float32 sums alone would lose it."""
    values = layer(mean, std)
    exact = values.astype(np.float64)
    sizes = moments(values)
    assert sizes.std == pytest.approx(exact.std(), rel=1e-5)
    assert sizes.mean == pytest.approx(exact.mean(), rel=1e-6, abs=1e-6 * exact.std())
    assert sizes.rms == pytest.approx(np.sqrt((exact**2).mean()), rel=1e-6)
    error = exact.mean(axis=0).std(ddof=1) / np.sqrt(exact.shape[1])
    assert sizes.mean_error == pytest.approx(error, rel=1e-2 if abs(mean) > 1e4 * std else 1e-4)


def test_equal_values_have_no_spread():
    sizes = moments(np.full((30, 20), 0.1, dtype=np.float32))
    assert sizes.std == pytest.approx(0, abs=1e-9) and sizes.mean == pytest.approx(0.1, rel=1e-7)


@pytest.mark.parametrize("shape", [(1, 2), (2, 3), (40, 7)], ids=str)
def test_the_cosine_is_the_mean_over_pairs(shape):
    values = layer(0.3, 1, shape)
    u = values.astype(np.float64) / np.linalg.norm(values.astype(np.float64), axis=1, keepdims=True)
    pairs = [u[i] @ u[j] for i, j in itertools.permutations(range(len(u)), 2)]
    expected = np.mean(pairs) if pairs else 1.0
    assert sample_cosine(values, np.vecdot(values, values)) == pytest.approx(expected, abs=1e-6)


def test_examples_without_a_signal_take_no_part_in_the_cosine():
    values = np.array([[1, 0], [0, 0], [1, 1]], dtype=np.float32)
    assert sample_cosine(values, np.vecdot(values, values)) == pytest.approx(0.5**0.5, abs=1e-6)


@pytest.mark.parametrize("key", ["tanh", "sigmoid", "erf"])
def test_saturation_counts_values_whose_slope_is_under_six_per_cent_of_the_steepest(key):
    activation = ACTIVATIONS[key]
    sums = np.linspace(-6, 6, 12_001)
    slope = activation.derivative(sums)
    expected = np.mean(slope < 0.0591 * slope.max())
    assert saturated_fraction(activation, slope.reshape(1, -1)) == pytest.approx(expected, abs=2e-4)


def test_saturated_tanh_is_an_output_past_097():
    sums = np.random.default_rng(0).standard_normal((200, 100)).astype(np.float32) * 3
    expected = np.mean(np.abs(np.tanh(sums)) > 0.97)
    slope = ACTIVATIONS["tanh"].derivative(sums)
    assert saturated_fraction(ACTIVATIONS["tanh"], slope) == pytest.approx(expected, abs=2e-4)


def test_a_unit_is_dead_when_no_example_wakes_it():
    sums = np.array([[-1, -1, 0, 2], [-2, 3, 0, 1]], dtype=np.float32)
    relu = ACTIVATIONS["relu"]
    assert dead_fraction(relu, relu.derivative(sums)) == 0.5


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_only_activations_that_can_saturate_or_die_are_said_to(activation):
    slope = np.zeros((3, 3), dtype=np.float32)
    assert saturated_fraction(activation, slope) == (1.0 if activation.key in ("tanh", "sigmoid", "erf") else 0.0)
    assert dead_fraction(activation, slope) == (1.0 if activation.key == "relu" else 0.0)
