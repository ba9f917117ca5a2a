"""Pretrained networks: learned once, bounded in number, and where each strategy starts."""

import numpy as np

from explorer.simulation.transfer import WORLDS, resolve_strategy
from explorer.simulation.transfer.pretrained import PretrainedNetworks, pretrain, starting_layers

WORLD = WORLDS["label_shift"]


def finish(work):
    steps = 0
    try:
        while True:
            next(work)
            steps += 1
    except StopIteration as stop:
        return stop.value, steps


def pretrained(store, *seeds):
    return finish(pretrain(WORLD, 0.5, seeds, [WORLD.draw_source(seed) for seed in seeds], store))


def test_a_network_learns_its_old_task_once_and_alike_in_any_company():
    store = PretrainedNetworks()
    both, steps = pretrained(store, 0, 1)
    again, no_steps = pretrained(store, 1)
    alone, _ = pretrained(PretrainedNetworks(), 1)
    assert steps > 0 and no_steps == 0 and store.holds(WORLD, (0, 1)) and not store.holds(WORLD, (0, 2))
    for layer in range(WORLD.layers):
        np.testing.assert_array_equal(again[layer][0, 0], both[layer][0, 1])
        np.testing.assert_array_equal(alone[layer][0, 0], both[layer][0, 1])


def test_the_store_is_bounded_and_forgetting_does_no_harm():
    store = PretrainedNetworks(size=1)
    layers, _ = pretrained(store, 0, 1)
    assert not store.holds(WORLD, (0,)) and store.holds(WORLD, (1,))
    assert layers[0].shape == (1, 2, 21, 64)


def test_given_networks_need_no_training():
    world = WORLDS["two_layer_linear"]
    layers, steps = finish(pretrain(world, 0.8, (0,), [world.draw_source(0)], PretrainedNetworks()))
    assert steps == 0 and layers[0].shape == (1, 1, 41, 5) and PretrainedNetworks().holds(world, (0,))


def test_a_strategy_starts_from_pretrained_layers_and_shared_fresh_ones():
    old, _ = pretrained(PretrainedNetworks(), 0, 1)
    keys = ("full", "cut_2", "from_scratch")
    strategies = [resolve_strategy(key, WORLD) for key in keys]
    layers = starting_layers(WORLD, old, strategies, (0, 1))
    kept = {key: [np.array_equal(layers[i][row], old[i][0]) for i in range(4)] for row, key in enumerate(keys)}
    assert kept == {"full": [True] * 4, "cut_2": [True, True, False, False], "from_scratch": [False] * 4}
    for index in (2, 3):
        np.testing.assert_array_equal(layers[index][1], layers[index][2])  # the same fresh weights
    spread = layers[1][2, :, :-1].std()
    assert abs(spread / np.sqrt(2 / 64) - 1) < 0.03  # He: 8,192 draws, standard error 0.8 %
