"""The strip shows every part of a plan: widths by the root of the weights, heights by speed."""

import math

import pytest

from explorer.charts.plan_strip import FOOT, MOST_BARS, TICKS, bars, height, plan_strip, strip_alt, strip_table
from explorer.charts.theme import DARK, LIGHT
from explorer.planner import make_plan, read_summary
from explorer.planner.gallery import GALLERY, gallery_text
from explorer.planner.plan import STRATEGIES
from explorer.planner.task import Task


def plan(key="resnet18", strategy="discriminative"):
    return make_plan(read_summary(gallery_text(key)), Task(), strategy)


def test_a_faster_part_stands_higher_and_a_kept_one_has_a_foot():
    heights = [height(speed) for speed, _ in TICKS]
    assert heights == sorted(heights)
    assert (heights[0], heights[-1]) == (FOOT, 1.0)


def test_bars_fill_the_strip_without_gaps_in_the_order_of_the_model():
    table = strip_table(plan())
    assert table["from"].iloc[0] == 0
    assert table["to"].iloc[-1] == pytest.approx(1)
    assert table["from"].iloc[1:].tolist() == pytest.approx(table["to"].iloc[:-1].tolist())


def test_widths_of_large_parts_go_with_the_root_of_their_weights():
    shown = {bar.name: bar.parameters for bar in bars(plan())}
    table = strip_table(plan()).set_index("label")
    one, other = "layer4.1", "layer4.0"
    ratio = (table.loc[one, "to"] - table.loc[one, "from"]) / (table.loc[other, "to"] - table.loc[other, "from"])
    assert ratio == pytest.approx(math.sqrt(shown[one] / shown[other]))


@pytest.mark.parametrize("key", GALLERY)
def test_joining_keeps_every_weight_and_stays_readable(key):
    drawn = bars(plan(key))
    model = read_summary(gallery_text(key))
    assert len(drawn) <= MOST_BARS + 2
    assert sum(bar.parameters for bar in drawn) == model.parameters


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_has_a_picture_and_a_sentence(strategy):
    chosen = plan("small_cnn", strategy)
    for palette in (LIGHT, DARK):
        assert plan_strip(chosen, palette).to_dict()["layer"]
    assert strip_alt(chosen).startswith("From input to output: ")
