"""Every finding has a headline and an outlook, whichever way it travels."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation import SignalSpec, TrainingSpec, judge, run_signal, run_training
from explorer.simulation.verdict.findings import AHEAD, BACK, Finding
from explorer.simulation.verdict.forecast import forecast
from explorer.simulation.verdict.outlook import CERTAIN, gets_through, headline, outlook, seen_beside
from explorer.simulation.verdict.verdict import VERDICT_KEYS

SIGNAL = run_signal(SignalSpec(depth=4, width=16, samples=10, initializer="xavier_normal"))
BOTH_WAYS = {"overflow", "exploding", "fading"}


def signals():
    """The same signal with all that an outlook looks at: how much correction comes back, and whether any does."""
    for back in (-3.0, 0.0, 3.0):
        sizes = np.linspace(back, 0, 4)
        yield replace(SIGNAL, gradient_log10_rms=sizes)
        yield replace(SIGNAL, gradient_log10_rms=sizes, weight_gradient_std=np.zeros(4))
        silent = np.full(4, -np.inf)
        yield replace(SIGNAL, weight_gradient_std=np.zeros(4), activation_log10_rms=silent)


FOUND = forecast(SIGNAL)


@pytest.mark.parametrize("key", VERDICT_KEYS[1:])
def test_every_finding_is_said_in_whole_sentences(key):
    for direction in (AHEAD, BACK) if key in BOTH_WAYS else (AHEAD,):
        finding = Finding(key, 2, 0.9, direction)
        for signal in signals():
            assert "{" not in str(headline(finding, signal)) and str(headline(finding, signal))
            assert str(outlook(finding, signal, FOUND)).endswith(".")


def test_the_way_that_a_finding_travels_is_said():
    for key in BOTH_WAYS:
        assert "correction" in headline(Finding(key, 2, 0.9, BACK), SIGNAL)
        assert "correction" not in headline(Finding(key, 2, 0.9, AHEAD), SIGNAL)


@pytest.mark.parametrize(
    ("sizes", "key", "every"),
    [
        ([-0.4, -0.8, -1.2, -1.6], "fading", True),
        ([0.0, 0.0, -1.2, -1.6], "fading", False),
        ([-0.4, -0.3, -1.2, -1.6], "fading", False),
        ([0.4, 0.8, 1.2, 1.6], "exploding", True),
        ([0.4, 0.8, 0.8, 1.6], "exploding", False),
        ([-0.5, -1.5, -np.inf, -np.inf], "fading", False),
    ],
)
def test_a_change_is_said_to_be_at_every_layer_only_where_each_step_has_its_part(sizes, key, every):
    sign = -1.0 if key == "fading" else 1.0
    ahead = replace(SIGNAL, activation_log10_rms=np.array(sizes) + np.log10(SIGNAL.input_rms))
    back = replace(SIGNAL, gradient_log10_rms=np.array([sizes[2], sizes[1], sizes[0], 0.0]))
    assert ("at every layer" in headline(Finding(key, 3, sign * 1.2), ahead)) == every
    assert ("at every layer" in headline(Finding(key, 1, sign * 1.2, BACK), back)) == (
        np.all(np.diff(sizes[:3]) * sign > 0.01) and sizes[0] != 0
    )


def test_a_single_layer_that_gets_through_is_not_counted_from_itself_to_itself():
    assert str(gets_through(SIGNAL, FOUND)) == "Gets through, from layer 1 to 4"
    single = run_signal(SignalSpec(depth=1, width=16, samples=10, initializer="xavier_normal"))
    assert str(gets_through(single, forecast(single))) == "Gets through layer 1"


def test_what_is_certain_is_said_before_what_others_did():
    dead = str(outlook(Finding("dead", 2, 0.9), SIGNAL, FOUND))
    assert dead.index("it may wake") < dead.index("that we trained")
    assert CERTAIN.keys() <= set(VERDICT_KEYS)


def test_a_strength_that_a_reset_hides_is_named_with_what_it_costs():
    """∂L/∂W goes as 1/strength where a reset follows, and a step beside the weight as its square."""
    spec = SignalSpec(depth=10, width=100, samples=250, scale=10.0, normalization="batch")
    strong, weak = (run_signal(replace(spec, scale=scale)) for scale in (10.0, 0.1))
    ratio = strong.weight_gradient_log10_rms[0] - weak.weight_gradient_log10_rms[0]
    assert ratio == pytest.approx(-2, abs=0.005)
    assert "1/strength²" in seen_beside(strong)[0]
    assert not seen_beside(weak)
    bare = seen_beside(run_signal(replace(spec, normalization="none")))
    assert not any("hides the strength" in told for told in bare)


def test_examples_that_look_alike_are_named_and_a_small_signal_is_not_called_unheard():
    edge = SignalSpec(depth=80, width=100, samples=250, initializer="orthogonal", data="digits")
    assert "Small is not unheard" in seen_beside(run_signal(edge))[0]
    bias = SignalSpec(
        depth=10, width=100, samples=250, activation="relu", initializer="he_normal", bias_std=2.0, data="digits"
    )
    assert "look nearly alike" in seen_beside(run_signal(bias))[0]


def test_equal_neurons_part_where_shortcuts_hand_each_a_correction_of_its_own():
    """Trained: ten steps from zero weights with shortcuts leave every neuron of the later layers different."""
    spec = SignalSpec(depth=4, width=16, samples=50, initializer="zeros", residual=True, data="digits")
    assert "they can part" in judge(run_signal(spec)).training
    apart = run_training(TrainingSpec(spec, steps=10, seeds=1)).distinct_units[0, -1]
    assert (apart[1:] == spec.width).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"initializer": "zeros"},
        {"initializer": "constant", "scale": 0.05},
        {"activation": "tanh", "scale": 30.0},
        {"depth": 60, "block": "no_norm", "input_scale": 100.0},
        {"depth": 60, "block": "no_norm", "scale": 100.0},
        {"bias_std": 3.0, "samples": 1},
        {},
    ],
)  # fmt: skip
def test_of_a_network_of_blocks_nothing_is_said_of_its_layers(changes):
    spec = SignalSpec(**{"depth": 3, "width": 32, "samples": 20, "activation": "relu", "initializer": "he_normal",
                         "block": "pre_norm", **changes})  # fmt: skip
    verdict = judge(run_signal(spec))
    told = [verdict.headline, verdict.why, verdict.training, *verdict.beside]
    told += [part for one in verdict.evidence for part in (one.measured, one.threshold)]
    words = " ".join(str(one) for one in told).replace("plain layers", "")
    assert "layer" not in words, words
