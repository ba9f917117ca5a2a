"""What if an experiment takes long? The page shows its first examples at once, and offers to run them all."""

from dataclasses import replace

import streamlit as st

from explorer.simulation import SignalSpec
from explorer.ui.components.job import Job, Slices
from explorer.ui.first_weights.running.runs import allowed_samples, seconds_of, slices
from explorer.ui.first_weights.wording import say
from explorer.ui.language import written
from explorer.ui.state import PageState

JOB = Job("first_weights.long")


def offer_long_run(state: PageState, spec: SignalSpec, shown: SignalSpec) -> None:
    """Say that only the first examples are shown, and offer to run them all; show how far a run has come."""
    working = JOB.at_work_on(spec)
    if spec == shown:
        return
    if working:
        JOB.show(state, _told)
    else:
        _offer(state, spec, shown)


def _offer(state: PageState, spec: SignalSpec, shown: SignalSpec) -> None:
    most = allowed_samples(spec)
    whole = replace(spec, samples=most)
    figures = {
        "shown": written(shown.samples, "count"),
        "asked": written(spec.samples_used, "count"),
        "most": written(most, "count"),
        "seconds": written(max(1.0, seconds_of(whole)), "number 1"),
    }
    fits = most == spec.samples_used
    st.info(say("long.fits" if fits else "long.too_many", **figures), icon=":material/hourglass_top:")
    with st.container(horizontal=True):
        st.button(say("long.run", **figures), key="first_weights.long.run", on_click=_start, args=(state, whole))
        stay = {"samples": shown.samples}
        st.button(say("long.stay", **figures), key="first_weights.long.stay", on_click=state.apply, args=(stay,))


def _start(state: PageState, spec: SignalSpec) -> None:
    state.apply({"samples": spec.samples})
    JOB.start(slices(spec))


def _told(work: Slices) -> str:
    share = written(round(work.share, 2), "share")
    return say("long.progress", share=share, asked=written(work.spec.samples_used, "count"))
