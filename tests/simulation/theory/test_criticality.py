"""Fixed points, phases and critical lines agree with the published quadrature values."""

import math

import numpy as np
import pytest

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.theory.correlation import joint_mean, joint_moments
from explorer.simulation.theory.criticality import (
    chi_at,
    correlation_depth,
    critical_line,
    critical_weight_variance,
    fixed_point,
    phase_of,
    settled_correlation,
)

TANH, RELU, ERF = ACTIVATIONS["tanh"], ACTIVATIONS["relu"], ACTIVATIONS["erf"]


@pytest.mark.parametrize(
    ("bias_variance", "weight_variance"), [(0.05, 1.760955), (0.01, 1.424205), (0.1, 1.986073), (0.0, 1.0)]
)
def test_tanh_has_the_published_critical_line(bias_variance, weight_variance):
    """Schoenholz et al. 2017, figure 1."""
    assert critical_weight_variance(TANH, bias_variance) == pytest.approx(weight_variance, abs=5e-7)


def test_tanh_settles_at_the_published_points():
    """Poole et al. 2016, section 2, to six digits: an ordered and a chaotic network."""
    ordered, chaotic = fixed_point(TANH, 1.5, 0.05), fixed_point(TANH, 2.5, 0.05)
    assert math.exp(ordered) == pytest.approx(0.418037, abs=5e-7)
    assert chi_at(TANH, 1.5, ordered) == pytest.approx(0.938636, abs=5e-7)
    assert math.exp(chaotic) == pytest.approx(1.063958, abs=5e-7)
    assert chi_at(TANH, 2.5, chaotic) == pytest.approx(1.133516, abs=5e-7)
    assert settled_correlation(TANH, 2.5, 0.05, chaotic) == pytest.approx(0.446804, abs=5e-7)
    assert correlation_depth(TANH, 2.5, 0.05, chaotic) == pytest.approx(11.795598, abs=5e-6)


def test_tanh_with_weights_of_size_one_is_deep_in_chaos():
    """200 Gauss-Hermite nodes give 0.08 here."""
    log_q = fixed_point(TANH, 500.0, 0.0)
    assert chi_at(TANH, 500.0, log_q) == pytest.approx(12.112160, abs=5e-6)
    assert phase_of(12.112) == "chaotic"


def test_unlike_inputs_grow_alike_in_relu_as_published():
    """Cho and Saul 2009: the correlation of two inputs at right angles after 1, 2, 3, 5 and 10 layers."""
    correlation, seen = 0.0, []
    for _ in range(10):
        correlation = 2 * joint_moments(RELU, 1.0, correlation)[0]
        seen.append(correlation)
    assert np.array(seen)[[0, 1, 2, 4, 9]] == pytest.approx(
        [0.318310, 0.493731, 0.604826, 0.735946, 0.871536], abs=5e-7
    )


@pytest.mark.parametrize("q", [1e-6, 1.0, 500.0, 1e8])
@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.99, 1 - 1e-6])
def test_erf_in_two_dimensions_has_its_closed_form(q, correlation):
    """Williams 1997: E[erf(u) erf(v)] = 2/pi asin(2qc / (1 + 2q))."""
    exact = 2 / math.pi * math.asin(2 * q * correlation / (1 + 2 * q))
    slope = 4 / math.pi / math.sqrt((1 + 2 * q) ** 2 - (2 * q * correlation) ** 2)
    assert joint_mean(ERF.function, q, correlation) == pytest.approx(exact, abs=1e-9 * min(q, 1))
    assert joint_mean(ERF.derivative, q, correlation) == pytest.approx(slope, rel=1e-9)


def test_the_closed_form_for_two_slopes_is_the_integral():
    for key in ("linear", "relu", "leaky_relu"):
        activation = ACTIVATIONS[key]
        for correlation in (0.0, 0.4, 0.95):
            values, slopes = joint_moments(activation, 3.0, correlation)
            assert joint_mean(activation.function, 3.0, correlation) == pytest.approx(values, abs=1e-9)
            assert joint_mean(activation.derivative, 3.0, correlation) == pytest.approx(slopes, abs=1e-9)


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("bias_variance", [0.0, 0.05, 0.5])
def test_at_the_critical_strength_chi_is_one_at_a_point_where_layers_settle(activation, bias_variance):
    weight_variance = critical_weight_variance(activation, bias_variance)
    if weight_variance is None:
        assert activation.key not in ("tanh", "erf") and (bias_variance or activation.key != "relu")
        return
    log_q = fixed_point(activation, weight_variance, bias_variance)
    assert chi_at(activation, weight_variance, log_q) == pytest.approx(1, abs=1e-6)


def test_the_simple_activations_have_their_known_critical_points_without_bias():
    known = {"linear": 1.0, "tanh": 1.0, "relu": 2.0, "leaky_relu": 2 / 1.0001, "elu": 1.0, "erf": math.pi / 4}
    assert {key: critical_weight_variance(ACTIVATIONS[key], 0.0) for key in known} == pytest.approx(known)
    assert critical_weight_variance(ACTIVATIONS["gelu"], 0.0) is None  # Hayou et al. 2019: its q = 0 pushes away
    assert critical_weight_variance(ACTIVATIONS["softplus"], 0.0) is None


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_every_point_of_a_critical_line_holds_its_variance_with_chi_one(activation):
    log_q, weight_variance, bias_variance = critical_line(activation)
    for i in range(0, len(log_q), 37):
        if abs(log_q[i]) < 30:
            assert chi_at(activation, weight_variance[i], log_q[i]) == pytest.approx(1, rel=1e-9)
            square = joint_moments(activation, math.exp(log_q[i]), 1.0)[0]
            assert weight_variance[i] * square + bias_variance[i] == pytest.approx(math.exp(log_q[i]), rel=1e-8)


@pytest.mark.parametrize(
    ("weight", "bias", "ends"), [(0.5, 0.0, -math.inf), (3.0, 0.0, math.inf), (2.0, 0.3, math.inf)]
)
def test_relu_fades_or_grows_without_end(weight, bias, ends):
    assert fixed_point(RELU, weight, bias) == ends


def test_critical_relu_stays_where_it_starts():
    assert fixed_point(RELU, 2.0, 0.0, 1.234) == 1.234
