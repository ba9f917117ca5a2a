"""The map's cells tile it without a gap, and its marks stand where the theory has them."""

import numpy as np
import pytest

from explorer.charts.phase_chart import REGIONS, map_chart, map_table, marks_table
from explorer.charts.theme import DARK, LIGHT
from explorer.simulation import SignalSpec, phase_map

WORDS = {name: name for name in REGIONS}


def drawn(activation):
    found = phase_map(SignalSpec(width=64, samples=20, activation=activation, initializer="xavier_normal"))
    return found, map_table(found, WORDS)


def test_cells_touch_and_never_overlap():
    found, table = drawn("tanh")
    rows = table[table["place_y"] == 3].sort_values("place_x")
    np.testing.assert_allclose(rows["right"].to_numpy()[:-1], rows["left"].to_numpy()[1:], rtol=1e-9)
    columns = table[table["place_x"] == 5].sort_values("place_y")
    np.testing.assert_allclose(columns["high"].to_numpy()[:-1], columns["low"].to_numpy()[1:], atol=1e-9)
    assert len(table) == found.chi.size


@pytest.mark.parametrize(("activation", "regions"), [("tanh", {"order", "chaos"}), ("relu", {"order", "endless"})])
def test_only_regions_that_are_there_are_named(activation, regions):
    found, _ = drawn(activation)
    marks = marks_table(found, WORDS, (1.0, 0.25))
    assert set(marks[marks["kind"] == "region"]["words"]) == regions
    here = marks[marks["kind"] == "here"].iloc[0]
    assert (here["x"], here["y"]) == (1.0, 0.5)
    assert (marks["kind"] == "line").sum() == len(found.line)


def test_a_network_without_a_place_has_no_ring():
    found, _ = drawn("tanh")
    assert "here" not in set(marks_table(found, WORDS, None)["kind"])


def test_the_map_can_be_tapped_in_both_appearances():
    for colours in (LIGHT, DARK):
        spec = map_chart(("weights", "biases", "layers", "region"), (0.1, 30.0, 2.0), colours, "en")
        assert any(parameter.get("name") == "place" for parameter in spec["params"])
