"""Each activation and its derivative belong together."""

import math

import numpy as np
import pytest

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.signal.measures import SATURATED_SLOPE

EVERY = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def test_all_activations_of_the_explorer_are_there():
    names = "linear tanh sigmoid relu leaky_relu elu selu gelu silu softplus erf"
    assert set(ACTIVATIONS) == set(names.split())


@EVERY
def test_the_derivative_is_the_slope_of_the_function(activation):
    x = np.concatenate([np.linspace(-12, -0.01, 300), np.linspace(0.01, 12, 300)])  # away from the kink at 0
    step = 1e-5
    slope = (activation.function(x + step) - activation.function(x - step)) / (2 * step)
    np.testing.assert_allclose(activation.derivative(x), slope, rtol=0, atol=1e-9)


@EVERY
@DTYPES
def test_functions_answer_in_the_dtype_they_get_and_leave_their_input_alone(activation, dtype):
    x = np.linspace(-5, 5, 101, dtype=dtype)
    before = x.copy()
    h, slope = activation.both(x)
    assert h.dtype == slope.dtype == activation.function(x).dtype == activation.derivative(x).dtype == dtype
    h += 1
    slope += 1
    np.testing.assert_array_equal(x, before)


@EVERY
@DTYPES
def test_both_is_function_and_derivative(activation, dtype):
    x = np.linspace(-40, 40, 4001, dtype=dtype)
    h, slope = activation.both(x)
    np.testing.assert_array_equal(h, activation.function(x))
    np.testing.assert_array_equal(slope, activation.derivative(x))


@EVERY
@DTYPES
def test_every_finite_value_is_safe(activation, dtype):
    largest = np.finfo(dtype).max
    x = np.array([-largest, -1e30, -1e3, -90, -1e-30, 0, 1e-30, 90, 1e3, 1e30, largest / 2], dtype=dtype)
    h, slope = activation.both(x)
    assert np.isfinite(h).all() and np.isfinite(slope).all()


@EVERY
def test_float32_agrees_with_float64(activation):
    x = np.linspace(-8, 8, 4001).astype(np.float32)
    h, slope = activation.both(x)
    exact_h, exact_slope = activation.both(x.astype(np.float64))
    np.testing.assert_allclose(h, exact_h, rtol=3e-7, atol=4e-6)
    np.testing.assert_allclose(slope, exact_slope, rtol=3e-6, atol=1e-6)


@EVERY
def test_the_stated_limits_hold(activation):
    """Slopes at 0 and far out, the value at 0, saturation and silence are what the record says."""
    tiny, far = np.array([-1e-9, 1e-9]), np.array([-800.0, 800.0])
    np.testing.assert_allclose(activation.derivative(tiny), activation.slopes_at_zero, rtol=1e-8)
    np.testing.assert_allclose(activation.derivative(far), activation.slopes_far_out, rtol=1e-12, atol=1e-12)
    assert activation.function(np.array([0.0]))[0] == pytest.approx(activation.value_at_zero, abs=1e-16)
    assert activation.saturates == (activation.slopes_far_out == (0.0, 0.0))
    assert activation.can_die == (activation.slopes_at_zero[0] == activation.slopes_far_out[0] == 0)
    assert activation.kinks == ((0.0,) if activation.slopes_at_zero[0] != activation.slopes_at_zero[1] else ())


@EVERY
def test_the_largest_slope_of_a_saturating_activation_is_at_zero(activation):
    if activation.saturates:
        assert activation.derivative(np.linspace(-5, 5, 10_001)).max() == pytest.approx(activation.largest_slope)


@EVERY
def test_every_record_has_words_and_a_source(activation):
    assert activation.label and activation.formula and activation.source
    assert activation.sentence.endswith(".") and len(activation.sentence.split()) <= 20


@pytest.mark.parametrize(
    ("key", "x", "value"),
    [
        ("tanh", 1.0, 0.7615941559557649),
        ("sigmoid", 2.0, 0.8807970779778823),
        ("leaky_relu", -3.0, -0.03),
        ("elu", -1.0, math.expm1(-1)),
        ("selu", 1.0, 1.0507009873554805),
        ("selu", -1.0, -1.1113307378125625),  # torch.nn.functional.selu
        ("gelu", 1.0, 0.8413447460685429),
        ("gelu", -1.0, -0.15865525393145707),
        ("silu", 1.0, 0.7310585786300049),
        ("softplus", 0.0, math.log(2)),
        ("erf", 0.5, math.erf(0.5)),
    ],
)
def test_known_values(key, x, value):
    assert ACTIVATIONS[key].function(np.array([x]))[0] == pytest.approx(value, rel=1e-14)


def test_relu_has_slope_zero_at_zero():
    assert ACTIVATIONS["relu"].derivative(np.array([0.0]))[0] == 0


def test_the_limit_of_saturation_is_097_for_tanh():
    limit = SATURATED_SLOPE
    assert limit == pytest.approx(1 - 0.97**2)


@pytest.mark.parametrize("key", ["tanh", "sigmoid", "erf"])
def test_slopes_keep_their_digits_where_neurons_are_at_the_limit(key):
    x = np.array([4.0, -4.0], dtype=np.float32)
    exact = {"tanh": 1 / math.cosh(4) ** 2, "sigmoid": 1 / (4 * math.cosh(2) ** 2)}.get(
        key, 2 / math.sqrt(math.pi) * math.exp(-16)
    )
    np.testing.assert_allclose(ACTIVATIONS[key].derivative(x), exact, rtol=2e-6)
