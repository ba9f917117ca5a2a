"""The miniature's pictures: every strategy labelled once, bands as computed, no data in the drawings."""

import itertools

import pytest

from explorer.charts.theme import DARK, LIGHT
from explorer.charts.transfer_charts import (
    CURVES_HEIGHT,
    LETTER_GAP,
    curve_spec,
    curve_table,
    final_spec,
    final_table,
    ranks,
    spread_apart,
    with_ends,
)
from explorer.charts.winner_map import letters, map_spec, map_table
from explorer.simulation.transfer import STRATEGIES, TransferSpec, load_winner_maps, run_transfer

KEYS = ("head_only", "discriminative", "full")


@pytest.fixture(scope="module")
def result():
    return run_transfer(TransferSpec("hidden_features", 20, 1.0, KEYS, seeds=2, steps=20))


def test_places_follow_the_final_means(result):
    best = max(range(3), key=lambda row: result.mean[row])
    assert ranks(result)[best] == 1
    assert sorted(ranks(result)) == [1, 2, 3]


def test_each_curve_has_one_label_at_its_end_and_labels_do_not_touch(result):
    table = with_ends(curve_table(result, "full"))
    ends = table[table["mark"] == "end"]
    assert sorted(ends["place"]) == ["1", "2", "3"]
    points = table[table["mark"] == "point"]
    assert ends["own"].sum() == 1
    span = max(points["high"].max(), points["score"].max()) - min(points["low"].min(), points["score"].min())
    heights = sorted(ends["score"])
    assert min(b - a for a, b in itertools.pairwise(heights)) > 0.99 * span * LETTER_GAP / CURVES_HEIGHT


@pytest.mark.parametrize(
    ("values", "gap", "apart"),
    [
        ([3.0, 2.0, 1.0], 0.5, [3.0, 2.0, 1.0]),
        ([1.0, 1.0], 0.5, [1.25, 0.75]),
        ([2.0, 1.0, 1.0], 0.5, [2.0, 1.25, 0.75]),
        ([1.2, 1.0, 1.0], 0.5, [1.0667 + 0.5, 1.0667, 1.0667 - 0.5]),
        ([7.0], 1.0, [7.0]),
        ([], 1.0, []),
    ],
)
def test_close_labels_move_apart_around_their_middle(values, gap, apart):
    assert spread_apart(values, gap) == pytest.approx(apart, abs=1e-4)


def test_the_list_is_sorted_and_its_words_hold_name_mean_and_band(result):
    table = final_table(result, "full")
    assert table["score"].is_monotonic_decreasing
    assert (table["low"] < table["high"]).all()
    assert all(STRATEGIES[row.key].label in row.label and "±" in row.label for row in table.itertuples())


def test_a_single_pair_has_no_band():
    alone = run_transfer(TransferSpec("hidden_features", 20, 1.0, KEYS, seeds=1, steps=5))
    table = final_table(alone, "full")
    assert not table["label"].str.contains("±|nan").any()
    assert (table["low"] == table["score"]).all()
    assert not with_ends(curve_table(alone, "full"))[["score", "low", "high"]].isna().any().any()


@pytest.mark.parametrize("world", sorted(load_winner_maps()))
def test_a_map_marks_one_cell_and_puts_unclear_winners_in_brackets(world):
    winners = load_winner_maps()[world]
    labels = {key: STRATEGIES[key].label for key in winners.strategies}
    table = map_table(winners, labels, (500, 0.9))
    assert table["here"].sum() == 1
    assert len(table) == len(winners.cells)
    assert (table["letter"].str.startswith("(") == ~table["clear"]).all()
    assert set(table["letter"].str.strip("()")) <= set(letters(winners).values())
    assert map_spec(tuple(labels.values()), LIGHT)["layer"]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_the_drawings_carry_no_data_and_draw_only_what_the_tables_hold(result, palette):
    pairs = (
        (curve_spec(result.measure, 20, palette), with_ends(curve_table(result, "full"))),
        (final_spec(result.measure, 3, palette), final_table(result, "full")),
    )
    for spec, table in pairs:
        assert "data" not in spec and "datasets" not in spec
        fields = {
            one["field"] for layer in spec["layer"] for one in layer["encoding"].values()
            if isinstance(one, dict) and "field" in one
        }  # fmt: skip
        assert fields <= set(table.columns)
