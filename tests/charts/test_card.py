"""The picture that is handed on is whole, well formed, and safe whatever its words hold."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from explorer.charts.axis import axis_for
from explorer.charts.card import Card, draw_card
from explorer.charts.histograms import Histogram
from explorer.charts.layer_table import layer_table
from explorer.charts.signal_lines import LineChart, LineStyle
from tests.charts.runs import run

SPREAD = LineStyle("spread", "spread", "spread", "circle")
GRADIENT = LineStyle("correction", "correction", "correction", "square")


def card(**changes):
    result = run(**changes)
    table = layer_table(result)
    return Card(
        title="Does it?",
        verdict="Fades at every layer; below a tenth from layer 2",
        settings="tanh",
        footer="Layerwise",
        table=table,
        axis=axis_for(np.array([table["spread"], table["correction"]])),
        charts=(LineChart("Forward", "layer", (SPREAD,)), LineChart("Backward", "layer", (GRADIENT,))),
        pictures=[
            Histogram(f"layer {layer + 1}", counts, edges)
            for layer, (counts, edges) in enumerate(zip(result.histogram_counts, result.histogram_edges, strict=True))
        ],
        values=result.samples * result.spec.width,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"initializer": "zeros"}, {"depth": 1}, {"scale": 1e3, "activation": "relu"}, {"scale": 1e-6, "depth": 60},
        {"width": 2, "samples": 1},
    ],
)  # fmt: skip
def test_every_run_gives_a_well_formed_picture_without_a_nan(changes):
    svg = draw_card(card(**changes))
    ET.fromstring(svg)
    assert "nan" not in svg
    assert "inf" not in svg


def test_the_picture_has_a_dot_for_each_layer_and_every_histogram():
    svg = draw_card(card())
    assert svg.count("<circle") == 6 + 1  # one in the legend
    assert all(f"layer {layer}<" in svg for layer in range(1, 7))
    assert "Fades at every layer; below a tenth from layer 2" in svg


def test_words_are_escaped():
    svg = draw_card(replace(card(), verdict="<script>alert(1)</script> & more"))
    ET.fromstring(svg)
    assert "<script>" not in svg
