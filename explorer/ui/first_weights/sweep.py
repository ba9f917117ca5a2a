"""Which experiments does "Drag live" need? The same one at some 25 strengths, with fewer examples."""

from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass, replace
from threading import Lock

import streamlit as st

from explorer.simulation import INITIALIZERS
from explorer.simulation.signal import Signal, SignalSpec, run_signal
from explorer.simulation.verdict import judge
from explorer.ui.first_weights.strength import EXTREME, GAIN, USUAL, is_extreme, log_stops

WHOLE_WORK = 2_500_000_000  # of all strengths together: about as much as one classic experiment
FEWEST_EXAMPLES = 8
STOPS_PER_DECADE = {USUAL: 5, GAIN: 12, EXTREME: 3}
MOST_WEIGHTS = 16_000_000  # depth × width²: beyond, every strength would draw its random numbers anew
KEPT = 32


@dataclass(frozen=True)
class Sweep:
    """One experiment at every strength."""

    scales: tuple[float, ...]
    results: tuple[Signal, ...]
    headlines: tuple[str, ...]


@dataclass(frozen=True)
class SweepSpec:
    """What a sweep depends on: an experiment, but not its own strength."""

    base: SignalSpec
    scales: tuple[float, ...]


def can_sweep(spec: SignalSpec) -> bool:
    """Tell whether an experiment has a strength, and is small enough to be drawn at all of them within a second."""
    return INITIALIZERS[spec.initializer].scale_is != "none" and spec.depth * spec.width**2 <= MOST_WEIGHTS


def sweep_spec(spec: SignalSpec, extreme: bool) -> SweepSpec:
    """Return the sweep around an experiment: all else, the width above all, stays; only the examples are fewer."""
    record = INITIALIZERS[spec.initializer]
    reach = GAIN if record.scale_is == "gain" else EXTREME if extreme or is_extreme(spec.scale) else USUAL
    scales = tuple(log_stops(*reach, STOPS_PER_DECADE[reach]))
    fitting = WHOLE_WORK // (len(scales) * spec.depth * spec.width**2)
    samples = min(spec.samples_used, max(FEWEST_EXAMPLES, fitting))
    return SweepSpec(replace(spec, scale=scales[0], samples=samples), scales)


class Sweeps:
    """Finished sweeps of this process, the most recently used ones."""

    def __init__(self):
        self._sweeps: OrderedDict[SweepSpec, Sweep] = OrderedDict()
        self._lock = Lock()

    def get(self, spec: SweepSpec) -> Sweep | None:
        """Return a finished sweep."""
        with self._lock:
            if spec in self._sweeps:
                self._sweeps.move_to_end(spec)
            return self._sweeps.get(spec)

    def put(self, spec: SweepSpec, sweep: Sweep) -> None:
        """Keep a finished sweep."""
        with self._lock:
            self._sweeps[spec] = sweep
            while len(self._sweeps) > KEPT:
                self._sweeps.popitem(last=False)


@st.cache_resource(show_spinner=False)
def sweeps() -> Sweeps:
    """Return the finished sweeps."""
    return Sweeps()


def make_sweep(spec: SweepSpec) -> Generator[float, None, None]:
    """Run the experiment at every strength; yield the share that is done after each, and keep the sweep at the end."""
    results = []
    for scale in spec.scales:
        results.append(run_signal(replace(spec.base, scale=scale)))
        yield len(results) / len(spec.scales)
    headlines = tuple(judge(result).headline for result in results)
    sweeps().put(spec, Sweep(spec.scales, tuple(results), headlines))
