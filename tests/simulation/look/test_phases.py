"""The map of order and chaos: published points, the exact theory in every region, and a tap that goes where it says."""

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation.look.phases import (
    COLUMNS,
    LARGEST_BIAS,
    ROWS,
    phase_map,
    phase_place,
    phase_told,
    region_of,
    spec_at,
)
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.theory.criticality import (
    chi_at,
    correlation_depth,
    critical_weight_variance,
    depth_scale_of,
    fixed_point,
)
from explorer.simulation.theory.theory import predict_signal
from explorer.simulation.weights.initializers import INITIALIZERS

XAVIER = SignalSpec(width=100, depth=10, samples=50, initializer="xavier_normal")
EVERY_LINE = ("tanh", "sigmoid", "elu", "selu", "erf")
SOME_LINE = ("gelu", "silu")
POINT = {"linear": 1.0, "relu": 2.0, "leaky_relu": 2 / 1.0001}


def line_of(activation):
    return phase_map(replace(XAVIER, activation=activation)).line


@pytest.mark.parametrize(("bias_variance", "published"), [(0.0, 1.0), (0.01, 1.424205), (1.0, None), (4.0, None)])
def test_the_line_of_tanh_runs_through_the_published_points(bias_variance, published):
    line = line_of("tanh")
    found = np.interp(math.sqrt(bias_variance), line[:, 1], line[:, 0])
    exact = critical_weight_variance(ACTIVATIONS["tanh"], bias_variance)
    assert found == pytest.approx(exact, rel=2e-3)
    if published:
        assert exact == pytest.approx(published, rel=1e-5)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_chi_is_one_on_the_line_and_nowhere_a_line_is_missing(activation):
    record, line = ACTIVATIONS[activation], line_of(activation)
    for weights, bias in line[:: max(1, len(line) // 5)]:
        log_q = fixed_point(record, float(weights), float(bias**2), math.log(weights + bias**2))
        assert chi_at(record, float(weights), log_q) == pytest.approx(1, abs=2e-3)
    for bias in np.linspace(0.0, LARGEST_BIAS, ROWS)[1::6]:
        exact = critical_weight_variance(record, float(bias**2))
        near = line[np.isclose(line[:, 1], bias), 0]
        assert exact is None or near[0] == pytest.approx(exact, rel=5e-3)


def test_who_has_a_line_a_point_or_neither():
    told = {key: phase_map(replace(XAVIER, activation=key)).told for key in ACTIVATIONS}
    assert {key for key, one in told.items() if one.key.endswith("map.line")} == set(EVERY_LINE)
    assert {key for key, one in told.items() if one.key.endswith("map.part")} == set(SOME_LINE)
    points = {key: one.values["weights"] for key, one in told.items() if one.key.endswith("map.point")}
    assert points == pytest.approx(POINT)
    assert told["softplus"].key.endswith("map.no_line")
    assert "no critical line" in str(told["softplus"]) and "no critical line" in str(told["relu"])


@pytest.mark.thinned(3)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_cells_agree_with_the_exact_theory(activation):
    record, found = ACTIVATIONS[activation], phase_map(replace(XAVIER, activation=activation))
    rng = np.random.default_rng(0)
    for row, column in zip(rng.integers(ROWS, size=12), rng.integers(COLUMNS, size=12), strict=True):
        weights, bias = float(found.weight_variance[column]), float(found.bias_spread[row] ** 2)
        log_q = fixed_point(record, weights, bias, math.log(weights + bias))
        chi = chi_at(record, weights, log_q)
        exact = correlation_depth(record, weights, bias, log_q) if math.isfinite(log_q) else depth_scale_of(chi)
        assert found.bounded[row, column] == (log_q < math.inf)
        assert found.chi[row, column] == pytest.approx(chi, rel=1e-3)
        if exact < 30:  # nearer to the line, both are as steep as the line is near
            assert found.depth_scale[row, column] == pytest.approx(exact, rel=0.1)


def test_published_depth_scale_of_chaos():
    """Facts, section 4: tanh at (2.5, 0.05) has chi 1.133516 and xi_c 11.795598."""
    spec = spec_at(replace(XAVIER, width=400), 2.5, math.sqrt(0.05))
    told = phase_told(spec)
    assert told.key.endswith("map.here.chaos")
    assert told.values["chi"] == pytest.approx(1.133516, rel=2e-3)
    assert told.values["scale"] == pytest.approx(11.795598, rel=2e-2)
    assert told.values["heard"] == pytest.approx(6 * told.values["scale"])


def test_the_map_reaches_as_far_as_the_network():
    for scale in (1e-4, 0.01, 1.0, 10.0):
        spec = SignalSpec(scale=scale, samples=50)
        found, here = phase_map(spec), phase_place(spec)
        assert here == pytest.approx((500 * scale**2, 0.0))
        assert found.weight_variance[0] < here[0] < found.weight_variance[-1]


def test_a_network_is_told_its_region_as_the_prediction_has_it():
    cases = {"order": 0.5, "chaos": 3.0, "line": 1.0}
    for region, weights in cases.items():
        spec = spec_at(XAVIER, weights, 0.0)
        assert region_of(predict_signal(spec)) == region
    assert region_of(predict_signal(spec_at(replace(XAVIER, activation="relu"), 3.0, 0.5))) == "endless"


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_a_tap_goes_to_the_place_that_was_tapped(initializer):
    spec = SignalSpec(width=64, samples=20, initializer=initializer, normalization="batch", residual=True)
    wanted = spec_at(spec, 1.5, 0.6)
    weights, bias = phase_place(wanted)
    assert weights == pytest.approx(1.5, rel=2e-3)
    assert bias == pytest.approx(0.36, rel=5e-3) or INITIALIZERS[initializer].bias_half_range
    assert (wanted.normalization, wanted.residual) == ("none", False)
    kept = INITIALIZERS[initializer].random and not INITIALIZERS[initializer].fits_data
    assert wanted.initializer == (initializer if kept else "normal")


@pytest.mark.parametrize("changes", [{"normalization": "batch"}, {"residual": True}, {"initializer": "zeros"}])
def test_who_is_no_chain_of_plain_random_layers_has_no_place(changes):
    spec = replace(XAVIER, **changes)
    assert phase_place(spec) is None
    assert "no place on this map" in str(phase_told(spec))
    assert phase_map(spec).chi.shape == (ROWS, COLUMNS)
