"""A plan in the miniature: frozen, tuned and replaced as planned, phases and gradual waking included."""

import dataclasses

import pytest

from explorer.planner import (
    REQUESTS,
    Edit,
    Layer,
    Model,
    Task,
    edit_plan,
    gallery_text,
    make_plan,
    miniature_case,
    read_summary,
    strategy_from_plan,
    transfer_spec,
)
from explorer.simulation.transfer import WORLDS, TransferRun, resolve_strategy

DIGITS = WORLDS["digits_parity"]
SHIFT = WORLDS["input_shift"]


def make_model(body=9, classes=1000, head=True):
    """Build a chain of weighted layers, one a stage, with weightless ones in between."""
    layers, names = [], []
    for stage in range(body):
        names.append(f"block{stage}")
        layers.append(Layer(f"block{stage}.conv", "Conv2d", 100, 100, True, role="body", stage=stage))
        layers.append(Layer(f"block{stage}.relu", "ReLU", 0, 0, role="activation", stage=stage))
    if head:
        names.append("fc")
        tensors = (("weight", (classes, 10)), ("bias", (classes,)))
        layers.append(Layer("fc", "Linear", 11 * classes, role="head", stage=body, tensors=tensors))
    return Model("chain", "pytorch", "test", tuple(layers), 1, stage_names=tuple(names), classes=classes)


def speeds(strategy):
    return [phase.multipliers for phase in strategy.phases]


def plan_for(strategy, **model):
    return make_plan(make_model(**model), Task(), strategy=strategy)


@pytest.mark.parametrize("body", [0, 1, 2, 3, 4, 9, 40])
@pytest.mark.parametrize("strategy", REQUESTS)
def test_every_plan_becomes_a_strategy_that_runs(strategy, body):
    plan = plan_for(strategy, body=body)
    for world in WORLDS.values():
        own = resolve_strategy(strategy_from_plan(plan, world), world)
        assert own.layers == world.layers and own.new_head
        assert max(max(phase) for phase in speeds(own)) == 1
        assert [phase.share for phase in own.phases] == pytest.approx([phase.share for phase in plan.schedule])
    spec = dataclasses.replace(transfer_spec(plan, seeds=1), steps=1)
    assert len(spec.strategies) == 6 and TransferRun(spec).spec.strategies[0].key == "plan"


def test_constant_plans_by_hand():
    assert speeds(strategy_from_plan(plan_for("head_only"), DIGITS)) == [(0, 0, 0, 1)]
    assert speeds(strategy_from_plan(plan_for("full"), DIGITS)) == [(1, 1, 1, 1)]
    assert speeds(strategy_from_plan(plan_for("surgical_first"), DIGITS)) == [(1, 0, 0, 1)]
    assert speeds(strategy_from_plan(plan_for("surgical_middle"), DIGITS)) == [(0, 1, 0, 1)]
    scratch = strategy_from_plan(plan_for("from_scratch"), DIGITS)
    assert (speeds(scratch), scratch.new_layers) == ([(1, 1, 1, 1)], (0, 1, 2))


@pytest.mark.parametrize(
    ("key", "recipe"), [(key, key) for key in ("head_only", "full", "from_scratch", "surgical_first")]
)
def test_a_named_plan_trains_like_the_named_strategy(key, recipe):
    own = resolve_strategy(strategy_from_plan(plan_for(key), DIGITS), DIGITS)
    assert own.trains_like(resolve_strategy(recipe, DIGITS))


def test_graded_speeds_are_the_geometric_mean_of_each_third():
    plan = plan_for("discriminative", body=9)
    below = [layer.multiplier for layer in plan.layers if layer.layer.kind == "Conv2d"]
    thirds = [(below[i] * below[i + 1] * below[i + 2]) ** (1 / 3) for i in (0, 3, 6)]
    assert speeds(strategy_from_plan(plan, DIGITS))[0] == pytest.approx((*thirds, 1.0))


def test_a_probe_keeps_its_two_base_rates():
    plan = plan_for("linear_probe_then_tune")
    first, second = plan.schedule
    slower = second.base_learning_rate / first.base_learning_rate
    found = speeds(strategy_from_plan(plan, DIGITS))
    assert found[0] == (0, 0, 0, 1)
    assert found[1] == pytest.approx((slower,) * 4) and slower < 1


def test_layers_wake_from_the_end():
    found = speeds(strategy_from_plan(plan_for("gradual"), DIGITS))
    awake = [[speed > 0 for speed in phase] for phase in found]
    assert awake[0] == [False, False, False, True] and awake[-1] == [True] * 4
    counts = [sum(phase) for phase in awake]
    assert counts == sorted(counts) and all(phase == sorted(phase) for phase in awake)


def test_the_head_is_kept_where_the_answers_stay():
    model = make_model(classes=6)
    kept = make_plan(model, Task(classes=6, shift="input", examples=300), strategy="surgical_first")
    own = strategy_from_plan(kept, SHIFT)
    assert own.new_head is False and speeds(own) == [(1, 0, 0, 0)]
    replaced = make_plan(model, Task(classes=2, examples=300), strategy="head_only")
    assert strategy_from_plan(replaced, SHIFT).new_head is True


def test_ones_own_edits_reach_the_miniature():
    plan = plan_for("head_only")
    layers = tuple(
        dataclasses.replace(layer, action="tune", multiplier=0.1, own=True) if layer.layer.stage == 8 else layer
        for layer in plan.layers
    )
    speeds_now = tuple(layer.multiplier for layer in layers)
    phases = (dataclasses.replace(plan.schedule[0], multipliers=speeds_now, share=1.0),)
    edited = dataclasses.replace(plan, layers=layers, schedule=phases)
    assert speeds(strategy_from_plan(edited, DIGITS)) == [(0, 0, pytest.approx(0.1), 1)]
    assert "head_only" in transfer_spec(edited).strategies  # the advice stays beside it


def test_a_model_of_one_layer_has_nothing_below_to_train():
    assert speeds(strategy_from_plan(plan_for("full", body=0), DIGITS)) == [(0, 0, 0, 1)]


def test_two_groups_lie_on_three_layers():
    plan = plan_for("surgical_first", body=2)
    assert speeds(strategy_from_plan(plan, DIGITS)) == [(1, 0, 0, 1)]


@pytest.mark.parametrize(
    ("task", "world", "examples", "notes"),
    [
        (Task(), "digits_parity", 500, ()),
        (Task(domain="text", examples=3000), "hidden_features", 3000, ()),
        (Task(shift="input", examples=100), "input_shift", 100, ()),
        (Task(shift="feature", examples=100), "feature_shift", 100, ()),
        (Task(shift="output", examples=100), "label_shift", 100, ()),
        (Task(examples=1_000_000), "digits_parity", 500, ("fewer_examples",)),
        (Task(examples=1, domain="table"), "hidden_features", 10, ("more_examples",)),
        (Task(classes=None), "digits_parity", 500, ("value",)),
        (Task(answer="boxes", classes=None), "digits_parity", 500, ("boxes",)),
        (Task(answer="text", domain="text"), "hidden_features", 500, ("text",)),
    ],
)
def test_a_task_finds_its_world_and_place(task, world, examples, notes):
    case = miniature_case(task)
    assert (case.world, case.examples, case.similarity, case.notes) == (world, examples, task.similarity, notes)


def test_the_rivals_are_the_five_named_ones_unless_the_plan_is_one():
    named = ("head_only", "adapters", "discriminative", "full", "from_scratch")
    assert transfer_spec(plan_for("gradual")).strategies[1:] == named
    rivals = transfer_spec(plan_for("full")).strategies[1:]
    assert rivals == ("head_only", "adapters", "discriminative", "from_scratch", "linear_probe_then_tune")


def test_what_moves_beside_a_layer_moves_so_in_the_miniature():
    model = read_summary(gallery_text("vit_b_16"))
    added = strategy_from_plan(make_plan(model, Task(), strategy="adapters"), DIGITS)
    assert (added.added, added.biases, speeds(added)) == ((0, 1, 2), (), [(1, 1, 1, 1)])
    assert resolve_strategy(added, DIGITS).trains_like(resolve_strategy("adapters", DIGITS))
    alone = strategy_from_plan(make_plan(model, Task(), strategy="biases"), DIGITS)
    assert (alone.added, alone.biases) == ((), (0, 1, 2))
    assert resolve_strategy(alone, DIGITS).trains_like(resolve_strategy("biases", DIGITS))


def test_a_layer_that_learns_whole_beside_what_is_added_learns_whole_in_the_miniature():
    model = read_summary(gallery_text("vit_b_16"))
    plan = make_plan(model, Task(), strategy="adapters")
    last = max(planned.layer.stage for planned in plan.layers if planned.action == "add")
    edited = edit_plan(plan, (Edit(stage=last, action="tune", multiplier=0.1),))
    found = strategy_from_plan(edited, DIGITS)
    assert 0 in found.added and 2 not in found.added and not found.biases
