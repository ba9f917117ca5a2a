"""What does the miniature say of the sampled cases? Writes tests/data/miniature_samples.json; about 10 minutes.

python tests/benchmarks/miniature_samples.py

Runs that the file holds already are kept: a run is named by a hash of all that goes into it.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from explorer.planner import PLAN_KEY
from explorer.simulation.transfer import TransferSpec, check_rule, run_transfer
from tests.planner.sampled_cases import FILE, asked, fingerprint, sampled_cases, shipped_outcomes

DIGITS = 4  # of a share


def outcome(spec: TransferSpec) -> dict:
    """Run one comparison: each strategy's mean and band, and which did clearly better than the plan."""
    result = run_transfer(spec)
    check = check_rule(result, PLAN_KEY)
    return {
        "keys": list(result.keys),
        "mean": [round(float(mean), DIGITS) for mean in result.mean],
        "band": [round(float(half), DIGITS) for half in result.band],
        "check": check.key,
        "better": list(check.better),
    }


def main() -> None:
    """Run what is missing, and write after each run."""
    known = shipped_outcomes()
    wanted = {fingerprint(spec): spec for spec in map(asked, sampled_cases())}
    outcomes = {name: known[name] for name in wanted if name in known}
    for name, spec in wanted.items():
        if name not in outcomes:
            outcomes[name] = outcome(spec)
            write({key: outcomes[key] for key in wanted if key in outcomes})
            print(len(outcomes), "of", len(wanted), flush=True)
    write({key: outcomes[key] for key in wanted})


def write(outcomes: dict[str, dict]) -> None:
    """Write the file, a run a line."""
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(one)}" for key, one in outcomes.items())
    FILE.write_text(f'{{"made_by": "tests/benchmarks/miniature_samples.py", "outcomes": {{\n{lines}\n}}}}\n', "utf-8")


if __name__ == "__main__":
    main()
