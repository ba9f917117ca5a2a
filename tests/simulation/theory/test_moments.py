"""Moments read closely off the curve are the integrated ones, between its points and beyond its ends."""

import numpy as np
import pytest

from explorer.simulation import ACTIVATIONS
from explorer.simulation.theory.moments import Moments, moments, read_closely, read_curve

NAMES = tuple(Moments.__dataclass_fields__)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_curve_read_closely_is_the_integral(activation):
    log_q = np.random.default_rng(0).uniform(-90, 90, 60)
    record = ACTIVATIONS[activation]
    exact, read = moments(record, log_q), read_closely(record, log_q)
    for name in NAMES:
        assert getattr(read, name) == pytest.approx(getattr(exact, name), rel=2e-8, abs=2e-8), name


def test_a_search_reads_roughly():
    record = ACTIVATIONS["gelu"]
    log_q = np.linspace(-5, 5, 41)
    for name in NAMES:
        exact = getattr(moments(record, log_q), name)
        assert getattr(read_curve(record, log_q), name) == pytest.approx(exact, abs=4e-3), name
