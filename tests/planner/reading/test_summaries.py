"""Every sample is read as its truth file says: layers, counts, shapes, flags, totals, head."""

import hashlib
import json
from functools import cache
from pathlib import Path

import pytest

from explorer.planner import FORMATS, Model, read_summary
from explorer.planner.reading.values import read_count

DATA = Path(__file__).resolve().parents[2] / "data" / "summaries"
NAMES = sorted(path.stem for path in DATA.glob("*.json"))
BY_TENSOR = {"named-parameters", "state-dict", "prettytable"}
KERAS = {"keras3-table", "keras2-table", "keras2-ruled", "keras1-table", "keras-layer-loop"}


def text_of(name: str) -> str:
    return (DATA / f"{name}.txt").read_bytes().decode("utf-8")


@cache
def truth_of(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def model_of(name: str) -> Model:
    return read_summary(text_of(name))


def expected_layers(truth: dict) -> list[dict]:
    """The rows of the text that are layers, without containers whose layers are listed too."""
    rows = [row for row in truth["rows"] if not row.get("container") or row.get("collapsed")]
    return rows


def flat(shape):
    """The first shape of several: [[null, 160, 160, 3]] is (None, 160, 160, 3)."""
    while shape and isinstance(shape[0], list):
        shape = shape[0]
    return tuple(shape)


samples = pytest.mark.parametrize("name", NAMES)
keras_samples = pytest.mark.parametrize("name", [name for name in NAMES if truth_of(name)["format"] in KERAS])
layer_samples = pytest.mark.parametrize(
    "name",
    [name for name in NAMES if truth_of(name)["format"] in KERAS | {"csv", "markdown-table"}],
)


@samples
def test_the_sample_is_intact(name):
    data = (DATA / f"{name}.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == truth_of(name)["sha256"]


@samples
def test_the_format_is_recognised(name):
    model, truth = model_of(name), truth_of(name)
    assert model.format == truth["format"]
    assert model.framework in (truth["framework"]["name"].removeprefix("tf."), "unknown")
    assert model.format in FORMATS


@samples
def test_the_total_is_what_a_perfect_reader_recovers(name):
    model, truth = model_of(name), truth_of(name)
    recoverable = truth["recoverable"]
    expected = recoverable.get("params", recoverable.get("params_from_rows"))
    if expected is None:
        expected = recoverable.get("params_from_rows")
    if recoverable["equals_live"]:
        assert model.parameters == expected == truth["totals"]["params"]
    elif expected is not None and model.exact:
        assert model.parameters == truth["totals"]["params"] == expected
    else:
        assert not model.exact
        assert model.notes


@samples
def test_the_layers_add_up_to_the_total(name):
    model = model_of(name)
    counts = [layer.parameters for layer in model.layers]
    if model.exact:
        assert sum(counts) == model.parameters
    else:
        assert model.notes


@samples
def test_the_trainable_total_is_the_printed_one(name):
    model, truth = model_of(name), truth_of(name)
    printed = (truth["printed"] or {}).get("trainable")
    if printed is not None:
        assert model.trainable_parameters == printed
    elif model.trainable_parameters is not None and model.exact:
        assert model.trainable_parameters == truth["totals"]["trainable"]
    elif model.trainable_parameters is not None:  # Lightning rounds to two or three digits
        assert model.trainable_parameters == pytest.approx(truth["totals"]["trainable"], rel=0.05)


@samples
def test_the_head_is_the_one_that_gives_the_answers(name):
    model, truth = model_of(name), truth_of(name)
    rows = {row.get("layer", row.get("path")) for row in truth["rows"] if row["head"]}
    found = [layer.path for layer in model.heads if not layer.auxiliary]
    if not rows:
        assert not found or truth["format"] == "lightning-summary"
    else:
        names_known = all(layer.name_known == "full" for layer in model.heads)
        assert len(found) == 1
        assert found[0] in rows or not names_known


@samples
def test_the_head_gives_as_many_answers_as_the_live_one(name):
    model, truth = model_of(name), truth_of(name)
    layers = {layer["path"]: layer for layer in truth["layers"]}
    shapes = [layers[path]["output_shape"] for path in truth["head"] if layers[path]["output_shape"]]
    if model.classes is not None and shapes:
        assert model.classes == shapes[0][-1]
    if truth["facts"]["shapes"] is True and model.heads:  # not where a narrow console cut them
        assert model.classes is not None


@layer_samples
def test_each_layer_is_read_in_order(name):
    model, truth = model_of(name), truth_of(name)
    expected = expected_layers(truth)
    assert len(model.layers) == len(expected)
    for layer, row in zip(model.layers, expected, strict=True):
        if layer.name_known == "full":
            assert layer.path == row["path"]
        else:
            assert row["path"].startswith(layer.path.rstrip("…"))
        assert layer.parameters == row["params"]


@layer_samples
def test_each_class_is_read(name):
    model, truth = model_of(name), truth_of(name)
    for layer, row in zip(model.layers, expected_layers(truth), strict=True):
        if truth["facts"]["types"]:
            assert layer.kind == row["type"]
        else:
            assert layer.kind == ""


@layer_samples
def test_each_norm_is_told_with_its_kind(name):
    model, truth = model_of(name), truth_of(name)
    for layer, row in zip(model.layers, expected_layers(truth), strict=True):
        assert layer.norm == row["norm"], layer.path
        assert (layer.role == "norm") == (row["norm"] is not None)


@layer_samples
def test_shapes_and_flags_are_those_of_the_text(name):
    model, truth = model_of(name), truth_of(name)
    live = {layer["path"]: layer for layer in truth["layers"]}
    for layer, row in zip(model.layers, expected_layers(truth), strict=True):
        if truth["facts"]["shapes"] and row.get("output_shape"):
            assert layer.output_shape == flat(row["output_shape"])
        if truth["facts"]["trainable"]:
            assert layer.trainable == row["trainable"] or row["trainable"] is None
        else:
            assert layer.trainable is None
        if layer.trainable_parameters is not None and row["path"] in live:
            assert layer.trainable_parameters == live[row["path"]]["trainable_params"], layer.path


@pytest.mark.parametrize("name", [name for name in NAMES if truth_of(name)["format"] in BY_TENSOR])
def test_tensors_are_put_together_into_their_layers(name):
    model, truth = model_of(name), truth_of(name)
    expected: dict[str, int | None] = {}
    for row in truth["rows"]:
        if not row.get("buffer"):
            before = expected.get(row["layer"], 0)
            told = truth["facts"]["params"] != "none" and before is not None and row["params"] is not None
            expected[row["layer"]] = before + row["params"] if told else None
    assert {layer.path: layer.parameters for layer in model.layers} == expected


@samples
def test_a_stage_never_cuts_across_two_groups_of_the_live_model(name):
    model, truth = model_of(name), truth_of(name)
    group = {layer["path"]: layer["stage"] for layer in truth["layers"] if layer["params"] and layer["norm"] is None}
    for stage in model.stages:
        groups = {group[layer.path] for layer in stage.layers if group.get(layer.path)}
        assert len(groups) <= 1, (stage.name, groups)


@samples
def test_stages_are_numbered_from_the_input_and_named(name):
    model = model_of(name)
    assert {layer.stage for layer in model.layers} == set(range(len(model.stage_names)))
    assert all(model.stage_names)
    assert len({stage.name for stage in model.stages}) == len(model.stages)


@samples
def test_each_head_moves_alone(name):
    model = model_of(name)
    for head in model.heads:
        others = [layer for layer in model.stages[head.stage].layers if layer is not head]
        assert not any(layer.parameters for layer in others)


@samples
def test_a_layer_says_on_which_line_it_stands(name):
    lines = text_of(name).replace("\r\n", "\n").split("\n")
    for layer in model_of(name).layers:
        if layer.line is not None:
            last = layer.path.replace("/", ".").split(".")[-1].rstrip("…")
            assert 1 <= layer.line <= len(lines)
            if truth_of(name)["format"] in KERAS | {"csv", "markdown-table"}:
                assert last[:8] in lines[layer.line - 1]


def test_counts_are_read_with_any_thousands_sign():
    assert read_count("14,714,688") == read_count("14714688") == read_count(" **14 714 688** ") == 14_714_688
    assert read_count("14,71") is None
    assert read_count("1" * 5000) is None
