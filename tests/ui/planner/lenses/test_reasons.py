"""Both sides of every decision are shown, with what would turn it."""

from dataclasses import replace

import pytest

from explorer.planner import Task, make_plan
from explorer.planner.gallery import GALLERY
from explorer.planner.rules.book import RULES
from explorer.ui.planner.lenses.reasons import between, phase_frame, rule_text, turning
from explorer.ui.planner.lenses.runs import runs_by_rule
from tests.planner.plan_models import crossed, gallery_model


def plan(key="caffenet", strategy="auto", **answers):
    return make_plan(gallery_model(key), Task(**answers), strategy)


def test_the_sentence_names_the_rule_followed_and_the_answer_that_turns_it():
    said = between(plan())
    assert said.startswith("What was measured decided how much learns; how fast was not compared")
    assert "there we followed A6 (" in said
    assert "With 10 examples the advice would be" in said


@pytest.mark.parametrize("examples", [50, 500, 20_000])
@pytest.mark.parametrize("similarity", [0.1, 0.5, 0.9])
def test_the_turning_answer_makes_its_rule_speak_for_the_new_advice(examples, similarity):
    chosen = plan("resnet18", examples=examples, similarity=similarity)
    turn = turning(chosen)
    if turn is None:
        assert between(chosen)
        return
    rule, flip = turn
    turned = make_plan(chosen.model, replace(chosen.task, **{flip.field: flip.value}))
    assert turned.strategy == flip.strategy != chosen.strategy
    assert rule in turned.because
    assert rule in chosen.against


def test_what_decided_is_said_as_on_the_card():
    assert between(plan(domain="table")).startswith("We followed A1 (")
    assert between(plan("vit_b_16", memory_gb=0.5)).startswith("What fits your machine decided; how it is done")
    assert "measured decided" in between(plan(examples=50_000, similarity=0.2))


def test_an_own_choice_names_the_advice():
    said = between(plan(strategy="full"))
    assert said == "You chose this strategy. The advice would be “New last layer, the rest gently”."


@pytest.mark.parametrize(("key", "strategy"), crossed(GALLERY))
def test_runs_name_every_part_once_in_order(key, strategy):
    chosen = plan(key, strategy)
    runs = runs_by_rule(chosen)
    names = [name for run in runs for name in run.names]
    assert len(names) == len(set(names))
    assert [run.first for run in runs] == [1 + sum(len(r.names) for r in runs[:i]) for i in range(len(runs))]


def test_phases_are_listed_with_shares_that_add_up():
    frame = phase_frame(plan("resnet50", "gradual"))
    assert len(frame) == 5
    assert sum(float(text.rstrip(" %")) for text in frame["Share of training"]) == pytest.approx(100)
    assert frame["What learns"].iloc[0] == "predictions (1 of 18 parts)"
    assert frame["What learns"].iloc[-1] == "conv1 … predictions (18 of 18 parts)"


@pytest.mark.parametrize("key", RULES)
def test_second_hand_rules_say_so(key):
    assert ("(second hand)" in rule_text(RULES[key])) == (RULES[key].tag == "S")
