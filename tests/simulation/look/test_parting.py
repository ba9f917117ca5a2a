"""Neurons that start alike: exact ties hold for ever, a random answer parts the last layer alone, noise parts all."""

from functools import cache

import numpy as np
import pytest

from explorer.errors import ReaderError
from explorer.simulation.look.parting import MOMENTS, NOISE_RANGE, PartingSpec, run_parting, start_layers
from explorer.simulation.network.spec import SignalSpec

WIDTH = 64


def alike(activation, initializer="constant", depth=4, **changes):
    return SignalSpec(depth, WIDTH, 250, activation, initializer, data="digits", **changes)


@cache
def parted(signal, noise=0.0, random_answer=False):  # all alike, unless asked for
    return run_parting(PartingSpec(signal, noise, random_answer))


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize("initializer", ["zeros", "constant"])
def test_a_whole_network_that_starts_alike_stays_one_neuron_a_layer(activation, initializer):
    found = parted(alike(activation, initializer))
    assert (found.distinct_units == 1).all() and not found.apart.any()


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_a_random_answer_parts_the_last_layer_after_one_step_and_no_earlier_one(activation):
    found = parted(alike(activation), random_answer=True)
    assert (found.distinct_units[0] == 1).all()
    assert found.distinct_units[1, -1] > WIDTH / 2
    assert (found.distinct_units[:, :-1] == 1).all() and not found.apart[:, :-1].any()


def test_through_shortcuts_a_random_answer_parts_every_layer():
    found = parted(alike("tanh", residual=True), random_answer=True)
    assert (found.distinct_units[0] == 1).all() and (found.distinct_units[1] > WIDTH / 2).all()


def test_zeros_with_tanh_part_in_the_last_layer_by_their_biases_alone():
    found = parted(alike("tanh", "zeros"), random_answer=True)
    assert found.distinct_units[1].tolist() == [1, 1, 1, WIDTH] and not found.weights.any()


def test_zeros_with_relu_move_nothing_whatever_answers():
    found = parted(alike("relu", "zeros"), random_answer=True)
    assert (found.distinct_units == 1).all() and not found.weights.any()


def test_more_noise_makes_more_different_neurons_as_far_apart_as_it_is_large():
    noises = (1e-6, 1e-5, 1e-4, 1e-2)
    found = [parted(alike("tanh"), noise) for noise in noises]
    counts = np.array([one.distinct_units[0] for one in found])
    assert (np.diff(counts, axis=0) >= 0).all() and (counts[-1] == WIDTH).all() and counts[0].min() < WIDTH / 4
    apart = np.array([one.apart[0] for one in found[:3]])
    np.testing.assert_allclose(apart[1] / apart[0], 10, rtol=1e-2)  # in proportion to the noise, while that is small
    np.testing.assert_allclose(apart[2] / apart[1], 10, rtol=1e-2)


def test_the_more_noise_the_sooner_training_parts_them_and_learns():
    little, much = (parted(alike("tanh", depth=3), noise, random_answer=True) for noise in (1e-6, 1e-2))
    assert (much.apart[-1] > 0.1).all() and little.apart[-1].min() < 1e-3
    assert little.accuracy[-1] < 0.6 < 0.8 < much.accuracy[-1]


def test_noise_leaves_the_recipe_beneath_and_follows_the_luck_number():
    plain, noisy, other = (
        start_layers(PartingSpec(signal, noise))
        for signal, noise in ((alike("tanh"), 0.0), (alike("tanh"), 1e-2), (alike("tanh", seed=1), 1e-2))
    )
    for a, b, c in zip(plain, noisy, other, strict=True):
        added = (b - a)[:-1]
        assert added.std() == pytest.approx(1e-2, rel=0.1) and not np.array_equal(b, c)
        assert not (b - a)[-1].any()  # biases get none


def test_a_block_counts_as_one_layer():
    found = parted(alike("relu", depth=2, block="pre_norm"), 1e-3)
    assert found.distinct_units.shape == found.apart.shape == (len(MOMENTS), 2)
    assert found.weights.shape == (len(MOMENTS), 2, 16, 16)


@pytest.mark.parametrize("noise", [NOISE_RANGE[0] / 2, NOISE_RANGE[1] * 2, -1e-3, "much"])
def test_noise_out_of_range_gets_a_sentence(noise):
    with pytest.raises(ReaderError):
        PartingSpec(alike("tanh"), noise)
