"""The rule book: complete, readable, consistent with itself and with its page in docs."""

from pathlib import Path

import pytest

from explorer.planner import CONFLICTS, REQUESTS, RULES, STRATEGIES, Task, make_plan
from explorer.planner.advice.choice import CHOICES
from explorer.planner.advice.rates import RATES
from explorer.planner.advice.strategies import STEM_CHOICES
from explorer.planner.cautions.of_the_plan import CAUTIONS
from explorer.planner.miniature import RIVALS, SPARE_RIVALS
from explorer.planner.records.plan import ACTIONS
from explorer.planner.rules.book import rule_table, source_line
from explorer.planner.rules.rule import TAGS
from explorer.simulation import STRATEGIES as MINIATURE
from tests.planner.plan_models import SAMPLES, truth

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules.md"
NAMES = {*STRATEGIES, *ACTIONS}
TASKS = [
    Task(domain=domain, examples=examples, similarity=similarity, shift=shift, classes=1000)
    for domain in ("image", "text", "table")
    for examples in (100, 10_000)
    for similarity in (0.1, 0.5, 0.9)
    for shift in ("same", "input", "output")
]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_each_rule_reads_as_a_sentence_with_a_source(rule):
    assert rule.sentence.endswith(".") and "!" not in rule.sentence
    assert len(rule.sentence.split()) <= 28
    assert rule.condition and rule.effect.endswith(".") and rule.source and rule.tag in TAGS
    assert rule.link == "" or rule.link.startswith("https://")


def test_every_published_rule_of_the_collection_has_its_place():
    assert {f"A{i}" for i in range(1, 33)} <= set(RULES)
    assert [rule.key for rule in RULES.values()] == list(RULES)


def test_contradiction_goes_both_ways():
    for rule in RULES.values():
        for other in rule.contradicts:
            assert rule.key in RULES[other].contradicts, (rule.key, other)


def test_second_hand_rules_say_so():
    assert source_line("A13").endswith("(second hand)")
    assert "second hand" not in source_line("A2")
    assert "Marked" not in TAGS and "M" not in TAGS  # unchecked numbers are never cited


@pytest.mark.parametrize("name", SAMPLES)
def test_rules_speak_for_and_against_known_names_and_never_both(name):
    model = truth(name)
    for task in TASKS:
        for rule in RULES.values():
            if rule.applies(model, task):
                pro, contra = rule.speaks_for(model, task), rule.speaks_against(model, task)
                assert set(pro + contra) <= NAMES, rule.key
                assert not set(pro) & set(contra), rule.key


def test_all_that_cites_a_rule_cites_one_that_exists():
    cited = {key for choice in CHOICES for key in choice.rules}
    cited |= {rate.rule for rate in RATES}
    cited |= {key for choice in STEM_CHOICES for key in choice.stem.rules}
    cited |= {key for conflict in CONFLICTS.values() for side in conflict.sides for key in side.rules}
    cited |= {key for strategy in STRATEGIES.values() for key, _ in strategy.keep_by}
    assert cited <= set(RULES)


def test_the_strategies_are_those_of_the_contract():
    assert tuple(STRATEGIES) != () and "auto" not in STRATEGIES and ("auto", *STRATEGIES) == REQUESTS


def test_the_miniature_calls_a_strategy_as_the_planner_does():
    both = set(STRATEGIES) & set(MINIATURE)
    assert {*RIVALS, *SPARE_RIVALS} <= both
    assert all(STRATEGIES[key].label == MINIATURE[key].label for key in both)
    assert len({strategy.label for strategy in (*STRATEGIES.values(), *MINIATURE.values())}) == len(
        {*STRATEGIES, *MINIATURE}
    )


def test_the_standing_conflicts_are_kept_in_words():
    assert {key[:2] for key in CONFLICTS} == {f"C{number}" for number in range(1, 8)}
    for conflict in CONFLICTS.values():
        assert conflict.question.endswith("?") and len(conflict.sides) >= 2
        assert all(side.sentence.endswith(".") and side.rules for side in conflict.sides)


def test_conflicts_are_shown_where_a_plan_touches_them():
    resnet = truth("torchinfo112_resnet50")
    assert make_plan(resnet, Task(), "head_only").conflicts == ("C1", "C2")
    assert make_plan(resnet, Task(), "full").conflicts == ("C3", "C4")
    few_and_distant = make_plan(resnet, Task(similarity=0.2))
    assert few_and_distant.strategy == "full" and "C2b" in few_and_distant.conflicts


def test_each_caution_is_listed_once():
    assert len(set(CAUTIONS)) == len(CAUTIONS)


def test_the_page_in_docs_is_the_rule_book():
    assert PAGE.read_text(encoding="utf-8").endswith(rule_table())
