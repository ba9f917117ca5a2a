"""Train every network of the record at every rate of two ladders.

Run from the repository root: `python -m explorer.simulation.evidence.precompute FILE`. It appends one line of JSON a
network to FILE and goes on where it was stopped; about 35 minutes on one core that is otherwise idle. Then
`python -m explorer.simulation.verdict.evidence_table FILE` writes the shipped table from it.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from explorer.simulation.evidence.choice import BATCH, OPTIMIZERS, SEEDS, STEPS, Chosen, chosen
from explorer.simulation.evidence.table import SETTINGS, settings_of
from explorer.simulation.training import LadderSpec, run_ladder

DIGITS = 4  # of a mean over 1,500 answers


def main(file: Path) -> None:
    """Train what the file does not hold yet."""
    held = [one["signal"] for one in read(file)]
    everything = chosen()
    for number, one in enumerate(everything, start=1):
        if settings_of(one.signal) in held:
            continue
        start = time.perf_counter()
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(train(one)) + "\n")
        print(f"{number} of {len(everything)}: {time.perf_counter() - start:.1f} s", flush=True)


def train(one: Chosen) -> dict:
    """Train one network with every optimizer of the record; return mean accuracies by rate, and how many ran away."""
    result = {"part": one.part, "signal": settings_of(one.signal)}
    for optimizer in OPTIMIZERS:
        ladder = run_ladder(LadderSpec((one.signal,), "digits", optimizer, None, BATCH, STEPS, 0.0, SEEDS))
        result[optimizer] = {
            "rates": list(ladder.spec.rates),
            "accuracy": [round(float(mean), DIGITS) for mean in ladder.mean_accuracy[0]],
            "left": [int(count) for count in np.count_nonzero(ladder.left_at[0] >= 0, axis=-1)],
        }
    return result


def read(file: Path) -> list[dict]:
    """Read what was trained so far."""
    if not file.exists():
        return []
    found = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [{**one, "signal": {name: one["signal"][name] for name in SETTINGS}} for one in found]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
