"""Fine-tuning planner: what to keep, what to adjust, what to replace."""

import streamlit as st

from explorer.ui.components.language_switch import show_switch
from explorer.ui.planner.answers.fields import page_state
from explorer.ui.planner.answers.notices import link_notices
from explorer.ui.planner.frame import dress, lead_to, open_with_a_sentence, show_planner_words, way_to_plan
from explorer.ui.planner.lenses.quick_typing import keep_quick_typing
from explorer.ui.planner.model.your_model import ask_model
from explorer.ui.planner.plan.your_plan import answer_with_plan
from explorer.ui.planner.send_plan import keep_shared, share
from explorer.ui.planner.wording import say
from explorer.ui.planner.your_task import ask_task, task_asked

state = page_state()
state.restore()


@st.fragment
def heading() -> None:
    """Write the title, with language and link beside it, and one sentence: no answer changes them."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="planner-head"
    ):
        st.title(say("title"), width="stretch")
        show_switch(state)
        with st.container(width="content"):
            share(state)
    open_with_a_sentence()


@st.fragment
def planner() -> None:
    """Ask for the model and the task; compute the plan and show it; explain it in the lenses."""
    found_place, noticed = way_to_plan(), st.container()
    with st.container(key="planner-steps"):
        ask, answer = st.columns([34, 66], gap="medium")
    with ask.container(border=True):
        st.header(say("step.model"))
        found = ask_model(state)
    with answer:  # what the visitor waits for: it is sent before the other questions
        plan = answer_with_plan(state, found, task_asked(state, found.model))
    with ask.container(border=True):
        st.header(say("step.task"))
        ask_task(state, found.model)
    lead_to(found_place, plan)
    with noticed:
        link_notices(state)
    keep_shared(plan)
    state.publish()


dress()
top = st.container()
planner()
with top:  # the link and the file are those of the plan that is then on the page
    heading()
show_planner_words()
st.page_link("../pages/weight_initialization.py", label=say("words.link"), icon=":material/line_axis:")
keep_quick_typing()
