"""A power of two beside the values changes nothing but the range."""

import math

import numpy as np
import pytest

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.layer import activate
from explorer.simulation.numerics.scaled import COMFORT, Scaled, add_to, log10_value, settle, shifted, true_value


@pytest.mark.parametrize("size", [1e-37, 1e-12, 1.0, 1e12, 1e37])
def test_settling_keeps_every_true_value_and_brings_the_largest_near_one(size):
    values = (size * np.array([[0.9, -0.5], [0.0, 1e-3]])).astype(np.float32)
    settled = settle(Scaled(values.copy(), 7))
    assert np.abs(settled.values).max() <= 2.0**COMFORT
    assert np.abs(settled.values).max() >= 2.0**-COMFORT
    exact = settled.values.astype(np.float64) * 2.0 ** (settled.exponent - 7)
    np.testing.assert_array_equal(exact, values.astype(np.float64))


def test_nothing_has_exponent_zero():
    assert settle(Scaled(np.zeros((2, 2), np.float32), 500)).exponent == 0


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, -5), (-5, 0), (300, 290), (-2000, 2000), (2000, -2000)])
def test_sums_are_true_sums(first, second):
    one, two = np.array([[1.0, -3.0]]), np.array([[0.5, 2.0]])
    total = add_to(Scaled(one.copy(), first), Scaled(two.copy(), second))
    top = max(first, second)
    expected = one * 2.0 ** max(first - top, -1000) + two * 2.0 ** max(second - top, -1000)
    np.testing.assert_allclose(shifted(total.values, total.exponent - top), expected, rtol=1e-15)


def test_adding_nothing_keeps_what_is_there():
    zero, one = np.zeros((1, 2)), np.array([[1.0, 2.0]])
    assert add_to(Scaled(zero.copy(), 900), Scaled(one, -900)).exponent == -900
    assert add_to(Scaled(one.copy(), -900), Scaled(zero, 900)).exponent == -900


def test_true_values_end_where_float64_ends():
    assert true_value(1.5, 10) == 1536
    assert true_value(1.0, 5000) == math.inf and true_value(-1.0, 5000) == -math.inf and true_value(1.0, -5000) == 0
    assert log10_value(1.0, 5000) == pytest.approx(5000 * math.log10(2)) and log10_value(0.0, 5) == -math.inf


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("exponent", [-61, -60, -31, 31, 60, 61])
def test_activations_agree_with_float64_at_any_exponent(activation, exponent):
    """On both sides of where the tangent and the asymptote take over: good to float32's last digits."""
    y = np.array([[-1.7, -0.3, 0.4, 1.1], [0.9, -1.2, 0.0, 0.7]], dtype=np.float32)
    h, slope = activate(activation, Scaled(y.copy(), exponent))
    exact_h, exact_slope = activation.both(y.astype(np.float64) * 2.0**exponent)
    true_h = h.values.astype(np.float64) * 2.0**h.exponent
    np.testing.assert_allclose(true_h, exact_h, rtol=3e-7, atol=3e-7 * np.abs(exact_h).max())
    nonzero = y != 0
    np.testing.assert_allclose(slope[nonzero], exact_slope[nonzero], rtol=1e-6, atol=1e-6)


def test_elu_of_huge_negative_sums_is_minus_one():
    h, _ = activate(ACTIVATIONS["elu"], Scaled(np.array([[-1.0, -2.0]], np.float32), 200))
    np.testing.assert_array_equal(h.values, -1)
    assert h.exponent == 0
