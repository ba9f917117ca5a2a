"""The Caffe export: the network's own file with planned rates, a new head, and a loss that fits."""

import difflib
from pathlib import Path

import pytest

from explorer.planner import Task, export_plan, make_plan, read_summary
from explorer.planner.export.caffe.prototxt import parse
from explorer.planner.records.model import Layer, Model
from explorer.planner.records.plan import Phase, Plan, PlannedLayer
from tests.planner.export.plans import NO_COST

NET = """# my own comment stays
name: "Net"
layer { name: "data" type: "Data" top: "data" top: "label" include { phase: TRAIN } }
layer {
  name: "conv1"
  type: "Convolution"
  bottom: "data"
  top: "conv1"
  convolution_param { num_output: 8 kernel_size: 3 bias_term: false }
}
layer {
  name: "bn1"
  type: "BatchNorm"
  bottom: "conv1"
  top: "conv1"
}
layer {
  name: "scale1"
  type: "Scale"
  bottom: "conv1"
  top: "conv1"
  scale_param {
    bias_term: true
  }
}
layer {
  name: "fc7"
  type: "InnerProduct"
  bottom: "conv1"
  top: "fc7"
  param { lr_mult: 1 decay_mult: 1 }
  param { lr_mult: 2 decay_mult: 0 }
  inner_product_param { num_output: 16 }
}
layer {
  name: "fc8"
  type: "InnerProduct"
  bottom: "fc7"
  top: "score"
  param {
    lr_mult: 1
  }
  inner_product_param {
    num_output: 1000
  }
}
layer { name: "acc5" type: "Accuracy" bottom: "score" bottom: "label" top: "acc5" accuracy_param { top_k: 5 } }
layer {
  name: "loss"
  type: "SoftmaxWithLoss"
  bottom: "score"
  bottom: "label"
  top: "loss"
}
"""

OLD_NET = """layers {
  name: "conv1"
  type: CONVOLUTION
  bottom: "data"
  top: "conv1"
  blobs_lr: 1
  blobs_lr: 2
  weight_decay: 1
  weight_decay: 0
  convolution_param { num_output: 8 kernel_size: 3 }
}
layers {
  name: "fc8"
  type: INNER_PRODUCT
  bottom: "conv1"
  top: "fc8"
  inner_product_param { num_output: 1000 }
}
layers { name: "loss" type: SOFTMAX_LOSS bottom: "fc8" bottom: "label" }
"""

WITHOUT_WEIGHTS = ("Data", "Accuracy", "SoftmaxWithLoss", "SOFTMAX_LOSS")


def plan_of(source, speeds, task=None, head="fc8"):
    """A plan with these multipliers by layer name; the head is replaced, the others tuned or frozen."""
    blocks = [field for field in parse(source).fields if field.name in ("layer", "layers")]
    planned = []
    for stage, block in enumerate(blocks):
        name, kind = block.text("name"), block.text("type")
        count = 0 if kind in WITHOUT_WEIGHTS else 10
        norm = "batch" if kind == "BatchNorm" else None
        layer = Layer(name, kind, count, role="head" if name == head else "body", stage=stage, norm=norm)
        speed = 1.0 if name == head else speeds.get(name, 0.0)
        planned.append(
            PlannedLayer(layer, "replace" if name == head else "tune" if speed else "freeze", speed, ("A1",))
        )
    layers = tuple(p.layer for p in planned)
    names = tuple(layer.path for layer in layers)
    model = Model("Net", "caffe", "caffe-prototxt", layers, None, stage_names=names, source=source)
    phase = Phase("all", "All", 1.0, tuple(p.multiplier for p in planned), 1e-3)
    return Plan(model, task or Task(classes=2), "discriminative", "auto", tuple(planned), 1e-3, (phase,), (), NO_COST)


def layers_of(text):
    return {block.text("name"): block for block in parse(text).fields if block.name in ("layer", "layers")}


def rates(block):
    if block.name == "layers":
        return list(zip(*([float(f.value) for f in block.all(n)] for n in ("blobs_lr", "weight_decay")), strict=True))
    return [(float(p.text("lr_mult")), float(p.text("decay_mult"))) for p in block.all("param")]


def test_rates_are_ten_times_the_multiplier_and_biases_take_twice_that():
    layers = layers_of(export_plan(plan_of(NET, {"fc7": 0.1}), "caffe"))
    assert rates(layers["conv1"]) == [(0, 0)]
    assert rates(layers["scale1"]) == [(0, 0), (0, 0)]
    assert rates(layers["fc7"]) == [(1, 1), (2, 0)]
    assert rates(layers["fc8_new"]) == [(10, 1), (20, 0)]


def test_the_solvers_base_rate_makes_up_for_the_ten():
    assert "base_lr: 0.0001." in export_plan(plan_of(NET, {}), "caffe")


def test_norms_scale_learns_without_decay_and_statistics_never_learn():
    layers = layers_of(export_plan(plan_of(NET, {"bn1": 0.1, "scale1": 0.1}), "caffe"))
    assert rates(layers["scale1"]) == [(1, 0), (2, 0)]
    assert rates(layers["bn1"]) == [] and layers["bn1"].first("batch_norm_param") is None


def test_frozen_batch_norm_uses_its_stored_statistics():
    layers = layers_of(export_plan(plan_of(NET, {}), "caffe"))
    assert layers["bn1"].first("batch_norm_param").text("use_global_stats") == "true"
    told = NET.replace('type: "BatchNorm"', 'type: "BatchNorm" batch_norm_param { use_global_stats: false }')
    assert "use_global_stats: false" not in export_plan(plan_of(told, {}), "caffe")


def test_the_head_is_renamed_resized_and_followed_by_those_that_read_it():
    layers = layers_of(export_plan(plan_of(NET, {}), "caffe"))
    head = layers["fc8_new"]
    assert "fc8" not in layers
    assert head.first("inner_product_param").text("num_output") == "2"
    assert head.first("inner_product_param").first("weight_filler") is not None
    top = head.text("top")
    assert top != "score"
    assert layers["loss"].text("bottom") == top and layers["acc5"].text("bottom") == top
    assert layers["loss"].text("type") == "SoftmaxWithLoss"


def test_an_accuracy_over_more_places_than_classes_is_lowered():
    layers = layers_of(export_plan(plan_of(NET, {}), "caffe"))
    assert layers["acc5"].first("accuracy_param").text("top_k") == "1"
    layers = layers_of(export_plan(plan_of(NET, {}, Task(classes=20)), "caffe"))
    assert layers["acc5"].first("accuracy_param").text("top_k") == "5"


@pytest.mark.parametrize(
    ("task", "loss", "outputs"),
    [
        (Task(classes=None), "EuclideanLoss", "1"),
        (Task(classes=4, several_labels=True), "SigmoidCrossEntropyLoss", "4"),
    ],
)
def test_the_loss_fits_the_kind_of_answer(task, loss, outputs):
    text = export_plan(plan_of(NET, {}, task), "caffe")
    layers = layers_of(text)
    assert layers["loss"].text("type") == loss and "acc5" not in layers
    assert layers["fc8_new"].first("inner_product_param").text("num_output") == outputs
    assert '# layer { name: "acc5"' in text
    old = layers_of(export_plan(plan_of(OLD_NET, {}, task), "caffe"))
    assert old["loss"].text("type").replace("_", "") == loss.upper()


def test_the_rest_of_the_file_stays_as_it_was():
    text = export_plan(plan_of(NET, {"fc7": 0.1}), "caffe")
    kept = [line for line in difflib.ndiff(NET.splitlines(), text.splitlines()) if line.startswith("- ")]
    assert all(any(word in line for word in ("fc8", "score", "num_output: 1000", "lr_mult")) for line in kept), kept
    assert "# my own comment stays" in text


def test_line_ends_of_the_file_are_kept():
    text = export_plan(plan_of(NET.replace("\n", "\r\n"), {}), "caffe")
    assert text.count("\n") == text.count("\r\n")


def test_the_older_syntax_is_edited_in_its_own_words():
    layers = layers_of(export_plan(plan_of(OLD_NET, {"conv1": 0.05}), "caffe"))
    assert rates(layers["conv1"]) == [(0.5, 1), (1, 0)]
    assert rates(layers["fc8_new"]) == [(10, 1), (20, 0)]
    assert layers["fc8_new"].first("param") is None
    assert layers["loss"].text("bottom") == layers["fc8_new"].text("top")


def test_shared_blobs_agree_on_their_rates():
    shared = NET.replace("param { lr_mult: 1 decay_mult: 1 }", 'param { name: "w" lr_mult: 1 decay_mult: 1 }').replace(
        'top: "score"\n  param {', 'top: "score"\n  param {\n    name: "w"'
    )
    layers = layers_of(export_plan(plan_of(shared, {"fc7": 0.1}), "caffe"))
    assert rates(layers["fc7"])[0] == rates(layers["fc8_new"])[0] == (1, 1)


def test_a_new_name_never_meets_an_old_one():
    taken = NET.replace('name: "fc7"', 'name: "fc8_new"')
    layers = layers_of(export_plan(plan_of(taken, {}), "caffe"))
    assert {"fc8_new", "fc8_new2"} <= set(layers)


def test_a_head_written_twice_is_changed_twice():
    head = NET[NET.index('layer {\n  name: "fc8"') : NET.index('layer { name: "acc5"')]
    twice = NET.replace(head, head.replace("param {", "include { phase: TRAIN }\n  param {", 1) + head)
    text = export_plan(plan_of(twice, {}), "caffe")
    assert text.count('name: "fc8_new"') == 2 and text.count("num_output: 2") == 2 and '"score"' not in text


def test_fresh_weights_come_with_a_new_name_and_a_filler():
    source = NET
    plan = plan_of(source, {"conv1": 1.0})
    layers = tuple(
        PlannedLayer(p.layer, "reinitialize", 1.0, p.because) if p.layer.path == "conv1" else p for p in plan.layers
    )
    text = export_plan(Plan(**{**vars(plan), "layers": layers}), "caffe")
    found = layers_of(text)["conv1_new"]
    assert found.text("top") == "conv1" and found.first("convolution_param").first("weight_filler") is not None
    assert found.first("convolution_param").text("num_output") == "8"


@pytest.mark.parametrize("source", ["", "layer {", "no prototxt at all"])
def test_without_a_readable_file_the_plan_is_explained_in_comments(source):
    plan = plan_of(NET, {"fc7": 0.1})
    plan = Plan(**{**vars(plan), "model": Model("Net", "caffe", "by hand", plan.model.layers, None, source=source)})
    text = export_plan(plan, "caffe")
    assert parse(text).fields == [] and "fc7: lr_mult 1" in text


def test_the_classic_example_freezes_all_but_the_renamed_head():
    data = Path(__file__).resolve().parents[3] / "data" / "summaries" / "caffe_caffenet_train_val.txt"
    if not data.exists():
        pytest.skip("the sample is not here")
    plan = make_plan(read_summary(data.read_text(encoding="utf-8")), Task(classes=2), strategy="head_only")
    layers = layers_of(export_plan(plan, "caffe"))
    for name, block in layers.items():
        if block.text("type") in ("Convolution", "InnerProduct"):
            assert rates(block) == ([(10, 1), (20, 0)] if name == "fc8_new" else [(0, 0), (0, 0)])
