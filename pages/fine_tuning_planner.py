"""Fine-tuning planner: what to keep, what to adjust, what to replace."""

import streamlit as st

from explorer.ui.components.language_switch import show_switch
from explorer.ui.planner.answers.fields import page_state
from explorer.ui.planner.answers.notices import link_notices
from explorer.ui.planner.frame import dress, lead_to, open_with_a_sentence, show_planner_words, way_to_plan
from explorer.ui.planner.lenses.quick_typing import keep_quick_typing
from explorer.ui.planner.model.your_model import ask_model
from explorer.ui.planner.plan.your_plan import answer_with_plan
from explorer.ui.planner.send_plan import share
from explorer.ui.planner.wording import say
from explorer.ui.planner.your_task import ask_task

state = page_state()
state.restore()


@st.fragment
def planner() -> None:
    """Ask for the model and the task; compute the plan and show it; explain it in the lenses."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="planner-head"
    ):
        st.title(say("title"), width="stretch")
        show_switch(state)
        share_place = st.container(width="content")
    open_with_a_sentence()
    found_place = way_to_plan()
    link_notices(state)
    with st.container(key="planner-steps"):
        ask, answer = st.columns([34, 66], gap="medium")
    with ask.container(border=True):
        st.header(say("step.model"))
        found = ask_model(state)
    with ask.container(border=True):
        st.header(say("step.task"))
        task = ask_task(state, found.model)
    with answer:
        plan = answer_with_plan(state, found, task)
    lead_to(found_place, plan)
    with share_place:
        share(state, plan)
    state.publish()


dress()
planner()
show_planner_words()
st.page_link("../pages/weight_initialization.py", label=say("words.link"), icon=":material/line_axis:")
keep_quick_typing()
