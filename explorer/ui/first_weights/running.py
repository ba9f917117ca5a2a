"""How is an experiment run for the page? Once per spec for all visitors, and kept within bounds."""

from dataclasses import dataclass

import streamlit as st

from explorer.simulation import SignalSpec
from explorer.simulation.signal import Signal, run_signal
from explorer.simulation.theory import Prediction, predict_signal

KEPT = 256  # experiments; each is about 30 kB for every ten layers


@dataclass(frozen=True)
class Run:
    """One experiment as the page shows it."""

    result: Signal
    theory: Prediction


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def run(spec: SignalSpec) -> Run:
    """Run one experiment; raises ReaderError where it is too large. The result is shared: never change it."""
    return Run(run_signal(spec), predict_signal(spec))
