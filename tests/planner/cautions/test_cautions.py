"""Each caution speaks exactly when it should, and says what mends it."""

from dataclasses import replace

import pytest

from explorer.planner import RULES, Layer, Task, make_plan
from explorer.planner.cautions.of_the_plan import CAUTIONS
from explorer.remark import Remark
from tests.planner.plan_models import CROSSED, linear, stack, truth, two_layer

NORM = Layer("bn", "BatchNorm2d", 128, role="norm", norm="batch")
EMBEDDING = Layer("words", "Embedding", 40, role="embedding", tensors=(("weight", (10, 4)),))
AUX = linear("aux", 4, 3, role="head", auxiliary=True)
TIED = Layer("fc", "Linear", 0, role="head", stage=1, shares_with="words", tensors=(("weight", (10, 4)),))
CHANNELS = Task(input_channels_changed=True)
CONV = Layer("conv", "Conv2d", 200, role="stem", tensors=(("weight", (8, 3, 3, 3)), ("bias", (8,))))


def model(*more: Layer, **known):
    return stack(*more, linear("body", 8, 4), linear("fc", 4, 3, role="head", stage=1), **{"classes": 3, **known})


def keys(plan) -> set[str]:
    return {warning.key for warning in plan.warnings}


# key, (model, task, strategy) where it speaks, the nearest one where it does not
CASES = {
    "head_missing": ((stack(linear("body", 8, 4)), Task(), "full"), (two_layer(), Task(), "full")),
    "nothing_learns": ((stack(linear("body", 8, 4)), Task(), "head_only"), (two_layer(), Task(), "head_only")),
    "same_count": ((model(), Task(classes=3), "full"), (model(), Task(classes=3, shift="input"), "full")),
    "old_count_unknown": (
        (stack(Layer("a", ""), Layer("fc", "", role="head", stage=1)), Task(), "full"),
        (two_layer(), Task(), "full"),
    ),
    "first_layer_replaced": (
        (model(CONV), CHANNELS, "head_only"),
        (model(CONV), Task(), "head_only"),
    ),
    "first_layer_hidden": (
        (model(Layer("stage1", "ConfidentialStage", 500, role="body", family="container")), CHANNELS, "full"),
        (model(CONV), CHANNELS, "full"),
    ),
    "other_domain": ((model(CONV), Task(domain="text"), "full"), (model(CONV), Task(domain="audio"), "full")),
    "gives_other": ((model(), Task(answer="boxes"), "full"), (model(kind="detector"), Task(answer="boxes"), "full")),
    "few_examples": ((model(), Task(examples=39), "full"), (model(), Task(examples=40), "full")),
    "uneven_answers": (
        (model(), Task(examples=200, smallest_class=49), "full"),
        (model(), Task(examples=200, smallest_class=50), "full"),
    ),
    "second_heads": ((model(AUX), Task(), "full"), (model(), Task(), "full")),
    "tied_weights": (
        (stack(EMBEDDING, TIED, classes=10), Task(classes=10, shift="input"), "full"),
        (stack(EMBEDDING, linear("fc", 4, 10, role="head", stage=1), classes=10), Task(), "full"),
    ),
    "already_frozen": (
        (model(replace(CONV, trainable=False)), Task(), "full"),
        (model(replace(CONV, trainable=True)), Task(), "full"),
    ),
    "frozen_batch_norm": ((model(NORM), Task(), "head_only"), (model(NORM), Task(), "full")),
    "small_batch_norm": (
        (model(NORM), Task(batch=12), "full"),  # A23: more than 12
        (model(NORM), Task(batch=13), "full"),
    ),
    "large_batch_beside": ((model(), Task(batch=32), "adapters"), (model(), Task(batch=31), "adapters")),
    "experts_left_out": (
        (model(Layer("mlp.experts.act_fn", "SiLU", 0, role="activation")), Task(), "adapters"),
        (model(linear("mlp.experts.0.w1", 8, 4)), Task(), "adapters"),
    ),
    "sgd_on_transformer": (
        (model(Layer("ln", "LayerNorm", 8, role="norm", norm="layer")), Task(optimizer="sgd"), "full"),
        (model(NORM), Task(optimizer="sgd"), "full"),
    ),
    "names_cut": ((model(replace(CONV, name_known="cut")), Task(), "full"), (model(CONV), Task(), "full")),
    "rounded_counts": ((model(exact=False), Task(), "full"), (model(), Task(), "full")),
}


def test_every_caution_has_a_case():
    assert len(CASES) == len(CAUTIONS)


@pytest.mark.parametrize("key", CASES)
def test_a_caution_speaks_when_it_should(key):
    plan = make_plan(*CASES[key][0])
    warning = next(warning for warning in plan.warnings if warning.key == key)
    assert str(warning.sentence).endswith(".") and str(warning.mend).endswith(".")
    assert "!" not in f"{warning.sentence} {warning.mend}" and "None" not in warning.sentence
    assert warning.rule is None or warning.rule in RULES
    assert set(warning.layers) <= {layer.path for layer in plan.model.layers}


@pytest.mark.parametrize("key", CASES)
def test_a_caution_is_silent_when_it_should_be(key):
    assert key not in keys(make_plan(*CASES[key][1]))


@pytest.mark.parametrize(("name", "strategy"), CROSSED)
def test_cautions_agree_with_the_plan(name, strategy):
    plan = make_plan(truth(name), Task(classes=2, batch=8), strategy)
    spoken = {warning.key: warning for warning in plan.warnings}
    kept = [p.layer.path for p in plan.layers if p.layer.norm == "batch" and p.action == "freeze"]
    awake = [p.layer.path for p in plan.layers if p.layer.norm == "batch" and p.action != "freeze"]
    assert list(spoken["frozen_batch_norm"].layers if kept else ()) == kept
    assert list(spoken["small_batch_norm"].layers if awake else ()) == awake
    assert ("frozen_batch_norm" in spoken, "small_batch_norm" in spoken) == (bool(kept), bool(awake))
    assert len(spoken) == len(plan.warnings)


def test_a_new_head_leaves_the_word_list_it_shared_with():
    plan = make_plan(stack(EMBEDDING, TIED, classes=10), Task(classes=2), "head_only")
    warning = next(warning for warning in plan.warnings if warning.key == "tied_weights")
    assert "weights of its own" in warning.sentence and warning.layers == ("fc",)
    assert [p.action for p in plan.layers] == ["freeze", "replace"]


def test_a_word_list_is_never_drawn_anew_for_other_channels():
    plan = make_plan(stack(EMBEDDING, TIED, classes=10), Task(classes=2, input_channels_changed=True), "head_only")
    assert plan.layers[0].action == "freeze" and "first_layer_replaced" not in keys(plan)


def test_a_class_token_is_not_the_first_layer():
    token = Layer("cls_token", "", 4, tensors=(("cls_token", (1, 1, 4)),))
    plan = make_plan(model(token, CONV), Task(input_channels_changed=True), "head_only")
    assert [p.action for p in plan.layers] == ["tune", "reinitialize", "tune", "replace"]


def test_totals_alone_show_that_much_came_kept():
    assert "already_frozen" in keys(make_plan(model(trainable_parameters=15), Task(), "full"))
    assert "already_frozen" not in keys(make_plan(model(trainable_parameters=51), Task(), "full"))


def test_layers_beside_a_new_first_layer_learn_too():
    start = stack(CONV, replace(NORM, stage=0), linear("body", 8, 4, stage=1), linear("fc", 4, 3, role="head", stage=2))
    plan = make_plan(start, Task(input_channels_changed=True), "head_only")
    assert [(p.action, p.multiplier) for p in plan.layers] == [
        ("reinitialize", 1.0),
        ("tune", 0.1),
        ("freeze", 0.0),
        ("replace", 1.0),
    ]


@pytest.mark.parametrize("answer", ["text", "boxes"])
@pytest.mark.parametrize("kind", ["language", "detector", "segmenter", ""])
def test_only_a_model_that_sorts_is_said_to_give_something_else(answer, kind):
    assert ("gives_other" in keys(make_plan(model(kind=kind), Task(answer=answer)))) == (kind == "")


def test_a_model_that_gives_a_word_of_its_list_writes():
    writer = stack(EMBEDDING, linear("body", 4, 4), linear("out", 4, 10, role="head", stage=1), classes=10)
    assert "gives_other" not in keys(make_plan(writer, Task(answer="text", domain="text")))
    assert "gives_other" in keys(make_plan(writer, Task(answer="boxes")))


def test_several_labels_and_numbers_are_said_in_the_remarks():
    several = make_plan(model(), Task(several_labels=True))
    number = make_plan(model(), Task(classes=None))
    assert any("sigmoid" in note for note in several.notes)
    assert any("one number" in note for note in number.notes)
    boxes = make_plan(model(kind="detector"), Task(classes=None, answer="boxes"))
    assert not any("one number" in note for note in boxes.notes)


def test_a13_is_only_a_remark_when_the_answers_change():
    plan = make_plan(model(), Task(classes=2, shift="input"))
    assert "A13" not in plan.because and not plan.strategy.startswith("surgical")
    assert Remark("plan.note.shift_elsewhere") in plan.notes
    same = make_plan(model(), Task(classes=3, shift="input"))
    assert same.strategy == "surgical_first" and Remark("plan.note.shift_elsewhere") not in same.notes
