"""Where does the planner find its words?"""

from explorer.planner import ADVISE, STRATEGIES
from explorer.ui.language import speaker, worded

say = speaker("fine_tuning_planner")


def strategy_name(key: str) -> str:
    """Return what a strategy is called, or the request for advice."""
    return say(f"strategy.{key}") if key == ADVISE else worded("strategies", STRATEGIES[key])
