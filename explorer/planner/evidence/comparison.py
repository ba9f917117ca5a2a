"""Which strategies did somebody compare on the same data with the same model? The shipped table, row by row."""

import csv
from functools import cache
from pathlib import Path

from explorer.planner.records.comparison import Comparison

FILE = Path(__file__).with_name("strategy_measurements.csv")
HELD_FILE = Path(__file__).with_name("held_measurements.csv")
MEASURED_STRATEGIES = (
    "head_only",
    "discriminative",
    "gradual",
    "full",
    "surgical_first",
    "surgical_middle",
    "linear_probe_then_tune",
    "from_scratch",
    "biases",
    "adapters",
)


@cache
def comparisons() -> tuple[Comparison, ...]:
    """Read the shipped table once."""
    return _read(FILE)


@cache
def held_comparisons() -> tuple[Comparison, ...]:
    """Read the comparisons that were looked up when the lines of the advice stood, to score them on; never shown."""
    return _read(HELD_FILE)


def _read(file: Path) -> tuple[Comparison, ...]:
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(_comparison(row) for row in csv.DictReader(lines))


def _comparison(row: dict[str, str]) -> Comparison:
    return Comparison(
        key=row["id"],
        source=row["source"],
        place=row["place"],
        read=row["read"],
        model=row["model"],
        family=row["family"],
        pretrained_on=row["pretraining"],
        pretraining=row["pretraining_kind"],
        domain=row["domain"],
        answer=row["answer"],
        classes=int(row["classes"]) if row["classes"] else None,
        examples=int(row["examples"]) if row["examples"] else None,
        similarity=float(row["similarity"]),
        shift=row["shift"],
        unlike_test=row["tested_on_unlike_data"] == "yes",
        metric=row["metric"],
        measured=tuple((name, float(row[name])) for name in MEASURED_STRATEGIES if row[name]),
        spread=float(row["spread"]) if row["spread"] else None,
        part=row["part"],
        remark=row["remark"],
    )
