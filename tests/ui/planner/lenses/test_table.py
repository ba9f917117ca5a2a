"""A changed cell of the table becomes the edit that a person would expect."""

import pandas as pd
import pytest

from explorer import numerals
from explorer.planner import make_plan, read_summary
from explorer.planner.gallery import GALLERY, gallery_text
from explorer.planner.records.task import Task
from explorer.ui.planner.answers.changes import part_edit
from explorer.ui.planner.lenses.table import GENTLE, LONGEST_NAME, edits_after, short_name, speed_value, stage_frame


def row(action, speed):
    return pd.Series({"stage": 4, "What to do": action, "Speed": speed})


@pytest.mark.parametrize(
    ("before", "cells", "edit"),
    [
        (("Adjust", "1/10×"), {"What to do": "Keep"}, (4, "freeze", 0.0)),
        (("Keep", "0"), {"Speed": "1/100×"}, (4, "tune", 0.01)),
        (("Keep", "0"), {"What to do": "Adjust"}, (4, "tune", GENTLE)),
        (("Adjust", "1/10×"), {"Speed": "0"}, (4, "freeze", 0.0)),
        (("Adjust", "1/10×"), {"Speed": "1×"}, (4, "tune", 1.0)),
        (("Keep", "0"), {"What to do": "Start over"}, (4, "reinitialize", 1.0)),
    ],
)
def test_a_changed_cell_becomes_an_edit(before, cells, edit):
    assert edits_after((), row(*before), cells) == (part_edit(*edit),)


def test_a_cleared_cell_returns_the_part_to_the_advice():
    assert edits_after(
        (part_edit(4, "tune", 0.1), part_edit(5, "freeze", 0.0)), row("Adjust", "1/10×"), {"Speed": None}
    ) == (part_edit(5, "freeze", 0.0),)


@pytest.mark.parametrize("value", [0.0, 0.01, 1 / 30, 0.1, 1 / 3, 1.0, 0.72])
def test_a_speed_reads_back_from_its_name(value):
    assert speed_value(numerals.speed(value)) == pytest.approx(value, rel=0.02)


@pytest.mark.parametrize("key", GALLERY)
def test_the_table_has_a_row_for_every_part_with_weights(key):
    plan = make_plan(read_summary(gallery_text(key)), Task(), "discriminative")
    frame = stage_frame(plan)
    weighted = {layer.stage for layer in plan.model.layers if layer.weighted}
    assert set(frame["stage"]) >= weighted
    assert frame["Because"].str.len().min() > 0


def test_a_long_name_keeps_the_end_that_tells_it_apart():
    names = [f"encoder.layers.encoder_layer_{number}" for number in range(12)]
    short = [short_name(name) for name in names]
    assert len(set(short)) == 12
    assert all(len(name) <= LONGEST_NAME for name in short)
    assert short_name("layer4.1") == "layer4.1"


def test_a_new_last_layer_shows_the_weights_it_will_have():
    plan = make_plan(read_summary(gallery_text("caffenet")), Task(), "head_only")
    assert stage_frame(plan)["Weights"].iloc[-1] == "8,194 (under 0.1 %)"
