"""Train added weights of every rank at every rate.

Run from the repository root: `python -m explorer.simulation.transfer.precompute.ranks`. It writes
`explorer/simulation/transfer/ranks.json` and prints the table of `docs/transfer.md`; about 2 minutes on one core.
"""

import json
from dataclasses import asdict

import numpy as np

from explorer.simulation.transfer.precompute.rates import finish
from explorer.simulation.transfer.ranks import FILE, SCALINGS, STUDY_OPTIMIZERS, RankStudy, run_study

VERSION = 1


def main() -> None:
    """Run all studies, write them, and print the table."""
    studies = [finish(run_study(optimizer, scaling)) for optimizer in STUDY_OPTIMIZERS for scaling in SCALINGS]
    held = {"version": VERSION, "made_by": "explorer/simulation/transfer/precompute/ranks.py"}
    FILE.write_text(json.dumps({**held, "studies": [asdict(one) for one in studies]}) + "\n", encoding="utf-8")
    print("\n".join(table_row(study) for study in studies))


def table_row(study: RankStudy) -> str:
    """Write one row of the Markdown table."""
    best = ", ".join(f"{rate:g}" for rate in study.best_rates)
    lost = ", ".join(f"{100 * points:.1f}" for points in study.lost)
    verdict = "comes out" if study.one_rate_fits else "open"
    return "| " + " | ".join((study.optimizer, f"`{study.scaling}`", best, lost, verdict)) + " |"


if __name__ == "__main__":
    with np.errstate(over="ignore", invalid="ignore"):
        main()
