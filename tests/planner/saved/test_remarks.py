"""What a plan says travels as key and values; sentences of older plans come back as they were written."""

import json
from pathlib import Path

import pytest

from explorer.errors import ReaderError
from explorer.planner import REQUESTS, Task, edit_plan, export_plan, make_plan, read_plan, read_summary
from explorer.planner.records.plan import Edit
from explorer.planner.saved.remarks import decode_remark, encode_remark
from explorer.remark import Remark
from tests.planner.plan_models import SAMPLES, read

OLD = sorted((Path(__file__).resolve().parents[2] / "data" / "saved_plans").glob("version_1_*.json"))
REMARK = Remark("plan.layer.kept", {"words": Remark("plan.stays"), "rule": "A2"})


def sentences(plan):
    yield from (plan.why, *plan.notes, *plan.cost.notes, *(phase.title for phase in plan.schedule))
    yield from (part for caution in plan.warnings for part in (caution.sentence, caution.mend))
    yield from (planned.reason for planned in plan.layers)
    yield from (flip.sentence for flip in plan.flips)
    if plan.speeds:
        yield plan.speeds.sentence


@pytest.mark.parametrize("name", SAMPLES)
def test_every_remark_of_a_plan_comes_back_equal(name):
    for strategy in REQUESTS[:4]:
        plan = make_plan(read(name), Task(examples=300, similarity=0.3, several_labels=True), strategy)
        assert read_plan(export_plan(plan, "json")) == plan


@pytest.mark.parametrize("budget", ["laptop", "gpu", "cluster"])
def test_a_saved_plan_is_json_that_every_reader_takes(budget):
    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    for strategy in REQUESTS:
        plan = make_plan(read("repr_mlp"), Task(budget=budget), strategy)
        json.loads(export_plan(plan, "json"), parse_constant=refuse)


def test_an_own_change_comes_back_equal():
    plan = edit_plan(make_plan(read("repr_mlp"), Task()), (Edit(stage=0, action="tune", multiplier=0.25),))
    assert read_plan(export_plan(plan, "json")) == plan


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_a_plan_of_version_1_reads_with_its_sentences_as_written(path):
    text = path.read_text(encoding="utf-8")
    plan, body = read_plan(text), json.loads(text)["plan"]
    said = list(sentences(plan))
    assert said and all(remark.key == "remarks.as_written" for remark in said)
    assert str(plan.why) == body["why"] and [str(note) for note in plan.notes] == body["notes"]
    assert [str(planned.reason) for planned in plan.layers] == [planned["reason"] for planned in body["layers"]]
    assert [str(caution.mend) for caution in plan.warnings] == [caution["mend"] for caution in body["warnings"]]
    assert read_plan(export_plan(plan, "json")) == plan
    assert read_summary(text).layers == plan.model.layers


def test_a_remark_stands_beside_its_english():
    written = encode_remark(REMARK)
    assert written["key"] == "plan.layer.kept" and written["text"] == "Stays as it is."
    assert written["values"]["words"]["text"] == "Stays as it is"
    assert decode_remark(json.loads(json.dumps(written)), "x") == REMARK


@pytest.mark.parametrize(
    "odd",
    [
        {"key": "plan.no_such_thing", "values": {}},
        {"key": "no_such_page.key"},
        {"key": "../../secrets.key", "values": {}},
        {"key": "plan.learns", "values": {}},
        {"key": "plan.learns", "values": {"speed": "fast"}},
        {"key": 3},
        {},
        {"key": "records.a.b.c", "values": {"english": "{x.__class__}", "x": 1}},
        {"key": "records.a.b.c", "values": {"english": "{x:number 99999999}", "x": 1}},
        {"key": "records.a.b.c", "values": {"english": 3}},
    ],
    ids=range(10),
)
def test_a_remark_that_cannot_be_said_is_shown_as_it_was_written(odd):
    assert str(decode_remark({**odd, "text": "as it was"}, "x")) == "as it was"
    with pytest.raises(ReaderError, match="x must be a remark"):
        decode_remark(odd, "x")


def test_remarks_within_remarks_end_somewhere():
    deep = {"key": "plan.stays"}
    for _ in range(2_000):
        deep = {"key": "plan.layer.kept", "values": {"words": deep, "rule": "A2"}, "text": "deep"}
    assert str(decode_remark(deep, "x")) == "deep"
