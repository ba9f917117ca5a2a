"""First weights: does the message get through the layers?"""

import streamlit as st

from explorer.charts.layer_table import layer_table
from explorer.ui.first_weights import controls, settings
from explorer.ui.first_weights.answer import alt_texts, show_answer
from explorer.ui.first_weights.figure import show_figure
from explorer.ui.first_weights.footer import show_footer
from explorer.ui.first_weights.frame import head, notice
from explorer.ui.first_weights.lenses import look_closer
from explorer.ui.first_weights.live import is_live, show_live
from explorer.ui.first_weights.patience import offer_long_run
from explorer.ui.first_weights.running import run, shown_spec
from explorer.ui.first_weights.sharing import share
from explorer.ui.first_weights.telling import choose_story
from explorer.ui.first_weights.verdict_row import changes_of, fixed_from, pointer_of
from explorer.ui.first_weights.wording import say

state = settings.page_state()
state.restore()


@st.fragment
def experiment() -> None:
    """Ask for an experiment; run it; show the verdict and the figure; explain them."""
    share_place = head()
    notice(state)
    asked_for = settings.spec_of(state.values)
    spec = shown_spec(asked_for)
    before = fixed_from(spec)

    choose_story(state)
    controls.main_row(state, changes_of(before, spec))
    offer_long_run(state, asked_for, spec)
    answer = st.container()
    figure, asked = st.columns([78, 22], gap="medium")
    with asked:
        controls.side_column(state, changes_of(before, spec))

    done = run(spec)
    table = layer_table(done.result, done.theory, before=run(before).result if before else None)

    with answer:
        show_answer(state, done, settings.current_story(state.values), before)
    with figure:
        if is_live(state):
            show_live(state, spec)
        else:
            show_figure(done.result, table, state.values["show_size"], pointer_of(done.result), alt_texts(done))
            look_closer(state, done.result, done.verdict.layer)
    show_footer(done.result, done.theory)
    with share_place:
        share(state, done.result, table, done.verdict.headline)
    state.publish()


experiment()
st.page_link("../pages/fine_tuning_planner.py", label=say("planner.link"), icon=":material/tune:")
