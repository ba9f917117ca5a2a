"""Quick experiments run at once, long ones show their first examples and run in slices."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation import SignalSpec, run_signal
from explorer.ui.first_weights.running.runs import (
    KEPT_LONG,
    QUICK_WORK,
    Job,
    LongRuns,
    allowed_samples,
    finish,
    long_runs,
    run,
    shown_spec,
)

CLASSIC = SignalSpec(samples=1000)
TINY = SignalSpec(depth=3, width=12, samples=6)


def test_the_classic_size_is_shown_at_once():
    assert shown_spec(CLASSIC) == CLASSIC


@pytest.mark.parametrize("spec", [replace(CLASSIC, samples=5000), SignalSpec(depth=100, width=1024, samples=5000)])
def test_a_long_experiment_is_shown_with_its_first_examples(spec):
    shown = shown_spec(spec)
    assert shown.work <= QUICK_WORK
    assert 1 <= shown.samples < spec.samples
    assert shown == replace(spec, samples=shown.samples)
    assert shown.samples <= allowed_samples(spec) <= spec.samples


def test_a_job_gives_the_same_result_and_is_then_at_hand():
    spec = replace(TINY, seed=77)
    job = Job(spec)
    while not job.advance(0.0005):
        assert 0 <= job.share <= 1
    assert np.array_equal(long_runs().get(spec).result.activation_std, run_signal(spec).activation_std)
    assert run(spec) is long_runs().get(spec)


def test_only_so_many_long_runs_are_kept():
    store, one = LongRuns(), finish(TINY, run_signal(TINY))
    for seed in range(KEPT_LONG + 3):
        store.put(replace(TINY, seed=seed), one, 0.1)
    assert store.get(replace(TINY, seed=0)) is None
    assert store.get(replace(TINY, seed=KEPT_LONG + 2)) is one
