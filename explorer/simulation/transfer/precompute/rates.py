"""Choose each strategy's learning rate in each world, on validation examples.

Run from the repository root: `python -m explorer.simulation.transfer.precompute.rates [world ...]`. It writes
`explorer/simulation/transfer/rates.json`; all worlds take about 15 minutes on one core. With `--missing` only the
strategies are tuned that the file lacks.
"""

import json
import sys
import time

from explorer.simulation.transfer.block import Case
from explorer.simulation.transfer.rates import FILE, cell, tuned_strategies
from explorer.simulation.transfer.run import choose_rate
from explorer.simulation.transfer.spec import TransferSpec
from explorer.simulation.transfer.worlds import RATE_GRID, TUNING_SEEDS, TUNING_SIMILARITIES, WORLDS

VERSION = 1
MADE_BY = "explorer/simulation/transfer/precompute/rates.py"


def main(worlds: list[str], keep: bool = False) -> None:
    """Tune the named worlds, all when none is named, and keep what the file holds of the others.

    `keep` keeps what it holds of the named ones too.
    """
    known = json.loads(FILE.read_text(encoding="utf-8"))["rates"] if FILE.exists() else {}
    for key in worlds or list(WORLDS):
        start = time.perf_counter()
        known[key] = tune(key, known.get(key, {}) if keep else {})
        print(f"{key}: {time.perf_counter() - start:.0f} s", flush=True)
        write({world: known[world] for world in WORLDS if world in known})


def tune(key: str, kept: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return strategy -> case -> chosen rate for one world; strategies that are kept are not tuned again."""
    world = WORLDS[key]
    cases = [(size, alike) for size in world.tuning_examples for alike in TUNING_SIMILARITIES]
    chosen: dict[str, dict[str, float]] = {}
    for name, strategy in tuned_strategies(world).items():
        if name in kept:
            chosen[name] = kept[name]
            continue
        for size, alike in cases:
            case = Case(world, size, alike, TransferSpec.steps, TransferSpec.batch)
            chosen.setdefault(name, {})[cell(size, alike)] = finish(choose_rate(case, strategy))
    return chosen


def finish(work):
    """Run a generator to its end and return its value."""
    try:
        while True:
            next(work)
    except StopIteration as stop:
        return stop.value


def write(rates: dict) -> None:
    """Write the file, with what it was made from."""
    made = {
        "version": VERSION,
        "grid": RATE_GRID,
        "seeds": TUNING_SEEDS,
        "made_by": "explorer/simulation/transfer/precompute/rates.py",
    }
    FILE.write_text(json.dumps({**made, "rates": rates}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    import numpy as np

    with np.errstate(over="ignore", invalid="ignore"):
        main([name for name in sys.argv[1:] if name != "--missing"], keep="--missing" in sys.argv)
