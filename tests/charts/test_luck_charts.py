"""Luck's charts hold every network, on axes that hold every size."""

import numpy as np

from explorer.charts.luck_charts import ribbon_axis, ribbon_table, width_axis, width_spec, width_table
from explorer.charts.theme import DARK, LIGHT
from explorer.simulation import SignalSpec
from explorer.simulation.look.luck import SEEDS, run_luck

FADING = SignalSpec(depth=6, width=16, samples=20)
SILENT = SignalSpec(depth=12, width=4, samples=20, activation="relu", initializer="he_normal")


def test_the_ribbon_reaches_from_the_smallest_to_the_largest_network_at_every_layer():
    luck = run_luck(FADING)
    table = ribbon_table(luck.ahead)
    assert table["low"].tolist() == luck.ahead.min(axis=0).tolist()
    assert table["high"].tolist() == luck.ahead.max(axis=0).tolist()
    assert table["own"].tolist() == luck.ahead[0].tolist()
    assert (table["low"] <= table["middle"]).all() and (table["middle"] <= table["high"]).all()


def test_both_ribbons_share_an_axis_that_holds_every_network():
    luck = run_luck(FADING)
    axis = ribbon_axis(luck)
    heights = axis.place(np.concatenate([luck.ahead, luck.back]))
    assert heights.min() >= axis.low and heights.max() <= axis.high


def test_every_network_of_every_width_has_its_dash_even_those_that_end_at_nothing():
    found = (run_luck(SILENT), run_luck(FADING))
    axis = width_axis(found)
    table = width_table(found, axis)
    assert table.groupby("width").size().to_dict() == {4: SEEDS, 16: SEEDS}
    assert table["height"].between(axis.low, axis.high).all()
    assert (table["size"] == "0").sum() == found[0].silent > 0


def test_the_chart_of_widths_is_drawn_without_data_in_both_appearances():
    axis = width_axis((run_luck(FADING),))
    for colours in (LIGHT, DARK):
        spec = width_spec("widths", ("width", "size", "luck"), axis, colours)
        assert "data" not in spec and len(spec["layer"]) == 2
