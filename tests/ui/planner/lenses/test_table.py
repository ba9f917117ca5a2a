"""A changed cell of the table becomes the edit that a person would expect."""

import re

import pandas as pd
import pytest

from explorer.charts.plan_bars import bars
from explorer.planner import make_plan, read_summary
from explorer.planner.gallery import GALLERY, gallery_text
from explorer.planner.records.task import Task
from explorer.text import write
from explorer.ui.planner.answers.changes import part_edit
from explorer.ui.planner.lenses.runs import runs_by_reason
from explorer.ui.planner.lenses.table import GENTLE, LONGEST_NAME, edits_after, layer_frame, short_name, stage_frame
from tests.planner.plan_models import gallery_model


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


@pytest.mark.parametrize("key", GALLERY)
def test_the_table_has_a_row_for_every_part_with_weights(key):
    plan = make_plan(gallery_model(key), Task(), "discriminative")
    frame = stage_frame(plan)
    weighted = {layer.stage for layer in plan.model.layers if layer.weighted}
    assert set(frame["stage"]) >= weighted
    assert frame["No."].tolist() == list(range(1, len(frame) + 1))
    assert [bar.number for bar in bars(plan)] == frame["No."].astype(str).tolist(), "the strip's numbers"


@pytest.mark.parametrize("key", ["resnet18", "bert"])
def test_the_learning_rate_is_the_speed_times_the_rate_at_full_speed(key):
    plan = make_plan(gallery_model(key), Task(), "discriminative")
    frame = stage_frame(plan)
    assert frame["Learning rate"].iloc[-1] == write(plan.base_learning_rate, "rate")
    for row in frame.itertuples():
        planned = max(p.multiplier for p in plan.layers if p.layer.stage == row.stage)
        rate = float(frame["Learning rate"].loc[row.Index])
        assert rate == pytest.approx(planned * plan.base_learning_rate, rel=0.05)


def test_a_rate_that_changes_from_phase_to_phase_says_so():
    plan = make_plan(read_summary(gallery_text("resnet18")), Task(), "linear_probe_then_tune")
    frame = stage_frame(plan)
    assert frame["Learning rate"].iloc[0] == "0, then 0.00001"
    assert frame["Learning rate"].iloc[-1] == "0.001, then 0.00001"


@pytest.mark.parametrize("key", GALLERY)
def test_no_id_of_a_rule_stands_in_the_table(key):
    for strategy in ("auto", "head_only", "gradual", "adapters"):
        plan = make_plan(gallery_model(key), Task(), strategy)
        reasons = " ".join(layer_frame(plan)["Because"]) + " ".join(str(run.reason) for run in runs_by_reason(plan))
        assert not re.search(r"\b[AGLMSVF]\d{1,2}\b", reasons)


def test_a_long_name_keeps_the_end_that_tells_it_apart():
    names = [f"encoder.layers.encoder_layer_{number}" for number in range(12)]
    short = [short_name(name) for name in names]
    assert len(set(short)) == 12
    assert all(len(name) <= LONGEST_NAME for name in short)
    assert short_name("layer4.1") == "layer4.1"


def test_a_new_last_layer_shows_the_weights_it_will_have():
    plan = make_plan(read_summary(gallery_text("caffenet")), Task(), "head_only")
    assert stage_frame(plan)["Weights"].iloc[-1] == "8,194 (under 0.1 %)"
