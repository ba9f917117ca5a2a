"""What to do with a pretrained model? Reads summaries, plans fine-tuning, writes the code."""

from explorer.planner.conflicts import CONFLICTS
from explorer.planner.edits import edit_plan, undo_edits
from explorer.planner.model import Layer, Model, Stage, SummaryError
from explorer.planner.plan import STRATEGIES, Cost, Edit, Flip, Phase, Plan, PlannedLayer, PlanWarning, Speeds
from explorer.planner.planning import make_plan
from explorer.planner.reading import FORMATS, read_summary
from explorer.planner.rules import RULES
from explorer.planner.strategies import STRATEGY_BOOK
from explorer.planner.task import Task

__all__ = [
    "CONFLICTS",
    "FORMATS",
    "RULES",
    "STRATEGIES",
    "STRATEGY_BOOK",
    "Cost",
    "Edit",
    "Flip",
    "Layer",
    "Model",
    "Phase",
    "Plan",
    "PlanWarning",
    "PlannedLayer",
    "Speeds",
    "Stage",
    "SummaryError",
    "Task",
    "edit_plan",
    "make_plan",
    "read_summary",
    "undo_edits",
]
