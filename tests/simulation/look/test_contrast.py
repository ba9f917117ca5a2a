"""What a change did is told from the numbers of both runs."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation.look.contrast import BINS, Contrast, common_bars
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal.signal import run_signal

XAVIER = SignalSpec(depth=10, width=64, samples=100, activation="relu", initializer="lecun_normal")


def test_he_beside_lecun_is_the_same_network_times_a_power_of_two():
    """Facts, section 1: with the same draws the two differ by exactly 2^(l/2) at layer l."""
    contrast = Contrast(run_signal(XAVIER), run_signal(replace(XAVIER, initializer="he_normal")))
    assert contrast.changed == ("initializer",) and contrast.same_draws
    signal, correction = contrast.told.values["parts"]
    assert signal.key.endswith("signal.rises")
    assert signal.values["times"] == pytest.approx(5 * np.log10(2), abs=1e-4)
    assert correction.values["times"] == pytest.approx(4.5 * np.log10(2), abs=1e-4)
    assert "32 times as much" in str(contrast.told)


def test_nothing_changed_is_said_to_stay():
    run = run_signal(XAVIER)
    assert {part.key.split(".")[-1] for part in Contrast(run, run).told.values["parts"]} == {"stays"}


def test_what_was_nothing_is_not_multiplied():
    zeros = run_signal(replace(XAVIER, initializer="zeros"))
    told = str(Contrast(zeros, run_signal(XAVIER)).told)
    assert "was 0 and is" in told and "times" not in told


@pytest.mark.parametrize(("change", "same"), [({"scale": 2.0}, True), ({"seed": 4}, False), ({"width": 32}, False)])
def test_other_draws_are_said(change, same):
    contrast = Contrast(run_signal(XAVIER), run_signal(replace(XAVIER, **change)))
    assert contrast.same_draws == same
    assert ("random numbers differ" in str(contrast.told)) != same


def test_common_bars_hold_all_values_that_the_own_axes_hold_and_keep_their_spread():
    runs = [run_signal(XAVIER), run_signal(replace(XAVIER, activation="tanh")), run_signal(replace(XAVIER, scale=2.0))]
    shares, edges = common_bars(runs)
    assert shares.shape == (3, BINS) and len(edges) == BINS + 1
    for row, run in zip(shares, runs, strict=True):
        assert row.sum() == pytest.approx(1 - run.outside_fraction[-1], abs=1e-6)
        middles = (edges[:-1] + edges[1:]) / 2
        mean = (row * middles).sum() / row.sum()
        assert mean == pytest.approx(run.activation_mean[-1], abs=edges[1] - edges[0])
