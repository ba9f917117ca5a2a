"""Each check finds what its definition says, in the stated order, and names the layer where it breaks."""

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation import SignalSpec, run_signal
from explorer.simulation.numerics.float_formats import FLOAT_FORMATS
from explorer.simulation.verdict.findings import BACK, CHECKS, find_all, key_of

HEALTHY = run_signal(SignalSpec(depth=5, width=40, samples=30, initializer="xavier_normal", scale=1.0))
ORDER = ["identical", "overflow", "dead", "saturated", "exploding", "fading"]


def with_layers(**arrays):
    """Return the healthy signal with some of its measurements replaced."""
    return replace(HEALTHY, **{name: np.asarray(values, float) for name, values in arrays.items()})


def test_the_order_of_the_checks_is_the_defined_one():
    assert [check.key for check in CHECKS] == ORDER
    assert key_of(HEALTHY) == "healthy" and find_all(HEALTHY) == ()


@pytest.mark.parametrize(("share", "key"), [(0.6, "healthy"), (0.61, "dead")])
def test_dead_means_more_than_sixty_per_cent_in_some_layer(share, key):
    assert key_of(with_layers(dead_fraction=[0, 0, share, 0, 0])) == key


@pytest.mark.parametrize(("share", "key"), [(0.5, "healthy"), (0.51, "saturated")])
def test_saturated_means_more_than_half_in_some_layer(share, key):
    assert key_of(with_layers(saturated_fraction=[0, share, 0.9 * share, 0, 0])) == key


@pytest.mark.parametrize(
    ("decades", "key", "layer"),
    [
        ([0, 0, 0, 0, 0.99], "healthy", None),
        ([0, 0.5, 1.01, 1.2, 1.3], "exploding", 3),
        ([0, -1.5, 0, 0, -0.99], "healthy", None),  # from end to end it is back
        ([-0.2, -0.9, -0.95, -1.05, -2], "fading", 4),
    ],
)
def test_the_signal_may_change_tenfold_from_input_to_last_layer(decades, key, layer):
    signal = replace(HEALTHY, input_rms=1.0, activation_log10_rms=np.array(decades, float))
    findings = find_all(signal)
    assert (findings[0].key, findings[0].layer) == (key, layer) if findings else key == "healthy"


@pytest.mark.parametrize(
    ("decades", "key", "layer"),
    [
        ([0.99, 0.5, 0, 0, 0], "healthy", None),
        ([2, 1.5, 1.1, 0.5, 0], "exploding", 3),
        ([-3, -2, -1.5, -1.2, 0], "fading", 4),
    ],
)
def test_the_correction_may_change_tenfold_and_breaks_from_the_output_side(decades, key, layer):
    findings = find_all(replace(HEALTHY, gradient_log10_rms=np.array(decades, float)))
    assert (
        (findings[0].key, findings[0].layer, findings[0].direction) == (key, layer, BACK)
        if findings
        else key == "healthy"
    )


def test_what_holds_as_well_comes_after_the_first():
    signal = with_layers(
        distinct_units=[40, 1, 1, 1, 1], dead_fraction=[0.7] * 5, saturated_fraction=[0.6] * 5,
        gradient_log10_rms=[2, 1, 0, 0, 0], activation_log10_rms=[-1, -2, -3, -4, -5],
    )  # fmt: skip
    assert [finding.key for finding in find_all(signal)] == ["identical", "dead", "saturated", "exploding", "fading"]


@pytest.mark.parametrize(
    ("settings", "key", "layer"),
    [  # the classic stories
        ({"initializer": "zeros", "scale": 1.0}, "identical", 1),
        ({"initializer": "constant", "scale": 0.002}, "identical", 1),
        ({"scale": 0.01}, "fading", 2),
        ({"scale": 1.0}, "saturated", 1),
        ({"initializer": "xavier_normal", "scale": 1.0}, "healthy", None),
        ({"initializer": "xavier_normal", "scale": 1.0, "activation": "relu"}, "fading", 7),
        ({"initializer": "he_normal", "scale": 1.0, "activation": "relu"}, "healthy", None),
        ({"scale": 0.01, "normalization": "batch"}, "healthy", None),
        ({"initializer": "he_normal", "scale": 2.0, "activation": "relu"}, "exploding", 4),
        ({"scale": 1.0, "activation": "relu"}, "overflow", 4),
    ],
)
def test_the_classic_stories_get_their_verdicts(settings, key, layer):
    signal = run_signal(SignalSpec(samples=50, **settings))
    findings = find_all(signal)
    assert key_of(signal) == key
    assert (findings[0].layer if findings else None) == layer


def test_a_correction_past_float32_is_an_overflow_even_where_the_signal_is_bounded():
    signal = run_signal(SignalSpec(depth=100, width=128, samples=10, scale=1.5))
    finding = find_all(signal)[0]
    assert (finding.key, finding.direction) == ("overflow", BACK)
    end = math.log10(FLOAT_FORMATS["float32"].largest)
    assert signal.gradient_log10_max[finding.layer - 1] > end >= signal.gradient_log10_max[finding.layer]
