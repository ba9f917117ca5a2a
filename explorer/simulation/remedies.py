"""What is the smallest change that mends a network? The first proposal that theory or a trial finds healthy.

Theory speaks for endless width. Where luck could matter (narrow layers, many of them), a proposal is also run with
several seeds before it is made.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from explorer.simulation.activations import ACTIVATIONS
from explorer.simulation.findings import CHANGE_LIMIT, decades_ahead, decades_back, key_of
from explorer.simulation.proposals import Proposal, by_cost, luck
from explorer.simulation.signal import Signal, run_signal
from explorer.simulation.spec import SignalSpec

SEEDS = 5
HOPE = 1.15  # predicted decades up to which a trial is worth its time
STEADY = 0.9  # decades that a trial run may change: a little less than the verdict allows
FEWEST_TRIALS, MOST_TRIALS, WORK_FOR_TRIALS = 15, 80, 1e7  # proposals run before the best of them are compared
FINALISTS = 12
WORK_TO_TRY = 4e8  # depth x width^2 x samples of one trial run: about 0.05 s
FEWEST_ROWS = 32
ENOUGH_FOR_SILENCE = 256  # neurons from which luck no longer pushes a sound ReLU layer past 60 % silent ones
LONGEST_TRIAL = 2e9  # beyond, theory decides alone
AS_A_LAST_RESORT = {"initializer": "xavier_normal", "scale": 1.0, "normalization": "layer", "residual": True}


@dataclass(frozen=True)
class Remedy:
    """A mended spec, and how sure it is."""

    spec: SignalSpec
    critical: bool  # its strength is the critical one for this activation and bias
    healthy_seeds: int  # of `seeds`; all where theory left no doubt
    tried: bool = True  # False: theory left no doubt, so none was run
    seeds: int = SEEDS


@lru_cache(maxsize=256)
def find_remedy(spec: SignalSpec) -> Remedy:
    """Return the least change that makes the network healthy, or the best one found where luck has the last word."""
    hopeful = (proposal for proposal in by_cost(spec) if not proposal.change > HOPE)
    tried: list[tuple[int, Proposal]] = []
    for proposal in islice(hopeful, trials_for(spec)):
        passed = seeds_passed(proposal)
        if passed == SEEDS:
            return Remedy(proposal.spec, proposal.critical, SEEDS, tried=not theory_decides(proposal))
        tried.append((passed, proposal))
    best = [proposal for _, proposal in sorted(tried, key=lambda one: -one[0])[:FINALISTS]]
    best = best or [Proposal(replace(spec, **AS_A_LAST_RESORT), False, math.nan)]
    remedies: list[Remedy] = []
    for proposal in best:
        remedies.append(Remedy(proposal.spec, proposal.critical, healthy_seeds(proposal.spec)))
        if remedies[-1].healthy_seeds == SEEDS:
            break
    return max(remedies, key=lambda remedy: remedy.healthy_seeds)


def trials_for(spec: SignalSpec) -> int:
    """Return how many proposals to run: more where a run is quick, which is where luck matters most."""
    return int(min(MOST_TRIALS, max(FEWEST_TRIALS, WORK_FOR_TRIALS / (spec.depth * spec.width**2))))


def is_sure(proposal: Proposal) -> bool:
    """Tell whether theory leaves no doubt: four spreads of luck away from a failure, and few neurons silent."""
    spec = proposal.spec
    enough = spec.width >= ENOUGH_FOR_SILENCE or not ACTIVATIONS[spec.activation].can_die
    return enough and proposal.change + 4 * luck(spec) <= CHANGE_LIMIT


def theory_decides(proposal: Proposal) -> bool:
    """Tell whether no trial is needed, or the network is too large for one."""
    spec = proposal.spec
    return is_sure(proposal) or spec.depth * spec.width**2 * min(spec.samples_used, FEWEST_ROWS) > LONGEST_TRIAL


def seeds_passed(proposal: Proposal) -> int:
    """Return how many seeds a proposal passes, with some room, before it first fails; all where theory is sure."""
    if theory_decides(proposal):
        return SEEDS
    spec = proposal.spec
    samples = min(spec.samples, max(FEWEST_ROWS, int(WORK_TO_TRY / (spec.depth * spec.width**2))))
    seeds = dict.fromkeys([*seeds_of(spec), *range(SEEDS)])
    for count, seed in enumerate(seeds):
        if not is_steady(run_signal(replace(spec, samples=samples, seed=seed))):
            return min(count, SEEDS - 1)
    return SEEDS


def seeds_of(spec: SignalSpec) -> list[int]:
    """Return the spec's own seed and the next ones."""
    return [(spec.seed + more) % 2**32 for more in range(SEEDS)]


def is_steady(s: Signal) -> bool:
    """Tell whether a signal is healthy with some room: other seeds differ a little from those that were tried."""
    change = max(abs(decades_ahead(s)[-1]), abs(decades_back(s)[0]))
    return change <= STEADY and key_of(s) == "healthy"


def healthy_seeds(spec: SignalSpec) -> int:
    """Return on how many of SEEDS seeds a spec is judged healthy."""
    return sum(key_of(run_signal(replace(spec, seed=seed))) == "healthy" for seed in seeds_of(spec))
