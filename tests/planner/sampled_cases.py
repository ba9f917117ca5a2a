"""Which cases stand for all that a visitor may ask? The first screen of every gallery model, and 200 drawn answers."""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from explorer.planner import GALLERY, Plan, Task, gallery_text, make_plan, read_summary, transfer_spec
from explorer.simulation.transfer import WORLDS, TransferSpec, resolve_strategy
from explorer.simulation.transfer.rates import shipped_rate
from explorer.ui.links import defaults
from explorer.ui.planner.answers.fields import FIELDS, FIRST_EXAMPLES, task_of

FILE = Path(__file__).parents[1] / "data" / "miniature_samples.json"
DRAWN = 200  # in all, spread over the gallery
SEEDS = 8
ANSWERS = {"image": ("one", "one", "one", "several", "boxes"), "text": ("one", "one", "text", "several")}


@dataclass(frozen=True)
class Sampled:
    """A model of the gallery with a visitor's answers."""

    model: str
    task: Task

    @property
    def plan(self) -> Plan:
        """What the page shows for it."""
        return _plan(self.model, self.task)


@cache
def _plan(model: str, task: Task) -> Plan:
    return make_plan(_read(model), task)


@cache
def _read(model: str):
    return read_summary(gallery_text(model))


def sampled_cases() -> Iterator[Sampled]:
    """The page as it opens on each gallery model, by hand and by a link; then the drawn answers, always the same."""
    start = defaults(FIELDS)
    for key, example in GALLERY.items():
        for examples in (FIRST_EXAMPLES, start["examples"]):
            yield Sampled(key, task_of({**start, "domain": example.domain, "examples": examples}))
    draw = random.Random(14)
    for number in range(DRAWN):
        key = list(GALLERY)[number % len(GALLERY)]
        domain = GALLERY[key].domain
        yield Sampled(
            key,
            Task(
                classes=draw.choice([2, 10, 100, None]),
                examples=draw.choice([20, 100, 500, 2_000, 5_000, 50_000, 1_000_000]),
                similarity=draw.choice([0.1, 0.3, 0.5, 0.8, 0.95]),
                shift=draw.choice(["same", "same", "input", "feature", "output"]),
                domain=domain,
                budget=draw.choice(["laptop", "gpu"]),
                answer=draw.choice(ANSWERS[domain]),
                pretraining=draw.choice(["unknown", "supervised", "contrastive", "masked"]),
            ),
        )


@cache
def asked(case: Sampled) -> TransferSpec:
    """What the miniature is asked for a case."""
    return transfer_spec(case.plan, seeds=SEEDS)


def fingerprint(spec: TransferSpec) -> str:
    """Name what a run of the miniature depends on: its spec, written to six digits, and the shipped rates."""
    world = WORLDS[spec.world]
    settled = [resolve_strategy(strategy, world) for strategy in spec.strategies]
    rates = [shipped_rate(world, strategy, spec.examples, spec.similarity) for strategy in settled]
    inputs = {**asdict(spec), "strategies": [asdict(strategy) for strategy in settled], "rates": rates}
    for strategy in inputs["strategies"]:
        for words in ("label", "name", "sentence"):
            strategy.pop(words, None)
    return hashlib.sha256(json.dumps(_to_six_digits(inputs), sort_keys=True).encode()).hexdigest()[:16]


def _to_six_digits(value):
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, dict):
        return {key: _to_six_digits(one) for key, one in value.items()}
    return [_to_six_digits(one) for one in value] if isinstance(value, (list, tuple)) else value


@cache
def shipped(case: Sampled) -> dict | None:
    """What the miniature said of a case; None where its run is not shipped."""
    return shipped_outcomes().get(fingerprint(asked(case)))


@cache
def shipped_outcomes() -> dict[str, dict]:
    """What the miniature said of each case, by fingerprint."""
    return json.loads(FILE.read_text(encoding="utf-8"))["outcomes"] if FILE.exists() else {}
