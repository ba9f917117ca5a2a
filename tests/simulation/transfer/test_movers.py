"""What moves of a layer: added weights by hand, frozen ones to the bit, biases alone."""

import numpy as np
import pytest

from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.stack import Room
from explorer.simulation.transfer.movers import Added, Biases, WholeLayer, draw_down, mover_of, way_of
from explorer.simulation.transfer.strategies import STRATEGIES

INPUTS, OUTPUTS, ROWS, RANK = 7, 5, 11, 3
RATE = np.full((1, 1, 1, 1), 0.1)
RNG = np.random.default_rng(3)
X, DZ = RNG.standard_normal((1, 1, ROWS, INPUTS)), RNG.standard_normal((1, 1, ROWS, OUTPUTS))


def a_layer():
    return np.random.default_rng(4).standard_normal((1, 1, INPUTS + 1, OUTPUTS))


def an_added(layer, strength=2.0):
    down = np.random.default_rng(5).standard_normal((1, 1, INPUTS, RANK))
    added = Added(layer, down, np.full((1, 1, 1, 1), strength))
    added.up += np.random.default_rng(6).standard_normal(added.up.shape)
    added.begin(OPTIMIZERS["sgd"])
    return added


def test_the_slopes_of_added_weights_are_those_of_finite_differences():
    """L = Σ (x (W + s A B)) · dz, whose slope by the sums is dz."""
    added = an_added(a_layer())
    down, up = added.gradient(X, DZ, a_layer(), Room(float))

    def loss(a, b):
        return float(((X @ (added.still + 2.0 * (a @ b))) * DZ).sum())

    for values, slopes, of in (
        (added.down, down, lambda changed: loss(changed, added.up)),
        (added.up, up, lambda changed: loss(added.down, changed)),
    ):
        for place in np.ndindex(values.shape):
            step = np.zeros_like(values)
            step[place] = 1e-6
            assert slopes[place] == pytest.approx((of(values + step) - of(values - step)) / 2e-6, rel=1e-6, abs=1e-7)


def test_the_layer_holds_what_stays_and_what_is_added_to_it():
    layer = a_layer()
    added = an_added(layer)
    added.move(added.gradient(X, DZ, layer, Room(float)), RATE, 1)
    np.testing.assert_allclose(layer[..., :-1, :], a_layer()[..., :-1, :] + 2.0 * added.down @ added.up, rtol=1e-12)
    np.testing.assert_array_equal(layer[..., -1:, :], a_layer()[..., -1:, :])  # PEFT leaves biases alone
    np.testing.assert_array_equal(added.still, a_layer()[..., :-1, :])
    moved = layer[..., :-1, :] - a_layer()[..., :-1, :]
    assert np.linalg.matrix_rank(moved[0, 0]) == RANK


def test_added_weights_change_nothing_before_the_first_step():
    """B is zero at first, so the first step moves B alone: A has no slope."""
    layer = a_layer()
    strategies = [STRATEGIES["adapters"].build(4)]
    added = mover_of(layer, 0, strategies, (0,))
    added.begin(OPTIMIZERS["momentum"])
    np.testing.assert_array_equal(layer, a_layer())
    down, up = added.gradient(X, DZ, layer, Room(float))
    assert not down.any() and up.any()


def test_a_smaller_rank_has_the_first_columns_of_a_larger_one():
    np.testing.assert_array_equal(draw_down(5, 2, 64, 16)[:, :4], draw_down(5, 2, 64, 4))
    assert np.abs(draw_down(5, 2, 64, 16)).max() <= 1 / 8
    assert np.abs(draw_down(5, 2, 64, 16)).max() > 0.99 / 8


def test_biases_alone_take_the_sum_of_the_corrections():
    layer = a_layer()
    mover = Biases(layer)
    mover.begin(OPTIMIZERS["sgd"])
    mover.move(mover.gradient(X, DZ, layer, Room(float)), RATE, 1)
    np.testing.assert_array_equal(layer[..., :-1, :], a_layer()[..., :-1, :])
    np.testing.assert_allclose(layer[0, 0, -1], a_layer()[0, 0, -1] - 0.1 * DZ[0, 0].sum(axis=0), rtol=1e-12)


def test_work_is_what_is_multiplied():
    layer = a_layer()
    assert WholeLayer(layer).work(ROWS) == ROWS * INPUTS * OUTPUTS
    assert Biases(layer).work(ROWS) == 0
    thin = 2 * ROWS * RANK * (INPUTS + OUTPUTS)  # x A, (x A)' dz, dz B', x' (dz B')
    assert an_added(layer).work(ROWS) == thin + RANK * INPUTS * OUTPUTS


def test_strategies_of_other_ranks_or_ways_never_share_a_stack():
    ways = {way_of(STRATEGIES[key].build(4), 0) for key in ("full", "biases", "adapters", "adapters_1", "adapters_16")}
    assert len(ways) == 5
    assert way_of(STRATEGIES["adapters"].build(4), 3) == ("whole",)  # the last layer learns whole
