"""What if an experiment takes long? The page shows its first examples at once, and offers to run them all."""

from dataclasses import replace

import streamlit as st

from explorer import numerals
from explorer.simulation.signal.signal import SignalSpec
from explorer.ui.first_weights.running.runs import Job, allowed_samples, long_runs
from explorer.ui.first_weights.wording import say
from explorer.ui.state import PageState

JOB = "first_weights.job"  # session key: the long experiment in progress


def offer_long_run(state: PageState, spec: SignalSpec, shown: SignalSpec) -> None:
    """Say that only the first examples are shown, and offer to run them all; show how far a run has come."""
    job: Job | None = st.session_state.get(JOB)
    if job is not None and job.spec != spec:  # the visitor has moved on
        stop()
        job = None
    if spec == shown:
        return
    if job is not None:
        _progress()
    else:
        _offer(state, spec, shown)


def _offer(state: PageState, spec: SignalSpec, shown: SignalSpec) -> None:
    most = allowed_samples(spec)
    whole = replace(spec, samples=most)
    figures = {
        "shown": numerals.count(shown.samples),
        "asked": numerals.count(spec.samples_used),
        "most": numerals.count(most),
        "seconds": numerals.number(max(1.0, whole.work / long_runs().work_per_second), 1),
    }
    fits = most == spec.samples_used
    st.info(say("long.fits" if fits else "long.too_many", **figures), icon=":material/hourglass_top:")
    with st.container(horizontal=True):
        st.button(say("long.run", **figures), key="first_weights.long.run", on_click=_start, args=(state, whole))
        stay = {"samples": shown.samples}
        st.button(say("long.stay", **figures), key="first_weights.long.stay", on_click=state.apply, args=(stay,))


def _start(state: PageState, spec: SignalSpec) -> None:
    state.apply({"samples": spec.samples})
    st.session_state[JOB] = Job(spec)


def stop() -> None:
    """Give up the long experiment in progress."""
    job: Job | None = st.session_state.pop(JOB, None)
    if job is not None:
        job.close()


@st.fragment(run_every=0.1)
def _progress() -> None:
    """Do one slice of the work; the timer brings the next one, and clicks come in between."""
    job: Job | None = st.session_state.get(JOB)
    if job is None:
        st.rerun()
    if job.advance():
        st.session_state.pop(JOB, None)
        st.rerun()
    text = say("long.progress", share=numerals.share(round(job.share, 2)), asked=numerals.count(job.spec.samples_used))
    st.progress(job.share, text=text)
    st.button(say("long.stop"), key="first_weights.long.stop", on_click=stop, icon=":material/stop:")
