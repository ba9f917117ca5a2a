"""The shipped map: complete, consistent, and what a run gives today."""

import numpy as np
import pytest

from explorer.simulation.transfer import WORLDS, TransferSpec, compute_cell, load_winner_maps
from explorer.simulation.transfer.worlds import MAP_SEEDS, MAP_SIMILARITIES

MAPPED = [key for key, world in WORLDS.items() if world.map_examples]
TOLERANCE = 0.02  # other processors round single precision differently, and training amplifies it


def test_every_world_with_a_map_has_one():
    assert set(load_winner_maps()) == set(MAPPED)


@pytest.mark.parametrize("key", MAPPED)
def test_a_map_has_every_cell_once_and_names_its_own_best(key):
    held, world = load_winner_maps()[key], WORLDS[key]
    places = [(cell.examples, cell.similarity) for cell in held.cells]
    assert sorted(places) == sorted((size, alike) for size in world.map_examples for alike in MAP_SIMILARITIES)
    assert (held.strategies, held.seeds, held.steps) == (world.contenders, MAP_SEEDS, TransferSpec.steps)
    for cell in held.cells:
        mean, half = np.array(cell.mean), np.array(cell.band)
        assert cell.winner == cell.level[0]
        assert mean[held.strategies.index(cell.winner)] == mean.max()
        best = held.strategies.index(cell.winner)
        apart = [mean[best] - half[best] > mean[i] + half[i] + 2e-4 for i in range(len(mean)) if i != best]
        assert cell.clear or not all(apart)
        assert cell.clear == (len(cell.level) == 1)


def test_a_case_finds_its_nearest_cell():
    held = load_winner_maps()["digits_parity"]
    cell = held.nearest(400, 0.75)
    assert (cell.examples, cell.similarity) == (500, 0.8)
    assert held.nearest(10**6, 0.0).examples == 500 and held.nearest(2, 1.0).examples == 10


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "examples", "similarity"),
    [("digits_parity", 500, 0.8), ("label_shift", 100, 0.0), ("hidden_features", 30, 1.0)],
)
def test_a_cell_computed_today_is_the_shipped_one(key, examples, similarity):
    shipped, today = load_winner_maps()[key].nearest(examples, similarity), compute_cell(key, examples, similarity)
    np.testing.assert_allclose(today.mean, shipped.mean, atol=TOLERANCE)
    np.testing.assert_allclose(today.band, shipped.band, atol=TOLERANCE)
    assert set(today.level) & set(shipped.level)
    if shipped.clear and today.clear:
        assert today.winner == shipped.winner
