"""The small pictures hold every value, share one scale and one specification, and say where a bar is cut."""

import numpy as np
import pytest

from explorer.charts.histograms import (
    BARS,
    CUT,
    HEAD,
    LOWEST_TOP,
    Histogram,
    beside,
    chosen_layers,
    coarser,
    cut_bars,
    histograms_parameters,
    histograms_spec,
    histograms_table,
    tallest_bars,
    top_of,
)
from explorer.charts.theme import DARK, LIGHT

VALUES = 1000


def picture(counts, heading="layer 1", reach=1.0):
    counts = np.asarray(counts)
    return Histogram(heading, counts, np.linspace(-reach, reach, len(counts) + 1))


def drawn(*shares):
    """Draw pictures of thirty bars that hold these shares, by bin; return heads and bars."""
    pictures = []
    for layer, one in enumerate(shares):
        counts = np.zeros(BARS, dtype=int)
        counts[list(one)] = [round(VALUES * share) for share in one.values()]
        pictures.append(picture(counts, f"layer {layer + 1}"))
    rows = histograms_table(pictures, VALUES).to_pylist()
    return [row for row in rows if row["bin"] == HEAD], [row for row in rows if row["bin"] != HEAD]


def test_every_picture_has_its_heading_and_its_bars():
    heads, bars = drawn({3: 0.1}, {}, {4: 0.05, 5: 0.2})
    assert [(head["place"], head["text"]) for head in heads] == [(0, "layer 1"), (1, "layer 2"), (2, "layer 3")]
    assert [(bar["place"], bar["bin"], bar["text"]) for bar in bars] == [
        (0, 3, "10 %"), (2, 4, "5 %"), (2, 5, "20 %"),
    ]  # fmt: skip


def test_the_tallest_uncut_bar_reaches_the_top_of_every_picture():
    _, bars = drawn({3: 0.05}, {4: 0.1, 5: 0.9})
    assert [bar["height"] for bar in bars] == pytest.approx([0.5, 1.0, 1.0], rel=1e-6)
    assert [bar["text"] for bar in bars if bar["cut"]] == ["90 %"]


def test_what_cut_bars_leave_is_not_blown_up():
    _, bars = drawn({10: 0.999, 20: 0.001})
    assert top_of(np.array([0.999, 0.001])) == LOWEST_TOP
    assert bars[1]["height"] == pytest.approx(0.001 * BARS, rel=1e-6)


def test_every_bar_of_a_bell_is_seen_and_none_is_cut():
    counts = np.histogram(np.random.default_rng(0).normal(size=VALUES), 60, (-3, 3))[0]
    heights = np.array([row["height"] for row in histograms_table([picture(counts)], VALUES).to_pylist()])
    assert heights.max() == 1
    assert np.count_nonzero(heights) == np.count_nonzero(coarser(counts, np.arange(61.0))[0])


def test_the_words_of_a_bar_are_those_of_its_own_axis():
    pictures = [picture(np.full(BARS, 10), reach=reach) for reach in (15.0, 30.0)]
    rows = histograms_table(pictures, VALUES).to_pylist()
    first = {row["place"]: row["range"] for row in rows if row["bin"] == 0}
    assert first == {0: "−15 to −14", 1: "−30 to −28"}


def test_a_chart_of_ten_full_pictures_is_small():
    pictures = [picture(np.random.default_rng(seed).integers(1, 30, 60), f"layer {seed}") for seed in range(10)]
    assert histograms_table(pictures, VALUES).nbytes < 8_000


def test_joining_bars_keeps_counts_and_ends():
    counts, edges = coarser(np.arange(60), np.linspace(-3, 3, 61))
    assert counts.sum() == 1770
    assert (edges[0], edges[-1], len(edges)) == (-3, 3, 31)


def test_two_cut_bars_are_both_written_where_they_are_far_apart():
    assert cut_bars(np.array([0, 29]), np.array([0.46, 0.45])).tolist() == [True, True]
    assert cut_bars(np.array([14, 15]), np.array([0.46, 0.45])).tolist() == [True, False]
    assert cut_bars(np.array([14]), np.array([CUT])).tolist() == [False]


def test_a_label_stands_past_the_tall_bars_beside_its_own():
    assert beside(np.array([3, 4, 5]), np.array([0.4, 0.2, 0.1]), 0.2)[0] == 5
    assert beside(np.array([27, 28]), np.array([0.2, 0.4]), 0.2)[1] == 27


def test_the_tallest_bar_of_each_picture_is_told():
    flat, single = picture(np.full(BARS, 10)), picture(np.eye(BARS, dtype=int)[4] * 300)
    assert tallest_bars([flat, single], 300) == pytest.approx([1 / 30, 1.0])


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_specification_holds_no_data_and_all_its_parameters(palette):
    spec = histograms_spec(palette)
    assert "data" not in spec
    assert spec["params"] == histograms_parameters(10, BARS)


@pytest.mark.parametrize("named", [None, 1, 37])
def test_the_first_the_last_and_the_named_layer_get_a_picture(named):
    for depth in range(named or 1, 101):
        layers = chosen_layers(depth, named)
        assert len(layers) == min(10, depth)
        assert {1, depth} <= set(layers)
        assert named is None or named in layers
        assert layers == sorted(set(layers))
