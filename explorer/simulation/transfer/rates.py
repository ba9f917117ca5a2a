"""Which learning rate does a strategy train at? The best of the common grid, chosen on validation examples.

The choices for the named strategies are shipped in `rates.json`, made by `precompute/rates.py` beside this file. A
strategy that is not among them chooses from the same grid while the visitor waits (`run.py`).
"""

import json
import math
from functools import cache
from pathlib import Path

import numpy as np

from explorer.simulation.transfer.spec import resolve_strategy
from explorer.simulation.transfer.strategies import STRATEGIES, Strategy, settle_strategy
from explorer.simulation.transfer.worlds import RATE_GRID, TUNING_SIMILARITIES, World

NEW_HEAD = " with a new head"  # in worlds where the answers stay
FILE = Path(__file__).with_name("rates.json")


@cache
def shipped_rates() -> dict:
    """Read the shipped choices: world -> strategy -> "examples/similarity" -> rate."""
    return json.loads(FILE.read_text(encoding="utf-8"))["rates"]


def tuned_case(world: World, examples: int, similarity: float) -> tuple[int, float]:
    """Return examples and similarity of the tuned case nearest to this one, sizes compared by their ratio."""
    size = min(world.tuning_examples, key=lambda tuned: abs(math.log(tuned / examples)))
    alike = min(TUNING_SIMILARITIES, key=lambda tuned: abs(tuned - similarity))
    return size, alike


def cell(size: int, alike: float) -> str:
    """Name a tuned case as the file does."""
    return f"{size}/{alike:g}"


def shipped_rate(world: World, strategy: Strategy, examples: int, similarity: float) -> float | None:
    """Return the shipped rate of a (resolved) strategy that trains like one of the named ones, else None."""
    shipped = shipped_rates()[world.key]
    for name, tuned in tuned_strategies(world).items():
        if strategy.trains_like(tuned):
            return shipped.get(name, {}).get(cell(*tuned_case(world, examples, similarity)))
    return None


def tuned_strategies(world: World) -> dict[str, Strategy]:
    """Return the strategies whose rates are shipped: the named ones, with kept and with new heads where both can be.

    One that is mixed after training is trained like another, at that one's rate.
    """
    named = {key: resolve_strategy(key, world) for key, recipe in STRATEGIES.items() if recipe.mixed == 1}
    renewed = {f"{key}{NEW_HEAD}": settle_strategy(strategy, new_head=True) for key, strategy in named.items()}
    return {**named, **{key: renewed[key] for key in renewed if not named[key.removesuffix(NEW_HEAD)].new_head}}


def best_rate(scores: np.ndarray) -> float:
    """Choose from the grid by the mean validation score (rates, seeds); of equals the smallest."""
    return RATE_GRID[int(np.argmax(np.round(scores.mean(axis=1), 6)))]
