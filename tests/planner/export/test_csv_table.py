"""The spreadsheet: one row a layer, and no cell that a spreadsheet would run."""

import csv
import io

import pytest

from explorer.planner import export_plan, read_summary
from explorer.planner.export.csv_table import cell


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_each_layer_has_a_row_with_its_rate(by_hand):
    plan = by_hand()
    table = rows(export_plan(plan, "csv"))
    assert [row["name"] for row in table] == ["conv1", "bn1", "fc"]
    assert [row["action"] for row in table] == ["freeze", "freeze", "replace"]
    assert [float(row["learning_rate"]) for row in table] == [0.0, 0.0, 1e-3]
    assert [float(row["phase 2: All"]) for row in table] == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "＝1", "\n=1"])
def test_a_cell_never_begins_like_a_formula(text):
    assert cell(text).startswith("'")


def test_a_cell_is_one_line():
    assert "\n" not in cell("a\nb") and "\r" not in cell("a\rb")
    assert cell("plain name") == "plain name"


def test_the_table_can_be_read_as_a_summary_again(by_hand):
    model = read_summary(export_plan(by_hand(("conv1", "conv2", "fc")), "csv"))
    assert [layer.path for layer in model.layers] == ["conv1", "conv2", "fc"]
    assert [layer.parameters for layer in model.layers] == [100, 101, 102]
