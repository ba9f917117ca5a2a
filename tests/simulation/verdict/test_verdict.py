"""A verdict speaks plain and true: this run's numbers, thresholds with sources, one sentence on training."""

import itertools
import math
import re
from dataclasses import replace

import pytest

from explorer.simulation import ACTIVATIONS, INITIALIZERS, SignalSpec, judge, run_signal
from explorer.simulation.verdict.findings import BACK, OUR_LINE, find_all
from explorer.simulation.verdict.remedies import Remedy
from explorer.simulation.verdict.verdict import VERDICT_KEYS, why_it_helps

NO_WORDS_FOR_READERS = re.compile(
    r"\bnan\b|\binf\b|None|e-\d|e\+\d|simply|obviously|\bjust\b|invalid|!|variance of the line", re.IGNORECASE
)


def verdict_of(**settings):
    return judge(run_signal(SignalSpec(**{"samples": 50, "width": 100} | settings)))


def test_the_keys_are_those_that_pages_rely_on():
    assert set(VERDICT_KEYS) == {"healthy", "fading", "exploding", "saturated", "dead", "identical", "overflow"}


def test_the_very_small_story_is_told_with_its_numbers():
    fading = verdict_of(width=500)
    assert (fading.key, fading.layer) == ("fading", 2)
    assert str(fading.headline) == "Fades at every layer; below a tenth from layer 2"
    assert "0.01 × √500 = 0.224 times" in fading.why
    assert "It is not zero, and the neurons still differ." in fading.why
    assert re.search(r"falls from 1 to 0\.000000(29\d|30\d?)\b", str(fading.why))
    assert str(fading.training).startswith("Weight by weight, the correction at layer 1 is 0.9")
    assert "that we trained" in fading.training


def test_the_very_large_story_names_saturation_and_explosion_together():
    stuck = verdict_of(width=500, scale=1.0)
    assert re.fullmatch(r"Stuck at the limit: 9[23] % of the values in layer 1", str(stuck.headline))
    assert "tanh hardly reacts" in stuck.why and "the large weights multiply what passes" in stuck.why
    exceeded = {str(row.measured) for row in stuck.evidence if row.exceeded}
    assert exceeded == {"values at the limit where they are most", "correction at layer 1, compared with layer 10"}


def test_a_verdict_keeps_all_that_was_found_and_the_way_it_travels():
    stuck = run_signal(SignalSpec(samples=50, scale=1.0))
    verdict = judge(stuck)
    assert verdict.findings == find_all(stuck) and len(verdict.findings) > 1
    assert (verdict.finding.key, verdict.finding.layer) == (verdict.key, verdict.layer)
    deep = verdict_of(
        activation="relu", initializer="he_normal", normalization="batch", depth=40, width=128, samples=128
    )
    assert deep.finding.direction == BACK
    assert {row.exceeded for row in judge(stuck).evidence} == {True, False}
    he = verdict_of(initializer="he_normal", activation="relu", width=500)
    assert he.findings == () and he.finding is None


def test_zero_weights_never_learn_and_equal_ones_stay_alike():
    zeros = verdict_of(initializer="zeros", scale=1.0)
    assert str(zeros.headline) == "All alike: 1 different neuron of 100 in layer 1"
    assert "the weights' correction is exactly 0" in zeros.training
    sigmoid = verdict_of(initializer="zeros", scale=1.0, activation="sigmoid")
    assert "stay alike" in sigmoid.training
    assert "stay alike. Only those of the last layer part" in verdict_of(initializer="constant", scale=0.002).training


def test_a_healthy_verdict_has_no_layer_and_no_fix():
    he = verdict_of(initializer="he_normal", scale=1.0, activation="relu", width=500)
    assert (he.key, he.layer, he.fix, he.fix_changes, he.fix_why) == ("healthy", None, None, (), None)
    assert str(he.headline) == "Gets through, from layer 1 to 10"
    assert not any(row.exceeded for row in he.evidence)


def test_overflow_names_each_format_at_its_layer():
    verdict = verdict_of(activation="relu", scale=1e3, depth=30, width=64)
    assert str(verdict.headline) == "Off the scale: layer 2 leaves float16, layer 11 leaves bfloat16 and float32"
    some = verdict_of(activation="relu", scale=1.0, width=500)
    assert str(some.headline) == "Off the scale: layer 4 leaves float16"
    assert "bfloat16 and float32 still hold every layer." in some.why
    assert "In float16 training would stop at once" in some.training


def test_batch_normalization_cannot_rescue_what_drowns_in_epsilon():
    tiny = verdict_of(scale=1e-4, normalization="batch", width=500)
    assert tiny.key == "fading"
    assert "adds 1 × 10⁻⁵ to each variance" in tiny.why and "too small" in tiny.why
    assert verdict_of(scale=0.01, normalization="batch", width=500).healthy


def test_a_normalized_network_whose_correction_explodes_says_what_the_reset_costs():
    deep = verdict_of(
        activation="relu", initializer="he_normal", scale=1.0, normalization="batch", depth=40, width=128, samples=128
    )
    assert (deep.key, deep.layer) == ("exploding", deep.layer)
    assert str(deep.headline) == f"The correction blows up at every layer; over ten times from layer {deep.layer} back"
    assert "divides the correction" in deep.why


def test_silent_neurons_are_counted_in_their_layer():
    signal = run_signal(SignalSpec(activation="relu", initializer="he_normal", scale=1.0, width=100, samples=20))
    shares = signal.dead_fraction.copy()
    shares[3] = 0.67
    silent = judge(replace(signal, dead_fraction=shares))
    assert (silent.key, silent.layer) == ("dead", 4)
    assert str(silent.headline) == "Silent: 67 % of the neurons in layer 4"
    assert "every one of the 20 examples" in silent.why
    row = next(row for row in silent.evidence if "silent" in row.measured)
    assert (row.value, str(row.text), row.exceeded, str(row.threshold)) == (
        0.67,
        "67 %",
        True,
        "at most 60 % of the neurons there",
    )


def test_every_piece_of_evidence_has_a_threshold_and_a_source():
    for activation in ("relu", "tanh"):
        for row in verdict_of(activation=activation).evidence:
            assert row.threshold and row.text and (OUR_LINE in row.source or "IEEE" in row.source)
            assert math.isfinite(row.value)


POINTS = list(
    itertools.product(ACTIVATIONS, ("normal", "constant", "lsuv"), (1e-6, 1e3), ("none", "batch"), (False, True))
)


@pytest.mark.parametrize("point", POINTS[::7], ids=str)
def test_every_end_of_the_ranges_gets_sentences(point):
    activation, initializer, scale, normalization, residual = point
    verdict = verdict_of(
        activation=activation, initializer=initializer, scale=scale, normalization=normalization, residual=residual,
        depth=60, width=12, samples=9,
    )  # fmt: skip
    assert verdict.key in VERDICT_KEYS
    for text in map(str, (verdict.headline, verdict.why, verdict.training, *(row.text for row in verdict.evidence))):
        assert text and not NO_WORDS_FOR_READERS.search(text), text
    for text in map(str, (verdict.why, verdict.training)):
        assert text.endswith(".")


@pytest.mark.parametrize("initializer", INITIALIZERS)
@pytest.mark.parametrize(
    "settings", [{"depth": 1}, {"width": 2}, {"samples": 1}, {"depth": 1, "width": 2, "samples": 1}], ids=str
)
def test_the_smallest_experiments_get_a_verdict(initializer, settings):
    verdict = verdict_of(
        **{"initializer": initializer, "activation": "relu", "scale": 1.0, "width": 20, "depth": 4} | settings
    )
    assert verdict.headline and verdict.why and verdict.training
    assert not NO_WORDS_FOR_READERS.search(f"{verdict.headline} {verdict.why} {verdict.training}")


def test_the_fix_says_why_it_helps_and_how_sure_that_is():
    fading = verdict_of(width=500)
    assert fading.fix == replace(fading.spec, scale=fading.fix.scale)
    assert fading.fix.scale == pytest.approx(1 / math.sqrt(500))
    assert fading.fix_changes == ("scale",)
    assert str(fading.fix_why).startswith("A strength of 0.0447 is the critical one for tanh")
    assert str(fading.fix_why).endswith("By theory it gets through with room to spare.")
    narrow = verdict_of(width=30)
    assert narrow.remedy.tried and str(narrow.fix_why).endswith("It gets through with 5 of 5 luck numbers.")
    shortcut = replace(narrow.spec, residual=True)
    unsure = str(why_it_helps(Remedy(shortcut, critical=False, healthy_seeds=3), narrow.spec))
    assert unsure.startswith("Shortcuts") and "3 of 5 luck numbers: with so few neurons, luck decides." in unsure
    wide = str(why_it_helps(Remedy(replace(shortcut, width=500), critical=False, healthy_seeds=3), fading.spec))
    assert wide.endswith("this is on the edge, and luck decides.")


def test_a_fix_that_takes_something_away_says_what_its_absence_does():
    spec = SignalSpec(width=64, bias_std=100.0, residual=True, normalization="batch")
    for change, opening in (
        ({"bias_std": 0.0}, "With a smaller bias"),
        ({"residual": False}, "Without shortcuts"),
        ({"normalization": "none"}, "Without the volume reset"),
        ({"normalization": "rms"}, "The volume reset brings"),
        ({"bias_std": 200.0}, "A little bias"),
        ({"initializer": "lsuv"}, "The new recipe draws neurons that differ, at a strength fitted to the data."),
    ):
        assert str(why_it_helps(Remedy(replace(spec, **change), False, 5), spec)).startswith(opening)


def test_a_network_too_large_to_try_says_so():
    spec = SignalSpec(width=64)
    untried = str(why_it_helps(Remedy(replace(spec, scale=0.125), False, 0, seeds=0), spec))
    assert untried.endswith("By theory it gets through; the network is too large to try it first.")


def test_reasons_name_what_did_it():
    assert "head start (bias) with a spread of 50" in verdict_of(activation="relu", bias_std=50.0).why
    assert (
        "The shortcut adds what came in."
        in verdict_of(activation="relu", residual=True, initializer="he_normal", scale=1.0, depth=20).why
    )
    assert "each value is its own average" in verdict_of(normalization="batch", samples=1).why
    assert "Every weight is 0" in verdict_of(initializer="zeros", scale=1.0, activation="sigmoid").why
    straight = verdict_of(activation="linear", scale=1.0, depth=3)
    assert "critical one for a network without a bend" in straight.fix_why


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"input_scale": 100.0}, "exploding"),  # pixels from 0 to 255 that nobody scaled: stats.stackexchange 367057
        ({"input_scale": 74.0, "input_offset": 128.0}, "exploding"),
        ({"input_scale": 0.01}, "fading"),
        ({"input_scale": 74.0, "input_offset": 128.0, "activation": "tanh"}, "saturated"),
        ({"input_scale": 74.0, "input_offset": 128.0, "data": "digits"}, "exploding"),
    ],
    ids=str,
)
def test_an_input_of_another_size_is_found_and_mended_at_the_input(settings, key):
    spec = SignalSpec(
        **{"depth": 3, "width": 128, "samples": 100, "activation": "relu", "initializer": "he_normal"} | settings
    )
    verdict = judge(run_signal(spec))
    assert (verdict.key, verdict.layer) == (key, 1)
    assert set(verdict.fix_changes) <= {"input_scale", "input_offset"}
    assert "The input is brought to mean 0" in str(verdict.fix_why)
    assert judge(run_signal(verdict.fix)).healthy


def test_784_inputs_of_spread_one_make_the_first_sums_twenty_times_too_large():
    """Nielsen's 784-30-10 with N(0, 1) and ReLU (DeepLearningPython, issue 13): √(784/2) = 19.8."""
    spec = SignalSpec(depth=1, width=30, inputs=784, samples=250, activation="relu", scale=1.0)
    signal = run_signal(spec)
    assert signal.activation_rms[0] / signal.input_rms == pytest.approx(19.8, rel=0.15)
    assert judge(signal).key == "exploding"


def test_where_every_neuron_is_silent_that_is_the_news():
    spec = SignalSpec(depth=60, width=8, samples=50, activation="relu", initializer="he_normal")
    verdict = judge(run_signal(spec))
    assert verdict.key == "dead" and "Silent" in verdict.headline


REFUTED = re.compile(
    r"stays silent|hardly move|hardly hears|ignore it|throw the weights|react strongly|Training can start"
)
RELU = {"activation": "relu"}


@pytest.mark.parametrize(
    ("settings", "must"),
    [  # what was said of these was refuted by training them
        ({"depth": 10, "width": 100, "initializer": "xavier_normal"} | RELU, r"is 0\.8\d+ times that at layer 10"),
        ({"depth": 80, "width": 100, "initializer": "orthogonal"}, "Small is not unheard"),
        ({"depth": 15, "width": 8, "initializer": "he_normal"} | RELU, "it may wake"),
        ({"depth": 10, "width": 100, "scale": 10.0, "normalization": "batch", "data": "gaussian"}, "1/strength²"),
        ({"depth": 8, "width": 256, "initializer": "pytorch_linear", "data": "gaussian"} | RELU, "The biases, of"),
        ({"depth": 5, "width": 100, "scale": 1.0}, "large weights multiply"),
    ],
    ids=str,
)
def test_no_sentence_says_what_training_refuted(settings, must):
    verdict = judge(run_signal(SignalSpec(**{"samples": 250, "data": "digits"} | settings)))
    said = " ".join(map(str, (verdict.headline, verdict.why, *verdict.beside, verdict.training)))
    assert not REFUTED.search(said)
    assert re.search(must, said), said
