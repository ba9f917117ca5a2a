"""Published effects: the shipped record is complete, and each effect that comes out does so again on a small budget."""

from pathlib import Path

import numpy as np
import pytest

from explorer.simulation.transfer import CLAIMS, STRATEGIES, WORLDS, load_outcomes, measure_claim, outcome_sentence
from explorer.simulation.transfer.claims import CLAIM_FIRST_SEED, CLAIM_SEEDS, Claim
from explorer.simulation.transfer.outcomes import Comparison, _verdict
from explorer.simulation.transfer.precompute.outcomes import table_rows

FEWER_SEEDS = 12
COMING_OUT = [key for key, outcome in load_outcomes().items() if outcome.verdict == "comes_out"]
ONE_OF_EACH_WORLD = {CLAIMS[key].world: key for key in COMING_OUT}.values()  # all: `precompute.outcomes`


def test_every_claim_has_a_shipped_outcome_over_the_stated_seeds():
    assert set(load_outcomes()) == set(CLAIMS)
    for outcome in load_outcomes().values():
        assert outcome.seeds == CLAIM_SEEDS >= 20
        for one in outcome.comparisons:
            assert one.low <= one.mean <= one.high and one.won + one.lost <= outcome.seeds


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_every_claim_names_what_exists(claim):
    assert set(claim.better + claim.worse) <= set(STRATEGIES) and not set(claim.better) & set(claim.worse)
    assert claim.examples <= WORLDS[claim.world].max_examples and claim.sentence.endswith(".") and claim.source


@pytest.mark.slow
@pytest.mark.parametrize("key", ONE_OF_EACH_WORLD)
def test_an_effect_that_comes_out_does_so_on_a_quarter_of_the_seeds(key):
    """Each comparison has its sign again, and the small run's interval holds the shipped mean's neighbourhood."""
    again = measure_claim(CLAIMS[key], seeds=FEWER_SEEDS, seed=CLAIM_FIRST_SEED)
    shipped = {(one.better, one.worse): one for one in load_outcomes()[key].comparisons}
    line = 0.0 if CLAIMS[key].strict else -0.02
    for one in again.comparisons:
        assert one.mean > line, f"{one.better} is no longer ahead of {one.worse}"
        if (one.better, one.worse) in shipped:
            before = shipped[one.better, one.worse]
            assert one.low < before.high and one.high > before.low


def comparison(mean, half, won, lost, probability):
    return Comparison("full", "head_only", mean, mean - half, mean + half, won, lost, probability)


CLAIM = Claim("c", "Full is better.", "nobody", "digits_parity", 10, 0.5, ("full",), ("head_only",))
LEVEL = Claim("c", "Full is as good.", "nobody", "digits_parity", 10, 0.5, ("full",), ("head_only",), strict=False)


@pytest.mark.parametrize(
    ("claim", "comparisons", "verdict"),
    [
        (CLAIM, [comparison(0.05, 0.02, 20, 4, 0.001)], "comes_out"),
        (CLAIM, [comparison(0.05, 0.02, 14, 10, 0.5)], "open"),  # the mean rests on a few pairs
        (CLAIM, [comparison(0.05, 0.06, 20, 4, 0.001)], "open"),
        (CLAIM, [comparison(0.05, 0.02, 20, 4, 0.001), comparison(0.01, 0.02, 13, 11, 0.8)], "open"),
        (CLAIM, [comparison(0.05, 0.02, 20, 4, 0.001), comparison(-0.05, 0.02, 4, 20, 0.001)], "reversed"),
        (LEVEL, [comparison(-0.01, 0.005, 5, 19, 0.01)], "comes_out"),  # within two points
        (LEVEL, [comparison(-0.01, 0.02, 10, 14, 0.5)], "open"),
        (LEVEL, [comparison(-0.05, 0.02, 4, 20, 0.001)], "reversed"),
    ],
)
def test_when_a_claim_comes_out(claim, comparisons, verdict):
    assert _verdict(claim, tuple(comparisons)) == verdict


def test_a_claim_is_measured_as_it_says():
    claim = Claim("c", "S.", "nobody", "two_layer_linear", 30, 0.8, ("full", "head_only"), ("from_scratch",),
                  any_better=True, outcome="shifted")  # fmt: skip
    outcome = measure_claim(claim, seeds=4)
    assert outcome.strategies == ("full", "head_only", "from_scratch") and len(outcome.comparisons) == 1
    best = int(np.argmax(outcome.mean[:2]))
    assert outcome.comparisons[0].better == outcome.strategies[best]
    assert outcome.comparisons[0].mean == pytest.approx(outcome.mean[best] - outcome.mean[2], abs=2e-4)


def test_the_docs_hold_the_shipped_table():
    page = (Path(__file__).resolve().parents[3] / "docs" / "transfer.md").read_text(encoding="utf-8")
    for outcome in load_outcomes().values():
        for row in table_rows(outcome):
            assert row in page


@pytest.mark.parametrize("outcome", load_outcomes().values(), ids=load_outcomes())
def test_every_outcome_is_said_in_plain_words(outcome):
    sentence = str(outcome_sentence(outcome))
    assert ("It comes out here" in sentence) == (outcome.verdict == "comes_out")
    assert "48 pairs" in sentence and "_" not in sentence and sentence.endswith(".)")


def test_an_outcome_that_is_turned_round_is_said_so():
    sentence = str(outcome_sentence(load_outcomes()["middle_block_feature_shift"]))
    assert (
        "the miniature shows the opposite: “Only the middle” is" in sentence
        and "behind “Everything learns”" in sentence
    )
