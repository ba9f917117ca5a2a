"""The charts of learning hold every start, its band, and the line of guessing."""

import json

import numpy as np
import pytest

from explorer.charts.learning_charts import (
    boundary_table,
    curve_spec,
    curve_table,
    ladder_spec,
    ladder_table,
    ratio_spec,
    ratio_table,
)
from explorer.charts.theme import LIGHT
from explorer.simulation import (
    TASKS,
    LadderSpec,
    SignalSpec,
    TrainingSpec,
    run_ladder,
    run_training,
)

NAMES = ("this", "mended")
HE = SignalSpec(3, 16, 50, "relu", "he_normal", data="digits")


@pytest.fixture(scope="module")
def trained():
    return tuple(run_training(TrainingSpec(HE, steps=20, seeds=2, learning_rate=rate)) for rate in (0.1, 1e3))


def test_a_curve_is_the_mean_between_the_lowest_and_the_highest(trained):
    table = curve_table(trained, NAMES, "accuracy")
    assert set(table["start"]) == set(NAMES)
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()
    last = table[table["start"] == "this"].iloc[-1]
    assert last["value"] == pytest.approx(trained[0].accuracy[:, -1].mean())


def test_what_left_the_range_of_numbers_is_left_out_and_breaks_nothing(trained):
    for table in (curve_table(trained, NAMES, "loss"), ratio_table(trained, NAMES)):
        assert np.isfinite(table.select_dtypes("number")).all().all()


def test_every_field_that_is_drawn_is_in_its_table(trained):
    ladder = run_ladder(LadderSpec((HE,), rates=(0.01, 0.1), steps=5, seeds=1))
    for spec, table in (
        (curve_spec(("step", "loss"), NAMES, 2.3, "guessing", False, 200, LIGHT), curve_table(trained, NAMES, "loss")),
        (ratio_spec(("layer", "ratio"), NAMES, "usual", LIGHT), ratio_table(trained, NAMES)),
        (ladder_spec(("rate", "right"), NAMES[:1], LIGHT), ladder_table(ladder, NAMES[:1])),
    ):
        assert "datasets" not in spec
        fields = set(json.dumps(spec).split('"field": "')[1:])
        assert {field.split('"')[0] for field in fields} <= set(table.columns)


def test_the_ladder_holds_what_each_rate_reached():
    ladder = run_ladder(LadderSpec((HE,), rates=(0.01, 0.1), steps=20, seeds=2))
    table = ladder_table(ladder, ("this",))
    assert list(table["rate"]) == [0.01, 0.1]
    assert table["value"].to_numpy() == pytest.approx(ladder.mean_accuracy[0])


def test_the_plane_is_covered_by_answers():
    training = run_training(TrainingSpec(HE, "circles", steps=10, seeds=1))
    table = boundary_table(training, TASKS["circles"])
    assert len(table) == 60 * 60 and set(table["answer"]) <= {0, 1}
    assert (table["x2"] > table["x"]).all()
