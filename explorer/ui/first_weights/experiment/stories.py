"""Which experiments does a teacher tell, and in which order?

The words of a story stand in `text/<language>/weight_initialization.md` under `story.<key>.…`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Story:
    """One classic experiment: its settings, and the question asked before it is seen."""

    key: str
    settings: Mapping[str, object] = field(hash=False)  # all other settings stand at their defaults
    answers: tuple[str, ...]  # keys of the answers offered beforehand, in the order shown
    right: str  # the answer that the numbers give


FIFTY_BLOCKS = {"initializer": "he_normal", "scale": 1.0, "activation": "relu", "depth": 50, "width": 128}

STORIES = {
    story.key: story
    for story in (
        Story("small", {"scale": 0.01}, ("half", "hundredth", "millionth"), "millionth"),
        Story("large", {"scale": 1.0}, ("vanishes", "holds", "grows"), "grows"),
        Story("zeros", {"initializer": "zeros"}, ("little", "nothing", "luck"), "nothing"),
        Story("alike", {"initializer": "constant", "scale": 0.002}, ("fades", "steady", "grows"), "steady"),
        Story("xavier", {"initializer": "xavier_normal", "scale": 1.0}, ("fades", "holds", "grows"), "holds"),
        Story(
            "xavier_relu",
            {"initializer": "xavier_normal", "scale": 1.0, "activation": "relu"},
            ("fades", "holds", "grows"),
            "fades",
        ),
        Story(
            "he",
            {"initializer": "he_normal", "scale": 1.0, "activation": "relu"},
            ("fades", "holds", "grows"),
            "holds",
        ),
        Story("rescue", {"scale": 0.01, "normalization": "batch"}, ("fades", "holds", "grows"), "holds"),
        Story(
            "fifty",
            {**FIFTY_BLOCKS, "block": "pre_norm", "normalization": "layer"},
            ("fades", "slowly", "doubles"),
            "slowly",
        ),
        Story("zero", {**FIFTY_BLOCKS, "block": "no_norm", "branch": "zero"}, ("nothing", "same", "grows"), "same"),
    )
}
ORDER = tuple(STORIES)
FIRST_STORY = ORDER[0]  # a failing network with one big control makes people move it


def story_of(values: Mapping[str, object], defaults: Mapping[str, object]) -> str | None:
    """Return the key of the story that these settings are, or None: your own experiment."""
    for story in STORIES.values():
        wanted = {**defaults, **story.settings}
        if all(values.get(key) == value for key, value in wanted.items()):
            return story.key
    return None


def number_of(key: str) -> int:
    """Return the number of a story in the order they are told."""
    return ORDER.index(key) + 1


def next_story(key: str | None, told: Collection[str] = ()) -> Story | None:
    """Return the first story after `key` that was not told, going round; None once all were told."""
    place = ORDER.index(key) + 1 if key else 0
    return next((STORIES[one] for one in ORDER[place:] + ORDER[:place] if one not in told and one != key), None)
