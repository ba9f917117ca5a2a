"""What if drawing the first weights alone takes a while? The page works in slices, and shows the experiment before."""

import streamlit as st

from explorer import numerals
from explorer.simulation.signal.signal import SignalSpec
from explorer.ui.first_weights.experiment import settings
from explorer.ui.first_weights.experiment.stories import FIRST_STORY, STORIES
from explorer.ui.first_weights.running.runs import Job, is_at_hand
from explorer.ui.first_weights.wording import say
from explorer.ui.state import PageState

JOB = "first_weights.first_job"  # session key: the experiment in progress
SHOWN = "first_weights.shown"  # session key: the experiment shown last


def spec_in_view(state: PageState, spec: SignalSpec) -> SignalSpec | None:
    """Return the experiment to show now: this one, or while it is drawn the one before; None where there is none."""
    job: Job | None = st.session_state.get(JOB)
    if job is not None and job.spec != spec:
        _give_up()
    if not is_at_hand(spec):
        job = st.session_state.setdefault(JOB, Job(spec))
        if not job.advance():
            _progress(state)
            return _shown_before()
        _give_up()
    st.session_state[SHOWN] = spec
    return spec


def _shown_before() -> SignalSpec | None:
    before = st.session_state.get(SHOWN)
    return before if before is not None and is_at_hand(before) else None


def _give_up() -> None:
    job: Job | None = st.session_state.pop(JOB, None)
    if job is not None:
        job.close()


@st.fragment(run_every=0.1)
def _progress(state: PageState) -> None:
    """Do one slice of the work; the timer brings the next one, and clicks come in between."""
    job: Job | None = st.session_state.get(JOB)
    if job is None or job.advance():
        state.publish()  # the timer may still carry an older link, which must not be read again
        st.rerun()
    words = {"share": numerals.share(round(job.share, 2)), "weights": numerals.count(_weights(job.spec))}
    key = "wait.before" if _shown_before() else "wait.first"
    st.progress(job.share, text=say(key, **words))
    st.button(say("long.stop"), key="first_weights.wait.stop", on_click=_stop, args=(state,), icon=":material/stop:")


def _weights(spec: SignalSpec) -> int:
    return spec.depth * spec.width**2


def _stop(state: PageState) -> None:
    """Go back to the experiment before, or to the first story."""
    _give_up()
    before = _shown_before()
    start = {**settings.DEFAULTS, **STORIES[FIRST_STORY].settings}
    state.apply(settings.settings_of(before) if before else start)
