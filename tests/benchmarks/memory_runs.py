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
HELD = ROOT / "tests" / "data" / "held_peaks.csv"
CLAIMED = ROOT / "tests" / "data" / "claimed_peaks.csv"
HELD_MODELS = ROOT / "tests" / "data" / "held_models"
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
        loss="whole",
        adapter_layers=TARGETS.get(row["target_modules"], "all" if "k_proj" in row["target_modules"] else "attention"),
        adapter_rank=min(int(row["rank"] or 32), LARGEST_RANK),
    )
    cost = make_plan(model, task, "full" if row["method"] == "full" else "adapters").cost
    return Run(row["run"], row["method"], int(row["memory_max"]), cost.memory_low, cost.memory_high)


@dataclass(frozen=True)
class Held(Run):
    """A peak of another source, looked up when the band stood."""

    source: str
    at_first: str  # yes or no: inside the band before it was mended; "" where looked up after that
    remark: str


def held_runs() -> list[Held]:
    """Peaks that other sources published, beside the band for the same settings."""
    with HELD.open(encoding="utf-8", newline="") as lines:
        return [_held(row) for row in csv.DictReader(lines)]


def _held(row: dict[str, str]) -> Held:
    model = read_summary((HELD_MODELS / f"{row['model']}.txt").read_text(encoding="utf-8"))
    writes = bool(row["tokens"])
    task = Task(
        classes=10,
        domain="text" if writes else "image",
        answer="text" if writes else "one",
        batch=int(row["batch"]),
        sequence_length=int(row["tokens"]) if writes else None,
        optimizer=row["optimizer"],
        number_format=row["numbers"],
        checkpointing=row["checkpointing"] == "yes",
        loss=row.get("loss") or "unknown",
        adapter_layers=row["beside"],
        adapter_rank=int(row["rank"]) if row["rank"] else None,
    )
    cost = make_plan(model, task, row["strategy"]).cost
    measured = round(1e9 * float(row["measured_gb"]))
    words = (row["source"], row.get("inside_at_first", ""), row["remark"])
    return Held(row["run"], row["strategy"], measured, cost.memory_low, cost.memory_high, *words)


@dataclass(frozen=True)
class Claim:
    """A peak beside the band that was written down before the peak was read, and the band of today."""

    held: Held
    low: float  # bytes
    high: float
    loss: str

    @property
    def inside(self) -> bool:
        """Whether the peak lay in the band that was written down."""
        return self.low <= self.held.measured <= self.high


def claims() -> list[Claim]:
    """Peaks whose band was fixed first."""
    with CLAIMED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        Claim(_held(row), 1e9 * float(row["claimed_low_gb"]), 1e9 * float(row["claimed_high_gb"]), row["loss"])
        for row in rows
    ]


def claims_table(found: list[Claim]) -> list[str]:
    """One row a peak: the band as it was written down, and as it is."""
    lines = ["| run | how | written down | measured peak | inside | band today | inside today |"]
    lines.append("|---|---|---|---|---|---|---|")
    for one in found:
        run, yes = one.held, {True: "yes", False: "no"}
        written, now = (
            f"{low / 1e9:.1f} to {high / 1e9:.1f} GB" for low, high in ((one.low, one.high), (run.low, run.high))
        )
        cells = (run.name, run.remark, written, f"{run.measured / 1e9:.2f} GB", yes[one.inside], now, yes[run.inside])
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def claims_by_loss(found: list[Claim]) -> list[str]:
    """How wide the band is where it is known how the loss is worked out."""
    lines = ["| loss | peaks | inside, as written down | inside today | high over low, as written down | today |"]
    lines.append("|---|---|---|---|---|---|")
    for loss, name in (("whole", "all scores at once"), ("unknown", "fused, else not known"), ("pieces", "in pieces")):
        some = [one for one in found if one.loss == loss]
        was, now = (median(one.high / one.low for one in some), median(one.held.high / one.held.low for one in some))
        inside = (sum(one.inside for one in some), sum(one.held.inside for one in some))
        lines.append(f"| {name} | {len(some)} | {inside[0]} | {inside[1]} | {was:.2f} | {now:.2f} |")
    return lines


def held_table(found: list[Held]) -> list[str]:
    """One row a peak, with how it was read."""
    heads = (
        "run",
        "source",
        "measured peak",
        "band",
        "middle against measured",
        "inside at first",
        "inside now",
        "remark",
    )
    lines = [f"| {' | '.join(heads)} |"]
    lines.append("|---|---|---|---|---|---|---|---|")
    for run in found:
        band = f"{run.low / 1e9:.1f} to {run.high / 1e9:.1f} GB"
        off, inside = f"{run.middle / run.measured - 1:+.0%}", "yes" if run.inside else "no"
        cells = (run.name, run.source, f"{run.measured / 1e9:.2f} GB", band, off, run.at_first, inside, run.remark)
        lines.append(f"| {' | '.join(cells)} |")
    return lines


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
    held = held_runs()
    stood = [run for run in held if run.at_first]
    after = [run for run in held if not run.at_first]
    claimed = claims()
    held_off = median(abs(run.middle / run.measured - 1) for run in stood)
    words = (Path(__file__).parent / "memory_page.md").read_text(encoding="utf-8")
    values = {
        "<!-- MEDIAN -->": f"{off:.0%}",
        "<!-- INSIDE -->": f"{sum(run.inside for run in found)} of {len(found)}",
        "<!-- OURS -->": f"{sum(run.inside for run in ours)} of {len(ours)}",
        "<!-- RUNS -->": "\n".join(table(found)),
        "<!-- HELD -->": "\n".join(held_table(held)),
        "<!-- HELD_OFF -->": f"{held_off:.0%}",
        "<!-- HELD_FIRST -->": f"{sum(run.at_first == 'yes' for run in stood)} of {len(stood)}",
        "<!-- HELD_NOW -->": f"{sum(run.inside for run in stood)} of {len(stood)}",
        "<!-- HELD_AFTER -->": f"{sum(run.inside for run in after)} of {len(after)}",
        "<!-- CLAIMS -->": "\n".join(claims_table(claimed)),
        "<!-- CLAIMS_BY_LOSS -->": "\n".join(claims_by_loss(claimed)),
        "<!-- WIDEST -->": f"{max(run.high / run.low for run in found):.2f}",
        "<!-- THUMB -->": "\n".join(thumb(found)),
    }
    for place, text in values.items():
        words = words.replace(place, text)
    return words


if __name__ == "__main__":
    print(page(), end="")
