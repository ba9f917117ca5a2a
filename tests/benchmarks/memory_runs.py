"""How close is the memory band to measured runs? Prints docs/memory.md; a few seconds.

python tests/benchmarks/memory_runs.py > docs/memory.md
"""

import csv
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from explorer.planner import Model, Task, make_plan, read_summary

ROOT = Path(__file__).resolve().parents[2]
RUNS = ROOT / "tests" / "data" / "peft_runs.csv"
SUMMARY = ROOT / "tests" / "data" / "llama_3_2_3b.txt"
WEIGHTS = 3_212_749_824
LARGEST_RANK = 256
TARGETS = {"q_proj v_proj": "attention", "v_proj": "attention", "down_proj gate_proj up_proj": "mlp"}
NOT_OURS = ("OSF",)  # learns all weights in another form; the planner has no such strategy
RULES_OF_THUMB = {  # bytes a weight: full, LoRA
    "18 bytes a weight, 2.4 with LoRA (bitbytecore)": (18, 2.4),
    "16 and 2 bytes (code-mentor, 56 and 16 GB for 7 billion)": (8, 16 / 7),
    "LLaMA-Factory, pure bfloat16 (60 and 16 GB for 7 billion)": (60 / 7, 16 / 7),
    "spheron 2026 (88 and 20 GB for 7 billion)": (88 / 7, 20 / 7),
}


@dataclass(frozen=True)
class Run:
    """One measured run beside the planner's band, in bytes."""

    name: str
    method: str
    measured: int
    low: int
    high: int

    @property
    def middle(self) -> float:
        """The middle of the band."""
        return (self.low + self.high) / 2

    @property
    def inside(self) -> bool:
        """Whether the measured peak lies in the band."""
        return self.low <= self.measured <= self.high


def runs() -> list[Run]:
    """All measured runs whose way of training the planner knows, with its band for the same settings."""
    model = read_summary(SUMMARY.read_text(encoding="utf-8"))
    with RUNS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["method"] not in NOT_OURS]
    return [_run(model, row) for row in rows]


def _run(model: Model, row: dict[str, str]) -> Run:
    task = Task(
        domain="text",
        answer="text",
        batch=4,
        sequence_length=768,
        number_format="bfloat16",
        adapter_layers=TARGETS.get(row["target_modules"], "all" if "k_proj" in row["target_modules"] else "attention"),
        adapter_rank=min(int(row["rank"] or 32), LARGEST_RANK),
    )
    cost = make_plan(model, task, "full" if row["method"] == "full" else "adapters").cost
    return Run(row["run"], row["method"], int(row["memory_max"]), cost.memory_low, cost.memory_high)


def table(found: list[Run]) -> list[str]:
    """One row a run."""
    lines = ["| run | method | measured peak | band | middle against measured | inside |", "|---|---|---|---|---|---|"]
    for run in found:
        band = f"{run.low / 1e9:.1f} to {run.high / 1e9:.1f} GB"
        off = f"{run.middle / run.measured - 1:+.0%}"
        inside = "yes" if run.inside else "no"
        lines.append(f"| {run.name} | {run.method} | {run.measured / 1e9:.1f} GB | {band} | {off} | {inside} |")
    return lines


def thumb(found: list[Run]) -> list[str]:
    """The published rules of thumb on the same model."""
    full = next(run.measured for run in found if run.method == "full")
    lora = next(run.measured for run in found if run.name == "lora/rank32")
    lines = ["| rule of thumb | full | against measured | LoRA | against measured |", "|---|---|---|---|---|"]
    for name, (whole, part) in RULES_OF_THUMB.items():
        a, b = whole * WEIGHTS, part * WEIGHTS
        lines.append(f"| {name} | {a / 1e9:.1f} GB | {a / full:.2f} × | {b / 1e9:.1f} GB | {b / lora:.2f} × |")
    lines.append(f"| measured | {full / 1e9:.1f} GB | | {lora / 1e9:.1f} GB | |")
    return lines


def page() -> str:
    """The whole page."""
    found = runs()
    off = median(abs(run.middle / run.measured - 1) for run in found)
    ours = [run for run in found if run.method in ("LORA", "full")]
    words = (Path(__file__).parent / "memory_page.md").read_text(encoding="utf-8")
    values = {
        "<!-- MEDIAN -->": f"{off:.0%}",
        "<!-- INSIDE -->": f"{sum(run.inside for run in found)} of {len(found)}",
        "<!-- OURS -->": f"{sum(run.inside for run in ours)} of {len(ours)}",
        "<!-- RUNS -->": "\n".join(table(found)),
        "<!-- THUMB -->": "\n".join(thumb(found)),
    }
    for place, text in values.items():
        words = words.replace(place, text)
    return words


if __name__ == "__main__":
    print(page(), end="")
