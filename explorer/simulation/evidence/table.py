"""What did the networks of the record learn? The shipped table, one row a network, and the hash of what it was made of.

`learning.csv` is written by `explorer.simulation.verdict.evidence_table` from what `precompute` trained.
"""

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

from explorer.simulation.evidence.choice import BATCH, OPTIMIZERS, SAMPLES, SEEDS, STEPS, WIDTH, Chosen, chosen
from explorer.simulation.evidence.features import LearningFeatures
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.training import LEARNED
from explorer.simulation.training import OPTIMIZERS as LADDERS

FILE = Path(__file__).with_name("learning.csv")
SUMMARY = Path(__file__).with_name("learning.json")
SETTINGS = ("activation", "initializer", "scale", "bias_std", "normalization", "residual", "depth", "seed")
SHIPPED = ("drawn", "grid", "hidden")  # parts; the others are held back to test forecasts on
HELD_OUT = ("held_out", "hidden_held_out")
DIGITS = 4
TIE = 6  # digits: of two means that agree so far, the smaller rate is the better one


@dataclass(frozen=True)
class EvidenceRow:
    """One network of the record: what its signal run says, and what training it did."""

    signal: SignalSpec
    part: str  # drawn grid hidden; held_out hidden_held_out where a forecast is tested
    key: str  # the verdict's
    features: LearningFeatures
    accuracy: dict[str, tuple[float, ...]]  # optimizer -> mean share of right answers at each rate of its ladder

    def best_accuracy(self, optimizer: str) -> float:
        """Return the mean accuracy at the best rate."""
        return max(self.accuracy[optimizer])

    def best_rate(self, optimizer: str) -> float:
        """Return the best rate, of equals the smallest."""
        means = [round(mean, TIE) for mean in self.accuracy[optimizer]]
        return LADDERS[optimizer].rates[means.index(max(means))]

    def learned(self, optimizer: str) -> bool:
        """Tell whether it reached 80 % at its best rate."""
        return round(self.best_accuracy(optimizer), TIE) >= LEARNED


@cache
def load_summary() -> dict:
    """Read what the shipped table was made of, and for how many of the networks held back its forecasts were right."""
    return json.loads(SUMMARY.read_text(encoding="utf-8"))


@cache
def load_evidence() -> tuple[EvidenceRow, ...]:
    """Read the shipped table."""
    return read_rows(FILE)


def read_rows(file: Path) -> tuple[EvidenceRow, ...]:
    """Read a table of the record."""
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(_row(line) for line in csv.DictReader(lines))


def write_rows(file: Path, rows: Iterable[EvidenceRow]) -> None:
    """Write a table of the record."""
    flat = [_flat(row) for row in rows]
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(flat[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(flat)


def settings_of(signal: SignalSpec) -> dict:
    """Return what tells the networks of the record apart; width, samples and data are the same for all."""
    return {name: getattr(signal, name) for name in SETTINGS}


def inputs_hash(parts: tuple[str, ...] = SHIPPED) -> str:
    """Return the SHA-256 of everything that the table was made of: the networks, the rates, the length of training."""
    networks = [{"part": one.part, **settings_of(one.signal)} for one in in_parts(parts)]
    protocol = {
        "width": WIDTH, "samples": SAMPLES, "data": "digits", "steps": STEPS, "batch": BATCH, "seeds": SEEDS,
        "rates": {key: LADDERS[key].rates for key in OPTIMIZERS},
    }  # fmt: skip
    return hashlib.sha256(json.dumps({"networks": networks, **protocol}).encode()).hexdigest()


def in_parts(parts: tuple[str, ...]) -> list[Chosen]:
    """Return the chosen networks of some parts, in their order."""
    return [one for one in chosen() if one.part in parts]


def _flat(row: EvidenceRow) -> dict:
    found = {"part": row.part, **settings_of(row.signal), "key": row.key}
    found |= {name: f"{value:.{DIGITS}g}" for name, value in asdict(row.features).items()}
    for optimizer in OPTIMIZERS:
        found |= {
            f"{optimizer} {rate:g}": f"{mean:.{DIGITS}f}"
            for rate, mean in zip(LADDERS[optimizer].rates, row.accuracy[optimizer], strict=True)
        }
    return found


def _row(line: dict[str, str]) -> EvidenceRow:
    return EvidenceRow(
        signal=SignalSpec(
            depth=int(line["depth"]), width=WIDTH, samples=SAMPLES, activation=line["activation"],
            initializer=line["initializer"], scale=float(line["scale"]), bias_std=float(line["bias_std"]),
            normalization=line["normalization"], residual=line["residual"] == "True", data="digits",
            seed=int(line["seed"]),
        ),
        part=line["part"],
        key=line["key"],
        features=LearningFeatures(**{one.name: float(line[one.name]) for one in fields(LearningFeatures)}),
        accuracy={
            key: tuple(float(line[f"{key} {rate:g}"]) for rate in LADDERS[key].rates) for key in OPTIMIZERS
        },
    )  # fmt: skip
