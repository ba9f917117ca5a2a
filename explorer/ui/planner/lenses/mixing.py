"""What is kept when old and new weights are mixed? A slider between the two networks, with both scores."""

import streamlit as st

from explorer.charts.axis_ends import drawn
from explorer.charts.mix_chart import mix_spec, mix_table
from explorer.charts.theme import palette
from explorer.simulation import MIX_SHARES, Transfer, best_mix
from explorer.ui.language import kept, language, said, written
from explorer.ui.planner.wording import say

HALF = 0.5
NEW, OLD = 0, 1  # tasks of `Transfer.mixed`


@st.fragment
def show_mixing(result: Transfer) -> None:
    """Show the slider for one strategy of the comparison, the plan first; those that start over have nothing old."""
    rows = [row for row, strategy in enumerate(result.strategies) if not strategy.new_layers]
    if not rows or result.measure != "accuracy":
        return
    st.subheader(say("try.mix.heading"))
    left, right = st.columns(2)
    row = left.selectbox(
        say("strategy.label"), rows, format_func=lambda number: said(result.strategies[number].name),
        key=kept("planner.try.mix.strategy"),
    )  # fmt: skip
    share = right.select_slider(
        say("try.mix.share"), MIX_SHARES, HALF, format_func=lambda part: written(part, "share"), key="planner.try.mix"
    )
    told = mixed_sentence(result, row, share)
    st.markdown(told)
    st.vega_lite_chart(
        *drawn(mix_table(result, row, share, language()), mix_spec(palette(st.context.theme.type), language())),
        key="planner.try.mix.chart", alt=told,
    )  # fmt: skip
    st.caption(f"{best_sentence(result, row)} {say('try.mix.source')}")


def mixed_sentence(result: Transfer, row: int, share: float) -> str:
    """Say both scores at a share of new weights, and how far they lie from those at the end of training."""
    place = MIX_SHARES.index(share)
    new, old = result.mixed[row].mean(axis=1)
    return say(
        "try.mix.told",
        share=written(share, "share"),
        new=written(float(new[place]), "share"),
        old=written(float(old[place]), "share"),
        new_change=_points(new[place] - new[-1]),
        old_change=_points(old[place] - old[-1]),
    )


def best_sentence(result: Transfer, row: int) -> str:
    """Say which mixture keeps most of the old task while the new one loses at most a point."""
    found = best_mix(result, row)
    if found.share == MIX_SHARES[-1]:
        return say("try.mix.best.none")
    return say(
        "try.mix.best",
        share=written(found.share, "share"),
        kept=written(100 * found.kept, "number 2"),
        lost=written(100 * max(found.lost, 0.0), "number 2"),
    )


def _points(change: float) -> str:
    points = round(100 * float(change), 1)
    return f"+{written(points, 'number 2')}" if points > 0 else written(points, "number 2")
