"""Measure every published claim in the miniature.

Run from the repository root: `python -m explorer.simulation.transfer.precompute.outcomes`. It writes
`explorer/simulation/transfer/outcomes.json` and prints the table of `docs/transfer.md`; about 8 minutes on one core.
With `--missing` only the claims are measured that the file lacks.
"""

import json
import sys

from explorer.simulation.transfer.claims import CLAIM_SEEDS, CLAIMS
from explorer.simulation.transfer.outcomes import FILE, Outcome, as_record, load_outcomes, measure_claim

VERSION = 1


def main(keep: bool) -> None:
    """Measure all claims, or those that the file lacks, write them, and print the table."""
    known = load_outcomes() if keep else {}
    outcomes = [known.get(claim.key) or measure_claim(claim) for claim in CLAIMS.values()]
    held = {"version": VERSION, "seeds": CLAIM_SEEDS, "made_by": "explorer/simulation/transfer/precompute/outcomes.py"}
    FILE.write_text(json.dumps({**held, "outcomes": [as_record(one) for one in outcomes]}, indent=1) + "\n", "utf-8")
    print("\n".join(row for outcome in outcomes for row in table_rows(outcome)))


def table_rows(outcome: Outcome) -> list[str]:
    """Write one row of the Markdown table for each comparison."""
    claim = CLAIMS[outcome.claim]
    place = f"`{claim.world}`, {claim.examples:,}, {claim.similarity:g}"
    verdict = outcome.verdict.replace("_", " ")
    return [
        f"| {claim.source.split()[0]} `{outcome.claim}` | {place} | {one.better} − {one.worse} | {100 * one.mean:+.1f} "
        f"[{100 * one.low:+.1f}, {100 * one.high:+.1f}] | {one.won} : {one.lost} | {one.probability:g} | {verdict} |"
        for one in outcome.comparisons
    ]


if __name__ == "__main__":
    main("--missing" in sys.argv)
