"""How is the record of learning written? What was trained, beside what the signal run and the verdict say of it.

Run from the repository root: `python -m explorer.simulation.verdict.evidence_table FILE [HELD_OUT]`, FILE being what
`explorer.simulation.evidence.precompute` appended to. It writes the shipped table and its summary, which counts the
right forecasts; the networks that those are tested on go to HELD_OUT, and are not shipped.
"""

import json
import sys
from pathlib import Path

from explorer.simulation.evidence.choice import OPTIMIZERS
from explorer.simulation.evidence.features import learning_features
from explorer.simulation.evidence.nearest import HALF, nearest
from explorer.simulation.evidence.precompute import read
from explorer.simulation.evidence.table import (
    FILE,
    HELD_OUT,
    SETTINGS,
    SHIPPED,
    SUMMARY,
    EvidenceRow,
    in_parts,
    inputs_hash,
    load_evidence,
    settings_of,
    write_rows,
)
from explorer.simulation.signal.signal import run_signal
from explorer.simulation.verdict.findings import key_of

VERSION = 1


def main(trained: Path, held_out: Path | None = None) -> None:
    """Write the tables from what was trained so far, in the order in which the networks were chosen."""
    found = {_identity(one["signal"]): one for one in read(trained)}
    rows = make_rows(found, SHIPPED)
    write_rows(FILE, rows)
    load_evidence.cache_clear()
    tested = {part: make_rows(found, (part,)) for part in HELD_OUT}
    wanted = len(in_parts(SHIPPED))
    summary = {
        "version": VERSION,
        "made_by": "explorer/simulation/evidence/precompute.py, explorer/simulation/verdict/evidence_table.py",
        "inputs": inputs_hash(),
        "networks": len(rows),
        "complete": len(rows) == wanted,
        "forecast": {part: count_right(some) for part, some in tested.items()},
    }
    SUMMARY.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} of {wanted} networks")
    if held_out:
        write_rows(held_out, [row for some in tested.values() for row in some])


def count_right(rows: list[EvidenceRow]) -> dict[str, int]:
    """Return how many networks there are, and for how many a forecast from the shipped table says what they did."""
    counts = {"networks": len(rows)}
    for optimizer in OPTIMIZERS:
        said = [nearest(row.signal, row.features).share(optimizer) >= HALF for row in rows]
        counts[optimizer] = sum(one == row.learned(optimizer) for one, row in zip(said, rows, strict=True))
    return counts


def make_rows(found: dict[str, dict], parts: tuple[str, ...]) -> list[EvidenceRow]:
    """Return a row for each chosen network that was trained."""
    rows = []
    for one in in_parts(parts):
        trained = found.get(_identity(settings_of(one.signal)))
        if trained:
            signal = run_signal(one.signal)
            accuracy = {optimizer: tuple(trained[optimizer]["accuracy"]) for optimizer in OPTIMIZERS}
            rows.append(EvidenceRow(one.signal, one.part, key_of(signal), learning_features(signal), accuracy))
    return rows


def _identity(signal: dict) -> str:
    return json.dumps([signal[name] for name in SETTINGS])


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:]))
