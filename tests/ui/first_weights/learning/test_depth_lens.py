"""A tapped cell of the map is looked up, never trusted."""

from explorer.simulation import depth_map
from explorer.ui.first_weights.learning.depth_lens import cell_of


def test_a_cell_is_found_by_what_the_browser_names_and_nothing_else():
    cells = depth_map("relu")
    found = cell_of(cells, {"depth": 10, "gain": "1.41"})
    assert (found.signal.depth, found.signal.scale, found.signal.initializer) == (10, 1.41, "he_normal")
    for sent in ({}, {"depth": 11, "gain": "1"}, {"depth": "10", "gain": 1}, {"gain": "1"}):
        assert cell_of(cells, sent) is None
