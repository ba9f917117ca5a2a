"""What the browser gets for live dragging says the same as the runs, and is small."""

import base64
import json

import numpy as np
import pytest

from explorer.charts.histograms import CUT, coarser
from explorer.charts.live_payload import live_axis, live_bars, live_lines
from explorer.simulation import predict_signal
from tests.charts.runs import run

SCALES = (1e-4, 0.01, 0.3, 10.0)


def lines(runs):
    return live_lines(runs, [predict_signal(one.spec) for one in runs])


def results(**changes):
    return [run(scale=scale, **changes) for scale in SCALES]


def test_the_bars_read_back_as_the_runs_own_shares():
    runs = results()
    payload = live_bars(runs)
    drawn = np.frombuffer(base64.b64decode(payload["bars"]), dtype=np.uint8)
    drawn = drawn.reshape(len(SCALES), len(payload["layers"]), payload["bins"])
    for strength, result in enumerate(runs):
        for place, layer in enumerate(payload["layers"]):
            counts, _ = coarser(result.common_counts[layer - 1], result.common_edges)
            wanted = np.minimum(counts / counts.sum(), CUT) / CUT
            assert drawn[strength, place] / 255 == pytest.approx(wanted, abs=1 / 255)


def test_heights_read_back_as_the_runs_own_sizes():
    runs = results()
    payload, axis = lines(runs), live_axis(runs)
    for heights, result in zip(payload["lines"]["spread"], runs, strict=True):
        sizes = axis.low + np.array(heights) * (axis.high - axis.low)
        wanted = np.maximum(result.activation_log10_std, axis.low)
        assert sizes == pytest.approx(wanted, abs=0.001 * (axis.high - axis.low))


@pytest.mark.parametrize("changes", [{"activation": "relu", "depth": 60}, {"initializer": "constant"}, {"depth": 1}])
def test_every_height_lies_in_the_picture_whatever_the_sizes(changes):
    payload = lines(results(**changes))
    heights = np.array(list(payload["lines"].values()))
    assert np.all((heights >= 0) & (heights <= 1))
    json.dumps(payload, allow_nan=False)


def test_26_strengths_of_ten_layers_stay_under_thirty_kilobytes():
    runs = [run(scale=0.01, depth=10)] * 26
    assert len(json.dumps(lines(runs) | live_bars(runs))) < 30_000


def test_theory_and_average_go_with_the_lines_and_theory_only_where_it_applies():
    runs = results()
    drawn, axis = lines(runs)["lines"], live_axis(runs)
    theory = predict_signal(runs[1].spec)
    sizes = axis.low + np.array(drawn["theory_spread"][1]) * (axis.high - axis.low)
    assert 10**sizes == pytest.approx(theory.activation_std, rel=0.02)
    average = axis.low + np.array(drawn["average"][3]) * (axis.high - axis.low)
    assert average == pytest.approx(np.maximum(runs[3].activation_log10_mean, axis.low), abs=0.02)
    assert "theory_spread" not in lines(results(initializer="constant"))["lines"]
