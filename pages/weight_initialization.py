"""First weights: does the message get through the layers?"""

import streamlit as st

from explorer.charts.layer_table import layer_table
from explorer.ui.first_weights import controls, settings
from explorer.ui.first_weights.figure import show_figure
from explorer.ui.first_weights.footer import show_footer
from explorer.ui.first_weights.frame import notice
from explorer.ui.first_weights.lenses import look_closer
from explorer.ui.first_weights.running import run
from explorer.ui.first_weights.sentences import figures_of
from explorer.ui.first_weights.sharing import share
from explorer.ui.first_weights.telling import ask_next, choose_story, tell
from explorer.ui.first_weights.wording import say

state = settings.page_state()
state.restore()


@st.fragment
def experiment() -> None:
    """Ask for an experiment; run it; show the verdict, the figure, and what explains them."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(say("title"), width="stretch")
        share_place = st.container(width="content")
    notice(state)
    choose_story(state)
    recipe, strength = st.columns([1, 3], gap="medium")
    with recipe:
        controls.recipe(state, frozenset())
    with strength:
        controls.strength(state, frozenset())
    answer = st.container()
    figure, asked = st.columns([78, 22], gap="medium")
    with asked:
        controls.main_settings(state, frozenset())
        with st.expander(say("control.more")):
            controls.more_settings(state, frozenset())

    spec = settings.spec_of(state.values)
    done = run(spec)
    table = layer_table(done.result, done.theory)
    story = settings.current_story(state.values)
    figures = figures_of(done.result)

    with answer:
        told, following = st.columns([2, 1], gap="medium")
        with told.container(border=True):
            tell(story, figures)
        with following.container(border=True):
            ask_next(state, story)
    with figure:
        show_figure(table, state.values["show_size"], (say("forward.title"), say("backward.title")))
        look_closer(state, done.result, None)
    show_footer(done.result)
    with share_place:
        share(state, done.result, table, "")
    state.publish()


experiment()
st.page_link("../pages/fine_tuning_planner.py", label=say("planner.link"), icon=":material/tune:")
