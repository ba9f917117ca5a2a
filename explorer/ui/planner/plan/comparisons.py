"""Which published comparisons stand behind the advice? One row each, with its scores and its source."""

import pandas as pd
import streamlit as st

from explorer.planner import STRATEGIES, Comparison, Plan
from explorer.ui.language import worded, written
from explorer.ui.planner.lenses.score import show_score
from explorer.ui.planner.wording import say


def show_comparisons(plan: Plan) -> None:
    """Show the comparisons like this case as a table, and how the advice did on all that are held."""
    st.dataframe(comparison_frame(plan), hide_index=True, alt=say("evidence.row"))
    st.markdown(f"**{say('score.heading')}**")
    show_score(alike=len(plan.evidence))


def comparison_frame(plan: Plan) -> pd.DataFrame:
    """Lay the comparisons out: what was compared, the score of each measured strategy, the best, the source."""
    measured = [key for key in STRATEGIES if any(key in row.scores for row in plan.evidence)]
    columns: dict[str, list[str]] = {say("evidence.row"): [f"{row.key}, {row.model}" for row in plan.evidence]}
    for key in measured:
        columns[worded("strategies", STRATEGIES[key])] = [
            written(row.scores[key], "number") if key in row.scores else "" for row in plan.evidence
        ]
    columns[say("evidence.best")] = [_best(row) for row in plan.evidence]
    columns[say("evidence.source")] = [_source(row) for row in plan.evidence]
    return pd.DataFrame(columns)


def _best(row: Comparison) -> str:
    return ", ".join(worded("strategies", STRATEGIES[key]) for key, score in row.measured if score == row.best)


def _source(row: Comparison) -> str:
    named = f"{row.source}, {row.place}"
    return named if row.read == "src" else say("evidence.second_hand", source=named)
