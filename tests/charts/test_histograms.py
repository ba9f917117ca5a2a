"""Small pictures hold every value, share one specification, and say where a bar is cut."""

import numpy as np
import pytest

from explorer.charts.histograms import (
    TALLEST,
    chosen_layers,
    coarser,
    cut_labels,
    histogram_frame,
    histogram_spec,
    with_heading,
)
from explorer.charts.theme import DARK, LIGHT


def frame_of(counts):
    counts = np.array(counts)
    return histogram_frame(counts, np.linspace(-1, 1, len(counts) + 1), int(counts.sum()))


def test_the_bars_hold_every_value():
    counts = np.random.default_rng(0).integers(0, 50, 60)
    frame = frame_of(counts)
    assert frame["share"].sum() == pytest.approx(1)
    assert len(frame) <= 30
    assert frame["left"].min() >= 0
    assert frame["right"].max() <= 1


def test_joining_bars_keeps_counts_and_ends():
    counts, edges = coarser(np.arange(60), np.linspace(-3, 3, 61))
    assert counts.sum() == 1770
    assert (edges[0], edges[-1], len(edges)) == (-3, 3, 31)


def test_a_bar_past_the_top_is_cut_and_its_share_written_once():
    counts = np.zeros(60, dtype=int)
    counts[30], counts[32], counts[0] = 600, 300, 100
    frame = frame_of(counts)
    assert frame["drawn"].max() == TALLEST
    assert [label for label in frame["cut"] if label] == ["60 %"]


def test_two_cut_bars_far_apart_are_both_written():
    assert cut_labels(np.array([0, 29]), np.array([0.46, 0.45])) == ["46 %", "45 %"]
    assert cut_labels(np.array([14, 15]), np.array([0.46, 0.45])) == ["46 %", ""]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_specification_holds_no_data_and_takes_a_title(palette):
    spec = with_heading(histogram_spec(palette), "layer 3")
    assert "data" not in spec
    assert spec["params"] == [{"name": "heading", "value": "layer 3"}]


@pytest.mark.parametrize("depth", range(1, 101))
@pytest.mark.parametrize("named", [None, 1, 37])
def test_the_first_the_last_and_the_named_layer_get_a_picture(depth, named):
    if named is not None and named > depth:
        named = None
    layers = chosen_layers(depth, named)
    assert len(layers) == min(10, depth)
    assert {1, depth} <= set(layers)
    assert named is None or named in layers
    assert layers == sorted(set(layers))
