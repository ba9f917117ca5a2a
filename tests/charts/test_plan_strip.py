"""The strip shows every part of a plan: widths by the root of the weights, words where there is room."""

import math

import pytest

from explorer.charts.plan_strip import NARROWEST, NARROWEST_NEW, strip_alt, strip_spec, strip_table
from explorer.charts.theme import DARK, LIGHT
from explorer.planner import REQUESTS, Edit, edit_plan, make_plan, read_summary
from explorer.planner.gallery import GALLERY, gallery_text
from explorer.planner.records.task import Task


def plan(key="resnet18", strategy="discriminative"):
    return make_plan(read_summary(gallery_text(key)), Task(), strategy)


def parts(chosen):
    table = strip_table(chosen)
    return table[table["mark"] == "part"].reset_index(drop=True)


@pytest.mark.parametrize("key", GALLERY)
def test_bars_fill_the_strip_without_gaps_in_the_order_of_the_model(key):
    table = parts(plan(key))
    assert table["from"].iloc[0] == 0
    assert table["to"].iloc[-1] == pytest.approx(1)
    assert table["from"].iloc[1:].tolist() == pytest.approx(table["to"].iloc[:-1].tolist())


def test_widths_of_large_parts_go_with_the_root_of_their_weights():
    chosen = plan()
    table = parts(chosen).set_index("label")
    sizes = {stage.name: stage.parameters for stage in chosen.model.stages}
    one, other = "layer4.1", "layer4.0"
    ratio = (table.loc[one, "to"] - table.loc[one, "from"]) / (table.loc[other, "to"] - table.loc[other, "from"])
    assert ratio == pytest.approx(math.sqrt(sizes[one] / sizes[other]))


def test_no_bar_is_too_narrow_to_point_at_and_a_new_one_has_room_for_its_word():
    for key in GALLERY:
        table = parts(plan(key))
        wide = table["to"] - table["from"]
        assert wide.min() > 0.6 * NARROWEST
        assert wide.iloc[-1] > 0.8 * NARROWEST_NEW
        assert table["word"].iloc[-1] == "new"


def test_tooltips_give_weights_and_share_of_the_new_last_layer():
    last = parts(plan("caffenet", "head_only")).iloc[-1]
    assert (last["weights"], last["share"], last["does"]) == ("8,194", "under 0.1 %", "replace: new")


def test_own_changes_carry_a_pencil():
    chosen = edit_plan(plan(), [Edit(stage=1, action="freeze")])
    assert [label for label in parts(chosen)["label"] if "✎" in label] == [f"{chosen.model.stage_names[1]} ✎"]


@pytest.mark.parametrize("strategy", REQUESTS)
def test_every_strategy_has_a_table_and_a_sentence(strategy):
    chosen = plan("small_cnn", strategy)
    assert set(strip_table(chosen)["mark"]) == {"part", "run"}
    assert strip_alt(chosen).startswith("From input to output: ")


def test_the_sentence_names_what_is_kept_and_what_is_new():
    assert strip_alt(plan("caffenet", "head_only")) == (
        "From input to output: keep conv1 to fc7, then replace fc8 at 1×."
    )


def test_every_field_that_is_drawn_is_in_the_table_and_no_data_in_the_drawing():
    columns = set(strip_table(plan()).columns)
    for palette in (LIGHT, DARK):
        spec = strip_spec(palette)
        assert "data" not in spec and "datasets" not in spec
        fields = {
            one["field"] for layer in spec["layer"] for one in layer["encoding"].values()
            if isinstance(one, dict) and "field" in one
        }  # fmt: skip
        assert fields <= columns
