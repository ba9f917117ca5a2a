"""Summaries of models outside the first collection are read as the live model says."""

import json
from functools import cache
from pathlib import Path

import pytest

from explorer.planner import Model, read_summary

DATA = Path(__file__).resolve().parents[2] / "data" / "summaries_extra"
NAMES = sorted(path.stem for path in DATA.glob("*.json"))
samples = pytest.mark.parametrize("name", NAMES)


@cache
def truth_of(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def model_of(name: str) -> Model:
    return read_summary((DATA / f"{name}.txt").read_bytes().decode("utf-8"))


@samples
def test_the_format_is_recognised(name):
    assert model_of(name).format == truth_of(name)["format"]


@samples
def test_the_total_is_the_live_one_or_said_to_be_unknown(name):
    model, truth = model_of(name), truth_of(name)
    if truth["recoverable"]["equals_live"]:
        assert model.exact
        assert model.parameters == truth["totals"]["params"]
        assert sum(layer.parameters for layer in model.layers) == truth["totals"]["params"]
    else:
        assert not model.exact
        assert model.notes


@samples
def test_the_trainable_total_is_the_live_one(name):
    model, truth = model_of(name), truth_of(name)
    if model.trainable_parameters is not None and model.exact:
        assert model.trainable_parameters == truth["totals"]["trainable"]


@samples
def test_the_head_and_its_seconds_are_found(name):
    model, truth = model_of(name), truth_of(name)
    assert [layer.path for layer in model.heads if not layer.auxiliary] == truth["head"]
    assert sorted(layer.path for layer in model.heads if layer.auxiliary) == sorted(truth["auxiliary"])


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("repr") and "tied" not in name])
def test_each_printed_module_holds_what_the_live_one_holds(name):
    live = truth_of(name)["layers"]
    for layer in model_of(name).layers:
        if layer.parameters is not None:
            assert layer.parameters == live.get(layer.path, 0), layer.path


def test_running_statistics_tell_a_batch_norm_where_names_are_numbers():
    model = model_of("statedict_odict_keys")
    assert [layer.norm for layer in model.layers] == [None, "batch", None]
