"""The map of depth and strength holds every cell that was trained, and marks those that learned."""

import json
import math
from itertools import product

import pytest

from explorer.charts.depth_map import map_chart, map_table
from explorer.charts.theme import DARK
from explorer.simulation import GRID_ACTIVATIONS, LEARNED, depth_map
from explorer.simulation.evidence.choice import GRID_DEPTHS, GRID_GAINS


@pytest.mark.parametrize("activation", GRID_ACTIVATIONS)
def test_every_cell_of_the_grid_is_there_with_its_mark(activation):
    cells = depth_map(activation)
    assert {(cell.signal.depth, cell.signal.scale) for cell in cells} == set(product(GRID_DEPTHS, GRID_GAINS))
    table = map_table(cells)
    for of in ("sgd", "adam"):
        assert ((table[of] >= LEARNED) == table[f"{of}_text"].str.contains("✓")).all()


def test_theory_calls_the_critical_gain_level_and_the_others_not():
    """He with ReLU: each layer keeps the mean square at gain 1, and multiplies it by gain² elsewhere."""
    for cell in depth_map("relu"):
        assert cell.expected_change == pytest.approx(cell.signal.depth * math.log10(cell.signal.scale), abs=0.05)


def test_every_field_that_is_drawn_is_in_the_table():
    table = map_table(depth_map("relu"))
    for of in ("sgd", "adam", "theory"):
        spec = json.dumps(map_chart(of, ("gain", "layers"), DARK))
        assert {part.split('"')[0] for part in spec.split('"field": "')[1:]} <= set(table.columns)


@pytest.mark.parametrize("activation", GRID_ACTIVATIONS)
def test_what_theory_expects_has_room_in_a_cell(activation):
    """A cell is 36 pixels wide where three maps stand beside each other, six letters of 11 pixels."""
    assert map_table(depth_map(activation))["theory_text"].str.len().max() <= 6
