"""The two line charts hold the run's own numbers, whatever the run."""

import numpy as np
import pytest

from explorer.charts.axis import axis_for
from explorer.charts.layer_table import layer_table
from explorer.charts.signal_lines import (
    LineChart,
    LineStyle,
    axis_parameters,
    layer_ticks,
    line_frame,
    line_spec,
    with_parameters,
)
from explorer.charts.theme import DARK, LIGHT
from explorer.simulation.theory.theory import predict_signal
from tests.charts.runs import run

CHART = LineChart(
    "Forward",
    "layer",
    (LineStyle("theory_spread", "theory", "reference"), LineStyle("average", "average", "average", "circle", False)),
    band=("noise_low", "noise_high", "average"),
)


def test_the_chart_draws_the_runs_own_numbers():
    result = run()
    table = layer_table(result, predict_signal(result.spec))
    assert 10 ** table["spread"].to_numpy() == pytest.approx(result.activation_std)
    assert 10 ** table["correction"].to_numpy() == pytest.approx(result.gradient_rms)
    assert table["theory_spread"].notna().all()
    assert table["average_value"].to_numpy() == pytest.approx(result.activation_mean)


def test_a_mean_on_a_linear_axis_keeps_its_sign_and_lies_in_its_band():
    result = run(activation="elu", initializer="he_normal", scale=0.8)
    table = layer_table(result)
    axis = axis_for(table["spread"], signed=table[["noise_low_value", "noise_high_value"]].to_numpy())
    assert not axis.log
    frame = line_frame(table, CHART, axis)
    assert frame["average"].to_numpy() == pytest.approx(result.activation_mean)
    assert (frame["noise_low"] < frame["average"]).all()
    assert (frame["average"] < frame["noise_high"]).all()


def test_beside_powers_of_ten_the_band_reaches_up_from_nothing():
    table = layer_table(run(scale=0.01))
    axis = axis_for(table["spread"], small=table["noise_high"].to_numpy())
    assert axis.log
    frame = line_frame(table, CHART, axis)
    assert (frame["noise_low"] == axis.low).all()
    assert (frame["noise_high"] >= axis.low).all()


def test_a_line_that_a_run_does_not_have_draws_nothing():
    frame = line_frame(layer_table(run(initializer="zeros")), CHART, axis_for(np.array([0.0])))
    assert frame["theory_spread"].isna().all()


def test_the_run_before_is_a_ghost_unless_its_depth_differs():
    assert "before_spread" in layer_table(run(), before=run(scale=0.2))
    assert "before_spread" not in layer_table(run(), before=run(depth=3))


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_specification_holds_no_data_and_takes_its_axis(palette):
    axis = axis_for(np.array([-6.0, 0.0]))
    spec = with_parameters(line_spec(CHART, palette), axis_parameters(axis, 10))
    assert "data" not in spec
    assert {one["name"]: one["value"] for one in spec["params"]}["ticks"] == list(axis.ticks)


@pytest.mark.parametrize("depth", range(1, 101))
def test_few_layers_are_named_and_the_first_always(depth):
    ticks = layer_ticks(depth)
    assert ticks[0] == 1
    assert len(ticks) <= 12
    assert ticks[-1] <= depth
