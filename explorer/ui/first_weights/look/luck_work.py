"""Which networks are run for the lens "Luck", and what came of them? Kept for all visitors of this process."""

import streamlit as st

from explorer.simulation import Luck, SignalSpec, luck_steps, width_steps
from explorer.ui.components.job import Slices
from explorer.ui.components.recent import Recent

KEPT = 64  # of each; some tens of kilobytes


@st.cache_resource(show_spinner=False)
def lucks() -> Recent[SignalSpec, Luck]:
    """Return the finished rounds of luck of this process, by the spec that was run."""
    return Recent(KEPT)


@st.cache_resource(show_spinner=False)
def widths() -> Recent[SignalSpec, tuple[Luck, ...]]:
    """Return the finished comparisons of widths of this process, by the spec that was run."""
    return Recent(KEPT)


def luck_slices(spec: SignalSpec) -> Slices:
    """Return the work on twenty networks."""
    return Slices(spec, luck_steps(spec), lambda found, _: lucks().put(spec, found))


def width_slices(spec: SignalSpec) -> Slices:
    """Return the work on twenty networks of each width."""
    return Slices(spec, width_steps(spec), lambda found, _: widths().put(spec, found))
