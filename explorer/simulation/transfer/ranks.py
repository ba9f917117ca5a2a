"""Does one learning rate fit added weights of every rank? Each rank at every rate, under two ways to scale them.

Fixed, like the claims, before any result was looked at: world, case, ranks, rates and what counts as fitting.
"""

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.transfer.block import Case
from explorer.simulation.transfer.claims import MARGIN
from explorer.simulation.transfer.run import validation_scores
from explorer.simulation.transfer.spec import TransferSpec, resolve_strategy
from explorer.simulation.transfer.strategies import ADDED_RANK, ADDED_STRENGTH, Strategy, every
from explorer.simulation.transfer.worlds import WORLDS

RANKS = (1, 2, 4, 8, 16)
RANK_WORLD, RANK_EXAMPLES, RANK_SIMILARITY = "hidden_features", 1000, 0.5  # enough new that the body has to learn
STUDY_OPTIMIZERS = ("adam", "momentum")  # Adam as published; momentum as everywhere else in the miniature
SCALINGS: dict[str, Callable[[int], float]] = {  # rank -> what the added part is multiplied by; equal at ADDED_RANK
    "one_over_rank": lambda rank: ADDED_STRENGTH * ADDED_RANK / rank,  # L7: LoRA's own, alpha fixed
    "one_over_root": lambda rank: ADDED_STRENGTH * (ADDED_RANK / rank) ** 0.5,  # L7: rsLoRA's
    "alpha_twice_rank": lambda rank: ADDED_STRENGTH,  # A17: alpha grows with the rank
}
FILE = Path(__file__).with_name("ranks.json")


@dataclass(frozen=True)
class RankStudy:
    """Mean validation scores of every rank at every rate, for one optimizer and one scaling."""

    optimizer: str
    scaling: str  # one of SCALINGS
    rates: tuple[float, ...]  # R
    ranks: tuple[int, ...]  # K
    scores: tuple[tuple[float, ...], ...]  # (K, R)

    @property
    def best_rates(self) -> tuple[float, ...]:
        """The rate with the highest mean score for each rank; of equals the smallest."""
        return tuple(self.rates[int(np.argmax(row))] for row in self.scores)

    @property
    def lost(self) -> tuple[float, ...]:
        """What each rank loses at the rate that is best for ADDED_RANK, as a share of right answers."""
        common = self.rates.index(self.best_rates[self.ranks.index(ADDED_RANK)])
        return tuple(max(row) - row[common] for row in self.scores)

    @property
    def one_rate_fits(self) -> bool:
        """Whether no rank loses more than two points at the common rate."""
        return max(self.lost) <= MARGIN


def run_study(optimizer: str, scaling: str) -> Generator[None, None, RankStudy]:
    """Train every rank at every rate of the optimizer's ladder, yielding after every step."""
    world = WORLDS[RANK_WORLD]
    case = Case(world, RANK_EXAMPLES, RANK_SIMILARITY, TransferSpec.steps, TransferSpec.batch, optimizer)
    rates, scores = OPTIMIZERS[optimizer].rates, []
    for rank in RANKS:
        strategy = resolve_strategy(added_of(rank, SCALINGS[scaling](rank), world.layers), world)
        found = yield from validation_scores(case, strategy, rates)
        scores.append(tuple(round(float(mean), 4) for mean in found.mean(axis=1)))
    return RankStudy(optimizer, scaling, rates, RANKS, tuple(scores))


def added_of(rank: int, strength: float, layers: int) -> Strategy:
    """Return added weights of a rank and strength beside every hidden layer."""
    hidden = tuple(range(layers - 1))
    return Strategy(f"rank_{rank}", f"Rank {rank}", every(layers), added=hidden, rank=rank, strength=strength)


@cache
def load_rank_studies() -> tuple[RankStudy, ...]:
    """Read the shipped studies."""
    held = json.loads(FILE.read_text(encoding="utf-8"))["studies"]
    return tuple(
        RankStudy(
            one["optimizer"], one["scaling"], tuple(one["rates"]), tuple(one["ranks"]), tuple(map(tuple, one["scores"]))
        )
        for one in held
    )
