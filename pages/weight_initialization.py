"""First weights: does the message get through the layers?"""

import streamlit as st

from explorer.ui.components.arrival import send_at_once
from explorer.ui.components.screen import heard_heading
from explorer.ui.first_weights.ask import controls
from explorer.ui.first_weights.ask.frame import dress, head, notice
from explorer.ui.first_weights.experiment import settings
from explorer.ui.first_weights.figure.figure import show_figure, shown_in
from explorer.ui.first_weights.figure.footer import show_footer, show_page_words
from explorer.ui.first_weights.figure.layers_lens import how_to_read
from explorer.ui.first_weights.figure.look_closer import look_closer
from explorer.ui.first_weights.hand_on import share
from explorer.ui.first_weights.live import live_lenses, show_live, sweep_at_hand
from explorer.ui.first_weights.running.dragging import is_live
from explorer.ui.first_weights.running.patience import offer_long_run
from explorer.ui.first_weights.running.runs import Run, run, shown_spec
from explorer.ui.first_weights.running.waiting import shown_before, spec_in_view
from explorer.ui.first_weights.verdict.answer import show_answer, told_of_charts
from explorer.ui.first_weights.verdict.telling import choose_story, keep_told
from explorer.ui.first_weights.verdict.verdict_row import changes_of, fixed_from, layers_of, pointer_of
from explorer.ui.first_weights.wording import say

state = settings.page_state()
state.restore()


def shown() -> Run | None:
    """Return what is on the page; None before its first experiment is done."""
    spec = shown_before()
    return run(spec) if spec else None


@st.fragment
def heading() -> None:
    """Say what the page is about, beside help and ways to hand it on: a part of its own, since no move changes it."""
    with head(state):
        how_to_read(lambda: (done := shown()) and done.result)
        share(state, shown)


@st.fragment
def experiment() -> None:
    """Ask for an experiment; run it; show the verdict and the figure; explain them."""
    asked_for = settings.spec_of(state.values)
    wanted = shown_spec(asked_for)
    changed = changes_of(fixed_from(wanted), wanted)
    story = settings.current_story(state.values)
    keep_told(story)

    above, answer = st.container(), st.container(key="first_weights.answer")
    with st.container(key="first_weights.view"):
        figure, asked = st.columns([78, 22], gap="medium")
    spec = spec_in_view(state, wanted)
    done, before = (run(spec), fixed_from(spec)) if spec else (None, None)
    with figure:
        sweep = sweep_at_hand(state, spec) if spec and is_live(state) else None
    if done:
        with answer:  # what the visitor waits for: it is sent first
            show_answer(state, done, story, before, live=sweep is not None)
        send_at_once()
    state.publish()

    with above:
        notice(state)
        choose_story(state, story)
        controls.main_row(state, changed)
        offer_long_run(state, asked_for, wanted)
    with asked:
        heard_heading(say("heading.settings"))
        controls.side_column(state, changed)
    if not done:
        return

    table = layers_of(done)
    with figure:
        heard_heading(say("heading.figure"), *(() if sweep else told_of_charts(done)))
        if sweep:
            show_live(state, sweep, done)
        else:
            show_figure(done.result, table, shown_in(state.values, done.verdict), pointer_of(done.verdict))
        look_closer(state, done.result, done.verdict.layer, live_lenses(sweep) if sweep else None)
    show_footer(done, table, live=sweep is not None)


dress()
top = st.container()
experiment()
with top:  # help and sharing are about what is then on the page
    heading()
show_page_words()
st.page_link("../pages/fine_tuning_planner.py", label=say("planner.link"), icon=":material/tune:")
