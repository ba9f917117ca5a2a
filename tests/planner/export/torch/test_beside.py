"""Programs for plans in which something learns beside frozen layers: small added weights, or biases alone."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.planner import EXPORTERS, Task, export_plan, gallery_text, make_plan, read_summary
from explorer.planner.export.beside import split_beside
from tests.planner.plan_models import truth

TORCH = ("pytorch", "timm", "fastai", "lightning", "huggingface")


def plan(strategy="adapters", **answers):
    return make_plan(truth("repr_bert"), Task(domain="text", classes=3, **answers), strategy)


def pasted(name):
    folder = Path(__file__).resolve().parents[3] / "data" / "pasted_today"
    return read_summary((folder / f"{name}.txt").read_text(encoding="utf-8"))


def constant(code, name):
    for node in ast.parse(code).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return ast.literal_eval(node.value)
    raise AssertionError(f"{name} is not set")


def added_in(code):
    """The layers beside which a program adds weights, with what it writes for them."""
    rows = constant(code, "BLOCKS")
    return {name: action for _, _, action, names in rows for name in names if action.startswith("add ")}


@pytest.mark.parametrize("key", TORCH)
def test_added_weights_stand_beside_frozen_layers_in_every_program_for_pytorch(key):
    chosen = plan()
    code = export_plan(chosen, key)
    added = {p.layer.path: f"add {p.rank}" for p in chosen.layers if p.action == "add"}
    assert added_in(code) == added
    speeds = constant(code, "MULTIPLIERS")
    assert speeds["added"] == speeds["head"] == 1.0 and speeds["frozen"] == 0.0
    blocks = {name: group for _, group, _, names in constant(code, "BLOCKS") for name in names}
    assert all(blocks[path] == "frozen" for path in added)  # their own weights stay


@pytest.mark.parametrize("key", TORCH)
def test_biases_alone_learn_beside_frozen_layers(key):
    code = export_plan(plan("biases"), key)
    assert constant(code, "MULTIPLIERS")["biases"] == 1.0 and "def learning_beside" in code
    assert {group for _, group, _, _ in constant(code, "BLOCKS")} == {"frozen", "head"}


def test_biases_of_layers_that_the_plan_keeps_whole_stay():
    """A last layer that keeps its old answers is frozen, its bias with it; the others' biases learn."""
    chosen = make_plan(truth("repr_resnet18"), Task(classes=1000, shift="input"), "biases")
    kept = {p.layer.path for p in chosen.layers if p.layer.weighted and p.multiplier == 0}
    rows = constant(export_plan(chosen, "pytorch"), "BLOCKS")
    written = {name: action for _, _, action, names in rows for name in names}
    assert "fc" in kept and written["fc"] == "keep head"
    assert {name for name, action in written.items() if action == "biases"} == set(written) - kept


def test_peft_gets_the_layers_the_rank_and_the_new_head():
    chosen = plan(adapter_rank=4, adapter_layers="attention", batch=64)
    code = export_plan(chosen, "peft")
    assert constant(code, "TARGETS") == [p.layer.path for p in chosen.layers if p.action == "add"]
    assert len(constant(code, "TARGETS")) == 24  # query and value of twelve blocks
    assert constant(code, "SAVED_WHOLE") == [p.layer.path for p in chosen.layers if p.action == "replace"]
    assert (constant(code, "RANK"), constant(code, "ALPHA"), constant(code, "OUTPUTS")) == (4, 8, 3)
    assert constant(code, "BATCH") < 32 and constant(code, "TASK_TYPE") is None
    writing = make_plan(replace(truth("repr_gpt2"), kind="language"), Task(domain="text", answer="text"))
    code = export_plan(writing, "peft")
    assert constant(code, "TASK_TYPE") == "CAUSAL_LM" and constant(code, "SAVED_WHOLE") == []


def test_keras_adds_weights_by_its_own_means():
    model = truth("k2_vgg16")
    chosen = make_plan(model, Task(classes=3), "adapters")
    code = export_plan(chosen, "keras")
    assert added_in(code) == {p.layer.path: f"add {p.rank}" for p in chosen.layers if p.action == "add"}
    assert "enable_lora" in code and constant(code, "MULTIPLIERS")["added"] == 1.0


def test_a_backbone_of_one_row_gets_added_weights_inside():
    model = pasted("kerashub_two_tables")
    chosen = make_plan(model, Task(domain="text", answer="text", adapter_layers="attention"), "adapters")
    code = export_plan(chosen, "keras")
    assert ("willow_backbone", "frozen", "add 8", ["willow_backbone"]) in constant(code, "BLOCKS")
    assert constant(code, "INSIDE") == "attention"
    assert chosen.cost.trainable_parameters is None  # the text does not show what is inside


def test_keras_lets_biases_alone_learn():
    code = export_plan(make_plan(truth("k2_vgg16"), Task(classes=3), "biases"), "keras")
    assert constant(code, "MULTIPLIERS")["biases"] == 1.0 and '("bias", "beta")' in code
    assert "BatchNormalization stay whole" in code


def test_caffe_lets_biases_alone_learn_by_its_own_rates():
    chosen = make_plan(read_summary(gallery_text("caffenet")), Task(), "biases")
    code = export_plan(chosen, "caffe")
    first = code[code.index('name: "conv1"') :]
    rates = re.findall(r"lr_mult: (\d+)", first)[:2]
    assert rates == ["0", "10"]  # the weights stay, the biases learn as fast as the last layer
    assert re.findall(r"lr_mult: (\d+)", code[code.index('name: "fc8_new"') :])[:2] == ["10", "20"]


@pytest.mark.parametrize("strategy", ["adapters"])
def test_what_a_framework_cannot_do_is_said_and_never_done_otherwise(strategy):
    code = export_plan(plan(strategy), "caffe")
    assert "ATTENTION" in code and "lr_mult" not in code


def test_parting_a_plan_leaves_nothing_awake_but_the_rest():
    chosen = plan()
    rest, beside = split_beside(chosen)
    assert [p.layer.path for p in rest.layers if p.multiplier] == [chosen.head]
    assert len(beside.layers) == sum(p.action == "add" for p in chosen.layers)
    assert all(len(phase.multipliers) == len(rest.layers) for phase in rest.schedule)
    same, none = split_beside(plan("full"))
    assert none.kind == "" and same == plan("full")


def test_every_exporter_says_what_it_is_able_to_do():
    assert all(exporter.able <= {"added", "biases"} for exporter in EXPORTERS.values())
