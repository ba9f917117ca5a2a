"""What has the visitor changed by hand? Edits of whole parts, short enough for a link."""

import re

from explorer.planner import ACTIONS, Edit
from explorer.ui.links import Field, Unusable

MOST_EDITS = 200
_LETTERS = {"freeze": "k", "tune": "a", "replace": "r", "reinitialize": "s", "add": "p"}  # keep ... start over, plus
_ACTIONS = {letter: action for action, letter in _LETTERS.items()}
_EDIT = re.compile(r"(\d{1,4})([karsp])(\d\.?\d{0,6}|)")  # 3a0.1: stage 3, adjust, a tenth of the speed

assert set(_LETTERS) == set(ACTIONS)


def part_edit(stage: int, action: str, speed: float) -> Edit:
    """Return the edit of a whole part as the page keeps it: always with its action and its speed."""
    return Edit(stage=stage, action=action, multiplier=speed)


def write_edits(edits: tuple[Edit, ...]) -> str:
    """Write edits as text for a link: `3a0.1_4k`; speeds keep six decimals."""
    return "_".join(
        f"{edit.stage}{_LETTERS[edit.action]}{f'{edit.multiplier:.6g}' if edit.multiplier else ''}" for edit in edits
    )


def read_edits(text: str) -> tuple[Edit, ...]:
    """Read what `write_edits` wrote; raises Unusable for anything else."""
    if not text:
        return ()
    parts = [_EDIT.fullmatch(part) for part in text.split("_", MOST_EDITS)]
    if not all(parts):
        raise Unusable
    edits = tuple(part_edit(int(part[1]), _ACTIONS[part[2]], float(part[3] or 0)) for part in parts)
    if any(edit.multiplier > 1 or (edit.action == "freeze") != (edit.multiplier == 0) for edit in edits):
        raise Unusable
    return edits


def with_edit(edits: tuple[Edit, ...], stage: int, action: str, speed: float) -> tuple[Edit, ...]:
    """Add an edit, in place of an older one of the same stage; Keep forces speed 0."""
    speed = 0.0 if action == "freeze" else round(speed, 6)
    others = without_edit(edits, stage)
    return tuple(sorted([*others, part_edit(stage, action, speed)], key=lambda edit: edit.stage))


def without_edit(edits: tuple[Edit, ...], stage: int) -> tuple[Edit, ...]:
    """Return a stage to the advice."""
    return tuple(edit for edit in edits if edit.stage != stage)


EDITS = Field("edits", (), read_edits, write_edits, longest=20 * MOST_EDITS)
