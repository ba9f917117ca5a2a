"""What to do with a pretrained model? Reads summaries, plans fine-tuning, writes the code."""

from explorer.planner.advice.edits import edit_plan, undo_edits
from explorer.planner.advice.fits import said_of_fit
from explorer.planner.advice.make_plan import make_plan
from explorer.planner.advice.measured import how_decided, in_short, said_of
from explorer.planner.advice.scored import ADVICE, Standing, standings
from explorer.planner.advice.strategies import ADVISE, REQUESTS, STEM_CHOICES, STRATEGIES, Strategy
from explorer.planner.agreement import map_beside_plan, why_it_stands
from explorer.planner.export import EXPORTERS, export_plan, why_not
from explorer.planner.gallery import GALLERY, gallery_text
from explorer.planner.layers.facts import answer_of, domain_of
from explorer.planner.layers.outputs import weights_after
from explorer.planner.miniature import (
    PLAN_KEY,
    PLAN_LABEL,
    MiniatureCase,
    miniature_case,
    strategy_from_plan,
    transfer_spec,
)
from explorer.planner.records.comparison import Comparison
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.likeness import LIKENESS, SIMILARITY_STOPS, Likeness, likeness_of
from explorer.planner.records.model import Layer, Model, Stage, SummaryError
from explorer.planner.records.plan import (
    ACTIONS,
    Caution,
    Cost,
    Edit,
    Flip,
    Phase,
    Plan,
    PlannedLayer,
    Speeds,
)
from explorer.planner.records.row import Format
from explorer.planner.records.task import (
    ADAPTER_LAYERS,
    BUDGETS,
    DOMAINS,
    LOSSES,
    MOST_CLASSES,
    MOST_EXAMPLES,
    NUMBER_FORMATS,
    OPTIMIZERS,
    PRETRAININGS,
    SHIFTS,
    Task,
)
from explorer.planner.rules.book import RULES, applicable, only_named
from explorer.planner.rules.conflicts import CONFLICTS
from explorer.planner.rules.rule import TAGS, Rule
from explorer.planner.saved.format import FORMATS, read_summary
from explorer.planner.saved.read_plan import is_plan, read_plan

__all__ = [
    "ACTIONS",
    "ADAPTER_LAYERS",
    "ADVICE",
    "ADVISE",
    "BUDGETS",
    "CONFLICTS",
    "DOMAINS",
    "EXPORTERS",
    "FORMATS",
    "GALLERY",
    "LIKENESS",
    "LOSSES",
    "MOST_CLASSES",
    "MOST_EXAMPLES",
    "NUMBER_FORMATS",
    "OPTIMIZERS",
    "PLAN_KEY",
    "PLAN_LABEL",
    "PRETRAININGS",
    "REQUESTS",
    "RULES",
    "SHIFTS",
    "SIMILARITY_STOPS",
    "STEM_CHOICES",
    "STRATEGIES",
    "TAGS",
    "Caution",
    "Comparison",
    "Cost",
    "Edit",
    "Exporter",
    "Flip",
    "Format",
    "Layer",
    "Likeness",
    "MiniatureCase",
    "Model",
    "Phase",
    "Plan",
    "PlannedLayer",
    "Rule",
    "Speeds",
    "Stage",
    "Standing",
    "Strategy",
    "SummaryError",
    "Task",
    "answer_of",
    "applicable",
    "domain_of",
    "edit_plan",
    "export_plan",
    "gallery_text",
    "how_decided",
    "in_short",
    "is_plan",
    "likeness_of",
    "make_plan",
    "map_beside_plan",
    "miniature_case",
    "only_named",
    "read_plan",
    "read_summary",
    "said_of",
    "said_of_fit",
    "standings",
    "strategy_from_plan",
    "transfer_spec",
    "undo_edits",
    "weights_after",
    "why_it_stands",
    "why_not",
]
