"""How is an experiment run for the page? Once per spec for all visitors, long ones only when asked, in slices."""

from dataclasses import dataclass, replace

import streamlit as st

from explorer.simulation import (
    WORK_LIMIT,
    Prediction,
    Signal,
    SignalSpec,
    Verdict,
    judge,
    predict_signal,
    run_signal,
    signal_steps,
)
from explorer.ui.components.job import Slices
from explorer.ui.components.recent import Recent

KEPT = 256  # quick experiments; each is about 30 kB for every ten layers
KEPT_LONG = 32
QUICK_WORK = 2_600_000_000  # layers × neurons² × examples; the classic experiment is 2.5 billion
UNASKED = 2.0  # seconds that an experiment may take without being asked for
QUICK_WEIGHTS = 4_000_000  # layers × neurons²; orthogonal ones, the slowest to draw, take half a second


@dataclass(frozen=True)
class Run:
    """One experiment as the page shows it."""

    result: Signal
    theory: Prediction
    verdict: Verdict


class LongRuns(Recent[SignalSpec, Run]):
    """Long experiments that somebody waited for; and how fast this machine is."""

    work_per_second = 8e9  # until one was measured

    def finish(self, spec: SignalSpec, result: Signal, seconds: float) -> None:
        """Keep a long run, and remember how fast it was."""
        self.put(spec, finish(spec, result))
        if spec.weights <= QUICK_WEIGHTS and spec.work > QUICK_WORK:  # else all but the products is most of it
            self.work_per_second = spec.work / max(seconds, 1e-3)


@st.cache_resource(show_spinner=False)
def long_runs() -> LongRuns:
    """Return the long runs of this process."""
    return LongRuns(KEPT_LONG)


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
    """Tell whether `run` answers at once: little to compute and few weights to draw, or run already."""
    quick = spec.weights <= QUICK_WEIGHTS and spec.work <= QUICK_WORK
    return quick or long_runs().get(spec) is not None


def seconds_of(spec: SignalSpec) -> float:
    """Return about how long this machine takes for an experiment."""
    return spec.work / long_runs().work_per_second


def shown_spec(spec: SignalSpec) -> SignalSpec:
    """Return the experiment to show unasked: this one, or, of a long one, only the first of its examples."""
    if spec.work <= QUICK_WORK or seconds_of(spec) <= UNASKED or long_runs().get(spec):
        return spec
    return replace(spec, samples=max(1, QUICK_WORK // spec.weights))


def allowed_samples(spec: SignalSpec) -> int:
    """Return how many examples fit at all with this depth and width."""
    return min(spec.samples_used, WORK_LIMIT // spec.weights)


def slices(spec: SignalSpec) -> Slices:
    """Return the work on an experiment, a layer at a time; what comes of it is kept for all."""
    return Slices(spec, signal_steps(spec), lambda result, seconds: long_runs().finish(spec, result, seconds))
