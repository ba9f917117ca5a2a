"""How does a comparison run in slices, so that a page stays usable, and can be stopped with what it has?"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from explorer.simulation.numerics.sliced import SlicedRun
from explorer.simulation.transfer.block import BlockOutcome, Case, run_block
from explorer.simulation.transfer.pretrained import PretrainedNetworks
from explorer.simulation.transfer.rates import best_rate, shipped_rate, tuned_case
from explorer.simulation.transfer.spec import Transfer, TransferSpec, curve_steps, resolve
from explorer.simulation.transfer.strategies import Strategy
from explorer.simulation.transfer.training import Entry, rhythm
from explorer.simulation.transfer.worlds import PRETRAIN_STEPS, RATE_GRID, TUNING_SEEDS

SEEDS_PER_BLOCK = 2  # small stacks stay in the processor's cache, and a stop loses little
NETWORKS = PretrainedNetworks()  # pretrained once per process; a network depends on its world and seed alone


@dataclass(frozen=True)
class Progress:
    """How far a run has come."""

    stage: str  # "rates": choosing learning rates, "seeds": comparing, "done"
    share: float  # of all work, 0 to 1, never falling
    seeds_done: int
    seeds: int


class TransferRun(SlicedRun):
    """A comparison that advances when asked to; its result is valid as soon as one block of seeds is done."""

    def __init__(self, spec: TransferSpec) -> None:
        """Check the spec (raises ReaderError) and get ready; no work is done yet."""
        super().__init__(self._run())
        self.spec = spec
        self._world, self._strategies = resolve(spec)
        self._case = Case(self._world, spec.examples, spec.similarity, spec.steps, spec.batch)
        self._points = curve_steps(spec.steps)
        self._rates = [shipped_rate(self._world, s, spec.examples, spec.similarity) for s in self._strategies]
        self._tuned_here = tuple(rate is None for rate in self._rates)
        self._outcomes: list[BlockOutcome] = []
        self._stage = "rates" if any(self._tuned_here) else "seeds"
        self._seeds = range(spec.seed, spec.seed + spec.seeds)
        self._expected = self._expected_ticks()

    @property
    def seeds_done(self) -> int:
        """How many seeds are complete."""
        return sum(len(outcome.source_before) for outcome in self._outcomes)

    @property
    def progress(self) -> Progress:
        """How far the run has come."""
        share = 1.0 if self.done else min(0.99, self.pauses / self._expected)
        return Progress("done" if self.done else self._stage, share, self.seeds_done, self.spec.seeds)

    def result(self) -> Transfer | None:
        """Return what is known so far, None before the first seeds are complete."""
        if not self._outcomes:
            return None
        scores = _join(self._outcomes, "scores")
        return Transfer(
            spec=self.spec,
            strategies=self._strategies,
            measure=self._world.measure,
            learning_rates=tuple(self._rates),
            tuned_here=self._tuned_here,
            curve_steps=np.array(self._points),
            curves=scores,
            accuracy=scores[:, :, -1],
            shifted=None if self._outcomes[0].shifted is None else _join(self._outcomes, "shifted"),
            source_before=np.concatenate([outcome.source_before for outcome in self._outcomes]),
            source_after=_join(self._outcomes, "source_after"),
            multiply_adds=self._outcomes[0].work,
            mixed=np.concatenate([outcome.mixed for outcome in self._outcomes], axis=2),
        )

    def _run(self) -> Generator[None, None, None]:
        for number, strategy in enumerate(self._strategies):
            if self._rates[number] is None:
                self._rates[number] = yield from choose_rate(self._tuning_case(), strategy)
        self._stage = "seeds"
        entries = [Entry(strategy, rate) for strategy, rate in zip(self._strategies, self._rates, strict=True)]
        for block in _blocks(self._seeds):
            outcome = yield from run_block(self._case, entries, block, self._points, NETWORKS)
            self._outcomes.append(outcome)

    def _tuning_case(self) -> Case:
        """The tuned case nearest to this one, so that a strategy tuned here gets what a shipped one got."""
        size, alike = tuned_case(self._world, self._case.examples, self._case.similarity)
        return Case(self._world, size, alike, TransferSpec.steps, TransferSpec.batch)

    def _expected_ticks(self) -> int:
        """Count the steps of all stacks: pretraining where it is not known, tuning, then the comparison."""
        seeds, tuned = _blocks(self._seeds), _blocks(TUNING_SEEDS) if any(self._tuned_here) else []
        unknown = sum(not NETWORKS.holds(self._world, block) for block in (*seeds, *tuned))
        stacks = len({rhythm(strategy, self.spec.steps) for strategy in self._strategies})
        tuning = sum(self._tuned_here) * len(tuned) * (TransferSpec.steps + len(RATE_GRID))
        comparing = stacks * self.spec.steps + len(self._strategies)  # a tick for each strategy's tests at the end
        return unknown * PRETRAIN_STEPS + tuning + comparing * len(seeds)


def run_transfer(spec: TransferSpec) -> Transfer:
    """Run a comparison to its end. Raises ReaderError for a spec that cannot be run."""
    return TransferRun(spec).to_the_end()


def choose_rate(case: Case, strategy: Strategy) -> Generator[None, None, float]:
    """Choose a learning rate from the grid on validation examples and tuning seeds, yielding after every step."""
    return best_rate((yield from validation_scores(case, strategy)))


def validation_scores(
    case: Case, strategy: Strategy, rates: tuple[float, ...] = RATE_GRID
) -> Generator[None, None, np.ndarray]:
    """Return the final validation scores of a strategy at every rate, (rates, tuning seeds)."""
    entries = [Entry(strategy, rate) for rate in rates]
    scores = []
    for block in _blocks(TUNING_SEEDS):
        outcome = yield from run_block(case, entries, block, (case.steps,), NETWORKS, validate=True)
        scores.append(outcome.scores[:, :, -1])
    return np.concatenate(scores, axis=1)


def _blocks(seeds) -> list[tuple[int, ...]]:
    seeds = tuple(seeds)
    return [seeds[start : start + SEEDS_PER_BLOCK] for start in range(0, len(seeds), SEEDS_PER_BLOCK)]


def _join(outcomes: list[BlockOutcome], field: str) -> np.ndarray:
    return np.concatenate([getattr(outcome, field) for outcome in outcomes], axis=1)
