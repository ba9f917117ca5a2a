"""How is an experiment run for the page? Once per spec for all visitors, and kept within bounds."""

from dataclasses import dataclass

import streamlit as st

from explorer.simulation import SignalSpec
from explorer.simulation.signal import Signal, run_signal
from explorer.simulation.theory import Prediction, predict_signal
from explorer.simulation.verdict import Verdict, judge

KEPT = 256  # experiments; each is about 30 kB for every ten layers


@dataclass(frozen=True)
class Run:
    """One experiment as the page shows it."""

    result: Signal
    theory: Prediction
    verdict: Verdict


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def run(spec: SignalSpec) -> Run:
    """Run one experiment; raises ReaderError where it is too large. The result is shared: never change it."""
    result = run_signal(spec)
    return Run(result, predict_signal(spec), judge(result))
