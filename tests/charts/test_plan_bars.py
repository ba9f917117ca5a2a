"""The strip's bars hold every part of a plan: heights by speed, neighbours joined where there are too many."""

import itertools

import pytest

from explorer.charts.plan_bars import MOST_BARS, TICKS, bars, height, runs
from explorer.planner import Edit, edit_plan, make_plan, read_summary
from explorer.planner.gallery import GALLERY
from explorer.planner.records.task import Task
from tests.planner.plan_models import crossed, gallery_model

DEEP = "name,type,params\n" + "\n".join(f"block{n}.conv,Conv2D,{100 + n}" for n in range(300)) + "\nhead,Dense,1010\n"


def plan(key="resnet18", strategy="discriminative"):
    return make_plan(gallery_model(key), Task(), strategy)


def test_a_faster_part_is_fuller_and_a_kept_one_is_not_filled():
    heights = [height(speed) for speed in TICKS]
    assert heights == sorted(set(heights))
    assert (heights[0], heights[-1]) == (0.0, 1.0)


def test_numbers_go_on_from_bar_to_bar():
    assert [bar.number for bar in bars(plan("vit_b_16"))] == [str(number) for number in range(1, 15)]
    joined = [bar.number.split("–") for bar in bars(make_plan(read_summary(DEEP), Task(), "discriminative"))]
    assert joined[0][0] == "1" and joined[-1][-1] == "301"
    assert all(int(before[-1]) + 1 == int(after[0]) for before, after in itertools.pairwise(joined))


@pytest.mark.parametrize(("key", "strategy"), crossed(GALLERY))
def test_the_bars_hold_the_weights_of_the_whole_plan(key, strategy):
    chosen = plan(key, strategy)
    listed = sum(layer.parameters for layer in chosen.model.layers)
    hidden = chosen.model.parameters - listed
    assert sum(bar.parameters for bar in bars(chosen)) + hidden == chosen.cost.all_parameters


def test_a_new_last_layer_has_its_new_size():
    assert bars(plan("caffenet", "head_only"))[-1].parameters == 8_194


def test_a_deep_model_is_drawn_with_few_bars_that_hold_everything():
    chosen = make_plan(read_summary(DEEP), Task(), "discriminative")
    drawn = bars(chosen)
    assert len(chosen.model.stage_names) > MOST_BARS >= len(drawn) - 2
    assert sum(bar.stages for bar in drawn) == len(chosen.model.stage_names)
    below = sum(layer.parameters for layer in chosen.model.layers if layer.role != "head")
    assert sum(bar.parameters for bar in drawn[:-1]) == below
    joined = next(bar for bar in drawn if bar.stages > 1)
    assert joined.slowest < joined.speed
    assert " to " in joined.speed_text


def test_runs_cover_all_bars_and_neighbouring_runs_differ():
    chosen = edit_plan(plan(strategy="head_only"), [Edit(stage=3, action="tune", multiplier=0.1)])
    drawn = bars(chosen)
    found = runs(drawn)
    assert [place for first, last in found for place in range(first, last + 1)] == list(range(len(drawn)))
    assert all(drawn[one[0]].action != drawn[other[0]].action for one, other in itertools.pairwise(found))
    assert drawn[3].own and not drawn[2].own
