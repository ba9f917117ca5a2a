"""What is the smallest change that mends a network? The first proposal that theory or a trial finds healthy.

Theory speaks for endless width. Where luck could matter (narrow layers, many of them), a proposal is also run with
several seeds before it is made.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.verdict.proposals import Proposal, by_cost
from explorer.simulation.verdict.trials import (
    LONGEST_RUN,
    SEEDS,
    Trial,
    healthy_seeds,
    seconds_of,
    seconds_to_predict,
    trial_spec,
    try_out,
)

HOPE = 1.15  # predicted decades up to which a trial is worth its time
MOST_TRIALS, TRIAL_SECONDS = 80, 2.4  # of proposals, before the best of them are compared
FINALISTS, FINAL_SECONDS = 12, 1.5
AS_A_LAST_RESORT = {
    "initializer": "xavier_normal", "scale": 1.0, "normalization": "layer", "residual": True, "block": "plain",
}  # fmt: skip


@dataclass(frozen=True)
class Remedy:
    """A mended spec, and how sure it is."""

    spec: SignalSpec
    critical: bool  # its strength is the critical one for this activation and bias
    healthy_seeds: int  # of `seeds`; all where theory left no doubt
    seeds: int = SEEDS  # that were run; 0 where a network is too large for trials
    sure: bool = False  # theory left no doubt, so none was run

    @property
    def tried(self) -> bool:
        """Tell whether it was run before it was proposed."""
        return self.seeds > 0 and not self.sure


@lru_cache(maxsize=256)
def find_remedy(spec: SignalSpec) -> Remedy:
    """Return the least change that makes the network healthy, or the best one found where luck has the last word."""
    failed: list[Trial] = []
    for trial in trials(spec):
        if trial.holds:
            return Remedy(trial.proposal.spec, trial.proposal.critical, trial.passed, trial.seeds, trial.sure)
        failed.append(trial)
    best = [trial.proposal for trial in sorted(failed, key=lambda one: -one.passed)[:FINALISTS]]
    return best_of(best or [Proposal(replace(spec, **AS_A_LAST_RESORT), False, math.nan)])


def trials(spec: SignalSpec) -> Iterator[Trial]:
    """Try the hopeful proposals, the least change first, as long as the computing set aside lasts."""
    spent, tried = 0.0, 0
    for proposal in by_cost(spec):
        spent += seconds_to_predict(spec)
        if not proposal.change > HOPE:  # not a number: theory does not apply, a trial has to tell
            trial = try_out(proposal)
            yield trial
            spent, tried = spent + trial.seconds, tried + 1
        if spent > TRIAL_SECONDS or tried == MOST_TRIALS:
            return


def best_of(finalists: list[Proposal]) -> Remedy:
    """Return the finalist that is healthy on most seeds, the least change among equals."""
    best, spent = None, 0.0
    for proposal in finalists:
        spec = trial_spec(proposal.spec)
        if seconds_of(spec) > LONGEST_RUN:
            return best or Remedy(proposal.spec, proposal.critical, 0, seeds=0)
        healthy = healthy_seeds(spec, -1 if best is None else best.healthy_seeds)
        if best is None or healthy > best.healthy_seeds:
            best = Remedy(proposal.spec, proposal.critical, healthy)
        spent += SEEDS * seconds_of(spec)
        if best.healthy_seeds == SEEDS or spent > FINAL_SECONDS:
            break
    return best
