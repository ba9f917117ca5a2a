"""What was measured in cases like the visitor's: said as it is, with what decided, and never against itself."""

import re
from dataclasses import replace

import pytest

from explorer.planner import STRATEGIES, Task, gallery_text, make_plan, read_summary, said_of
from explorer.planner.advice.measured import better, decided_by
from explorer.planner.evidence.alike import FEWEST, Findings, findings_for
from explorer.planner.evidence.comparison import comparisons
from tests.planner.sampled_cases import sampled_cases

DECIDED = "evidence.decided."


@pytest.mark.slow
def test_the_first_screen_never_contradicts_itself():
    for case in sampled_cases():
        plan = case.plan
        said = said_of(plan)
        ending = said[-1].key.removeprefix(DECIDED)
        assert [remark.key.startswith(DECIDED) for remark in said].count(True) == 1, "one sentence says what decided"
        rival = better(Findings(plan.evidence), plan.strategy)
        tally = Findings(plan.evidence).tally(plan.strategy)
        if rival is not None or tally is None:  # measurements say otherwise, or nothing: rules decided
            assert plan.decided_by in ("rules", "machine") and ending in ("rules", "nothing_measured", "machine")
        else:
            assert plan.decided_by in ("measured", "machine")
            assert ending == "machine" or ending.startswith(("measured", "kind_only"))
        assert not any(re.search(r"\bNone\b(?! of the)|\bnan\b", str(remark)) for remark in said)


def test_the_classic_example_says_what_was_measured():
    plan = make_plan(read_summary(gallery_text("caffenet")), Task())
    said = " ".join(str(remark) for remark in said_of(plan))
    assert "best or level in 12 of 13 published comparisons like yours" in said
    tried = sum("head_only" in row.scores for row in plan.evidence)
    assert (
        f"Only a new last layer, tried in {tried} of them, lost 2.4 points more." in said
        and "35 % of this plan's work" in said
    )
    assert plan.decided_by == "measured" and len(plan.evidence) == 13


def test_what_one_row_says_is_not_told_of_all():
    plan = make_plan(read_summary(gallery_text("bert")), Task(domain="text", examples=5_000))
    assert [row.key for row in plan.evidence if "head_only" in row.scores] == ["bert-conll-ner"]
    assert "Only a new last layer, tried in 1 of them, was level" in " ".join(map(str, said_of(plan)))


def test_a_mix_of_cases_is_not_said_to_look_different():
    for shift, said in (("input", "What it will meet looks different"), ("feature", "is another mix of cases")):
        assert said in make_plan(read_summary(gallery_text("resnet18")), Task(shift=shift, examples=50_000)).why


def test_comparisons_like_a_case_share_data_family_and_size():
    model = read_summary(gallery_text("vit_b_16"))
    for examples in (500, 50_000):
        found = findings_for(model, Task(classes=10, examples=examples))
        assert len(found.rows) >= FEWEST
        assert all(row.family == "transformer" and row.domain == "image" for row in found.rows)
        assert all(((row.examples or 5_000) < 5_000) == (examples < 5_000) for row in found.rows)
    assert findings_for(model, Task(domain="table")).rows == ()


def test_pretraining_narrows_the_comparisons_where_enough_are_left():
    model = read_summary(gallery_text("resnet50"))
    task = Task(classes=10, examples=50_000)
    every = findings_for(model, task).rows
    some = findings_for(model, replace(task, pretraining="contrastive")).rows
    assert set(row.pretraining for row in some) == {"contrastive"} and 0 < len(some) < len(every)


def test_a_strategy_that_measured_worse_is_found_out():
    rows = tuple(row for row in comparisons() if row.key.startswith("byol-BYOL"))
    found = Findings(rows)
    assert better(found, "head_only").rival == "full" and better(found, "full") is None
    assert {tally.strategy for tally in found.measured()} <= set(STRATEGIES)
    model, task = read_summary(gallery_text("resnet50")), Task(classes=10, examples=50_000)
    assert decided_by(model, task, findings_for(model, task)) == "measured"
    assert decided_by(model, replace(task, memory_gb=0.1), findings_for(model, task)) == "machine"
