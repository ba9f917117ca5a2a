"""Which experiments does "Drag live" need? The same one at some 25 strengths, with fewer examples."""

from collections.abc import Generator
from dataclasses import dataclass, replace

import streamlit as st

from explorer.simulation import INITIALIZERS, Signal, SignalSpec, signal_steps
from explorer.ui.components.job import Slices
from explorer.ui.components.recent import Recent
from explorer.ui.first_weights.experiment.strength import EXTREME, GAIN, USUAL, is_extreme, log_stops, marks, with_marks
from explorer.ui.first_weights.running.runs import Run, finish

WHOLE_WORK = 2_500_000_000  # of all strengths together: about as much as one classic experiment
FEWEST_EXAMPLES = 8
STOPS_PER_DECADE = {USUAL: 5, GAIN: 12, EXTREME: 3}
MOST_WEIGHTS = 16_000_000  # depth × width²: beyond, every strength would draw its random numbers anew
KEPT = 32


@dataclass(frozen=True)
class SweepSpec:
    """What a sweep depends on: an experiment, but not its own strength."""

    base: SignalSpec
    scales: tuple[float, ...]


@dataclass(frozen=True)
class Sweep:
    """One experiment at every strength."""

    spec: SweepSpec
    runs: tuple[Run, ...]  # one a strength

    @property
    def scales(self) -> tuple[float, ...]:
        """The strengths, in order."""
        return self.spec.scales


def can_sweep(spec: SignalSpec) -> bool:
    """Tell whether an experiment has a strength, and is small enough for all of them."""
    return INITIALIZERS[spec.initializer].scale_is != "none" and spec.weights <= MOST_WEIGHTS


def sweep_spec(spec: SignalSpec, extreme: bool) -> SweepSpec:
    """Return the sweep around an experiment: all else, the width above all, stays; only the examples are fewer."""
    record = INITIALIZERS[spec.initializer]
    reach = GAIN if record.scale_is == "gain" else EXTREME if extreme or is_extreme(spec.scale) else USUAL
    named = marks(spec.width) if record.scale_is == "std" else ()
    scales = tuple(with_marks(log_stops(*reach, STOPS_PER_DECADE[reach]), named))
    fitting = WHOLE_WORK // (len(scales) * spec.weights)
    samples = min(spec.samples_used, max(FEWEST_EXAMPLES, fitting))
    return SweepSpec(replace(spec, scale=scales[0], samples=samples), scales)


@st.cache_resource(show_spinner=False)
def sweeps() -> Recent[SweepSpec, Sweep]:
    """Return the finished sweeps of this process."""
    return Recent(KEPT)


def sweep_slices(spec: SweepSpec) -> Slices:
    """Return the work on a sweep, a layer at a time; what comes of it is kept for all."""
    return Slices(spec, make_sweep(spec), lambda sweep, _: sweeps().put(spec, sweep))


def make_sweep(spec: SweepSpec) -> Generator[float, None, Sweep]:
    """Run the experiment at every strength, a layer at a time; yield the share that is done, return the sweep."""
    runs = []
    for place, scale in enumerate(spec.scales):
        one = replace(spec.base, scale=scale)
        result = yield from _one_strength(one, place, len(spec.scales))
        runs.append(finish(one, result))
    return Sweep(spec, tuple(runs))


def _one_strength(spec: SignalSpec, place: int, count: int) -> Generator[float, None, Signal]:
    steps = signal_steps(spec)
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            return end.value
        yield (place + share) / count
