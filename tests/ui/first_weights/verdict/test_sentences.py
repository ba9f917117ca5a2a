"""Every sentence about a run holds this run's numbers, and nothing that is no number."""

import csv
import io
import itertools

import pytest

from explorer.simulation import SignalSpec, judge, run_signal
from explorer.ui.first_weights.figure.numbers_table import csv_text, numbers_frame
from explorer.ui.first_weights.verdict.sentences import figures_of, often_told, verdict_sentence
from explorer.ui.first_weights.verdict.verdict_row import quotes_record

CASES = [
    dict(zip(("initializer", "scale", "activation", "depth"), case, strict=True))
    for case in itertools.product(
        ("normal", "zeros", "constant", "he_normal"),
        (1e-6, 0.05, 1.0, 1e3),
        ("tanh", "relu", "sigmoid", "linear"),
        (1, 12),
    )
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_verdict_has_one_short_sentence_without_broken_numbers(case):
    result = run_signal(SignalSpec(width=24, samples=12, **case))
    verdict = judge(result)
    sentence = verdict_sentence(result, verdict)
    assert len(sentence.replace("\u00a0", "").split()) <= 30
    for text in (sentence, *often_told(result, verdict)):
        assert not any(word in text for word in ("nan", "inf", "None", "{", "e-0", "not a number"))


@pytest.mark.parametrize(
    ("recipe", "counts"),
    [({"initializer": "normal"}, True), ({"initializer": "zeros"}, False), ({"block": "pre_norm"}, False)],
)
def test_the_record_is_named_only_where_its_networks_are_counted(recipe, counts):
    told = judge(run_signal(SignalSpec(width=24, samples=12, **recipe))).training
    assert quotes_record(told) == counts
    assert ("networks" in str(told) and "learned with plain SGD" in str(told)) == counts


def test_blocks_that_add_nothing_yet_keep_spread_and_correction():
    result = run_signal(
        SignalSpec(width=64, samples=50, depth=6, initializer="he_normal", block="no_norm", branch="zero")
    )
    assert "stays at 1." in verdict_sentence(result, judge(result))


def test_the_figures_of_the_very_small_story():
    figures = figures_of(run_signal(SignalSpec(samples=250)))
    assert (figures["first"], figures["last"], figures["factor"]) == ("0.21", "0.0000003", "0.22")


def test_often_told_differently_speaks_where_the_numbers_contradict():
    large = run_signal(SignalSpec(samples=100, scale=1.0))
    assert "yet the correction grows" in often_told(large, judge(large))[0]
    zeros = run_signal(SignalSpec(width=20, samples=10, initializer="zeros"))
    assert "exactly 0, for ever" in often_told(zeros, judge(zeros))[0]
    assert often_told(zeros, judge(zeros))[1:] == []


def test_a_correction_that_never_arrives_has_no_factor():
    result = run_signal(SignalSpec(width=20, samples=10, initializer="zeros", activation="sigmoid", bias_std=1.0))
    assert verdict_sentence(result, judge(result)).startswith("No correction arrives at layer 1")


def test_the_csv_reads_back_to_the_last_bit():
    result = run_signal(SignalSpec(depth=3, width=16, samples=8))
    rows = list(csv.DictReader(io.StringIO(csv_text(result))))
    assert [float(row["activation_std"]) for row in rows] == list(result.activation_std)
    assert [float(row["gradient_log10_rms"]) for row in rows] == list(result.gradient_log10_rms)
    assert [row["layer"] for row in rows] == ["1", "2", "3"]


def test_the_table_shows_every_layer_and_no_broken_number():
    frame = numbers_frame(run_signal(SignalSpec(depth=100, width=8, samples=4, scale=1e3, activation="relu")))
    assert len(frame) == 100
    assert not frame.astype(str).apply(lambda column: column.str.contains("nan|inf|None")).any().any()
