"""Laws of every export: text that compiles, for every sample, strategy and task, and for hostile names."""

import ast
import builtins
import csv
import dis
import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from explorer.errors import ReaderError
from explorer.planner import EXPORTERS, REQUESTS, Task, export_plan, make_plan, read_plan, read_summary
from explorer.planner.export.caffe.prototxt import parse
from explorer.planner.records.model import SummaryError

DATA = Path(__file__).resolve().parents[2] / "data" / "summaries"
SAMPLES = sorted(path.stem for path in DATA.glob("*.txt"))
ONE_KIND = ("peft", "ultralytics")  # for added weights, for YOLO alone: test_beside.py, advice/test_usual_training.py
PYTHON = [key for key, exporter in EXPORTERS.items() if exporter.ending == ".py" and key not in ONE_KIND]
TASKS = (
    Task(),
    Task(classes=None, optimizer="sgd"),
    Task(classes=5, several_labels=True, input_channels_changed=True, optimizer="adam"),
)


@cache
def model_of(name):
    try:
        return read_summary((DATA / f"{name}.txt").read_bytes().decode("utf-8"))
    except SummaryError:
        return None  # that such a sample is refused is held by the reader's own tests


def assert_sound(key, text):
    """The text is a whole program, prototxt, table or document."""
    text.encode("utf-8")
    if key in PYTHON:
        ast.parse(text)
        assert not text.splitlines()[0].removeprefix("#").strip().startswith("coding")
    elif key == "caffe":
        parse(text)
    elif key == "csv":
        rows = list(csv.reader(io.StringIO(text)))
        assert len({len(row) for row in rows}) == 1
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


def test_the_eleven_exports_are_offered():
    assert set(EXPORTERS) == {
        "pytorch", "keras", "caffe", "timm", "fastai", "lightning", "huggingface", "peft", "ultralytics", "csv",
        "json",
    }  # fmt: skip
    for key, exporter in EXPORTERS.items():
        assert exporter.key == key and exporter.label and exporter.ending.startswith(".") and exporter.sentence


def test_an_unknown_export_is_refused_with_the_known_ones(by_hand):
    with pytest.raises(ReaderError, match=r"pytorch.*'tensorflow' came"):
        export_plan(by_hand(), "tensorflow")


@pytest.mark.thinned(10)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_and_strategy_gives_sound_text_and_reads_back(name):
    model = model_of(name)
    if model is None:
        pytest.skip("this sample is refused, as it should be or until its reader comes")
    own = "keras" if model.framework == "keras" else "pytorch"
    others = [key for key in EXPORTERS if key != own]
    start = SAMPLES.index(name)
    for number, strategy in list(enumerate(REQUESTS))[start % 3 :: 3]:  # the samples meet all of them in turn
        plan = make_plan(model, TASKS[(start + number) % len(TASKS)], strategy=strategy)
        turn = others[(start + number) % len(others)]  # most share PyTorch's tables: each strategy meets all in turn
        for key in (own, turn):
            assert_sound(key, export_plan(plan, key))
        if turn == "json":
            assert read_plan(export_plan(plan, "json")) == plan


HOSTILE_CASES = [("pytorch", "full"), ("keras", "cut"), ("caffe", "full"), ("unknown", "position")]


@pytest.mark.thinned(6)
def test_hostile_names_stay_data(by_hand, hostile):
    for framework, known in HOSTILE_CASES:
        names = (hostile, "mid", hostile + "2")
        plan = by_hand(names, framework, name=hostile, why=hostile, title=hostile, name_known=known)
        for key in EXPORTERS if known == "full" and framework == "pytorch" else ("pytorch", "keras", "caffe", "csv"):
            text = export_plan(plan, key)
            assert_sound(key, text)
            assert key not in PYTHON or not imports_beyond(text)
        assert read_plan(export_plan(plan, "json")) == plan


def imports_beyond(text):
    """Modules that an exported program imports besides its framework."""
    allowed = {"os.path", "torch", "keras", "transformers", "lightning", "pytorch_lightning"}
    allowed |= {"fastai", "fastai.callback.core"}
    tree = ast.parse(text)
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return names - allowed


@pytest.mark.parametrize("names", [(), ("only",), ("a", "a"), ("a", "a.b", "a")])
@pytest.mark.parametrize("head", [True, False])
def test_odd_plans_still_give_sound_text(by_hand, names, head):
    plan = by_hand(names, head=head)
    for key in EXPORTERS:
        assert_sound(key, export_plan(plan, key))
    assert read_plan(export_plan(plan, "json")) == plan


@pytest.mark.parametrize("key", PYTHON)
def test_a_plan_for_another_framework_says_so_at_the_top(by_hand, key):
    foreign = by_hand(framework="caffe")
    assert "ATTENTION: the summary came from caffe" in export_plan(foreign, key)
    own = by_hand(framework="keras" if key == "keras" else "pytorch")
    assert "ATTENTION" not in export_plan(own, key)


@pytest.mark.parametrize("key", PYTHON)
def test_a_plan_without_a_head_asks_for_its_name(by_hand, key):
    text = export_plan(by_hand(head=False), key)
    assert "\nHEAD = None" in text and "shows no last layer" in text


@pytest.mark.parametrize("key", PYTHON)
def test_a_schedule_becomes_one_function_a_phase_in_order(by_hand, key):
    tree = ast.parse(export_plan(by_hand(), key))
    found = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("phase_")]
    assert found == ["phase_1", "phase_2"]


@pytest.mark.parametrize("key", PYTHON)
def test_every_name_that_a_program_uses_is_defined_in_it(by_hand, key):
    for plan in (by_hand(), by_hand(head=False), by_hand(name_known="position"), by_hand(name_known="cut")):
        code = compile(export_plan(plan, key), key, "exec")
        defined, used = set(code.co_names), global_names(code)
        missing = {name for name in used - defined if name not in dir(builtins)}
        assert not missing


def global_names(code):
    """Names that the functions of a program look up globally."""
    found = set()
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            found |= {i.argval for i in dis.get_instructions(constant) if i.opname == "LOAD_GLOBAL"}
            found |= global_names(constant)
    return found


@pytest.mark.parametrize("key", PYTHON)
def test_a_plan_without_a_schedule_needs_no_phases(by_hand, key):
    text = export_plan(replace(by_hand(), schedule=()), key)
    assert_sound(key, text)
    assert "PHASES" not in text and "def phase_" not in text
    code = compile(text, key, "exec")
    assert not {name for name in global_names(code) - set(code.co_names) if name not in dir(builtins)}
