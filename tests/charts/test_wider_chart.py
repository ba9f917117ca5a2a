"""The chart of widths holds both ways and both moments, and leaves out what no logarithm can show."""

import numpy as np

from explorer.charts.theme import DARK, LIGHT
from explorer.charts.wider_chart import wider_spec, wider_table
from explorer.simulation import WIDER_WAYS, WIDER_WIDTHS, SignalSpec, Wider, WiderSpec

NAMES, MOMENTS = ("usual", "mup"), ("before", "after")


def made_up():
    sizes = np.zeros((2, 5, 3, 2))
    sizes[0, :, :, 1] = np.arange(5)[:, None]
    return Wider(WiderSpec(SignalSpec(3)), sizes)


def test_every_width_way_and_moment_has_a_row():
    table = wider_table(made_up(), NAMES, MOMENTS)
    assert len(table) == len(WIDER_WAYS) * len(MOMENTS) * len(WIDER_WIDTHS)
    usual = table[(table.way == "usual") & (table.moment == "after")]
    assert list(usual["size"]) == [1, 2, 4, 8, 16] and list(usual["width"]) == list(WIDER_WIDTHS)


def test_a_size_of_zero_is_left_out():
    wider = made_up()
    wider.sizes[1, 0, 0, 0] = -np.inf
    assert len(wider_table(wider, NAMES, MOMENTS)) == 19


def test_ways_are_told_apart_by_mark_and_moments_by_dash():
    for colours in (LIGHT, DARK):
        spec = wider_spec(("w", "s"), NAMES, MOMENTS, colours)
        assert "data" not in spec or "values" not in spec["data"]
        encodings = [layer["encoding"] for layer in spec["layer"]]
        assert any("shape" in one for one in encodings) and any("strokeDash" in one for one in encodings)
