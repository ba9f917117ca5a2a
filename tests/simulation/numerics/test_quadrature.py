"""Averages over a bell curve are right at every width, where Gauss-Hermite is not."""

import math

import numpy as np
import pytest

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.numerics.quadrature import bell_mean, bell_means
from explorer.simulation.theory.moments import moments, read_curve

WIDTHS = (1e-12, 1e-3, 1.0, 500.0, 1e6, 1e12)


@pytest.mark.parametrize("q", WIDTHS)
def test_the_bell_curve_has_its_own_moments(q):
    assert bell_mean(np.ones_like, q) == pytest.approx(1, rel=1e-12)
    assert bell_mean(lambda x: x**2, q) == pytest.approx(q, rel=1e-12)
    assert bell_mean(lambda x: x**4, q) == pytest.approx(3 * q**2, rel=1e-12)


@pytest.mark.parametrize("q", WIDTHS)
def test_erf_has_its_closed_form(q):
    """Williams 1997: E[erf(x)^2] = 2/pi asin(2q / (1 + 2q)); the slope by the same integral."""
    found = moments(ACTIVATIONS["erf"], math.log(q))
    assert math.exp(found.log_square) == pytest.approx(2 / math.pi * math.asin(2 * q / (1 + 2 * q)), rel=1e-10)
    assert math.exp(found.log_slope) == pytest.approx(4 / math.pi / math.sqrt(1 + 4 * q), rel=1e-10)


@pytest.mark.parametrize("q", WIDTHS)
def test_gelu_has_its_closed_form(q):
    """E[x^2 Phi(x)^2] = q/4 + q/(2 pi) (asin(q/(1+q)) + 2q / ((1+q) sqrt(1+2q))), by two integrations by parts."""
    inside = math.asin(q / (1 + q)) + 2 * q / ((1 + q) * math.sqrt(1 + 2 * q))
    found = moments(ACTIVATIONS["gelu"], math.log(q))
    assert math.exp(found.log_square) == pytest.approx(q / 4 + q / (2 * math.pi) * inside, rel=1e-10)


@pytest.mark.parametrize("q", WIDTHS)
def test_relu_halves_square_and_slope_at_its_kink(q):
    found = moments(ACTIVATIONS["relu"], math.log(q))
    assert math.exp(found.log_square) == pytest.approx(q / 2, rel=1e-12)
    assert math.exp(found.log_slope) == pytest.approx(1 / 2, rel=1e-12)
    assert float(found.mean_share) == pytest.approx(1 / math.sqrt(math.pi), rel=1e-12)


def test_tanh_far_out_reacts_on_a_sliver_only():
    """For large q: 1 - E[tanh^2] -> 2 / sqrt(2 pi q), and E[sech^4] -> (4/3) / sqrt(2 pi q)."""
    found = moments(ACTIVATIONS["tanh"], math.log(1e12))
    assert -math.expm1(float(found.log_square)) == pytest.approx(2 / math.sqrt(2e12 * math.pi), rel=1e-6)
    assert math.exp(found.log_slope) == pytest.approx(4 / 3 / math.sqrt(2e12 * math.pi), rel=1e-6)


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_a_finer_grid_changes_nothing(activation):
    """Three ways to cut the line into panels agree: no activation hides a bend that the grid misses."""
    functions = (activation.function, lambda x: activation.function(x) ** 2, lambda x: activation.derivative(x) ** 2)
    log_q = np.linspace(-25, 30, 23)
    together = bell_means(functions, log_q)  # one number of panels for all widths
    for i, one in enumerate(log_q):
        for joint, alone in zip(together, bell_means(functions, one), strict=True):
            assert joint[i] == pytest.approx(float(alone), rel=1e-10, abs=1e-14 * math.exp(max(one, 0.0) / 2))


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_beyond_the_limits_the_power_laws_go_on_smoothly(activation):
    for limit in (-29.9, -79.9, 79.9):
        inner, outer = moments(activation, limit), moments(activation, limit * 1.1)
        further = moments(activation, limit * 1.2)
        for name in ("log_square", "log_slope", "log_variance"):
            steps = (getattr(outer, name) - getattr(inner, name), getattr(further, name) - getattr(outer, name))
            assert steps[0] == pytest.approx(steps[1], abs=1e-5)


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_the_curve_for_searches_is_good_to_a_fifth_of_a_per_cent(activation):
    log_q = np.random.default_rng(0).uniform(-20, 20, 200)
    exact, read = moments(activation, log_q), read_curve(activation, log_q)
    for name in ("log_square", "log_slope", "log_variance"):
        np.testing.assert_allclose(getattr(read, name), getattr(exact, name), atol=2.2e-3)
