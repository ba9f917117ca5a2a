"""Run the contenders of each world at every place of its map.

Run from the repository root: `python -m explorer.simulation.transfer.precompute.winner_map [world ...]`. It writes
`explorer/simulation/transfer/winner_map.json` from the shipped learning rates; all worlds take about 5 minutes on one
core.
"""

import json
import sys
import time
from dataclasses import asdict

from explorer.simulation.transfer.spec import TransferSpec
from explorer.simulation.transfer.winner_map import FILE, compute_cell, load_winner_maps
from explorer.simulation.transfer.worlds import MAP_SEEDS, MAP_SIMILARITIES, WORLDS

VERSION = 1
SHORT = {
    "head_only": "head",
    "discriminative": "graded",
    "linear_probe_then_tune": "probe",
    "full": "full",
    "from_scratch": "scratch",
    "surgical_first": "first",
    "surgical_middle": "middle",
}


def main(named: list[str]) -> None:
    """Compute the maps of the named worlds, all when none is named, and keep what the file holds of the others."""
    worlds = json.loads(FILE.read_text(encoding="utf-8"))["worlds"] if FILE.exists() else {}
    for key in named or [key for key, world in WORLDS.items() if world.map_examples]:
        world = WORLDS[key]
        start = time.perf_counter()
        places = [(size, alike) for alike in MAP_SIMILARITIES for size in world.map_examples]
        cells = [asdict(compute_cell(key, size, alike)) for size, alike in places]
        worlds[key] = {"strategies": world.contenders, "cells": cells}
        print(f"{key}: {time.perf_counter() - start:.0f} s", flush=True)
    made = {
        "version": VERSION,
        "seeds": MAP_SEEDS,
        "steps": TransferSpec.steps,
        "made_by": "explorer/simulation/transfer/precompute/winner_map.py",
    }
    FILE.write_text(as_lines({**made, "worlds": worlds}), encoding="utf-8")


def tables() -> str:
    """Write the shipped maps as Markdown tables: the winner's name, in brackets where it is not clear."""
    parts = []
    for key, held in load_winner_maps().items():
        sizes = WORLDS[key].map_examples
        rows = ["| similarity | " + " | ".join(f"{size:,}" for size in sizes) + " |", "|---" * (len(sizes) + 1) + "|"]
        for alike in MAP_SIMILARITIES:
            cells = [held.nearest(size, alike) for size in sizes]
            names = [SHORT[cell.winner] if cell.clear else f"({SHORT[cell.winner]})" for cell in cells]
            rows.append(f"| {alike:g} | " + " | ".join(names) + " |")
        parts.append(f"**{key}**, columns are numbers of examples\n\n" + "\n".join(rows))
    return "\n\n".join(parts)


def as_lines(held: dict) -> str:
    """Write JSON with one cell a line, so that a change of one cell shows as one line."""
    text = json.dumps(held)
    for mark in ('{"examples"', '"worlds"', '"strategies"'):
        text = text.replace(mark, "\n" + mark)
    return text + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
