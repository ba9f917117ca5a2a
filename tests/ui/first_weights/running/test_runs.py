"""Quick experiments run at once, long ones show their first examples and run in slices."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation import SignalSpec, run_signal
from explorer.ui.first_weights.running.runs import (
    QUICK_WORK,
    UNASKED,
    LongRuns,
    allowed_samples,
    is_at_hand,
    long_runs,
    run,
    seconds_of,
    shown_spec,
    slices,
)

CLASSIC = SignalSpec(samples=1000)
TINY = SignalSpec(depth=3, width=12, samples=6)


def test_the_classic_size_is_shown_at_once():
    assert shown_spec(CLASSIC) == CLASSIC


@pytest.mark.parametrize("spec", [SignalSpec(depth=20, samples=5000), SignalSpec(depth=100, width=1024, samples=5000)])
def test_a_long_experiment_is_shown_with_its_first_examples(spec):
    shown = shown_spec(spec)
    assert shown.work <= QUICK_WORK
    assert 1 <= shown.samples < spec.samples
    assert shown == replace(spec, samples=shown.samples)
    assert shown.samples <= allowed_samples(spec) <= spec.samples


def test_a_job_gives_the_same_result_and_is_then_at_hand():
    spec = replace(TINY, seed=77)
    work = slices(spec)
    while not work.advance(0.0005):
        assert 0 <= work.share <= 1
    assert np.array_equal(long_runs().get(spec).result.activation_std, run_signal(spec).activation_std)
    assert run(spec) is long_runs().get(spec)


def test_a_long_run_tells_how_fast_the_machine_is():
    store, result = LongRuns(2), run_signal(TINY)
    long = SignalSpec(depth=18, width=400, samples=2000)
    store.finish(long, result, 0.5)
    assert store.get(long).result is result
    assert store.work_per_second == long.work / 0.5
    store.finish(TINY, result, 0.5)  # here all but the products is most of it
    assert store.work_per_second == long.work / 0.5


def test_what_takes_under_two_seconds_is_shown_unasked_and_in_slices(monkeypatch):
    monkeypatch.setattr(long_runs(), "work_per_second", LongRuns.work_per_second)  # whatever was measured before
    deep = SignalSpec(depth=100, width=500, samples=250)
    assert seconds_of(deep) < UNASKED
    assert shown_spec(deep) == deep
    assert not is_at_hand(deep)
