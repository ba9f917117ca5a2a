"""Imports run one way: pages -> ui -> charts, text -> planner -> simulation; inside each floor from room to room."""

import ast
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ORDER = ["simulation", "planner", "charts", "ui", "pages"]  # text is read by all of them, and imports none
ALLOWED_LIBRARIES = {
    "simulation": {"numpy"},
    "planner": {"numpy"},
    "text": set(),
    "charts": {"numpy", "altair", "pandas", "pyarrow"},
    "ui": {"numpy", "altair", "pandas", "streamlit"},
    "pages": {"streamlit"},
}
OUTSIDE = {"numpy", "altair", "pandas", "streamlit", "pyarrow"}

# The rooms of each floor, the lowest first: a room knows only those before it.
ROOMS = {
    "simulation": [
        "numerics", "weights", "network", "recipes", "signal", "theory", "training", "evidence", "verdict", "look",
        "transfer",
    ],
    "planner": [
        "records", "layers", "structure", "reading", "gallery", "parts", "rules", "evidence", "cost", "cautions",
        "advice", "saved", "export", "miniature",
    ],
    "ui/first_weights": ["experiment", "running", "ask", "learning", "look", "figure", "verdict"],
    "ui/planner": ["answers", "model", "lenses", "plan"],
}  # fmt: skip
MOST_FILES = 12  # in one room
MOST_FLOORS = 8  # of rooms in the planner, one above the other


def modules():
    found = []
    for room in ALLOWED_LIBRARIES:
        folder = ROOT / room if room == "pages" else ROOT / "explorer" / room
        found += [(room, path) for path in sorted(folder.rglob("*.py"))]
    return found


@cache
def imported(path):
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} uses a relative import"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@cache
def files_imported(path):
    """The files of the package that a module imports: the module named, or the face of the room named."""
    ours = (name for name in imported(path) if name.split(".")[0] == "explorer")
    return {file for name in ours if (file := file_of(name) or file_of(name.rpartition(".")[0]))}


def file_of(name):
    place = ROOT / name.replace(".", "/")
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


def inside(folder, file):
    """The name under which a file lies in a folder: a module, a room, or "" for the folder's own face."""
    parts = file.relative_to(folder).parts
    return parts[0].removesuffix(".py").removesuffix("__init__")


def arrows(folder):
    """Which of the folder's modules and rooms import which others, as {name: {name, ...}}; its own face left out."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        name = inside(folder, path)
        targets = {inside(folder, file) for file in files_imported(path) if file.is_relative_to(folder)}
        found.setdefault(name, set()).update(targets - {name})
    found.pop("", None)
    return found


def folders():
    return [path.parent for path in sorted((ROOT / "explorer").rglob("__init__.py"))]


@pytest.mark.parametrize(("room", "path"), modules(), ids=lambda value: getattr(value, "stem", value))
def test_a_room_imports_only_what_lies_below_it(room, path):
    for name in imported(path):
        parts = name.split(".")
        if parts[0] in OUTSIDE:
            assert parts[0] in ALLOWED_LIBRARIES[room], f"{path} imports {name}"
        if parts[0] == "explorer" and len(parts) > 1 and parts[1] in ORDER and room in ORDER:
            assert ORDER.index(parts[1]) <= ORDER.index(room), f"{path} imports {name}, which lies above it"


@pytest.mark.parametrize("floor", ["charts", "ui", "pages"])
def test_what_is_seen_knows_the_faces_of_what_computes_and_nothing_behind_them(floor):
    for path in [path for room, path in modules() if room == floor]:
        for computing in (ROOT / "explorer" / "planner", ROOT / "explorer" / "simulation"):
            behind = {file for file in files_imported(path) if file.is_relative_to(computing)}
            assert behind <= {computing / "__init__.py"}, f"{path.relative_to(ROOT)} imports {behind}: take the face"


@pytest.mark.parametrize("folder", folders(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_circle_exists_at_any_level(folder):
    try:
        TopologicalSorter(arrows(folder)).prepare()
    except CycleError as error:
        pytest.fail(f"{folder.relative_to(ROOT)}: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("folder", folders(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_imports_the_face_of_a_room_that_it_lies_in(folder):
    if folder.name == "explorer":
        return  # the package's own face holds the version and nothing else
    for path in folder.rglob("*.py"):
        asked = folder / "__init__.py" in files_imported(path)
        assert not asked or path == folder / "__init__.py", f"{path.relative_to(ROOT)} imports its own room's face"


@pytest.mark.parametrize("floor", ROOMS)
def test_inside_a_floor_no_arrow_runs_up(floor):
    folder = ROOT / "explorer" / floor
    rooms = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert rooms <= set(ROOMS[floor]), f"{floor} has rooms without a place in the order: {rooms - set(ROOMS[floor])}"
    for name, targets in arrows(folder).items():
        if name in ROOMS[floor]:
            for target in targets & set(ROOMS[floor]):
                assert ROOMS[floor].index(target) < ROOMS[floor].index(name), f"{floor}: {name} imports {target}"


def test_the_planner_has_few_floors_of_rooms():
    found = arrows(ROOT / "explorer" / "planner")
    heights = {}
    for name in TopologicalSorter(found).static_order():
        heights[name] = 1 + max((heights[target] for target in found.get(name, ())), default=0)
    assert max(heights.values()) <= MOST_FLOORS, sorted(heights.items(), key=lambda pair: pair[1])


@pytest.mark.parametrize("folder", folders(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_holds_few_files_and_names_each(folder):
    floor = str(folder.relative_to(ROOT / "explorer"))
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "app"}
    opening = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    if floor in (".", "simulation/transfer") or not files:
        return  # the package itself; transfer is one chain of steps, and rooms there made arrows run up
    if floor != "charts":
        assert len(files) <= MOST_FILES, f"{floor} holds {len(files)} files"
    if any(floor.startswith(f"{name}/") for name in ROOMS):
        listed = {line.split("`")[1] for line in opening.splitlines() if line.startswith("- `")}
        assert files == listed, f"{floor}: not named or no longer there: {files ^ listed}"


def test_no_module_hides_one_of_the_standard_library():
    names = {path.stem for path in (ROOT / "explorer").iterdir()}
    assert not names & set(sys.stdlib_module_names)
