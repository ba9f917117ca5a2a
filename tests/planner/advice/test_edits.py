"""What the person decides otherwise: everything follows, nothing impossible passes, undo gives the advice back."""

import pytest

from explorer.errors import ReaderError
from explorer.planner import REQUESTS, Edit, Layer, Task, edit_plan, make_plan, undo_edits
from explorer.remark import Remark
from tests.planner.plan_models import linear, stack, truth

CAFFENET = truth("caffe_caffenet_deploy")
FC7 = 4096 * 4096 + 4096
HEAD = 4096 * 2 + 2


def plan(strategy="head_only", task=None):
    return make_plan(CAFFENET, task or Task(), strategy)


def named(a_plan, path):
    return next(planned for planned in a_plan.layers if planned.layer.path == path)


def test_a_speed_above_0_wakes_a_kept_layer_and_all_else_follows():
    edited = edit_plan(plan(), [Edit(layer="fc7", multiplier=0.3)])
    fc7 = named(edited, "fc7")
    assert (fc7.action, fc7.multiplier, fc7.own) == ("tune", 0.3, True)
    assert edited.cost.trainable_parameters == FC7 + HEAD
    assert edited.cost.backward_macs == 4096 * 4096 + 2 * 4096 * 2  # fc7's weights, fc8's weights, through fc8
    assert edited.schedule[0].multipliers == tuple(p.multiplier for p in edited.layers)
    assert [p.layer.path for p in edited.layers if p.own] == ["fc7"]
    assert fc7.reason == Remark("plan.layer.own.tune", {"speed": fc7.multiplier}) and fc7.because


def test_keep_forces_the_speed_to_0():
    edited = edit_plan(plan("full"), [Edit(stage=0, action="freeze", multiplier=0.5)])
    assert all(p.multiplier == 0 and p.action == "freeze" for p in edited.layers if p.layer.stage == 0)
    again = edit_plan(plan("full"), [Edit(layer="conv1", multiplier=0)])
    assert named(again, "conv1").action == "freeze"


def test_adjust_without_a_speed_takes_a_tenth():
    assert named(edit_plan(plan(), [Edit(layer="conv5", action="tune")]), "conv5").multiplier == 0.1


def test_replace_below_the_last_layer_starts_it_anew():
    edited = edit_plan(plan(), [Edit(layer="fc7", action="replace")])
    assert (named(edited, "fc7").action, named(edited, "fc7").multiplier) == ("reinitialize", 1.0)
    slower = edit_plan(edited, [Edit(layer="fc7", multiplier=0.5)])
    assert (named(slower, "fc7").action, named(slower, "fc7").multiplier) == ("reinitialize", 0.5)


def test_warnings_follow_the_edits():
    resnet = truth("torchinfo112_resnet50")
    advice = make_plan(resnet, Task(), "full")
    assert "frozen_batch_norm" not in {warning.key for warning in advice.warnings}
    edited = edit_plan(advice, [Edit(stage=1, action="freeze")])
    warning = next(warning for warning in edited.warnings if warning.key == "frozen_batch_norm")
    assert set(warning.layers) == {
        p.layer.path for p in edited.layers if p.layer.stage == 1 and p.layer.norm == "batch"
    }


@pytest.mark.parametrize("strategy", REQUESTS)
def test_undo_gives_the_advice_back(strategy):
    advice = plan(strategy)
    edited = edit_plan(advice, [Edit(stage=2, multiplier=0.2), Edit(layer="fc6", action="tune")])
    assert edited != advice and undo_edits(edited) == advice
    cleared = edit_plan(edited, [Edit(stage=2), Edit(layer="fc6")])
    assert cleared == advice


def test_edits_add_up_and_the_last_one_of_a_place_holds():
    once = edit_plan(plan(), [Edit(layer="fc6", multiplier=0.2)])
    twice = edit_plan(once, [Edit(layer="fc7", multiplier=0.4), Edit(layer="fc6", multiplier=0.1)])
    assert named(twice, "fc6").multiplier == 0.1 and named(twice, "fc7").multiplier == 0.4
    assert len(twice.edits) == 2
    assert twice == edit_plan(plan(), twice.edits)


def test_an_edit_that_equals_the_advice_is_not_the_persons_own():
    edited = edit_plan(plan(), [Edit(layer="conv1", action="freeze")])
    assert not any(p.own for p in edited.layers)


def test_the_sentence_on_even_falls_goes_when_the_fall_is_no_longer_even():
    advice = plan("discriminative")
    assert edit_plan(advice, [Edit(layer="conv1", multiplier=0.5)]).speeds is None
    assert edit_plan(advice, []).speeds == advice.speeds


def test_phases_follow_the_edits():
    edited = edit_plan(plan("gradual"), [Edit(stage=0, action="freeze")])
    assert all(not phase.multipliers[0] for phase in edited.schedule)
    assert edited.schedule[-1].multipliers == tuple(p.multiplier for p in edited.layers)


def test_layers_with_shared_weights_change_together():
    gpt = truth("repr_gpt2")
    advice = make_plan(gpt, Task(classes=gpt.classes, shift="input", domain="text"), "full")
    edited = edit_plan(advice, [Edit(layer="transformer.wte", multiplier=0.2)])
    assert named(edited, "lm_head").multiplier == named(edited, "transformer.wte").multiplier == 0.2


def test_an_old_head_with_as_many_answers_may_stay():
    advice = plan(task=Task(classes=1000))
    assert named(advice, "fc8").action == "replace"
    edited = edit_plan(advice, [Edit(layer="fc8", action="tune")])
    assert named(edited, "fc8").action == "tune"
    assert "same_count" not in {warning.key for warning in edited.warnings}
    assert edited.cost.trainable_parameters == 4096 * 1000 + 1000


def test_a_stage_with_the_head_in_it_changes_what_lies_below():
    model = stack(linear("fc1", 8, 4), linear("fc2", 4, 3, role="head"), classes=3)
    edited = edit_plan(make_plan(model, Task(), "full"), [Edit(stage=0, action="freeze")])
    assert [p.action for p in edited.layers] == ["freeze", "replace"]


REFUSED = [
    (Edit(layer="fc8", action="freeze"), "has to learn"),
    (Edit(layer="fc8", multiplier=0), "has to learn"),
    (Edit(layer="fc8", action="tune"), "gives 1,000 answers and you need 2"),
    (Edit(layer="fc8", multiplier=0.5), "stays at 1; 0.5 came"),
    (Edit(stage=7, action="freeze"), "has to learn"),
    (Edit(layer="conv1", multiplier=1.5), "1.5"),
    (Edit(layer="conv1", multiplier=-0.1), "-0.1"),
    (Edit(layer="conv1", multiplier=float("nan")), "nan"),
    (Edit(layer="conv1", multiplier="fast"), "'fast'"),
    (Edit(layer="conv1", action="melt"), "'melt'"),
    (Edit(layer="conv9", multiplier=0.1), "conv"),
    (Edit(layer=99, multiplier=0.1), "99 came"),
    (Edit(stage=99, multiplier=0.1), "0 to 7"),
    (Edit(layer="relu1", multiplier=0.1), "no weights"),
    (Edit(multiplier=0.1), "either a layer or a stage"),
    (Edit(layer="conv1", stage=0, multiplier=0.1), "either a layer or a stage"),
]


@pytest.mark.parametrize(("edit", "words"), REFUSED, ids=[str(edit) for edit, _ in REFUSED])
def test_what_cannot_be_is_refused_in_words(edit, words):
    with pytest.raises(ReaderError) as refusal:
        edit_plan(plan(), [edit])
    assert words in str(refusal.value)


def test_a_new_first_layer_cannot_be_kept():
    advice = plan(task=Task(input_channels_changed=True))
    with pytest.raises(ReaderError, match="new for your channels"):
        edit_plan(advice, [Edit(layer="conv1", action="freeze")])
    slower = edit_plan(advice, [Edit(layer="conv1", multiplier=0.5)])
    assert (named(slower, "conv1").action, named(slower, "conv1").multiplier) == ("reinitialize", 0.5)


def test_layers_of_one_name_are_told_apart_by_their_place():
    twins = stack(*(Layer("fc", "Linear", 10, stage=i) for i in range(2)), linear("head", 2, 2, role="head", stage=2))
    advice = make_plan(twins, Task(classes=3), "full")
    with pytest.raises(ReaderError, match="2 layers have the name"):
        edit_plan(advice, [Edit(layer="fc", action="freeze")])
    assert [p.action for p in edit_plan(advice, [Edit(layer=1, action="freeze")]).layers] == [
        "tune",
        "freeze",
        "replace",
    ]
