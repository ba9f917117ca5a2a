"""The planner's words, by key."""

from explorer.text import words


def say(key: str, **values: str) -> str:
    """Return a text of the planner's page; see `explorer.text.words`."""
    return words("fine_tuning_planner", key, **values)
