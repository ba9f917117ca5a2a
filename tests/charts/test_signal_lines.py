"""The two line charts hold the run's own numbers, whatever the run."""

import dataclasses

import numpy as np
import pytest

from explorer.charts.axis import axis_for
from explorer.charts.layer_table import layer_table
from explorer.charts.signal_lines import (
    LineChart,
    LineStyle,
    axes_text,
    layer_ticks,
    line_heights,
    line_spec,
    line_table,
    present,
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
    assert 10 ** table["spread"] == pytest.approx(result.activation_std)
    assert 10 ** table["correction"] == pytest.approx(result.gradient_rms)
    assert np.isfinite(table["theory_spread"]).all()
    assert table["average_value"] == pytest.approx(result.activation_mean)


def test_a_mean_on_a_linear_axis_keeps_its_sign_and_lies_in_its_band():
    result = run(activation="elu", initializer="he_normal", scale=0.8)
    table = layer_table(result)
    axis = axis_for(table["spread"], signed=np.array([table["noise_low_value"], table["noise_high_value"]]))
    assert not axis.log
    heights = line_heights(table, CHART, axis)
    assert heights["average"] == pytest.approx(result.activation_mean)
    banded = np.abs(result.activation_mean) > 3 * result.activation_mean_error
    assert banded.any()
    assert (heights["noise_low"] < heights["average"])[banded].all()
    assert (heights["average"] < heights["noise_high"])[banded].all()


def test_a_mean_that_luck_explains_has_no_band_on_either_axis():
    for scale in (0.01, 0.1):  # powers of ten, and plain numbers
        table = layer_table(run(scale=scale))
        heights = line_heights(table, CHART, axis_for(table["spread"], small=table["average"]))
        assert np.isnan(heights["noise_low"]).all() and np.isnan(heights["noise_high"]).all()
        assert np.isfinite(heights["average"]).all()


def test_beside_powers_of_ten_the_band_lies_around_the_size_of_a_mean_that_leaves_zero():
    result = run(activation="relu", scale=0.01)
    table = layer_table(result)
    axis = axis_for(table["spread"], small=table["average"])
    assert axis.log
    heights = line_heights(table, CHART, axis)
    mean, error = result.activation_mean, result.activation_mean_error
    assert (mean > 3 * error).all()
    assert 10 ** heights["noise_low"] == pytest.approx(mean - 2 * error)
    assert 10 ** heights["noise_high"] == pytest.approx(mean + 2 * error)


def test_the_band_stands_only_at_the_layers_where_the_mean_leaves_zero():
    result = run(scale=0.1)
    means, sizes = result.activation_mean.copy(), result.activation_log10_mean.copy()
    clear = dataclasses.replace(result, activation_mean=means, activation_log10_mean=sizes)
    for layer, errors in ((2, 2.9), (3, 3.1)):
        means[layer] = errors * result.activation_mean_error[layer]
        sizes[layer] = np.log10(means[layer])
    table = layer_table(clear)
    for column in ("noise_low", "noise_high", "noise_low_value", "noise_high_value"):
        assert list(np.flatnonzero(~np.isnan(table[column]))) == [3]


def test_a_line_that_a_run_does_not_have_draws_nothing():
    table = layer_table(run(initializer="zeros"))
    axis = axis_for(np.array([0.0]))
    assert np.isnan(line_heights(table, CHART, axis)["theory_spread"]).all()
    left = present(CHART, table)
    assert [line.column for line in left.lines] == ["average"]
    assert left.limits == ()
    assert left.arrow is None
    assert "theory_spread" not in line_table(table, left, axis).column_names


def test_what_is_sent_is_what_is_drawn_and_what_is_told():
    table = layer_table(run())
    chart, axis = present(CHART, table), axis_for(table["spread"])
    sent = line_table(table, chart, axis)
    assert sent["average"].to_numpy() == pytest.approx(line_heights(table, chart, axis)["average"])
    assert sent["average_text"].to_pylist() == list(table["average_text"])
    assert set(sent.column_names) == {"layer", "average", "average_text", "axes"}
    banded = layer_table(run(activation="relu"))
    sent = line_table(banded, present(CHART, banded), axis)
    assert set(sent.column_names) == {"layer", "average", "average_text", "noise_low", "noise_high", "axes"}


def test_the_words_of_a_limit_are_sent_with_it():
    table = layer_table(run()) | {"limit_a": np.full(6, -1.0), "limit_a_left": np.array(["", "ends", *4 * [""]])}
    sent = line_table(table, present(CHART, table), axis_for(table["spread"]))
    assert sent["limit_a_left"].to_pylist()[1] == "ends"


def test_the_run_before_is_a_ghost_unless_its_depth_differs():
    assert "before_spread" in layer_table(run(), before=run(scale=0.2))
    assert "before_spread" not in layer_table(run(), before=run(depth=3))


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_specification_holds_no_data_and_no_axis(palette):
    spec = line_spec(CHART, palette)
    assert "data" not in spec
    assert all(set(one) == {"name", "expr"} for one in spec["params"])


@pytest.mark.parametrize("depth", [1, 10, 100])
def test_the_axes_travel_with_the_data_to_the_last_digit(depth):
    axis = axis_for(np.array([-6.0, 0.0]))
    low, high, last, _, ticks, labels, layers = axes_text(axis, depth).split(";")
    assert (float(low), float(high)) == (axis.low, axis.high)
    assert [float(tick) for tick in ticks.split("|")] == list(axis.ticks)
    assert labels.split("|") == list(axis.labels)
    assert [int(layer) for layer in layers.split("|")] == layer_ticks(depth)
    assert depth < float(last) < depth + 1
    table = layer_table(run())
    assert set(line_table(table, present(CHART, table), axis)["axes"].to_pylist()) == {axes_text(axis, 6)}


@pytest.mark.parametrize("depth", range(1, 101))
def test_few_layers_are_named_and_the_first_always(depth):
    ticks = layer_ticks(depth)
    assert ticks[0] == 1
    assert len(ticks) <= 12
    assert ticks[-1] <= depth
