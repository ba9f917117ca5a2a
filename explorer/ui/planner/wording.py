"""Where does the planner find its words?"""

from explorer.planner import ADVISE, STRATEGIES, Plan
from explorer.ui.language import speaker, worded

say = speaker("fine_tuning_planner")


def strategy_name(key: str) -> str:
    """Return what a strategy is called, or the request for advice."""
    return say(f"strategy.{key}") if key == ADVISE else worded("strategies", STRATEGIES[key])


def plan_name(plan: Plan) -> str:
    """Return what a plan's strategy is called; where the old last layer stays, the name speaks of no new one."""
    strategy = STRATEGIES[plan.strategy]
    old = plan.head is not None and not any(planned.action == "replace" for planned in plan.layers)
    return worded("strategies", strategy, "old_end" if old and strategy.old_end else "label")
