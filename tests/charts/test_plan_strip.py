"""The strip shows every part of a plan: widths by the root of the weights, words where there is room."""

import math

import pytest

from explorer.charts.plan_strip import NARROWEST_NEW, strip_spec, strip_table, strip_told
from explorer.charts.theme import DARK, LIGHT
from explorer.planner import REQUESTS, Edit, edit_plan, make_plan
from explorer.planner.gallery import GALLERY
from explorer.planner.records.task import Task
from tests.planner.plan_models import gallery_model


def plan(key="resnet18", strategy="discriminative"):
    return make_plan(gallery_model(key), Task(), strategy)


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


PHONE = 290  # pixels of a strip at 390
LETTER = 6.2  # pixels, a figure of 11 pixels' height


@pytest.mark.parametrize("key", GALLERY)
@pytest.mark.parametrize("strategy", ["head_only", "discriminative"])
def test_every_block_has_room_for_its_number_on_a_phone(key, strategy):
    table = parts(plan(key, strategy))
    wide = PHONE * (table["to"] - table["from"])
    taking_turns = 2 if wide.min() <= 15 else 1
    assert (taking_turns * wide >= LETTER * table["number"].str.len()).all()
    assert table["number"].tolist() == [str(number) for number in range(1, len(table) + 1)]


@pytest.mark.parametrize("key", GALLERY)
def test_a_new_block_has_room_for_its_word(key):
    table = parts(plan(key))
    assert (table["to"] - table["from"]).iloc[-1] > 0.5 * NARROWEST_NEW
    assert table["word"].iloc[-1] == "new"


@pytest.mark.parametrize("key", GALLERY)
def test_what_is_kept_is_a_whole_block_with_a_lock_and_nothing_filled(key):
    table = parts(plan(key, "head_only"))
    kept = table[table["action"] == "freeze"]
    assert len(kept) == len(table) - 1
    assert (kept["top"] - kept["floor"]).eq(1).all() and kept["locked"].all() and kept["height"].eq(0).all()
    assert not table["locked"].iloc[-1] and table["height"].iloc[-1] == 1


def test_added_weights_stand_beside_a_locked_block():
    table = parts(plan("bert", "adapters"))
    added = table[table["action"] == "add"]
    assert len(added) == 13 and added["locked"].all()
    assert ((added["to"] - added["fills_from"]) < 0.5 * (added["to"] - added["from"])).all()


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
    assert strip_told(chosen).startswith("From input to output: ")


def test_the_sentence_names_what_is_kept_and_what_is_new():
    assert strip_told(plan("caffenet", "head_only")) == (
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
        calculated = {one["as"] for layer in spec["layer"] for one in layer.get("transform", ()) if "as" in one}
        assert fields <= columns | calculated
