"""The shipped record is what its law chose, its scripts made, and anyone can make again."""

import json
from collections import Counter

import numpy as np
import pytest

from explorer.simulation import run_ladder, run_signal
from explorer.simulation.evidence.choice import BATCH, OPTIMIZERS, SEEDS, STEPS, chosen
from explorer.simulation.evidence.features import LearningFeatures, learning_features, weight_sizes
from explorer.simulation.evidence.table import HELD_OUT, SHIPPED, SUMMARY, in_parts, inputs_hash, load_evidence
from explorer.simulation.network.experiment import prepare
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.training import LadderSpec
from explorer.simulation.verdict.findings import key_of

ROWS = load_evidence()


def test_the_record_was_made_from_the_networks_and_rates_that_stand_in_the_code():
    summary = json.loads(SUMMARY.read_text(encoding="utf-8"))
    assert summary["inputs"] == inputs_hash()
    assert summary["networks"] == len(ROWS)
    wanted = [one.signal for one in in_parts(SHIPPED)]
    assert summary["complete"] == (len(ROWS) == len(wanted))
    assert len(wanted) >= 300
    assert [row.signal for row in ROWS] == [signal for signal in wanted if signal in {row.signal for row in ROWS}]


def test_forecasts_were_tested_on_all_that_was_kept_apart():
    kept = Counter(one.part for one in chosen() if one.part in HELD_OUT)
    tested = json.loads(SUMMARY.read_text(encoding="utf-8"))["forecast"]
    assert {part: one["networks"] for part, one in tested.items()} == kept
    for optimizer in OPTIMIZERS:
        assert tested["held_out"][optimizer] >= 0.85 * kept["held_out"], optimizer


def test_of_hidden_strengths_the_record_holds_enough_to_speak_of():
    hidden = [row for row in ROWS if row.signal.normalization != "none" and row.features.strength > 1]
    assert len(hidden) >= 30
    assert {row.signal.normalization for row in hidden} == {"batch", "layer", "rms"}


def test_no_network_that_a_forecast_is_tested_on_is_shipped():
    held_out = {one.signal for one in chosen() if one.part in HELD_OUT}
    assert len(held_out) >= 60 and not held_out & {row.signal for row in ROWS}


def test_the_record_covers_what_the_page_offers():
    assert {row.signal.depth for row in ROWS} >= {3, 5, 10, 20, 40, 60}
    for name, least in (("activation", 11), ("initializer", 10), ("normalization", 4), ("residual", 2)):
        assert len({getattr(row.signal, name) for row in ROWS}) >= least, name


@pytest.mark.parametrize("row", ROWS[::40], ids=lambda row: f"{row.signal.activation} {row.signal.depth}")
def test_what_a_row_says_of_its_network_is_what_the_signal_run_says(row):
    signal = run_signal(row.signal)
    assert row.key == key_of(signal)
    again = learning_features(signal)
    for name in LearningFeatures.__dataclass_fields__:
        assert getattr(row.features, name) == pytest.approx(getattr(again, name), abs=0.02, rel=0.01), name


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("place", range(3))
def test_a_network_trained_again_learns_what_its_row_says(place, optimizer):
    """At every rate up to the best; beyond it steps are so large that the last bits of a processor grow."""
    row = [row for row in ROWS if row.signal.depth == 3 and row.best_accuracy(optimizer) > 0.5][place]
    ladder = run_ladder(LadderSpec((row.signal,), "digits", optimizer, None, BATCH, STEPS, 0.0, SEEDS))
    calm = np.array(ladder.spec.rates) <= row.best_rate(optimizer)
    np.testing.assert_allclose(ladder.mean_accuracy[0, calm], np.array(row.accuracy[optimizer])[calm], atol=0.03)
    assert ladder.learned[0] == row.learned(optimizer) or abs(row.best_accuracy(optimizer) - 0.8) < 0.03


@pytest.mark.parametrize("recipe", ["he_normal", "constant", "lsuv", "pytorch_linear", "zeros", "orthogonal", "sparse"])
def test_weight_sizes_are_those_of_the_draws(recipe):
    spec = SignalSpec(3, 100, 100, "tanh", recipe, 0.5, data="digits")
    experiment = prepare(spec)
    drawn = [np.sqrt(np.mean(experiment.weights(layer).astype(float) ** 2)) for layer in (1, 2, 3)]
    np.testing.assert_allclose(weight_sizes(run_signal(spec)), drawn, rtol=0.03)
