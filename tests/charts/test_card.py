"""The picture that is handed on is whole, well formed, and safe whatever its words hold."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from explorer.charts.axis import axis_for
from explorer.charts.card import Card, draw_card
from explorer.charts.histograms import Histogram
from explorer.charts.layer_table import layer_table
from explorer.charts.signal_lines import Drawing, LineChart, LineStyle, present
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
        link="https://example.org/?v=1&scale=0.01",
        axis=axis_for(np.array([table["spread"], table["correction"]])),
        drawings=(
            Drawing(present(LineChart("Forward", "layer", (SPREAD,)), table), table),
            Drawing(present(LineChart("Backward", "layer", (GRADIENT,)), table), table),
        ),
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


def test_the_picture_has_the_arrow_the_ends_of_formats_and_the_band_where_the_page_has_them():
    plain = card(activation="relu")
    assert "<polygon" not in draw_card(plain) and "M0,0" not in draw_card(plain)
    table = plain.drawings[0].table | {
        "arrow": np.where(np.arange(6) == 2, -1.0, np.nan),
        "limit_a": np.full(6, -1.0),
        "limit_a_left": np.array(["float16 ends here", *5 * [""]]),
    }
    chart = LineChart("Forward", "layer", (SPREAD,), band=("noise_low", "noise_high", "average"))
    marked = draw_card(replace(plain, drawings=(Drawing(present(chart, table), table), plain.drawings[1])))
    ET.fromstring(marked)
    assert marked.count("<polygon") == 1
    assert marked.count('l-6,10z"') == 1
    assert "float16 ends here" in marked


def test_the_picture_carries_its_link_to_be_clicked_and_to_be_read():
    link = "https://example.org/?v=1&" + "&".join(f"setting_{k}=value" for k in range(20))
    picture = ET.fromstring(draw_card(replace(card(), link=link)))
    anchor = picture.find(".//{http://www.w3.org/2000/svg}a")
    assert anchor.get("href") == link
    assert "".join(line.text for line in anchor) == link
