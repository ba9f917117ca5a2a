"""What should be known before training starts? Each caution with its mend."""

import streamlit as st

from explorer.planner import RULES, Caution, Plan
from explorer.ui.language import said
from explorer.ui.planner.wording import say

MOST_NAMES = 8  # layers named before "and ... more"


def show_warnings(plan: Plan) -> None:
    """Name the first caution in the open; all of them, with what mends them, one tap away."""
    if not plan.warnings:
        return
    rest = len(plan.warnings) - 1
    label = say(f"warning.{plan.warnings[0].key}")
    if rest:
        label = say("warnings.one" if rest == 1 else "warnings.more", first=label, rest=str(rest))
    with st.expander(label, icon=":material/warning:"):
        for warning in plan.warnings:
            _warning(warning)


def _warning(warning: Caution) -> None:
    """Show a caution; its sentences may name layers of a pasted text: shown as text, never as Markdown."""
    st.markdown(f"**{say(f'warning.{warning.key}')}**")
    st.text(said(warning.sentence))
    st.text(f"{say('warnings.mend')} {said(warning.mend)}")
    if warning.layers:
        st.text(f"{say('warnings.layers')} {_names(warning.layers)}")
    if warning.rule:
        rule = RULES[warning.rule]
        st.caption(f"{rule.key}: {rule.source}")


def _names(layers: tuple[str, ...]) -> str:
    shown = ", ".join(layers[:MOST_NAMES])
    more = len(layers) - MOST_NAMES
    return say("warnings.names", names=shown, more=str(more)) if more > 0 else shown
