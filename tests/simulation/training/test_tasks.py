"""The examples of a task: as many as stated, balanced, and none of the test's among those learned from."""

import numpy as np
import pytest

from explorer.simulation.network.data import standardised_digits
from explorer.simulation.training.tasks import TASKS


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.key)
def test_a_task_keeps_its_test_apart_and_asks_for_every_answer(task):
    for examples in (task.train, task.test):
        assert examples.x.shape == (len(examples.y), task.inputs) and examples.x.dtype == np.float32
        shares = np.bincount(examples.y, minlength=task.answers) / len(examples.y)
        assert len(shares) == task.answers and shares.min() > 0.6 / task.answers
    seen = {row.tobytes() for row in task.train.x}
    assert not any(row.tobytes() in seen for row in task.test.x)


def test_the_digits_are_the_shipped_ones_each_once():
    task = TASKS["digits"]
    assert (len(task.train.y), len(task.test.y)) == (1297, 500)
    rows = np.concatenate([task.train.x, task.test.x])
    np.testing.assert_array_equal(np.sort(rows, axis=0), np.sort(standardised_digits(), axis=0))


@pytest.mark.parametrize("key", ["spirals", "circles"])
def test_points_in_the_plane_have_mean_0_and_spread_1(key):
    points = np.concatenate([TASKS[key].train.x, TASKS[key].test.x])
    np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(points.std(axis=0), 1, rtol=1e-5)


def test_the_circles_lie_one_inside_the_other():
    task = TASKS["circles"]
    radius = np.hypot(*task.train.x.T)
    assert radius[task.train.y == 1].mean() == pytest.approx(radius[task.train.y == 0].mean() / 2, rel=0.1)
