"""Intervals and tests against printed tables and against luck itself."""

import math

import numpy as np
import pytest

from explorer.simulation.transfer.statistics import band, half_width, paired_difference, sign_test, t_quantile


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (7, 2.365), (10, 2.228), (23, 2.069), (47, 2.012), (1000, 1.962)],
)
def test_student_quantiles_as_printed(freedom, quantile):
    assert t_quantile(freedom) == pytest.approx(quantile, abs=6e-4)  # tables of the 0.975 quantile


def test_half_width_by_hand():
    assert half_width(np.array([1.0, 2.0, 3.0])) == pytest.approx(4.303 / math.sqrt(3), abs=1e-3)
    assert math.isnan(half_width(np.array([1.0])))


def test_two_bands_lie_apart_exactly_when_the_paired_interval_leaves_0_out():
    rng = np.random.default_rng(0)
    for _ in range(50):
        scores = rng.standard_normal((2, 9)) + np.array([[0.0], [1.0]])
        np.testing.assert_allclose(band(scores), half_width(scores[0] - scores[1]) / 2)
        _, low, high = paired_difference(scores[1], scores[0])
        apart = abs(scores[1].mean() - scores[0].mean()) > band(scores).sum()
        assert apart == (low > 0 or high < 0)


def test_bands_of_alike_strategies_have_the_width_of_their_paired_intervals():
    rng = np.random.default_rng(4)
    scores = rng.standard_normal((5, 2000)) + 10 * rng.standard_normal(2000)
    np.testing.assert_allclose(band(scores), half_width(scores[0] - scores[1]) / 2, rtol=0.05)


def test_what_a_seed_does_to_all_alike_does_not_widen_the_bands():
    rng = np.random.default_rng(1)
    scores = rng.standard_normal((5, 8, 3))
    np.testing.assert_allclose(band(scores + 100 * rng.standard_normal((1, 8, 1))), band(scores))
    assert np.isnan(band(scores[:, :1])).all() and band(scores[:, :1]).shape == (5, 3)
    np.testing.assert_allclose(band(scores[:1, :, 0]), half_width(scores[0, :, 0]))


def test_bands_apart_are_rare_by_luck():
    rng = np.random.default_rng(2)
    apart = 0
    for _ in range(400):
        scores = rng.standard_normal((5, 8)) + rng.standard_normal(8)
        mean, half = scores.mean(axis=1), band(scores)
        winner = mean.argmax()
        others = np.arange(5) != winner
        apart += bool((mean[winner] - half[winner] > (mean + half)[others]).all())
    assert apart <= 12  # under 3 % of clear winners where there is nothing to win


def test_bands_apart_are_seen_where_there_is_something_to_see():
    rng = np.random.default_rng(5)
    apart = 0
    for _ in range(200):
        scores = rng.standard_normal((5, 8)) + rng.standard_normal(8)
        scores[0] += 3  # three times the spread of one run
        mean, half = scores.mean(axis=1), band(scores)
        apart += bool((mean[0] - half[0] > (mean + half)[1:]).all())
    assert apart > 180


def test_paired_intervals_cover_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(1000):
        _, low, high = paired_difference(rng.standard_normal(6) + 0.5, rng.standard_normal(6))
        inside += low < 0.5 < high
    assert 925 <= inside <= 975


@pytest.mark.parametrize(
    ("won", "lost", "probability"), [(8, 0, 2 / 256), (7, 1, 18 / 256), (10, 10, 1.0), (20, 0, 2 / 2**20), (0, 0, 1.0)]
)
def test_sign_test_by_hand(won, lost, probability):
    better = np.array([1.0] * won + [0.0] * lost + [0.5])
    worse = np.array([0.0] * won + [1.0] * lost + [0.5])  # the last pair is a tie
    assert sign_test(better, worse) == (won, lost, pytest.approx(probability))
    assert sign_test(worse, better)[2] == pytest.approx(probability)
