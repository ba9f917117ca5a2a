"""What if an experiment takes a moment? The page works in slices, and shows the experiment before, dimmed."""

from pathlib import Path

import streamlit as st

from explorer.simulation import SignalSpec
from explorer.ui.components.job import Job, Slices
from explorer.ui.components.screen import fit_screen
from explorer.ui.first_weights.experiment import settings
from explorer.ui.first_weights.experiment.stories import FIRST_STORY, STORIES
from explorer.ui.first_weights.running.runs import is_at_hand, slices
from explorer.ui.first_weights.wording import say
from explorer.ui.language import written
from explorer.ui.state import PageState

JOB = Job("first_weights.wait")
DIMMED = Path(__file__).parent / "waiting.css"
SHOWN = "first_weights.shown"  # session key: the experiment shown last


def spec_in_view(state: PageState, spec: SignalSpec) -> SignalSpec | None:
    """Return the experiment to show now: this one, or while it is drawn the one before; None where there is none."""
    if not is_at_hand(spec) and not JOB.done(spec, slices):
        before = shown_before()
        with st.container(key="first_weights.waiting" if before else "first_weights.beginning"):
            JOB.show(state, _told, stopped=lambda: _go_back(state))
        if before:
            fit_screen(DIMMED)
        return before
    JOB.stop()  # work on an experiment that the visitor has left
    st.session_state[SHOWN] = spec
    return spec


def shown_before() -> SignalSpec | None:
    """Return the experiment that was shown last, where it is still at hand."""
    before = st.session_state.get(SHOWN)
    return before if before is not None and is_at_hand(before) else None


def _told(work: Slices) -> str:
    return say("wait.before" if shown_before() else "wait.first", share=written(round(work.share, 2), "share"))


def _go_back(state: PageState) -> None:
    """Return to the experiment before, or to the first story."""
    before = shown_before()
    start = {**settings.DEFAULTS, **STORIES[FIRST_STORY].settings}
    state.apply(settings.settings_of(before) if before else start)
