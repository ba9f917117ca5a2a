"""The count of different neurons agrees with comparing every pair."""

import numpy as np
import pytest

from explorer.simulation.signal.sameness import AGREEMENT, distinct_units


def count(values):
    values = np.asarray(values, dtype=np.float32)
    return distinct_units(values, float(np.abs(values).max()))


def by_pairs(values):
    """Count leaders by comparing each unit with all leaders before it."""
    tolerance = AGREEMENT * np.abs(values).max()
    leaders = []
    for unit in values.T:
        if not any(np.abs(unit - leader).max() <= tolerance for leader in leaders):
            leaders.append(unit)
    return len(leaders)


@pytest.mark.parametrize("copies", [1, 2, 7])
@pytest.mark.parametrize("samples", [1, 2, 33, 400])
def test_copies_count_once(samples, copies):
    rng = np.random.default_rng(samples)
    values = np.tile(rng.standard_normal((samples, 9)), copies)[:, rng.permutation(9 * copies)]
    assert count(values) == by_pairs(values.astype(np.float32)) == 9


def test_rounding_does_not_split_equal_neurons():
    """Noise of a few units in the last place, as matrix products leave it, wherever the values lie."""
    rng = np.random.default_rng(0)
    base = rng.standard_normal((1000, 1)).astype(np.float32)
    assert count(base * (1 + 2e-7 * rng.standard_normal((1000, 500)))) == 1


def test_a_difference_for_a_single_example_is_a_difference():
    values = np.ones((1000, 500))
    values[777, 3] = 1 + 1e-4
    assert count(values) == 2
    values[777, 3] = 1 + 1e-6
    assert count(values) == 1


def test_neurons_at_both_limits_are_told_apart():
    values = np.sign(np.random.default_rng(1).standard_normal((1000, 500)))
    assert count(values) == 500
    assert count(np.hstack([values, values[:, :200]])) == 500


def test_silent_neurons_count_as_one():
    values = np.maximum(np.random.default_rng(2).standard_normal((200, 60)), 0)
    values[:, 10:30] = 0
    assert count(values) == 41
    assert count(np.zeros((5, 8))) == 1


@pytest.mark.parametrize("width", [0.2, 1, 5, 50])
def test_a_crowd_of_nearly_equal_neurons_is_counted_as_by_pairs(width):
    """Units in a row, a fraction of the tolerance apart: where the count is hardest."""
    rng = np.random.default_rng(3)
    values = (1 + rng.uniform(0, width * AGREEMENT, 300) * np.ones((50, 1))).astype(np.float32)
    assert count(values) == by_pairs(values)
