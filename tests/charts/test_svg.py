"""SVG text is well formed and safe, whatever the words."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from explorer.charts import svg
from explorer.charts.annotated import annotated_histogram
from explorer.charts.theme import DARK, LIGHT

HOSTILE = "<b onload=\"x\"> & 'y' ]]>"
WORDS = {"title": HOSTILE, "bar": "bar", "average": "average", "spread": "spread", "axis": "axis"}


def test_words_and_attributes_are_escaped():
    picture = svg.document([svg.text(1, 2, HOSTILE, fill=HOSTILE)], 10, 10, HOSTILE, "#FFFFFF")
    root = ET.fromstring(picture)
    assert [node.text for node in root.iter() if node.tag.endswith("text")] == [HOSTILE]


def test_attributes_are_written_as_svg_names_them_and_none_is_left_out():
    assert svg.element("line", stroke_width=1.50, x1=0, stroke=None) == '<line stroke-width="1.5" x1="0"/>'


def test_lines_break_between_words_only():
    lines = svg.wrapped("one two three supercalifragilistic four", 9)
    assert lines == ["one two", "three", "supercalifragilistic", "four"]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize(
    ("edges", "mean", "std"),
    [((-1.0, 1.0), 0.0, 0.3), ((-1.0, 1.0), 5.0, 100.0), ((0.0, 1e308), 1e300, 1e307), ((2.0, 2.0), 2.0, 0.0)],
)
def test_any_layer_can_be_explained_within_the_picture(palette, edges, mean, std):
    counts = np.array([0, 3, 5, 1])
    root = ET.fromstring(annotated_histogram(counts, np.linspace(*edges, 5), mean, std, WORDS, palette))
    for node in root.iter():
        for name in ("x", "x1", "x2"):
            assert 0 <= float(node.get(name, 0)) <= 560
