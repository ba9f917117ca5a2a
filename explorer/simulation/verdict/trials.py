"""Does a proposal hold when it is run? Trials with several seeds, within a bounded amount of computing.

What a run costs is estimated from its sizes, never timed: the same spec gets the same answer on every machine.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.data import DATASETS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal.signal import run_signal
from explorer.simulation.verdict.findings import CHANGE_LIMIT, decades_ahead, decades_back, key_of
from explorer.simulation.verdict.proposals import Proposal, luck, predicted_changes
from explorer.simulation.weights.initializers import INITIALIZERS
from explorer.simulation.weights.laws import ORTHOGONAL

SEEDS = 5
STEADY = 0.9  # decades that a trial run may change: a little less than the verdict allows
ENOUGH_FOR_SILENCE = 256  # neurons from which luck no longer pushes a sound ReLU layer past 60 % silent ones
FEWEST_ROWS = 32
WORK_TO_TRY = 4e8  # depth x width^2 x samples of one trial run: about 0.05 s
SECONDS_A_PROPOSAL = 0.5  # for all seeds of one; where a run takes longer than a seed's share, fewer seeds are run
LONGEST_RUN = 0.6  # seconds; beyond, theory decides alone
# Seconds of one processor core for one layer of an experiment, measured at widths 4 to 1,024.
LAYER_SECONDS, VALUE_SECONDS, WEIGHT_SECONDS, PRODUCT_SECONDS, ROTATION_SECONDS = 3e-4, 1.3e-8, 1.3e-8, 6e-11, 1.5e-10
PREDICTION_SECONDS = {
    False: 1.5e-4,
    True: 6e-4,
}  # a layer of one proposal; True: real data, whose examples differ in size


@dataclass(frozen=True)
class Outcome:
    """What one run showed."""

    key: str  # of the verdict
    change: float  # decades from end to end, signal or correction, whichever changes more

    @property
    def healthy(self) -> bool:
        """Tell whether nothing was found."""
        return self.key == "healthy"

    @property
    def steady(self) -> bool:
        """Tell whether it is healthy with some room: other seeds differ a little from those that were tried."""
        return self.healthy and self.change <= STEADY


@dataclass(frozen=True)
class Trial:
    """A proposal after its runs."""

    proposal: Proposal
    passed: int  # seeds that were healthy before the first that was not
    seeds: int  # that had to be
    seconds: float  # estimated
    sure: bool = False  # theory left no doubt, so none was run

    @property
    def holds(self) -> bool:
        """Tell whether every seed passed."""
        return self.passed == self.seeds


@lru_cache(maxsize=512)
def outcome(spec: SignalSpec) -> Outcome:
    """Run a spec and keep what a remedy needs to know of it."""
    s = run_signal(spec)
    return Outcome(key_of(s), max(abs(float(decades_ahead(s)[-1])), abs(float(decades_back(s)[0]))))


def seconds_of(spec: SignalSpec) -> float:
    """Return about how many seconds of one processor core a run takes, its draws included."""
    width, values = spec.width, spec.width * spec.samples_used
    layer = LAYER_SECONDS + VALUE_SECONDS * values + WEIGHT_SECONDS * width**2 + PRODUCT_SECONDS * width * values
    if INITIALIZERS[spec.initializer].law is ORTHOGONAL:
        layer += ROTATION_SECONDS * width**3
    return spec.depth * spec.build.matrices * layer


def seconds_to_predict(spec: SignalSpec) -> float:
    """Return about how many seconds of one processor core theory takes for one proposal."""
    return spec.depth * PREDICTION_SECONDS[DATASETS[spec.data].width is not None]


def try_out(proposal: Proposal) -> Trial:
    """Run a proposal with seeds of its own and with the first ones, until one fails."""
    if is_sure(proposal):
        return Trial(proposal, SEEDS, SEEDS, 0.0, sure=True)
    spec = trial_spec(proposal.spec)
    seconds = seconds_of(spec)
    if seconds > LONGEST_RUN:
        return Trial(proposal, 0, 0, 0.0)
    every = [*dict.fromkeys([*seeds_of(spec), *range(SEEDS)])]
    seeds = every if seconds * len(every) <= SECONDS_A_PROPOSAL else every[: max(1, int(SECONDS_A_PROPOSAL / seconds))]
    for count, seed in enumerate(seeds):
        if not outcome(replace(spec, seed=seed)).steady:
            return Trial(proposal, min(count, SEEDS - 1), SEEDS, seconds * (count + 1))
    return Trial(proposal, min(len(seeds), SEEDS), min(len(seeds), SEEDS), seconds * len(seeds))


def is_sure(proposal: Proposal) -> bool:
    """Tell whether theory leaves no doubt: four spreads of luck away from a failure, and few neurons silent."""
    spec = proposal.spec
    enough = spec.width >= ENOUGH_FOR_SILENCE or not ACTIVATIONS[spec.activation].can_die
    room = CHANGE_LIMIT - 4 * luck(spec)
    if not enough or not proposal.change <= room:
        return False
    return bool(predicted_changes(spec, np.array([spec.scale]), closely=True)[0] <= room)


def trial_spec(spec: SignalSpec) -> SignalSpec:
    """Return the spec with fewer examples where a trial would take long."""
    return replace(spec, samples=min(spec.samples, max(FEWEST_ROWS, int(WORK_TO_TRY / spec.weights))))


def seeds_of(spec: SignalSpec) -> list[int]:
    """Return the spec's own seed and the next ones."""
    return [(spec.seed + more) % 2**32 for more in range(SEEDS)]


def healthy_seeds(spec: SignalSpec, to_beat: int = -1) -> int:
    """Return on how many of SEEDS seeds a trial of a spec is healthy; stops where `to_beat` is out of reach."""
    healthy = 0
    for count, seed in enumerate(seeds_of(spec)):
        if healthy + SEEDS - count <= to_beat:
            break
        healthy += outcome(replace(spec, seed=seed)).healthy
    return healthy
