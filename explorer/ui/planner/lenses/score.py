"""How good is the advice? Its score on published comparisons, beside choices that never look at the task."""

import pandas as pd
import streamlit as st

from explorer.planner import ADVICE, STRATEGIES, Standing, standings
from explorer.ui.language import worded, written
from explorer.ui.planner.wording import say


def show_score(alike: int) -> None:
    """Say the share and the points lost in plain words, then the table, then what the score can't tell.

    `alike` is how many of the comparisons are like the visitor's case: of a case like none the score tells little.
    """
    st.markdown(score_sentence(standings()[0]) + ("" if alike else f" {say('score.none_alike')}"))
    st.dataframe(score_frame(), hide_index=True, alt=say("score.heading"))
    st.caption(say("score.limits"))


def score_sentence(ours: Standing) -> str:
    """Say how the advice did, where it was drawn and where it was only asked."""
    return say(
        "score.told",
        rows=ours.drawn_on.rows, level=ours.drawn_on.level, share=ours.drawn_on.share, lost=ours.drawn_on.points_lost,
        held=ours.held.rows, held_level=ours.held.level, held_lost=ours.held.points_lost,
    )  # fmt: skip


def score_frame() -> pd.DataFrame:
    """Lay out every way of choosing: how often level with the best, and how many points below it."""
    return pd.DataFrame(
        {
            say("score.way"): [_name(one.way) for one in standings()],
            say("score.level"): [_level(one.drawn_on) for one in standings()],
            say("score.lost"): [written(one.drawn_on.points_lost, "number 2") for one in standings()],
            say("score.held"): [_level(one.held) for one in standings()],
            say("score.held_lost"): [written(one.held.points_lost, "number 2") for one in standings()],
        }
    )


def _name(way: str) -> str:
    return say("score.advice") if way == ADVICE else say("score.always", strategy=worded("strategies", STRATEGIES[way]))


def _level(score) -> str:
    return say("score.of", level=score.level, rows=score.rows)
