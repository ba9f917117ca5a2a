"""The axes of a drawing end where its table does, and somewhere where it is empty."""

import pandas as pd
import pytest

from explorer.charts import cost_bars, learning_charts, mix_chart, transfer_charts, wider_chart
from explorer.charts.axis_ends import NOTHING, drawn, showing
from explorer.charts.theme import LIGHT

TITLES, NAMES = ("across", "up"), ("this", "mended")
SPECS = [
    cost_bars.cost_spec(("weights", "optimizer"), "memory", LIGHT),
    learning_charts.curve_spec(TITLES, NAMES, 2.3, "guessing", False, 200, LIGHT),
    learning_charts.ratio_spec(TITLES, NAMES, "usual", LIGHT),
    learning_charts.ladder_spec(TITLES, NAMES, LIGHT),
    learning_charts.boundary_spec(LIGHT),
    transfer_charts.curve_spec("accuracy", 100, LIGHT),
    transfer_charts.final_spec("accuracy", 3, LIGHT),
    wider_chart.wider_spec(TITLES, NAMES, NAMES, LIGHT),
    mix_chart.mix_spec(LIGHT),
]


def ends(spec, table):
    return {one["name"]: one["value"] for one in drawn(pd.DataFrame(table), spec)[1]["params"]}


def scales(part):
    """Return every scale of a position in a drawing that takes numbers."""
    if isinstance(part, list):
        return [scale for one in part for scale in scales(one)]
    if not isinstance(part, dict):
        return []
    own = [
        one.get("scale", {})
        for axis in ("x", "y")
        if isinstance(one := part.get("encoding", {}).get(axis), dict)
        and one.get("type") == "quantitative"
        and "field" in one
    ]
    return own + [scale for one in part.values() for scale in scales(one)]


def test_an_axis_ends_with_the_lowest_and_the_highest_of_its_columns_and_values():
    spec = showing({}, x=("step",), y=("low", "high", 0.0))
    found = ends(spec, {"step": [0, 50], "low": [0.5, float("nan")], "high": [0.9, 2.0]})
    assert found == {"x_low": 0, "x_high": 50, "y_low": 0, "y_high": 2}


def test_an_axis_of_decades_ends_with_whole_powers_of_ten():
    assert ends(showing({}, ("y",), y=("ratio",)), {"ratio": [0.002, 0.3]}) == {"y_low": 0.001, "y_high": 1}


def test_an_empty_table_gives_ends_that_a_logarithm_has():
    assert ends(showing({}, x=("step",)), {"step": []}) == {"x_low": NOTHING[0], "x_high": NOTHING[1]}
    assert NOTHING[0] > 0


@pytest.mark.parametrize("spec", SPECS)
def test_every_end_that_a_drawing_names_is_told(spec):
    told = {f"{axis}_{end}" for axis in spec["usermeta"]["ends"] for end in ("low", "high")}
    named = {end["expr"] for scale in scales(spec) for end in scale.get("domain", []) if isinstance(end, dict)}
    assert named == told
