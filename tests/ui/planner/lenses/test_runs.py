"""Parts that are treated alike make one run with one whole sentence."""

import pytest

from explorer.planner import GALLERY, Edit, Task, edit_plan, make_plan
from explorer.ui.planner.lenses.runs import runs_by_reason
from tests.planner.plan_models import crossed, gallery_model


def plan(key, strategy="auto", **answers):
    return make_plan(gallery_model(key), Task(**answers), strategy)


@pytest.mark.parametrize(("key", "strategy"), crossed(GALLERY))
def test_runs_hold_every_part_once_and_each_ends_its_sentence(key, strategy):
    runs = runs_by_reason(plan(key, strategy))
    assert [(run.first, run.last) for run in runs] == [
        (1 + sum(len(r.names) for r in runs[:i]), sum(len(r.names) for r in runs[: i + 1])) for i in range(len(runs))
    ]
    assert all(str(run.reason).endswith(".") for run in runs)


def test_speeds_that_fall_are_one_run_with_both_ends():
    first, last = runs_by_reason(plan("resnet18", "discriminative"))
    assert (first.first, first.last, last.first, last.last) == (1, 9, 10, 10)
    assert "at 1/10× to 0.77×" in str(first.reason)
    assert str(last.reason) == "New: the old one gave 1,000 answers, your task needs 2 answers."


def test_the_weights_added_in_a_run_are_all_that_the_plan_adds():
    chosen = plan("bert", "adapters")
    (run,) = [run for run in runs_by_reason(chosen) if run.action == "add"]
    added = sum(planned.added_parameters or 0 for planned in chosen.layers)
    assert run.reason.values["weights"] == added > 0


def test_an_own_change_is_a_run_of_its_own():
    chosen = edit_plan(plan("resnet18", "discriminative"), [Edit(stage=3, action="freeze")])
    assert [(run.action, run.first, run.last) for run in runs_by_reason(chosen)] == [
        ("tune", 1, 3), ("freeze", 4, 4), ("tune", 5, 9), ("replace", 10, 10),
    ]  # fmt: skip
