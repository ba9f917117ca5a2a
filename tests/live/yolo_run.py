"""Does the run that is exported for Ultralytics keep what the plan keeps? Needs ultralytics; no download.

    python -m tests.live.yolo_run

Models with random weights and four pictures of noise, trained by Ultralytics itself for one epoch a phase: the kept
layers stay equal to the last bit, their running averages too, each other layer moves, and optimizer and rate are the
plan's.
"""

import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

os.environ |= {"YOLO_OFFLINE": "true", "YOLO_AUTOINSTALL": "false", "YOLO_VERBOSE": "false"}
os.environ.setdefault("YOLO_CONFIG_DIR", tempfile.mkdtemp())

import ultralytics
from PIL import Image
from ultralytics.utils.callbacks.base import default_callbacks

from explorer.planner import STRATEGIES, Task, export_plan, make_plan, read_summary, why_not
from explorer.planner.records.plan import Plan
from tests.live.cases import Case, Clock, Refused, Tally, check
from tests.live.torch_watch import state_of
from tests.planner.export.live import run_code

MODELS = ("yolo11n", "yolov8n", "yolov5nu", "yolo26n")  # the smallest of each; others differ in width and depth
TASKS = tuple(Task(answer="boxes", classes=3, optimizer=optimizer) for optimizer in ("adamw", "adam", "sgd"))
CLASSES = {"adamw": "AdamW", "adam": "Adam", "sgd": "SGD"}
SIDE, PICTURES = 64, 4


@dataclass
class Phases:
    """What Ultralytics's trainer was at the start of each phase, and became."""

    before: list[dict] = field(default_factory=list)
    after: list[dict] = field(default_factory=list)
    rates: list[set[float]] = field(default_factory=list)
    optimizers: list[str] = field(default_factory=list)

    def start(self, trainer) -> None:
        """Before the first step."""
        self.before.append(state_of(trainer.model))
        self.optimizers.append(type(trainer.optimizer).__name__)
        self.rates.append({group["initial_lr"] for group in trainer.optimizer.param_groups})

    def end(self, trainer) -> None:
        """After the last one."""
        self.after.append(state_of(trainer.model))


def pictures(folder: Path) -> str:
    """Write pictures of noise with one box each, and the file that names them."""
    chance = np.random.default_rng(0)
    for part in ("images", "labels"):
        (folder / part).mkdir()
    for number in range(PICTURES):
        Image.fromarray(chance.integers(0, 255, (SIDE, SIDE, 3), dtype=np.uint8)).save(folder / f"images/{number}.png")
        (folder / f"labels/{number}.txt").write_text(f"{number % 3} 0.5 0.5 0.4 0.4\n")
    (folder / "data.yaml").write_text(f"path: {folder}\ntrain: images\nval: images\nnames: [a, b, c]\n")
    return str(folder / "data.yaml")


def run_case(case: Case) -> None:
    """Export a plan, let Ultralytics carry it out on a saved model, and hold each phase against the plan."""
    model = ultralytics.YOLO(f"{case.model}.yaml")
    plan = make_plan(read_summary(str(model.model)), case.task, strategy=case.strategy)
    remark = why_not(plan, "ultralytics")
    if remark is not None:
        raise Refused(str(remark))
    defined, phases = run_code(export_plan(plan, "ultralytics"), "exported_ultralytics"), Phases()
    # Ultralytics copies its hooks with all they hold; a function alone stays the same
    hooks = {
        "on_train_start": lambda trainer: phases.start(trainer),
        "on_train_end": lambda trainer: phases.end(trainer),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model.save(folder / "old.pt")
        for place, hook in hooks.items():
            default_callbacks[place].append(hook)
        try:
            quiet = {"imgsz": SIDE, "batch": 2, "device": "cpu", "workers": 0, "plots": False, "verbose": False}
            defined["train"](str(folder / "old.pt"), pictures(folder), epochs=1, project=str(folder), **quiet)
        finally:
            for place, hook in hooks.items():
                default_callbacks[place].remove(hook)
    check(len(phases.after) == len(plan.schedule), f"{len(phases.after)} phases ran, the plan has {len(plan.schedule)}")
    for number in range(len(plan.schedule)):
        check_phase(plan, phases, number)


def check_phase(plan: Plan, phases: Phases, number: int) -> None:
    """What the plan keeps is bit-equal in a phase, what it trains moved; optimizer and rate are the plan's."""
    phase, before, after = plan.schedule[number], phases.before[number], phases.after[number]
    found, name = phases.optimizers[number], CLASSES[plan.task.optimizer]
    check(found == name, f"the optimizer is {found}, the plan says {name}")
    speeds = dict(zip((planned.layer.path for planned in plan.layers), phase.multipliers, strict=True))
    rate = phase.base_learning_rate * max(speeds.values())
    check(phases.rates[number] == {rate}, f"the rates are {phases.rates[number]}, the plan says {rate}")
    for number_of, fastest in speeds_by_layer(speeds).items():
        own = [name for name in before if name.startswith(number_of + ".") and before[name].is_floating_point()]
        still = [name for name in own if before[name].equal(after[name])]
        if fastest == 0:
            check(still == own, f"layer {number_of} is kept in phase {number + 1} and moved")
        else:
            check(not own or len(still) < len(own), f"layer {number_of} learns in phase {number + 1} and did not move")


def speeds_by_layer(speeds: dict[str, float]) -> dict[str, float]:
    """Give the fastest speed in each numbered layer, "model.23": Ultralytics keeps or trains it as a whole."""
    found: dict[str, float] = {}
    for path, speed in speeds.items():
        layer = ".".join(path.split(".")[:2])
        found[layer] = max(found.get(layer, 0.0), speed)
    return found


def main() -> int:
    """Run every model with every strategy; tasks take turns. Return 1 when any case was wrong."""
    clock, tally = Clock(), Tally()
    for start, model in enumerate(MODELS):
        for number, strategy in enumerate(STRATEGIES):
            case = Case(model, "print(model)", "ultralytics", strategy, TASKS[(start + number) % len(TASKS)])
            tally.run(case, lambda case=case: run_case(case))
        tally.progress(model)
    print(f"ultralytics {ultralytics.__version__}", *tally.lines(), sep="\n")
    print(f"\n{sum(tally.counts.values())} cases in {clock.minutes()}")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
