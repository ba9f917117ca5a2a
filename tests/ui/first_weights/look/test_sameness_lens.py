"""What the lens "Sameness" says: it claims that a tie holds for ever only where it holds."""

import numpy as np

from explorer.simulation import PARTING_MOMENTS, SignalSpec
from explorer.simulation.look.parting import PartingSpec, run_parting
from explorer.ui.first_weights.look.sameness_lens import moment_of, sameness_sentence

LAST = len(PARTING_MOMENTS) - 1


def told(place=LAST, noise=0.0, random_answer=False, **changes):
    spec = SignalSpec(**{"depth": 3, "width": 16, "initializer": "constant", "data": "digits", **changes})
    return sameness_sentence(run_parting(PartingSpec(spec, noise, random_answer)), place)


def test_a_tie_is_called_unbreakable_only_where_nothing_breaks_it():
    assert "no training will ever part them" in told(0) and "no training will ever part them" in told()
    assert "So far" in told(0, random_answer=True) and "Only the last layer" in told(1, random_answer=True)
    assert "only through their biases" in told(1, random_answer=True, initializer="zeros")
    assert "no correction has parted" in told(1, random_answer=True, initializer="zeros", activation="relu")
    assert "their average neuron" in told(noise=1e-3)


def test_counts_are_told_at_the_start_and_later():
    assert told(0).startswith("**At the start** every layer holds 1 different neuron of 16.")
    assert "**After 200 steps** every layer holds 1." in told()
    assert "holds 16" in told(initializer="xavier_normal")


def test_a_link_between_two_moments_shows_the_one_before():
    assert [moment_of(step) for step in (0, 1, 7, 200)] == [0, 1, int(np.searchsorted(PARTING_MOMENTS, 5)), LAST]
