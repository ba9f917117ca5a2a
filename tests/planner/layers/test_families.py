"""A layer's family is told once, when its summary is read, and every later question uses it."""

import json
from dataclasses import replace

import pytest

from explorer.planner import Layer, Task, export_plan, make_plan, read_plan
from explorer.planner.layers.families import family_of, row_family
from explorer.planner.records.row import Row
from tests.planner.plan_models import SAMPLES, read


@pytest.mark.parametrize("name", SAMPLES)
def test_every_layer_read_from_a_summary_keeps_its_family(name):
    assert all(layer.family for layer in read(name).layers)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_plan_saved_before_families_were_kept_reads_and_costs_the_same(name):
    plan = make_plan(read(name), Task())
    document = json.loads(export_plan(plan, "json"))
    for layer in document["plan"]["model"]["layers"]:
        layer.pop("family", None)
    old = read_plan(json.dumps(document)).model
    assert [family_of(layer, old.framework) for layer in old.layers] == [layer.family for layer in plan.model.layers]
    again = make_plan(old, Task())
    assert again.cost == plan.cost
    assert [(p.action, p.multiplier) for p in again.layers] == [(p.action, p.multiplier) for p in plan.layers]


def test_the_family_kept_decides_and_not_the_name_of_the_class():
    odd = Layer("a", "MyLinearThing", 12, family="norm")
    assert family_of(odd) == "norm" and family_of(replace(odd, family="")) == "dense"


def test_a_conv1d_is_a_linear_layer_in_transformers_and_a_convolution_in_keras():
    layer = Layer("c_attn", "Conv1D", 12)
    assert (family_of(layer, "pytorch"), family_of(layer, "keras")) == ("dense", "conv")


@pytest.mark.parametrize(
    ("kind", "family"),
    [("Conv2dStaticSamePadding", "conv"), ("ZeroPad2d", "shape"), ("MaxPool2dStaticSamePadding", "pool")],
)
def test_a_class_is_what_it_does_and_not_how_it_pads(kind, family):
    assert row_family(Row("x", kind, 10)).name == family


@pytest.mark.parametrize(("kind", "norm"), [("_SpectralNorm", None), ("_WeightNorm", None), ("BatchNorm2d", "batch")])
def test_a_parametrization_makes_the_weight_of_another_layer_and_is_no_norm(kind, norm):
    found = row_family(Row("x", kind, 0))
    assert (found.norm, found.weighted) == (norm, False)
