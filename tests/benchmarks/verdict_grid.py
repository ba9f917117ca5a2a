"""Does every fix mend? Every starting recipe, activation, depth and strength; prints the table of docs/verdict_grid.md.

    python tests/benchmarks/verdict_grid.py [--activation relu] [--width 128] [--samples 256] [--data gaussian] ...

About half an hour on one core for the whole grid.
"""

import argparse
import itertools
import json
import sys
import time
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from explorer.simulation import ACTIVATIONS, INITIALIZERS, SignalSpec, run_signal
from explorer.simulation.network.spec import changed_settings
from explorer.simulation.verdict.findings import key_of
from explorer.simulation.verdict.remedies import find_remedy
from explorer.text.en.numerals import number

DEPTHS = (5, 10, 30)
EXTRA_SCALES = (0.01, 1.0)  # beside the recipe's own, where it has a strength
SEEDS = 5


@dataclass
class Row:
    """What happened with one activation."""

    points: int = 0
    unhealthy: int = 0
    mended: int = 0
    one_change: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def scales_of(initializer: str, width: int) -> tuple[float, ...]:
    """Return the strengths to try: the recipe's own, and 0.01 and 1 where it has any."""
    record = INITIALIZERS[initializer]
    own = record.default_scale(width)
    return (1.0,) if record.scale_is == "none" else tuple(dict.fromkeys((own, *EXTRA_SCALES)))


def grid(activations, fixed: dict) -> list[SignalSpec]:
    """Return all points of the grid."""
    pairs = [(initializer, scale) for initializer in INITIALIZERS for scale in scales_of(initializer, fixed["width"])]
    return [
        SignalSpec(activation=activation, initializer=initializer, scale=scale, depth=depth, **fixed)
        for activation, (initializer, scale), depth in itertools.product(activations, pairs, DEPTHS)
    ]


@cache
def healthy_seeds(spec: SignalSpec) -> int:
    """Return on how many of five seeds a spec is judged healthy."""
    return sum(key_of(run_signal(replace(spec, seed=seed))) == "healthy" for seed in range(SEEDS))


def look_at(spec: SignalSpec, row: Row) -> None:
    """Judge one point, and its fix where it needs one."""
    row.points += 1
    key = key_of(run_signal(spec))
    if key == "healthy":
        return
    row.unhealthy += 1
    row.kinds[key] = row.kinds.get(key, 0) + 1
    fix = find_remedy(spec).spec
    changes = changed_settings(spec, fix)
    seeds = healthy_seeds(fix)
    kept = not {"depth", "activation", "width", "samples", "data", "seed"} & set(changes)
    row.mended += seeds == SEEDS and kept
    row.one_change += len(changes) == 1
    if seeds < SEEDS or not kept:
        row.failures.append(f"{spec} -> {fix}: {seeds} of {SEEDS}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activation", action="append", choices=list(ACTIVATIONS))
    for name, kind in (("width", int), ("samples", int), ("bias_std", float), ("data", str), ("normalization", str)):
        parser.add_argument(f"--{name}", type=kind)
    parser.add_argument("--residual", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="look at every n-th point only")
    asked = vars(parser.parse_args())
    activations, every = asked.pop("activation") or list(ACTIVATIONS), asked.pop("every")
    fixed = {"width": 128, "samples": 256} | {name: value for name, value in asked.items() if value is not None}
    rows, start = {activation: Row() for activation in activations}, time.perf_counter()
    for spec in grid(activations, fixed)[::every]:
        look_at(spec, rows[spec.activation])
        if spec.initializer == list(INITIALIZERS)[-1]:
            print(f"{spec.activation}: {rows[spec.activation]}", file=sys.stderr, flush=True)
    print_table(rows, fixed, time.perf_counter() - start)


def print_table(rows: dict[str, Row], fixed: dict, seconds: float) -> None:
    """Print the result as Markdown."""
    print(f"Settings: {json.dumps(fixed)}; {number(seconds / 60, 2)} minutes.\n")
    print("| activation | points | unhealthy | mended on 5 of 5 seeds | by one change | of these verdicts |")
    print("|---|---|---|---|---|---|")
    for name, row in rows.items():
        kinds = ", ".join(f"{count} {key}" for key, count in sorted(row.kinds.items()))
        print(f"| {name} | {row.points} | {row.unhealthy} | {row.mended} | {row.one_change} | {kinds} |")
    total = [
        sum(getattr(row, what) for row in rows.values()) for what in ("points", "unhealthy", "mended", "one_change")
    ]
    print(f"| **all** | {' | '.join(f'**{value}**' for value in total)} | |")
    for row in rows.values():
        for failure in row.failures:
            print(f"\nNot mended: {failure}")


if __name__ == "__main__":
    main()
