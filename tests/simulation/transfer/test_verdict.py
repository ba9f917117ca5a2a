"""The sentences: who won, how surely, and whether a rule is contradicted."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation.transfer import (
    MIX_SHARES,
    STRATEGIES,
    Transfer,
    TransferSpec,
    best_mix,
    check_rule,
    judge_transfer,
)


def make_transfer(*scores, keys=("head_only", "full", "from_scratch"), work=(10, 100, 100)):
    """Build a result from final scores, one tuple of seeds a strategy."""
    accuracy = np.array(scores, dtype=float)
    keys = keys[: len(scores)]
    return Transfer(
        spec=TransferSpec(strategies=keys),
        strategies=tuple(STRATEGIES[key].build(4) for key in keys),
        measure="accuracy",
        learning_rates=(0.1,) * len(scores),
        tuned_here=(False,) * len(scores),
        curve_steps=np.array([300]),
        curves=accuracy[:, :, None],
        accuracy=accuracy,
        shifted=None,
        source_before=np.ones(accuracy.shape[1]),
        source_after=accuracy,
        multiply_adds=np.array(work[: len(scores)]),
        mixed=np.stack([accuracy, accuracy], axis=1)[..., None] * np.ones(len(MIX_SHARES)),
    )


CLEAR = make_transfer((0.90, 0.91, 0.93, 0.92), (0.80, 0.82, 0.83, 0.81), (0.70, 0.92, 0.72, 0.71))
OPEN = make_transfer((0.90, 0.80, 0.91, 0.82), (0.82, 0.90, 0.80, 0.92), (0.5, 0.52, 0.51, 0.5))


def test_a_winner_with_its_band_apart_is_clear():
    verdict = judge_transfer(make_transfer((0.90, 0.91, 0.93, 0.92), (0.80, 0.82, 0.83, 0.81)))
    assert (verdict.key, verdict.winner, verdict.level) == ("clear", "head_only", ("head_only",))
    assert str(verdict.headline) == "“Only a new last layer” did best in 4 of 4 pairs: clear."
    assert str(verdict.why) == "It reached 92 % right on average over 4 pairs."


def test_overlapping_bands_give_no_clear_winner_and_name_the_cheapest():
    verdict = judge_transfer(OPEN)
    assert (verdict.key, verdict.winner, verdict.cheapest) == ("no_clear_winner", "full", "head_only")
    assert set(verdict.level) == {"head_only", "full"}
    assert (
        str(verdict.headline)
        == "No clear winner: the bands of “Everything learns” and “Only a new last layer” overlap."
    )
    assert str(verdict.why).endswith("“Only a new last layer” needs the least work: 10 % of the most.")


def test_the_pairs_led_are_counted_against_every_rival():
    assert judge_transfer(CLEAR).led == 3  # the third strategy was ahead in the second pair
    tie = judge_transfer(make_transfer((0.9, 0.9), (0.9, 0.8)))
    assert (tie.winner, tie.led) == ("head_only", 1)


def test_one_pair_is_never_clear():
    verdict = judge_transfer(make_transfer((0.9,), (0.1,)))
    assert verdict.key == "one_seed" and "one pair says nothing about luck" in verdict.headline
    assert check_rule(make_transfer((0.9,), (0.1,)), "full").key == "fits"


def test_a_strategy_alone_is_compared_with_nothing():
    assert judge_transfer(make_transfer((0.9, 0.8))).key == "alone"


def test_equal_runs_are_level():
    verdict = judge_transfer(make_transfer((0.9, 0.9), (0.9, 0.9)))
    assert (verdict.key, verdict.led, verdict.cheapest) == ("no_clear_winner", 0, "head_only")


def test_a_rule_is_contradicted_only_by_a_clear_difference():
    steady = make_transfer((0.90, 0.91, 0.93, 0.92), (0.80, 0.82, 0.83, 0.81))
    against = check_rule(steady, "full")
    assert (against.key, against.better) == ("disagrees", ("head_only",))
    assert str(against.sentence) == (
        "The miniature disagrees with this plan: “Only a new last layer” did clearly better than "
        "“Everything learns”, by 10 points."
    )
    assert check_rule(steady, "head_only").key == "supports"
    assert check_rule(OPEN, "head_only").key == "fits"
    assert check_rule(OPEN, "head_only", ("from_scratch",)).key == "supports"


@pytest.mark.parametrize("result", [CLEAR, OPEN])
def test_every_sentence_is_for_reading(result):
    verdict = judge_transfer(result)
    for sentence in map(str, (verdict.headline, verdict.why, check_rule(result, "full").sentence)):
        assert sentence.endswith(".") and "_" not in sentence and "nan" not in sentence


def test_a_leader_that_is_also_the_cheapest_is_not_compared_with_itself():
    verdict = judge_transfer(make_transfer((0.9, 0.9, 0.8), (0.9, 0.8, 0.9)))
    assert verdict.winner == verdict.cheapest == "head_only"
    assert str(verdict.why).endswith("Of those level with it, none needs less work.")


@pytest.mark.parametrize(
    ("new", "old", "share", "kept", "lost"),
    [
        ((0.5, 0.895, 0.90), (1.0, 0.8, 0.6), 0.9, 0.2, 0.005),  # half a point for twenty
        ((0.5, 0.88, 0.90), (1.0, 0.8, 0.6), 1.0, 0.0, 0.0),  # two points are too much
        ((0.95, 0.92, 0.90), (0.9, 0.8, 0.6), 0.0, 0.3, -0.05),  # nothing of the new weights is worth keeping
        ((0.90, 0.90, 0.90), (0.6, 0.6, 0.6), 1.0, 0.0, 0.0),  # of equals the newest
    ],
)
def test_the_best_mixture_keeps_most_while_the_new_task_loses_a_point_at_most(new, old, share, kept, lost):
    places = [0, MIX_SHARES.index(0.9), len(MIX_SHARES) - 1]
    mixed = np.zeros((1, 2, 1, len(MIX_SHARES)))
    for place, here, there in zip(places, new, old, strict=True):
        mixed[0, :, 0, place] = here, there
    found = best_mix(replace(make_transfer((0.9,)), mixed=mixed), 0)
    assert (found.share, found.kept, found.lost) == (share, pytest.approx(kept), pytest.approx(lost))
