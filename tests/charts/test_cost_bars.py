"""The cost bars add up to the plan's own figures, and say so in words."""

import pytest

from explorer.charts.cost_bars import MEMORY_PARTS, WORK_PARTS, cost_alt, cost_spec, memory_table, work_table
from explorer.charts.theme import DARK, LIGHT
from explorer.planner import make_plan, read_summary
from explorer.planner.records.task import Task
from tests.planner.plan_models import gallery_model


def cost(key="resnet50", strategy="head_only"):
    return make_plan(gallery_model(key), Task(), strategy).cost


def test_memory_bars_add_up_to_the_share_that_the_page_shows():
    table = memory_table(cost())
    here, full = (table[table["row"] == row]["amount"].sum() for row in ("this plan", "everything learns"))
    assert here / full == pytest.approx(cost().memory_share)
    assert set(table["part"]) == set(MEMORY_PARTS)


def test_work_bars_add_up_to_the_share_that_the_page_shows():
    table = work_table(cost())
    here, full = (table[table["row"] == row]["amount"].sum() for row in ("this plan", "everything learns"))
    assert here / full == pytest.approx(cost().step_share)
    assert set(table["part"]) == set(WORK_PARTS)


def test_what_the_text_does_not_tell_has_no_bars():
    unknown = make_plan(read_summary("conv1.weight\nconv1.bias\nfc.weight\nfc.bias\n"), Task(), "head_only").cost
    assert memory_table(unknown) is None
    assert work_table(unknown) is None


def test_the_words_hold_both_sums():
    table = memory_table(cost())
    assert all(shown in cost_alt(table) for shown in table["total_shown"])


@pytest.mark.parametrize("parts", [MEMORY_PARTS, WORK_PARTS])
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_the_drawing_carries_no_data(parts, palette):
    spec = cost_spec(parts, "bytes", palette)
    assert "data" not in spec and "datasets" not in spec
