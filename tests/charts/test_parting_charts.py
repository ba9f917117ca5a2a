"""The charts of sameness: what is exactly alike has no place on a logarithm, and stripes show copies."""

import numpy as np

from explorer.charts.parting_charts import (
    apart_low,
    apart_spec,
    apart_table,
    count_spec,
    count_table,
    picture_layers,
    picture_tables,
    pictures_spec,
)
from explorer.charts.theme import DARK, LIGHT
from explorer.simulation import PARTING_MOMENTS, Parting, PartingSpec, SignalSpec

NAMES = ("before", "after")


def made_up(depth=3):
    """One neuron a layer at the start; later the last layer parts."""
    moments = len(PARTING_MOMENTS)
    counts, apart = np.ones((moments, depth), int), np.zeros((moments, depth))
    counts[1:, -1], apart[1:, -1] = 64, 0.5
    weights = np.broadcast_to(np.arange(-2.0, 2.0)[:, None], (moments, depth, 4, 4))
    return Parting(PartingSpec(SignalSpec(depth)), counts, apart, np.zeros(moments), weights)


def test_every_layer_has_its_count_and_only_what_parted_a_distance():
    assert list(count_table(made_up(), 2, NAMES)["value"]) == [1, 1, 1, 1, 1, 64]
    apart = apart_table(made_up(), 2, NAMES)
    assert apart_low(made_up()) == 0.1
    assert apart.to_dict("records") == [{"moment": "after", "layer": 3, "value": 0.5}]


def test_a_picture_shows_copies_as_stripes_and_ten_layers_at_most():
    cells, headings = picture_tables(made_up(), 0, "layer")
    assert len(cells) == 3 * 16 and list(headings.words) == ["layer 1", "layer 2", "layer 3"]
    first = cells[cells.x < 4]
    assert (first.groupby("y")["shade"].nunique() == 1).all() and first["shade"].nunique() == 4
    assert cells["shade"].abs().max() == 1
    assert not cells.duplicated(["x", "y"]).any()
    assert len(picture_layers(made_up(40))) == 10


def test_moments_are_told_apart_by_mark_besides_colour():
    for colours in (LIGHT, DARK):
        for spec in (count_spec(("x", "y"), NAMES, 64, 3, colours), apart_spec(("x", "y"), NAMES, 0.1, 3, colours)):
            assert {"shape", "color"} <= spec["encoding"].keys() and "data" not in spec
        one, two = (pictures_spec("weight", count, (16, 16), colours)["height"] for count in (5, 7))
        assert two == 2 * one
