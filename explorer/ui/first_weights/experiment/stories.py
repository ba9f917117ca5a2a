"""Which experiments does a teacher tell, and in which order?

The words of a story stand in `text/<language>/weight_initialization.md` under `story.<key>.…`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Story:
    """One classic experiment: its settings, and the question asked before it is seen."""

    key: str
    settings: Mapping[str, object] = field(hash=False)  # all other settings stand at their defaults
    answers: tuple[str, ...]  # keys of the answers offered beforehand, in the order shown
    right: str  # the answer that the numbers give


STORIES = {
    story.key: story
    for story in (
        Story("zeros", {"initializer": "zeros"}, ("little", "nothing", "luck"), "nothing"),
        Story("alike", {"initializer": "constant", "scale": 0.002}, ("fades", "steady", "grows"), "steady"),
        Story("small", {"scale": 0.01}, ("half", "hundredth", "millionth"), "millionth"),
        Story("large", {"scale": 1.0}, ("vanishes", "holds", "grows"), "grows"),
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
    )
}
FIRST_STORY = "small"  # a failing network with one big control makes people move it
ORDER = tuple(STORIES)


def story_of(values: Mapping[str, object], defaults: Mapping[str, object]) -> str | None:
    """Return the key of the story that these settings are, or None: your own experiment."""
    for story in STORIES.values():
        wanted = {**defaults, **story.settings}
        if all(values.get(key) == value for key, value in wanted.items()):
            return story.key
    return None


def next_story(key: str | None) -> Story | None:
    """Return the story told after `key`; the first one after none, None after the last."""
    if key is None:
        return STORIES[ORDER[0]]
    place = ORDER.index(key) + 1
    return STORIES[ORDER[place]] if place < len(ORDER) else None
