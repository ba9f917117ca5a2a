"""Does the figure follow the thumb?"""

import streamlit as st

from explorer.ui.first_weights.experiment.settings import spec_of
from explorer.ui.first_weights.running.sweep import can_sweep, sweep_spec
from explorer.ui.first_weights.wording import say
from explorer.ui.language import written
from explorer.ui.state import PageState


def is_live(state: PageState) -> bool:
    """Tell whether the figure follows the thumb: it is asked for, and every strength can be drawn."""
    return bool(state.values["live"]) and can_sweep(spec_of(state.values))


def live_note(state: PageState) -> None:
    """Say, where the slider stood, that the figure has its own now."""
    wanted = sweep_spec(spec_of(state.values), state.values["extreme"])
    samples = written(wanted.base.samples, "count")
    st.markdown(f":small[{say('live.about', count=len(wanted.scales), samples=samples)}]")
