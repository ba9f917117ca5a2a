"""Every finding has a headline and an outlook, whichever way it travels."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation import SignalSpec, run_signal
from explorer.simulation.verdict.findings import AHEAD, BACK, Finding
from explorer.simulation.verdict.outlook import OUTLOOKS, headline, outlook

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


@pytest.mark.parametrize("key", OUTLOOKS)
def test_every_finding_is_said_in_whole_sentences(key):
    for direction in (AHEAD, BACK) if key in BOTH_WAYS else (AHEAD,):
        finding = Finding(key, 2, 0.9, direction)
        for signal in signals():
            assert "{" not in str(headline(finding, signal)) and str(headline(finding, signal))
            assert str(outlook(finding, signal)).endswith(".")


def test_the_way_that_a_finding_travels_is_said():
    for key in BOTH_WAYS:
        assert "correction" in headline(Finding(key, 2, 0.9, BACK), SIGNAL)
        assert "correction" not in headline(Finding(key, 2, 0.9, AHEAD), SIGNAL)


def test_a_single_layer_that_gets_through_is_not_counted_from_itself_to_itself():
    assert str(headline(None, SIGNAL)) == "Gets through, from layer 1 to 4"
    single = run_signal(SignalSpec(depth=1, width=16, samples=10, initializer="xavier_normal"))
    assert str(headline(None, single)) == "Gets through layer 1"
