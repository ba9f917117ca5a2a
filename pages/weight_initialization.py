"""First weights: does the message get through the layers?"""

import streamlit as st

from explorer.charts.layer_table import layer_table
from explorer.ui.components.screen import heard_heading
from explorer.ui.first_weights.ask import controls
from explorer.ui.first_weights.ask.frame import dress, head, notice
from explorer.ui.first_weights.experiment import settings
from explorer.ui.first_weights.figure.figure import show_figure, shown_in
from explorer.ui.first_weights.figure.footer import show_footer
from explorer.ui.first_weights.figure.layers_lens import how_to_read
from explorer.ui.first_weights.figure.look_closer import look_closer
from explorer.ui.first_weights.hand_on import share
from explorer.ui.first_weights.live import live_lenses, show_live, sweep_at_hand
from explorer.ui.first_weights.running.dragging import is_live
from explorer.ui.first_weights.running.patience import offer_long_run
from explorer.ui.first_weights.running.runs import run, shown_spec
from explorer.ui.first_weights.running.waiting import spec_in_view
from explorer.ui.first_weights.verdict.answer import alt_texts, show_answer
from explorer.ui.first_weights.verdict.telling import choose_story
from explorer.ui.first_weights.verdict.verdict_row import changes_of, fixed_from, pointer_of
from explorer.ui.first_weights.wording import say
from explorer.ui.language import language

state = settings.page_state()
state.restore()


@st.fragment
def experiment() -> None:
    """Ask for an experiment; run it; show the verdict and the figure; explain them."""
    beside_title = head(state)
    notice(state)
    asked_for = settings.spec_of(state.values)
    wanted = shown_spec(asked_for)
    changed = changes_of(fixed_from(wanted), wanted)

    choose_story(state)
    controls.main_row(state, changed)
    offer_long_run(state, asked_for, wanted)
    answer = st.container(key="first_weights.answer")
    with st.container(key="first_weights.view"):
        figure, asked = st.columns([78, 22], gap="medium")
    spec = spec_in_view(state, wanted)
    state.publish()
    if spec is None:
        with asked:
            heard_heading(say("heading.settings"))
            controls.side_column(state, changed)
        return

    done, before = run(spec), fixed_from(spec)
    with figure:
        heard_heading(say("heading.figure"))
        sweep = sweep_at_hand(state, spec) if is_live(state) else None
    with answer:  # sent first: the controls beside the figure can wait for the verdict
        show_answer(state, done, settings.current_story(state.values), before, live=sweep is not None)
    with asked:
        heard_heading(say("heading.settings"))
        controls.side_column(state, changed)
    table = layer_table(done.result, done.theory, run(before).result if before else None, language())
    with figure:
        if sweep:
            show_live(state, sweep, done)
        else:
            show_figure(
                done.result, table, shown_in(state.values, done.verdict), pointer_of(done.verdict), alt_texts(done)
            )
        look_closer(state, done.result, done.verdict.layer, live_lenses(sweep) if sweep else None)
    show_footer(done, table, live=sweep is not None)
    with beside_title:
        how_to_read(done.result)
        share(state, done, table, pointer_of(done.verdict))


dress()
experiment()
st.page_link("../pages/fine_tuning_planner.py", label=say("planner.link"), icon=":material/tune:")
