"""A plan written as JSON reads back to the same plan; what does not fit is refused with its place."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from explorer.errors import ReaderError
from explorer.planner import SummaryError, Task, export_plan, is_plan, make_plan, read_plan, read_summary
from explorer.planner.records.model import Layer, Model
from explorer.planner.records.plan import Caution, Edit, Flip, Plan, PlannedLayer, Speeds
from explorer.planner.saved.read_plan import FORMAT, VERSION
from explorer.remark import Remark

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "plan-json.md"
PRINTED = (
    "Net(\n  (conv1): Conv2d(3, 8, kernel_size=(3, 3))\n  (fc): Linear(in_features=8, out_features=10, bias=True)\n)"
)


def changed(plan, change):
    document = json.loads(export_plan(plan, "json"))
    change(document)
    return json.dumps(document)


def test_every_kind_of_field_survives_the_way_there_and_back(by_hand):
    layer = Layer(
        "a", "Conv2d", 3, 2, False, (None, 8, 8, 3), "stem", 0, "batch", "cut", (("weight", (1, None)),), (("k", "v"),),
        "b", True, 7,
    )  # fmt: skip
    plan = by_hand()
    model = replace(
        plan.model,
        layers=(layer, *plan.model.layers[1:]),
        remarks=("n", Remark("reading.at_least", {"weights": 7})),
        input_shape=(3, None),
        exact=False,
    )
    first = PlannedLayer(layer, "tune", 1 / 3, ("A1",), ("A2",), "because", True)
    full = replace(
        plan,
        model=model,
        layers=(first, *plan.layers[1:]),
        warnings=(Caution("k", "s", "m", ("a",), "A1"),),
        flips=(
            Flip("classes", None, "full", "s"),
            Flip("examples", 50, "full", "s"),
            Flip("shift", "input", "full", "s"),
        ),
        speeds=Speeds(0.1, 3, None, "s", ("A1",)),
        edits=(Edit(layer="a", action="tune"), Edit(layer=1, multiplier=0.25), Edit(stage=2)),
        task=Task(classes=None, similarity=0.1 + 0.2, head="fc"),
        base_learning_rate=1e-3 / 7,
    )
    assert read_plan(export_plan(full, "json")) == full


def test_a_pasted_plan_gives_its_model():
    model = read_summary(PRINTED)
    pasted = read_summary(export_plan(make_plan(model, Task(), strategy="discriminative"), "json"))
    assert replace(pasted, format=model.format) == model
    assert pasted.format == "layerwise-plan"


def test_a_model_from_a_pasted_plan_gives_the_same_plan_again():
    plan = make_plan(read_summary(PRINTED), Task(), strategy="discriminative")
    again = make_plan(read_summary(export_plan(plan, "json")), plan.task, strategy="discriminative")
    assert again.layers == plan.layers and again.schedule == plan.schedule


def test_the_document_begins_with_its_format_and_version(by_hand):
    document = json.loads(export_plan(by_hand(), "json"))
    assert list(document) == ["format", "version", "plan"]
    assert (document["format"], document["version"]) == (FORMAT, VERSION)


def test_fields_of_a_later_writer_are_passed_over(by_hand):
    plan = by_hand()
    text = changed(plan, lambda d: (d.update(extra=1), d["plan"].update(later=[1]), d["plan"]["task"].update(new={})))
    assert read_plan(text) == plan


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(version=VERSION + 1), "version 3"),
        (lambda d: d.update(version="1"), "version '1'"),
        (lambda d: d.update(format="other"), "not a plan"),
        (lambda d: d.pop("plan"), '"plan" must be an object'),
        (lambda d: d["plan"].pop("layers"), "no 'layers'"),
        (lambda d: d["plan"]["layers"][1].update(multiplier="fast"), r"plan.layers\[1\].multiplier must be a number"),
        (lambda d: d["plan"]["layers"][1].update(multiplier=2), "0 to 1"),
        (lambda d: d["plan"]["layers"][1].update(multiplier=float("nan")), "0 to 1"),
        (lambda d: d["plan"]["layers"][1].update(action="melt"), "'melt' came"),
        (lambda d: d["plan"]["layers"][1].update(layer=99), r"plan.layers\[1\].layer must be an object"),
        (lambda d: d["plan"].update(strategy="luck"), "'luck' came"),
        (lambda d: d["plan"]["schedule"][0]["multipliers"].pop(), "one multiplier for each of the 3 layers; 2 came"),
        (lambda d: d["plan"]["model"].update(layers={}), "must be a list"),
        (lambda d: d["plan"]["task"].update(classes=True), "whole number; True came"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(by_hand, change, message):
    with pytest.raises(ReaderError, match=message):
        read_plan(changed(by_hand(), change))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "[" * 100_000, '{"format": "layerwise-plan"}'])
def test_what_is_no_plan_is_refused_in_a_sentence(text):
    with pytest.raises(ReaderError):
        read_plan(text)


def test_a_broken_pasted_plan_is_a_summary_error():
    with pytest.raises(SummaryError):
        read_summary('{"format": "layerwise-plan", "version": 2, "plan": {}}')


def test_the_schema_document_names_every_field():
    text = DOCUMENT.read_text(encoding="utf-8")
    for kind in (Plan, PlannedLayer, Model, Layer, Task):
        missing = [field.name for field in fields(kind) if f"`{field.name}`" not in text]
        assert not missing, f"{kind.__name__}: {missing}"


def test_a_plan_is_known_by_its_opening_alone(by_hand):
    text = export_plan(by_hand(), "json")
    assert is_plan(text) and is_plan("\ufeff\n " + text) and is_plan('{"saved": 1, "format": "layerwise-plan"')
    assert read_plan("\ufeff" + text) == by_hand()
    assert not is_plan('print({"format": "layerwise-plan"})') and not is_plan('{"name": "layerwise-plan"}')
