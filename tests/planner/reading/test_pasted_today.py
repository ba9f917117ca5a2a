"""What people paste today is read as what it is, or refused with what to paste; nothing is wrong without a word."""

import json
from functools import cache
from pathlib import Path

import pytest

from explorer.planner import Model, SummaryError, Task, make_plan, read_summary

DATA = Path(__file__).resolve().parents[2] / "data" / "pasted_today"
NAMES = sorted(path.stem for path in DATA.glob("*.json"))
REFUSED = {"load_error_as_model"}


@cache
def truth_of(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def model_of(name: str) -> Model:
    return read_summary((DATA / f"{name}.txt").read_text(encoding="utf-8"))


def plan_of(name: str):
    return make_plan(model_of(name), Task(**truth_of(name).get("task", {})))


def said(model: Model) -> str:
    return " ".join(model.notes)


def planned(plan, path: str):
    return next(planned for planned in plan.layers if planned.layer.path == path)


read = pytest.mark.parametrize("name", [name for name in NAMES if name not in REFUSED])


@read
def test_the_total_is_the_true_one_and_exact_only_where_it_is_sure(name):
    model, truth = model_of(name), truth_of(name)["parameters"]
    if isinstance(truth, int):
        assert model.parameters == truth
        assert model.exact or model.notes
    if model.exact:
        assert sum(layer.parameters for layer in model.layers) == model.parameters == model.parameters_at_least
    if model.parameters is not None and model.parameters_at_least is not None:
        assert model.parameters_at_least <= model.parameters


@read
def test_what_learns_the_head_and_the_groups_are_the_true_ones(name):
    model, truth = model_of(name), truth_of(name)
    if truth.get("trainable") is not None:
        assert model.trainable_parameters == truth["trainable"]
    assert [layer.path for layer in model.heads] == truth["head"]
    if truth["stages"] is not None:
        assert len(model.stage_names) == truth["stages"]


def test_adapters_learn_and_their_base_is_never_woken():
    plan = plan_of("adapters_ignored")
    for layer in plan.layers:
        assert (layer.multiplier > 0) == ("lora_" in layer.layer.path and layer.layer.weighted)
    assert "LoRA" in said(plan.model) and all(layer.action != "replace" for layer in plan.layers)


def test_packed_layers_never_learn_and_are_named():
    plan = plan_of("quantized_uncounted")
    packed = [layer for layer in plan.layers if layer.layer.packed]
    assert len(packed) == 12 and {layer.layer.packed for layer in packed} == {4}
    assert all(layer.action in ("freeze", "add") for layer in packed)
    assert "4 bits" in said(plan.model) and "QLoRA" in said(plan.model)


def test_the_memory_rule_works_with_what_the_model_holds_at_least():
    plan = plan_of("memory_guard_lost")
    assert plan.strategy in ("adapters", "head_only")
    assert "at least" in said(plan.model)
    assert model_of("memory_guard_lost").parameters_at_least == 4_037_120_000


def test_sorted_names_get_the_order_of_their_numbers():
    model = model_of("alphabetical_index")
    assert model.stage_names == ("wte", *(f"blocks.{n}" for n in range(12)), "lm_head")
    assert not any("model-0" in layer.path for layer in model.layers)
    assert "alphabetical" in said(model) and "1,234,560" in said(model)


def test_a_detector_keeps_its_layers_and_its_fixed_sum():
    plan = plan_of("detector_dfl_head")
    assert "object detector" in said(plan.model)
    assert all(layer.action != "replace" for layer in plan.layers)
    assert planned(plan, "model.3.dfl.conv").multiplier == 0


def test_a_part_that_was_made_before_the_backbone_comes_after_it():
    plan = plan_of("neck_before_backbone")
    paths = [layer.path for layer in plan.model.layers]
    assert paths.index("backbone.bottom_up.stem") < paths.index("backbone.lateral2")
    assert "order" in said(plan.model)
    assert "frozen_batch_norm" not in {warning.key for warning in plan.warnings}


def test_two_towers_are_two_chains():
    plan = plan_of("two_towers_one_chain")
    assert "other_domain" not in {warning.key for warning in plan.warnings}
    assert "pictures and text" in said(plan.model)
    assert planned(plan, "model.vision_tower.patch").multiplier == 0
    assert {layer.tower for layer in plan.model.layers if layer.weighted} >= {"vision", "text", "joint"}


def test_a_hidden_encoder_learns_a_few_times_slower_and_not_45_times():
    plan = plan_of("one_row_backbone")
    assert 0.2 < planned(plan, "oak").multiplier <= 1
    assert "hides" in said(plan.model)


def test_a_framework_that_prints_like_pytorch_is_named():
    model = model_of("paddle_as_pytorch")
    assert model.framework == "paddle" and "PaddlePaddle" in said(model)


def test_a_sentence_transformer_says_how_to_print_its_encoder():
    model = model_of("sentence_transformer")
    assert "print(model[0].auto_model)" in said(model)
    assert model.layers[-1].parameters == 8_224 and model.parameters is None


def test_packed_tensors_count_by_what_they_stand_for():
    model = model_of("packed_tensors")
    assert [layer.path for layer in model.layers] == ["layers.0.attn.q_proj", "layers.0.norm", "score"]
    assert planned(plan_of("packed_tensors"), "layers.0.attn.q_proj").multiplier == 0


def test_an_error_message_is_no_model():
    with pytest.raises(SummaryError) as error:
        model_of("load_error_as_model")
    assert "module." in str(error.value) and "print(model)" in str(error.value)
