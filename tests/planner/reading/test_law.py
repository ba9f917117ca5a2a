"""A summary that contradicts itself is never read as if nothing were wrong."""

import json
import random
from pathlib import Path

import pytest

from explorer.planner import SummaryError, read_summary

DATA = Path(__file__).resolve().parents[2] / "data" / "summaries"


def states_its_total(name):
    truth = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return bool((truth.get("printed") or {}).get("params"))


NAMES = [path.stem for path in sorted(DATA.glob("*.json")) if states_its_total(path.stem)]


def places(name):
    """Lines with a count, a few of each sample, with the count as it is written there."""
    text = (DATA / f"{name}.txt").read_bytes().decode("utf-8").replace("\r\n", "\n")
    lines, model = text.split("\n"), read_summary(text)
    counted = [layer for layer in model.layers if layer.parameters and layer.line]
    for layer in random.Random(0).sample(counted, min(4, len(counted))):
        written = [
            count for count in (f"{layer.parameters:,}", str(layer.parameters)) if count in lines[layer.line - 1]
        ]
        if written and model.exact:
            yield lines, layer.line - 1, written[0]


def is_noticed(lines):
    try:
        model = read_summary("\n".join(lines))
    except SummaryError:
        return True
    return bool(model.notes) and (not model.exact or any("lines are missing" in note for note in model.notes))


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_count_is_noticed(name):
    for lines, at, count in places(name):
        place = lines[at].rfind(count)
        changed = count[:-1] + str((int(count[-1]) + 3) % 10)
        line = lines[at][:place] + changed + lines[at][place + len(count) :]
        assert is_noticed([*lines[:at], line, *lines[at + 1 :]]), line


@pytest.mark.parametrize("name", NAMES)
def test_a_lost_line_with_a_count_is_noticed(name):
    for lines, at, _ in places(name):
        assert is_noticed(lines[:at] + lines[at + 1 :]), lines[at]
