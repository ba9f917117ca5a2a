"""The score that the page says: of the advice first, beside choices that never look at the task."""

from explorer.planner.advice.scored import ADVICE, FIXED, advised, standings
from explorer.planner.evidence.comparison import comparisons, held_comparisons


def test_the_advice_stands_first_and_beside_every_fixed_choice():
    assert [one.way for one in standings()] == [ADVICE, *FIXED]
    ours, *others = standings()
    assert (ours.drawn_on.rows, ours.held.rows) == (len(comparisons()), len(held_comparisons()))
    for other in others:
        for mine, theirs in ((ours.drawn_on, other.drawn_on), (ours.held, other.held)):
            assert mine.share > theirs.share and mine.points_lost < theirs.points_lost, other.way


def test_rows_looked_up_afterwards_hold_what_was_promised_of_unseen_ones():
    held = standings()[0].held
    assert held.share >= 0.83 and held.points_lost <= 1.0
    assert not {row.key for row in held_comparisons()} & {row.key for row in comparisons()}
    assert not {row.source for row in held_comparisons()} & {row.source for row in comparisons()}
    assert {row.part for row in held_comparisons()} == {"held"}


def test_a_model_that_restored_hidden_parts_learns_whole_where_the_data_are_unlike():
    """Its features change most in full training; where the data are similar one measured row says otherwise."""
    rows = {row.key: row for row in (*comparisons(), *held_comparisons())}
    assert advised(rows["video-HMDB51-ViT-B-mae"]) == "adapters"
    assert advised(rows["retfound-OCT"]) == "discriminative"
