"""The laws of a plan, over every strategy and many models, then numbers worked by hand."""

import math
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from explorer.errors import ReaderError
from explorer.planner import REQUESTS, RULES, Layer, Plan, Task, make_plan
from explorer.planner.parts import carries_weights, find_parts
from explorer.planner.records.plan import ACTIONS
from tests.planner.plan_models import CROSSED, DATA, SAMPLES, linear, read, stack, truth, two_layer

TASKS = {
    "classic": Task(),
    "text": Task(classes=3, domain="text", input_size=128, examples=3000),
    "number": Task(classes=None, examples=20_000, similarity=0.5, optimizer="sgd"),
    "channels": Task(classes=5, input_channels_changed=True, similarity=0.3),
    "labels": Task(classes=7, several_labels=True, domain="table", smallest_class=3),
}
FALLING = ("discriminative", "gradual")


@cache
def plan_of(name: str, task: str, strategy: str) -> Plan:
    return make_plan(truth(name), TASKS[task], strategy)


@cache
def same_answers_plan(name: str, shift: str, strategy: str) -> Plan:
    model = truth(name)
    return make_plan(model, Task(classes=model.classes, shift=shift), strategy)


def plans(name: str, strategy: str) -> list[Plan]:
    return [plan_of(name, task, strategy) for task in TASKS]


@pytest.mark.parametrize(("name", "strategy"), CROSSED)
def test_each_layer_has_one_action_one_speed_and_its_reasons(name, strategy):
    for plan in plans(name, strategy):
        assert tuple(planned.layer for planned in plan.layers) == plan.model.layers
        for planned in plan.layers:
            assert planned.action in ACTIONS
            assert (planned.action == "freeze") == (planned.multiplier == 0)
            assert 0 <= planned.multiplier <= 1
            assert planned.because and set(planned.because + planned.against) <= set(RULES)
            assert not set(planned.because) & set(planned.against)
            assert str(planned.reason).endswith(".") and "!" not in planned.reason and "None" not in planned.reason


@pytest.mark.parametrize(("name", "strategy"), CROSSED)
def test_the_phases_lead_to_the_plan(name, strategy):
    for plan in plans(name, strategy):
        assert math.isclose(sum(phase.share for phase in plan.schedule), 1, abs_tol=1e-12)
        assert len({phase.key for phase in plan.schedule}) == len(plan.schedule)
        assert all(phase.key.isidentifier() and 0 < phase.share <= 1 for phase in plan.schedule)
        speeds = [planned.multiplier for planned in plan.layers]
        assert plan.schedule[-1].multipliers == tuple(speeds)
        assert plan.schedule[-1].base_learning_rate == plan.base_learning_rate > 0
        for phase in plan.schedule:
            assert all(now in (0, final) for now, final in zip(phase.multipliers, speeds, strict=True))
        for before, after in pairwise(plan.schedule):  # what has woken stays awake
            assert all(not was or now for was, now in zip(before.multipliers, after.multipliers, strict=True))
            assert before.multipliers != after.multipliers


@pytest.mark.parametrize(("name", "strategy"), CROSSED)
def test_blocks_move_together(name, strategy):
    for plan in plans(name, strategy):
        parts = find_parts(plan.model, plan.task)
        tied = {i for members in parts.ties for i in members}
        for group in parts.groups:
            new_first = {parts.first} if plan.task.input_channels_changed else set()
            members = [plan.layers[i] for i in group.members if i not in tied | new_first]
            pairs = {(planned.action, planned.multiplier) for planned in members}
            if plan.strategy == "adapters":  # a block's linear layers get weights beside them, the rest of it stays
                assert pairs <= {("add", 1.0), ("freeze", 0.0)} or parts.first in group.members, group.name
            else:
                assert len(pairs) <= 1, group.name


@pytest.mark.parametrize(("name", "strategy"), CROSSED)
def test_what_is_new_is_never_kept(name, strategy):
    for plan in plans(name, strategy):
        parts = find_parts(plan.model, plan.task)
        assert all(plan.layers[i].action == "replace" and plan.layers[i].multiplier == 1 for i in parts.replaced)
        reads_words = name in ("repr_bert", "repr_gpt2", "k3_imdb_bilstm")
        if plan.task.input_channels_changed and not reads_words:
            first = plan.layers[parts.first]
            assert (first.action, first.multiplier) == ("reinitialize", 1)


@pytest.mark.parametrize("strategy", FALLING)
@pytest.mark.parametrize("name", SAMPLES)
def test_speeds_fall_evenly_from_the_head_to_the_first_group(name, strategy):
    plan = plan_of(name, "classic", strategy)
    parts = find_parts(plan.model, plan.task)
    speeds = [plan.layers[group.members[0]].multiplier for group in parts.groups]
    if parts.head is not None:
        assert plan.layers[parts.head].multiplier == 1
    assert speeds == sorted(speeds)
    assert speeds[0] == plan.speeds.stem_multiplier
    assert plan.speeds.groups == len(speeds) + 1
    assert f"{plan.speeds.groups} groups" in plan.speeds.sentence
    for slower, faster in pairwise([*speeds, 1.0]):
        assert math.isclose(slower / faster, plan.speeds.decay, rel_tol=1e-9)


@pytest.mark.parametrize("strategy", REQUESTS)
@pytest.mark.parametrize("shift", ["same", "input", "feature", "output"])
def test_layers_with_one_tensor_get_one_treatment(shift, strategy):
    plan = same_answers_plan("repr_gpt2", shift, strategy)
    words, head = (next(p for p in plan.layers if p.layer.path == path) for path in ("transformer.wte", "lm_head"))
    if head.action == "replace":
        assert shift in ("same", "output")
    else:
        assert (words.action, words.multiplier) == (head.action, head.multiplier)
        assert "G3" in words.because and "G3" in head.because


@pytest.mark.parametrize("name", SAMPLES)
def test_the_old_head_stays_only_while_its_answers_do(name):
    model = truth(name)
    if model.classes is None:
        return
    kept = make_plan(model, Task(classes=model.classes, shift="input"), "discriminative")
    other = make_plan(model, Task(classes=model.classes + 1, shift="input"), "discriminative")
    number = make_plan(model, Task(classes=None, shift="input"), "discriminative")
    relabelled = make_plan(model, Task(classes=model.classes, shift="output"), "discriminative")
    heads = [next(p for p in plan.layers if p.layer.path == plan.head) for plan in (kept, other, number, relabelled)]
    assert [head.action for head in heads] == ["tune", "replace", "replace", "replace"]


def test_surgery_lets_one_block_learn():
    plan = same_answers_plan("torchinfo112_resnet50", "input", "auto")
    assert plan.strategy == "surgical_first" and plan.because[0] == "A13"
    awake = {planned.layer.stage for planned in plan.layers if planned.multiplier > 0}
    assert awake == {0}
    middle = same_answers_plan("repr_bert", "feature", "surgical_middle")
    names = {middle.model.stage_names[p.layer.stage] for p in middle.layers if p.multiplier > 0}
    assert names == {f"layer.{i}" for i in range(4, 9)}  # groups: embeddings, 12 layers, pooler


def test_a_fresh_start_draws_every_weight_anew():
    plan = plan_of("k2_vgg16", "classic", "from_scratch")
    assert {planned.action for planned in plan.layers} == {"reinitialize", "replace"}


def test_the_classic_example_adjusts_everything_gently():
    plan = plan_of("caffe_caffenet_deploy", "classic", "auto")
    assert plan.strategy == "discriminative" and plan.because[0] == "A21" and "A2" in plan.against


def test_the_first_classic_strategy_keeps_all_but_a_new_last_layer():
    plan = plan_of("caffe_caffenet_deploy", "classic", "head_only")
    assert "A2" in plan.because and "A28" in plan.against
    assert [p.layer.path for p in plan.layers if p.multiplier > 0] == ["fc8"]
    assert plan.cost.trainable_parameters == 4096 * 2 + 2


def test_the_second_classic_strategy_slows_the_early_layers():
    plan = plan_of("caffe_caffenet_deploy", "classic", "discriminative")
    speed = {planned.layer.path: planned.multiplier for planned in plan.layers}
    assert speed["conv1"] == 0.1  # A1, A6, A21: a tenth at the first of 8 groups
    assert math.isclose(speed["fc7"], 0.1 ** (1 / 7), rel_tol=1e-12)
    assert speed["conv1"] < speed["conv2"] < speed["conv5"] < speed["fc6"] < speed["fc7"] < speed["fc8"] == 1


def test_waking_up_from_the_end_takes_at_most_five_phases():
    plan = plan_of("torchinfo112_resnet50", "classic", "gradual")
    assert len(plan.schedule) == 5
    short = make_plan(two_layer(), Task(), "gradual")
    assert [phase.key for phase in short.schedule] == ["head", "all"]
    assert short.schedule[0].multipliers == (0, 1) and short.schedule[1].multipliers == (0.01, 1)


def test_the_probe_learns_fast_and_the_rest_gently():
    plan = plan_of("k2_vgg16", "classic", "linear_probe_then_tune")
    first, second = plan.schedule
    assert (first.base_learning_rate, second.base_learning_rate) == (1e-3, 1e-5)  # A3, Keras guide
    assert sum(speed > 0 for speed in first.multipliers) == 1
    assert all(speed == 1 for speed in second.multipliers)
    alone, then = plan.notes[:2]
    assert (alone.key, then.key) == ("plan.note.rate_alone", "plan.note.rate_then")
    assert (alone.values["rate"], then.values["rate"]) == (1e-3, 1e-5) and "0.001, from A3" in alone


@pytest.mark.parametrize(
    ("task", "strategy", "rate"),
    [
        (Task(optimizer="sgd"), "discriminative", 0.01),  # A6: last layer 1e-2, rest 1e-3
        (Task(optimizer="sgd", batch=128), "full", 0.001),  # A18: 0.001 at 128
        (Task(optimizer="sgd", batch=512), "full", 0.003),  # A18: 0.003 at 512
        (Task(), "head_only", 1e-3),  # A3
        (Task(), "full", 1e-4),  # A27
        (Task(domain="text"), "full", 2e-5),  # A9
        (Task(domain="text"), "discriminative", 1e-4),  # A27, as its fall
    ],
)
def test_the_rate_is_the_published_one(task, strategy, rate):
    assert make_plan(truth("repr_bert"), task, strategy).base_learning_rate == rate


def test_text_speeds_fall_more_mildly_than_those_of_pictures():
    text = make_plan(truth("repr_bert"), Task(domain="text"), "discriminative")
    picture = make_plan(truth("repr_vit_b_16"), Task(), "discriminative")
    assert text.speeds.stem_multiplier == 0.25 > picture.speeds.stem_multiplier == 0.1
    assert math.isclose(text.speeds.decay, 0.25 ** (1 / 14), rel_tol=1e-12)  # embeddings, 12 layers, pooler, head


def test_a_head_that_the_person_names_is_taken():
    plan = make_plan(truth("k3_loop_vgg16_trainable"), Task(head="block5_conv3"), "head_only")
    assert plan.head == "block5_conv3"
    assert [p.layer.path for p in plan.layers if p.action == "replace"] == ["block5_conv3"]
    with pytest.raises(ReaderError, match="fc8"):
        make_plan(truth("caffe_caffenet_deploy"), Task(head="fc88"))


def test_second_heads_that_gave_the_same_answers_are_made_new_as_well():
    model = stack(
        linear("body", 8, 4),
        linear("aux.fc", 4, 3, role="head", auxiliary=True, stage=1),
        linear("boxes", 4, 5, role="head", auxiliary=True, stage=1),
        linear("fc", 4, 3, role="head", stage=2),
        classes=3,
    )
    plan = make_plan(model, Task(classes=2), "head_only")
    assert plan.head == "fc"
    assert [p.action for p in plan.layers] == ["freeze", "replace", "freeze", "replace"]
    assert plan.cost.trainable_parameters == 2 * (4 * 2 + 2)


def test_names_without_counts_still_make_a_plan():
    layers = tuple(Layer(name, "", stage=i) for i, name in enumerate(("a", "b")))
    model = stack(*layers, Layer("c", "", role="head", stage=2))
    plan = make_plan(model, Task(), "discriminative")
    assert [p.multiplier for p in plan.layers] == [0.1, math.sqrt(0.1), 1.0]
    assert plan.cost.trainable_parameters is None and plan.cost.memory_share is None


@pytest.mark.parametrize("strategy", REQUESTS)
def test_any_small_model_can_be_planned(strategy):
    only_head = stack(linear("fc", 4, 3, role="head"), classes=3)
    no_weights = stack(Layer("relu", "ReLU", 0, role="activation"))
    for model in (only_head, no_weights, two_layer(), replace(two_layer(), stage_names=())):
        for task in TASKS.values():
            plan = make_plan(model, task, strategy)
            assert len(plan.layers) == len(model.layers)


def test_an_unknown_strategy_is_refused_in_words():
    with pytest.raises(ReaderError, match=r"head_only.*'best'"):
        make_plan(two_layer(), Task(), "best")


READ = (
    "k3_resnet50v2",
    "k2_mobilenetv2",
    "k3_imdb_bilstm",
    "repr_bert",
    "repr_gpt2",
    "params_resnet18_frozen",
    "torchinfo_resnet18_frozen_varnames",
    "torchsummary_vgg16",
    "caffe_caffenet_deploy",
)


@pytest.mark.parametrize("strategy", [key for key in REQUESTS if "surgical" not in key])  # blocks differ by text
@pytest.mark.parametrize("name", READ)
def test_a_summary_as_read_plans_like_the_live_model(name, strategy):
    plan = make_plan(read(name), Task(), strategy)
    live = make_plan(truth(name), Task(), strategy)
    assert plan.strategy == live.strategy
    if plan.cost.trainable_parameters is not None or strategy != "biases":  # a text need not tell the biases
        assert plan.cost.trainable_parameters == live.cost.trainable_parameters
    assert plan.cost.all_parameters == live.cost.all_parameters
    weighted = [p.action for p in plan.layers if carries_weights(p.layer)]
    assert weighted.count("replace") == sum(p.action == "replace" for p in live.layers)


def readable() -> list[str]:
    return sorted(path.stem for path in DATA.glob("*.txt"))


@pytest.mark.parametrize("name", readable())
def test_every_summary_that_is_read_is_planned(name):
    model = read(name)
    for strategy in ("auto", "discriminative", "gradual"):
        plan = make_plan(model, Task(classes=6, input_channels_changed=True), strategy)
        assert [p.layer for p in plan.layers] == list(model.layers)
        assert all((p.action == "freeze") == (p.multiplier == 0) for p in plan.layers)
        assert (plan.head is None) == ("head_missing" in {warning.key for warning in plan.warnings})
        learning, total = plan.cost.trainable_parameters, plan.cost.all_parameters
        assert learning is None or total is None or 0 <= learning <= total
        words = " ".join(map(str, [plan.why, *plan.notes, *plan.cost.notes, *(p.reason for p in plan.layers)]))
        assert "None" not in words.replace(model.name, "") and "!" not in words


def test_a_tied_old_head_keeps_its_full_speed_and_tied_body_layers_take_the_slower_one():
    words = same_answers_plan("repr_gpt2", "input", "discriminative")
    speed = {planned.layer.path: planned.multiplier for planned in words.layers}
    assert speed["transformer.wte"] == speed["lm_head"] == 1.0
    twins = stack(
        linear("early", 4, 4),
        linear("late", 4, 4, stage=1, parameters=0, shares_with="early"),
        linear("fc", 4, 3, role="head", stage=2),
        classes=3,
    )
    plan = make_plan(twins, Task(), "discriminative")
    assert [p.multiplier for p in plan.layers] == [0.1, 0.1, 1.0]
