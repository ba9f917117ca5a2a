"""What to do with a pretrained model? Reads summaries, plans fine-tuning, writes the code."""

from explorer.planner.advice.edits import edit_plan, undo_edits
from explorer.planner.advice.make_plan import make_plan
from explorer.planner.advice.strategies import STRATEGY_BOOK
from explorer.planner.export import EXPORTERS, export_plan, read_plan
from explorer.planner.miniature import MiniatureCase, miniature_case, strategy_from_plan, transfer_spec
from explorer.planner.reading.read import FORMATS, read_summary
from explorer.planner.records.model import Layer, Model, Stage, SummaryError
from explorer.planner.records.plan import STRATEGIES, Cost, Edit, Flip, Phase, Plan, PlannedLayer, PlanWarning, Speeds
from explorer.planner.records.task import Task
from explorer.planner.rules.book import RULES
from explorer.planner.rules.conflicts import CONFLICTS

__all__ = [
    "CONFLICTS",
    "EXPORTERS",
    "FORMATS",
    "RULES",
    "STRATEGIES",
    "STRATEGY_BOOK",
    "Cost",
    "Edit",
    "Flip",
    "Layer",
    "MiniatureCase",
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
    "export_plan",
    "make_plan",
    "miniature_case",
    "read_plan",
    "read_summary",
    "strategy_from_plan",
    "transfer_spec",
    "undo_edits",
]
