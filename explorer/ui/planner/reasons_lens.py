"""Why is each part treated so? The rules for and against, side by side, same size and weight."""

import streamlit as st

from explorer.planner.plan import Plan
from explorer.planner.rule import Rule
from explorer.planner.rules import RULES
from explorer.ui.planner.table_lens import leading_layer
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState


def show_reasons(state: PageState, plan: Plan) -> None:
    """Show the rules behind the strategy, then behind each run of parts that are treated alike."""
    st.subheader(say("reasons.choice"))
    _both_sides(plan.because, plan.against)
    for note in plan.notes:
        st.text(note)
    st.subheader(say("reasons.parts"))
    for parts, sentence, because, against in reason_runs(plan):
        with st.expander(f"{len(parts)} × " + sentence if len(parts) > 1 else sentence):
            st.text(", ".join(parts))
            _both_sides(because, against)


def reason_runs(plan: Plan) -> list[tuple[list[str], str, tuple[str, ...], tuple[str, ...]]]:
    """Group neighbouring parts with the same action and rules: (part names, sentence, because, against)."""
    runs: list[tuple[list[str], str, tuple[str, ...], tuple[str, ...]]] = []
    for stage in plan.model.stages:
        leading = leading_layer([p for p in plan.layers if p.layer.stage == stage.index])
        if leading is None:
            continue
        if runs and runs[-1][1:] == (say(f"action.{leading.action}"), leading.because, leading.against):
            runs[-1][0].append(stage.name)
        else:
            runs.append(([stage.name], say(f"action.{leading.action}"), leading.because, leading.against))
    return runs


def _both_sides(because: tuple[str, ...], against: tuple[str, ...]) -> None:
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{say('reasons.for')}**")
        for key in because:
            _rule(RULES[key])
    with right:
        st.markdown(f"**{say('reasons.against')}**")
        for key in against:
            _rule(RULES[key])
        if not against:
            st.caption(say("reasons.none"))


def _rule(rule: Rule) -> None:
    second_hand = f" ({say('reasons.second_hand')})" if rule.tag == "S" else ""
    source = f"[{rule.source}]({rule.link})" if rule.link else rule.source
    st.markdown(f"**{rule.key}** {rule.sentence}  \n*{source}{second_hand}*")
