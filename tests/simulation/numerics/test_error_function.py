"""erf, Φ and its inverse agree with the standard library's."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from explorer.simulation.numerics.error_function import erf, normal_cdf, normal_quantile

POINTS = np.concatenate([np.linspace(-30, 30, 20_001), [0.46875, -0.46875, 4.0, -4.0, 1e-300, 1e300, -1e300, 0.0]])


def test_erf_in_float64_is_good_to_4e_16():
    expected = [math.erf(x) for x in POINTS]
    np.testing.assert_allclose(erf(POINTS), expected, rtol=0, atol=4e-16)


def test_erf_in_float32_is_good_to_5e_7_and_stays_float32():
    x = np.linspace(-10, 10, 20_001).astype(np.float32)
    result = erf(x)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, [math.erf(value) for value in x.astype(float)], rtol=0, atol=5e-7)
    assert np.abs(result).max() <= 1


def test_erf_of_small_values_keeps_its_relative_accuracy():
    x = np.logspace(-300, -1, 200)
    np.testing.assert_allclose(erf(x), [math.erf(value) for value in x], rtol=4e-16)


def test_normal_cdf_keeps_its_relative_accuracy_in_the_lower_tail():
    x = np.linspace(-37, 8, 5_001)
    np.testing.assert_allclose(normal_cdf(x), [0.5 * math.erfc(-value / math.sqrt(2)) for value in x], rtol=3e-13)


def test_normal_quantile_agrees_with_the_standard_library():
    p = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 5_001), 10.0 ** -np.arange(1, 300)])
    np.testing.assert_allclose(normal_quantile(p), [NormalDist().inv_cdf(value) for value in p], rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("p", [0.001, 0.075, 0.2, 0.5, 0.925, 0.999])
def test_normal_quantile_is_the_inverse_of_normal_cdf(p):
    assert normal_cdf(normal_quantile(np.array([p])))[0] == pytest.approx(p, rel=1e-14)
