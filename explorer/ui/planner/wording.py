"""The planner's words, by key."""

from explorer.planner import ADVISE, STRATEGIES
from explorer.text import words


def say(key: str, **values: str) -> str:
    """Return a text of the planner's page; see `explorer.text.words`."""
    return words("fine_tuning_planner", key, **values)


def strategy_name(key: str) -> str:
    """Return what a strategy is called, or the request for advice."""
    return say(f"strategy.{key}") if key == ADVISE else STRATEGIES[key].label
