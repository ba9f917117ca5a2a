"""Steps are the published formulas, and every network of a stack has its own rate."""

import numpy as np
import pytest

from explorer.simulation.training.optimizers import OPTIMIZERS

RATES = np.array([0.1, 0.01])[:, None, None]


def by_formula(key, gradients, rate):
    """Written out as published, one network at a time, in double precision."""
    w = v = m = s = 0.0
    for t, g in enumerate(gradients, start=1):
        if key == "sgd":
            w = w - rate * g
        elif key == "momentum":
            v = 0.9 * v + g
            w = w - rate * v
        else:
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
            w = w - rate * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
    return w


@pytest.mark.parametrize("size", [1.0, 1e-7], ids=["ordinary", "beside the small number that Adam adds"])
@pytest.mark.parametrize("key", OPTIMIZERS)
def test_steps_are_the_plain_formula(key, size):
    gradients = size * np.random.default_rng(0).standard_normal((6, 2, 3, 4))
    optimizer = OPTIMIZERS[key]
    values = np.zeros((2, 3, 4))
    memory = optimizer.fresh_memory(values)
    for step, gradient in enumerate(gradients, start=1):
        optimizer.move(values, gradient.copy(), memory, RATES, step)
    for place in range(2):
        expected = by_formula(key, gradients[:, place], RATES[place, 0, 0])
        np.testing.assert_allclose(values[place], expected, rtol=1e-11)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=lambda one: one.key)
def test_a_ladder_has_seven_rates_each_about_three_times_the_one_before(optimizer):
    assert len(optimizer.rates) == 7
    steps = np.diff(np.log10(optimizer.rates))
    assert ((steps > 0.45) & (steps < 0.55)).all()
