"""What should be known before training starts? Each caution with its mend."""

import streamlit as st

from explorer.planner import RULES, Caution, Plan
from explorer.ui.language import said, worded
from explorer.ui.planner.wording import say

MOST_NAMES = 8  # layers named before "and ... more"


def show_cautions(plan: Plan) -> None:
    """Name the first caution in the open; all of them, with what mends them, one tap away."""
    if not plan.warnings:
        return
    rest = len(plan.warnings) - 1
    label = say(f"caution.{plan.warnings[0].key}")
    if rest:
        label = say("cautions.one" if rest == 1 else "cautions.more", first=label, rest=rest)
    with st.expander(label, icon=":material/warning:"):
        for caution in plan.warnings:
            _caution(caution)


def _caution(caution: Caution) -> None:
    """Show a caution; its sentences may name layers of a pasted text: shown as text, never as Markdown."""
    st.markdown(f"**{say(f'caution.{caution.key}')}**")
    st.text(said(caution.sentence))
    st.text(f"{say('cautions.mend')} {said(caution.mend)}")
    if caution.layers:
        st.text(f"{say('cautions.layers')} {_names(caution.layers)}")
    if caution.rule:
        st.caption(worded("rules", RULES[caution.rule], "source"))


def _names(layers: tuple[str, ...]) -> str:
    shown = ", ".join(layers[:MOST_NAMES])
    more = len(layers) - MOST_NAMES
    return say("cautions.names", names=shown, more=more) if more > 0 else shown
