"""The table of published comparisons: complete, as its sources have it, and free of guesses."""

import re

from explorer.planner.advice.strategies import REQUESTS
from explorer.planner.evidence.comparison import FILE, MEASURED_STRATEGIES, comparisons
from explorer.planner.records.comparison import NEIGHBOURS
from explorer.planner.records.task import ANSWERS, DOMAINS, PRETRAININGS


def test_the_table_holds_what_its_note_says():
    rows = comparisons()
    assert len(rows) == 167 and len({row.key for row in rows}) == 167
    assert len({row.source for row in rows}) == 15
    assert sum(row.unlike_test for row in rows) == 7
    assert set(MEASURED_STRATEGIES) == set(NEIGHBOURS) <= set(REQUESTS)


def test_a_strategy_that_nobody_measured_has_no_stand_in():
    assert all(row.stand_in("a new idea") is None and row.points_lost("a new idea") is None for row in comparisons())


def test_every_row_can_be_compared_and_told():
    for row in comparisons():
        assert len(row.measured) >= 2, row.key
        assert row.domain in DOMAINS and row.answer in ANSWERS and row.pretraining in PRETRAININGS[1:], row.key
        assert row.family in ("cnn", "transformer") and row.part in ("fit", "check") and 0 <= row.similarity <= 1
        assert row.source and row.place and row.read in ("src", "second hand")


def test_a_source_lies_in_one_part_only():
    parts = {}
    for row in comparisons():
        parts.setdefault(row.source, set()).add(row.part)
    assert all(len(found) == 1 for found in parts.values())


def test_the_best_and_what_is_level_agree_with_the_source_columns():
    import csv

    with FILE.open(encoding="utf-8", newline="") as lines:
        raw = {line["id"]: line for line in csv.DictReader(lines)}
    for row in comparisons():
        line = raw[row.key]
        assert all(row.scores[name] == row.best for name in line["winner"].split(";")), row.key
        within = {name for name in row.scores if row.best - row.scores[name] <= (row.spread or 1.0) + 1e-9}
        assert within == set(line["within_noise"].split(";")), row.key


def test_a_strategy_that_was_not_measured_counts_as_its_nearest_neighbour():
    row = next(row for row in comparisons() if row.key == "byol-Sup-Pets")
    assert row.stand_in("discriminative") == "full" and row.points_lost("discriminative") == 0
    assert row.stand_in("head_only") == "head_only" and abs(row.points_lost("head_only") - 0.6) < 1e-9
    assert row.level("head_only") and not row.level("from_scratch")


def test_the_table_names_no_place_outside_the_sources():
    text = FILE.read_text(encoding="utf-8")
    assert not re.search(r"file id|/work|\.\./|see md", text)
