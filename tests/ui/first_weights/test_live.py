"""Dragging live: what a browser sends is checked, and the sweep keeps everything but the strength and the examples."""

import math

import pytest

from explorer.simulation import SignalSpec
from explorer.ui.components.live_drag import place_of
from explorer.ui.first_weights.running.sweep import can_sweep, make_sweep, sweep_slices, sweep_spec, sweeps


@pytest.mark.parametrize(
    ("sent", "place"),
    [(3, 3), (0, 0), (25, 25), (99, 25), (-1, 0), (1e9, 25), (math.inf, 25), (2.7, 2),
     (math.nan, None), ("3", None), (None, None), (True, None), ([3], None)],
)  # fmt: skip
def test_whatever_a_browser_sends_the_place_is_on_the_slider(sent, place):
    assert place_of(sent, 26) == place


@pytest.mark.parametrize(
    ("spec", "ends"),
    [
        (SignalSpec(samples=250), (1e-4, 10.0)),
        (SignalSpec(samples=250, initializer="he_normal", scale=1.0), (0.1, 10.0)),
        (SignalSpec(samples=250, scale=1e-5), (1e-6, 1e3)),
    ],
)
def test_a_sweep_covers_the_slider_and_keeps_the_width(spec, ends):
    wanted = sweep_spec(spec, extreme=False)
    assert (wanted.scales[0], wanted.scales[-1]) == ends
    assert (wanted.base.width, wanted.base.depth) == (spec.width, spec.depth)
    assert 8 <= wanted.base.samples <= 250
    assert 20 <= len(wanted.scales) <= 30


def test_two_strengths_share_one_sweep():
    assert sweep_spec(SignalSpec(scale=0.01), False) == sweep_spec(SignalSpec(scale=0.5), False)


def test_a_sweep_is_kept_when_it_is_done():
    wanted = sweep_spec(SignalSpec(depth=3, width=16, samples=10), False)
    shares = list(make_sweep(wanted))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    work = sweep_slices(wanted)
    while not work.advance(0.001):
        assert sweeps().get(wanted) is None
    kept = sweeps().get(wanted)
    assert kept.scales == wanted.scales
    assert str(kept.runs[0].verdict.headline).startswith("Fades")
    assert [one.result.spec.scale for one in kept.runs] == list(wanted.scales)


def test_what_has_no_strength_or_is_too_large_cannot_be_dragged():
    assert can_sweep(SignalSpec())
    assert not can_sweep(SignalSpec(initializer="zeros"))
    assert not can_sweep(SignalSpec(depth=100, width=1024, samples=1))
