"""The advice held against published measurements: the yardstick first, then what the advice owes."""

from pathlib import Path

import pytest

from explorer.planner.advice.choice import choose
from explorer.planner.evidence.case import case_of
from explorer.planner.evidence.comparison import comparisons
from explorer.planner.evidence.score import always, score
from tests.benchmarks.advice_score import FIXED, page
from tests.benchmarks.earlier_advice import earlier_advice

ROOT = Path(__file__).resolve().parents[3]


def advice(row):
    return choose(*case_of(row)).strategy


def part(name):
    return [row for row in comparisons() if row.part == name]


def test_the_yardstick_measures_what_was_measured_before():
    earlier = score(lambda row: earlier_advice(*case_of(row)), comparisons())
    full, head = score(always("full"), comparisons()), score(always("head_only"), comparisons(), neighbours=False)
    assert (earlier.level, earlier.rows, round(earlier.points_lost, 2)) == (103, 167, 2.64)
    assert (full.level, full.rows, round(full.points_lost, 2)) == (131, 167, 1.56)
    assert (head.level, head.rows, round(head.points_lost, 2)) == (18, 134, 11.33)


@pytest.mark.parametrize("rows", [comparisons(), part("fit"), part("check")], ids=["all", "fit", "check"])
def test_the_advice_is_better_than_every_fixed_choice(rows):
    ours = score(advice, rows)
    assert ours.rows == len(rows) and ours.share >= 0.83 and ours.points_lost <= 1.0
    for strategy in FIXED:
        fixed = score(always(strategy), rows)
        assert ours.level > fixed.level and ours.points_lost < fixed.points_lost, strategy


def test_the_advice_does_not_hang_on_knowing_how_the_model_was_pretrained():
    blind = score(lambda row: choose(*case_of(row, pretraining_known=False)).strategy, comparisons())
    assert blind.share >= 0.83 and blind.points_lost <= 1.0


def test_a_chooser_that_knows_the_scores_loses_nothing_and_one_that_errs_loses():
    best = score(lambda row: max(row.scores, key=row.scores.get), comparisons())
    worst = score(lambda row: min(row.scores, key=row.scores.get), comparisons())
    assert (best.level, best.points_lost) == (167, 0)
    assert worst.share < 0.3 and worst.points_lost > 5


@pytest.mark.slow
def test_the_page_in_docs_is_what_the_benchmark_prints():
    assert (ROOT / "docs" / "advice.md").read_text(encoding="utf-8") == page()
