"""A trial runs what theory is not sure of, with as many seeds as its computing allows."""

from dataclasses import replace

import pytest

from explorer.simulation import INITIALIZERS, SignalSpec, run_signal
from explorer.simulation.verdict.findings import key_of
from explorer.simulation.verdict.proposals import Proposal
from explorer.simulation.verdict.remedies import find_remedy, trials
from explorer.simulation.verdict.trials import SEEDS, healthy_seeds, outcome, seconds_of, try_out

SOUND = SignalSpec(width=32, samples=64, depth=5, scale=32**-0.5)


def test_an_outcome_is_the_verdict_of_the_run():
    for scale in (0.01, 32**-0.5, 5.0):
        spec = replace(SOUND, scale=scale)
        assert outcome(spec).key == key_of(run_signal(spec))
        assert outcome(spec).steady <= outcome(spec).healthy


def test_a_wide_and_central_proposal_needs_no_trial():
    trial = try_out(Proposal(replace(SOUND, width=1024, scale=1024**-0.5), critical=True, change=0.5))
    assert (trial.sure, trial.holds, trial.seconds) == (True, True, 0.0)


def test_a_proposal_is_sure_only_where_every_example_is_predicted_to_get_through():
    rough = Proposal(replace(SOUND, width=1024), critical=True, change=0.1)  # far too strong for so many neurons
    assert not try_out(rough).sure


def test_a_narrow_proposal_is_run_with_every_seed_or_until_one_fails():
    holds = try_out(Proposal(SOUND, critical=True, change=0.6))
    assert holds.holds and holds.passed == holds.seeds == SEEDS and not holds.sure
    fails = try_out(Proposal(replace(SOUND, scale=0.01), critical=False, change=0.9))
    assert (fails.passed, fails.holds) == (0, False) and fails.seconds == pytest.approx(seconds_of(SOUND))


@pytest.mark.slow
def test_a_network_too_large_for_a_trial_is_not_run():
    large = SignalSpec(depth=100, width=1024, samples=5000, activation="relu")
    trial = try_out(Proposal(large, critical=False, change=0.9))
    assert (trial.seeds, trial.sure) == (0, False)
    assert not find_remedy(SignalSpec(depth=100, width=1024, samples=16, activation="softplus")).tried


@pytest.mark.parametrize("setting", ["depth", "width", "samples"])
def test_a_larger_experiment_is_expected_to_take_longer(setting):
    assert seconds_of(replace(SOUND, **{setting: 2 * getattr(SOUND, setting)})) > seconds_of(SOUND)
    assert seconds_of(replace(SOUND, initializer="orthogonal")) > seconds_of(SOUND)
    assert all(seconds_of(replace(SOUND, initializer=key)) > 0 for key in INITIALIZERS)


@pytest.mark.slow
def test_trials_end_when_the_computing_set_aside_is_used_up():
    spec = SignalSpec(depth=100, width=4, samples=64, activation="relu")
    run = list(trials(spec))
    assert 0 < sum(trial.seconds for trial in run) < 5.0
    assert not any(trial.holds for trial in run)


def test_counting_stops_where_the_best_is_out_of_reach():
    assert healthy_seeds(SOUND) == SEEDS
    assert healthy_seeds(replace(SOUND, scale=0.01), to_beat=4) == 0
