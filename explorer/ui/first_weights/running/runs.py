"""How is an experiment run for the page? Once per spec for all visitors, long ones only when asked, in slices."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

import streamlit as st

from explorer.simulation.network.spec import WORK_LIMIT
from explorer.simulation.signal.signal import Signal, SignalSpec, run_signal, signal_steps
from explorer.simulation.theory.theory import Prediction, predict_signal
from explorer.simulation.verdict.verdict import Verdict, judge
from explorer.ui.components.job import Slices

KEPT = 256  # quick experiments; each is about 30 kB for every ten layers
KEPT_LONG = 32
QUICK_WORK = 2_600_000_000  # layers × neurons² × examples; the classic experiment is 2.5 billion
QUICK_WEIGHTS = 4_000_000  # layers × neurons²; orthogonal ones, the slowest to draw, take half a second


@dataclass(frozen=True)
class Run:
    """One experiment as the page shows it."""

    result: Signal
    theory: Prediction
    verdict: Verdict


class LongRuns:
    """Long experiments that somebody waited for, the most recently used ones; and how fast this machine is."""

    def __init__(self):
        self._runs: OrderedDict[SignalSpec, Run] = OrderedDict()
        self._lock = Lock()
        self.work_per_second = 8e9  # until one was measured

    def get(self, spec: SignalSpec) -> Run | None:
        """Return a finished run."""
        with self._lock:
            if spec in self._runs:
                self._runs.move_to_end(spec)
            return self._runs.get(spec)

    def put(self, spec: SignalSpec, run: Run, seconds: float) -> None:
        """Keep a finished run, and remember how fast it was."""
        with self._lock:
            self._runs[spec] = run
            if spec.depth * spec.width**2 <= QUICK_WEIGHTS:  # else drawing the weights is most of it
                self.work_per_second = spec.work / max(seconds, 1e-3)
            while len(self._runs) > KEPT_LONG:
                self._runs.popitem(last=False)


@st.cache_resource(show_spinner=False)
def long_runs() -> LongRuns:
    """Return the long runs of this process."""
    return LongRuns()


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def quick_run(spec: SignalSpec) -> Run:
    """Run a quick experiment. The result is shared by all visitors: never change it."""
    return finish(spec, run_signal(spec))


def finish(spec: SignalSpec, result: Signal) -> Run:
    """Add theory and judgement to a measured signal."""
    return Run(result, predict_signal(spec), judge(result))


def run(spec: SignalSpec) -> Run:
    """Return the run of an experiment that is quick or was run already; see `shown_spec`."""
    return long_runs().get(spec) or quick_run(spec)


def is_at_hand(spec: SignalSpec) -> bool:
    """Tell whether `run` answers at once: few weights to draw, or run already."""
    return spec.depth * spec.width**2 <= QUICK_WEIGHTS or long_runs().get(spec) is not None


def shown_spec(spec: SignalSpec) -> SignalSpec:
    """Return the experiment to show at once: this one, or the same with only the first of its examples."""
    if spec.work <= QUICK_WORK or long_runs().get(spec):
        return spec
    return replace(spec, samples=max(1, QUICK_WORK // (spec.depth * spec.width**2)))


def allowed_samples(spec: SignalSpec) -> int:
    """Return how many examples fit at all with this depth and width."""
    return min(spec.samples_used, WORK_LIMIT // (spec.depth * spec.width**2))


class Job(Slices):
    """A long experiment in progress."""

    def __init__(self, spec: SignalSpec):
        super().__init__(spec, signal_steps(spec), self._finish)

    def _finish(self, result: Signal, seconds: float) -> None:
        long_runs().put(self.spec, finish(self.spec, result), seconds)
