"""Imports run one way: pages -> ui -> charts, text -> planner -> simulation."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ORDER = ["simulation", "planner", "charts", "ui", "pages"]  # text is read by ui and pages, and imports nothing above
ALLOWED_LIBRARIES = {
    "simulation": {"numpy"},
    "planner": {"numpy"},
    "text": set(),
    "charts": {"numpy", "altair", "pandas"},
    "ui": {"numpy", "altair", "pandas", "streamlit"},
    "pages": {"streamlit"},
}
OUTSIDE = {"numpy", "altair", "pandas", "streamlit", "pyarrow"}


def modules():
    found = []
    for room in ALLOWED_LIBRARIES:
        folder = ROOT / room if room == "pages" else ROOT / "explorer" / room
        found += [(room, path) for path in sorted(folder.rglob("*.py"))]
    return found


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} uses a relative import"
            yield from [node.module] + [f"{node.module}.{alias.name}" for alias in node.names]


@pytest.mark.parametrize(("room", "path"), modules(), ids=lambda value: getattr(value, "stem", value))
def test_a_room_imports_only_what_lies_below_it(room, path):
    for name in imported(path):
        parts = name.split(".")
        if parts[0] in OUTSIDE:
            assert parts[0] in ALLOWED_LIBRARIES[room], f"{path} imports {name}"
        if parts[0] == "explorer" and len(parts) > 1 and parts[1] in ORDER and room in ORDER:
            assert ORDER.index(parts[1]) <= ORDER.index(room), f"{path} imports {name}, which lies above it"


def test_no_module_hides_one_of_the_standard_library():
    names = {path.stem for path in (ROOT / "explorer").iterdir()}
    assert not names & set(sys.stdlib_module_names)
