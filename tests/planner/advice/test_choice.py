"""What the rule book advises, and what would change its mind."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from explorer.planner import REQUESTS, STRATEGIES, Task, make_plan, read_summary
from explorer.planner.advice.choice import CHOICES, choose
from explorer.planner.advice.flips import EXAMPLE_STOPS, SIMILARITIES, nearest_flips
from explorer.planner.records.task import ANSWERS
from tests.planner.plan_models import SAMPLES, truth, two_layer

PASTED = Path(__file__).resolve().parents[2] / "data" / "pasted_today"
PRINTED = Path(__file__).resolve().parents[2] / "data" / "printed_models"
CAFFENET = "caffe_caffenet_deploy"
GRID = list(product((100, 4_999, 5_000, 1_000_000), (0.0, 0.35, 0.4, 0.6, 0.65, 1.0), ("image", "text", "table")))


@pytest.mark.parametrize(
    ("task", "strategy"),
    [
        (Task(), "discriminative"),  # measured: everything wins or ties in 11 of 12 such comparisons
        (Task(classes=100), "head_only"),  # A2, A29: five examples an answer
        (Task(classes=100, pretraining="masked"), "discriminative"),  # features of MAE are weak for a last layer alone
        (Task(examples=50_000), "discriminative"),  # A2: large and similar
        (Task(examples=50_000, similarity=0.2), "full"),  # A2: large and different
        (Task(similarity=0.5), "linear_probe_then_tune"),  # A14
        (Task(similarity=0.2), "full"),
        (Task(classes=1000, shift="input"), "surgical_first"),  # A13
        (Task(classes=1000, shift="feature"), "surgical_middle"),
        (Task(classes=1000, shift="output"), "head_only"),
        (Task(classes=1000, shift="input", examples=50_000), "linear_probe_then_tune"),  # measured: 5 of 5
        (Task(examples=1_000_000, similarity=0.1, budget="cluster"), "from_scratch"),
        (Task(examples=1_000_000, similarity=0.1, budget="laptop"), "full"),
        (Task(examples=100_000, similarity=0.1, budget="cluster"), "full"),
        (Task(answer="boxes"), "full"),
    ],
)
def test_advice_for_pictures(task, strategy):
    assert make_plan(truth(CAFFENET), task).strategy == strategy


@pytest.mark.parametrize(
    ("name", "task", "strategy"),
    [
        ("repr_bert", Task(domain="text", classes=3), "discriminative"),  # A9, A10
        ("repr_bert", Task(domain="text", classes=3, similarity=0.1), "gradual"),  # A8
        ("k3_imdb_bilstm", Task(domain="text", classes=3), "gradual"),  # A8: no transformer
        ("repr_gpt2", Task(domain="text", answer="text"), "adapters"),  # A17, L9
        ("repr_gpt2", Task(domain="text", answer="text", examples=200_000), "full"),  # L9: falls behind on much data
        ("repr_vit_b_16", Task(), "adapters"),  # measured: few pictures, a transformer
        ("repr_vit_b_16", Task(examples=5_000), "discriminative"),
    ],
)
def test_advice_for_text(name, task, strategy):
    assert make_plan(truth(name), task).strategy == strategy


def test_what_does_not_fit_the_machine_is_not_trained_whole():
    large = replace(two_layer(), parameters=7_000_000_000)
    task = Task(examples=50_000, budget="gpu")
    plan = make_plan(large, task)
    assert plan.strategy == "head_only" and "112 GB" in plan.why and "our line" in plan.why
    assert make_plan(large, replace(task, budget="cluster")).strategy == "discriminative"


@pytest.mark.slow
def test_every_line_of_the_advice_is_used_and_speaks_in_sentences():
    used = set()
    pasted = [
        read_summary((PASTED / f"{name}.txt").read_text()) for name in ("adapters_ignored", "quantized_uncounted")
    ]
    pasted.append(read_summary((PRINTED / "wav2vec2_ctc.txt").read_text()))
    for model in (*map(truth, (CAFFENET, "repr_bert", "repr_vit_b_16")), *pasted):
        for examples, similarity, domain in (*GRID, (100, 0.65, "audio"), (5_000, 0.4, "audio")):
            for shift, answer, memory in product(("same", "input", "feature", "output"), ANSWERS, (0.1, None)):
                task = Task(model.classes, examples, similarity, shift, domain, "gpu", answer=answer, memory_gb=memory)
                choice = choose(model, task)
                used.add(CHOICES.index(choice))
                sentence = str(choice.why(model, task))
                assert sentence.endswith(".") and "!" not in sentence and "None" not in sentence
                assert choice.strategy in STRATEGIES
    assert used == set(range(len(CHOICES)))


@pytest.mark.slow
@pytest.mark.parametrize("name", [CAFFENET, "repr_bert", "k3_loop_vgg16_trainable"])
def test_each_flip_does_flip_and_the_nearest_stands_first(name):
    model = truth(name)
    for examples, similarity, domain in GRID[::2]:
        task = Task(examples=examples, similarity=similarity, domain=domain)
        advised = choose(model, task).strategy
        flips = nearest_flips(model, task)
        for flip in flips:
            changed = replace(task, **{flip.field: flip.value})
            assert choose(model, changed).strategy == flip.strategy != advised
            assert make_plan(model, changed).strategy == flip.strategy
            assert str(flip.sentence).endswith(".")


def test_the_nearest_flip_is_the_first_stop_that_flips():
    task = Task()
    flips = {flip.field: flip for flip in reversed(nearest_flips(truth(CAFFENET), task))}
    fewer = [stop for stop in reversed(EXAMPLE_STOPS) if stop < 500]
    advised = choose(truth(CAFFENET), task).strategy
    first = next(stop for stop in fewer if choose(truth(CAFFENET), replace(task, examples=stop)).strategy != advised)
    assert flips["examples"].value == first == 10
    less = [stop for stop in reversed(SIMILARITIES) if stop < 0.8]
    first = next(s for s in less if choose(truth(CAFFENET), replace(task, similarity=s)).strategy != advised)
    assert flips["similarity"].value == first == 0.6


def test_the_classic_example_names_two_nearest_answers_that_flip_it():
    fields = [flip.field for flip in make_plan(truth(CAFFENET), Task()).flips]
    assert fields[:2] == ["similarity", "examples"]


def test_a_strategy_chosen_by_hand_still_says_what_is_advised():
    for strategy in REQUESTS:
        plan = make_plan(truth(CAFFENET), Task(), strategy)
        assert plan.advised == "discriminative" and plan.requested == strategy
        assert str(plan.why).startswith("You chose this.") == (plan.strategy != "discriminative")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_model_gets_advice(name):
    for examples, similarity, domain in GRID:
        plan = choose(truth(name), Task(examples=examples, similarity=similarity, domain=domain))
        assert plan.strategy in REQUESTS
