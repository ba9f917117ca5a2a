"""From answers to a plan: the rules' advice, then the visitor's own changes."""

from explorer.planner import edit_plan, make_plan
from explorer.planner.model import Model
from explorer.planner.plan import Edit, Plan
from explorer.planner.task import Task

CLASSICS = ("head_only", "discriminative")


def plan_for(model: Model, task: Task, values: dict) -> Plan:
    """Make the plan that the answers ask for; changes to parts that the model lacks are left out.

    Raises ReaderError where an answer or a change cannot be followed.
    """
    plan = make_plan(model, task, strategy=values["strategy"])
    edits = tuple(
        Edit(stage=stage, action=action, multiplier=speed)
        for stage, action, speed in values["edits"]
        if stage < len(model.stage_names)
    )
    return edit_plan(plan, edits) if edits else plan


def classic_plans(model: Model, task: Task) -> tuple[Plan, ...]:
    """Make the two plans that most courses teach."""
    return tuple(make_plan(model, task, strategy=strategy) for strategy in CLASSICS)
