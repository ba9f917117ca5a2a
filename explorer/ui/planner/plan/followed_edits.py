"""From answers to a plan: the rules' advice, then the visitor's own changes."""

from collections.abc import Sequence

import streamlit as st

from explorer.errors import ReaderError
from explorer.planner import Edit, Model, Plan, Task, edit_plan, make_plan
from explorer.remark import Remark
from explorer.ui.components.recent import Recent

PLANS = "planner.plans"  # session key: this visitor's last plans, for moves to and fro and for a look at another lens
KEPT = 6
CLASSICS = ("head_only", "discriminative")


def plan_for(
    model: Model, task: Task, values: dict, others: Sequence[Edit] = ()
) -> tuple[Plan, tuple[Remark, ...], tuple[Edit, ...]]:
    """Make the plan that the answers ask for, with the visitor's changes to parts and `others` to single layers.

    Returns the plan, a remark for each change that cannot be followed, and the changes to parts that were
    followed; changes to parts that the model lacks are left out. Raises ReaderError where an answer cannot be
    followed.
    """
    plan = _made(model, task, values["strategy"])
    own = [edit for edit in values["edits"] if edit.stage < len(model.stage_names)]
    if not own and not others:
        return plan, (), ()
    try:
        return edit_plan(plan, [*own, *others]), (), tuple(own)
    except ReaderError:
        return _one_by_one(plan, own, others)


def _one_by_one(
    plan: Plan, own: Sequence[Edit], others: Sequence[Edit]
) -> tuple[Plan, tuple[Remark, ...], tuple[Edit, ...]]:
    """Follow the changes that can be followed, and gather why the others cannot."""
    followed, refused = [], []
    for edit in [*own, *others]:
        try:
            plan = edit_plan(plan, (edit,))
            followed.append(edit)
        except ReaderError as error:
            refused.append(error.remark)
    return plan, tuple(dict.fromkeys(refused)), tuple(edit for edit in own if edit in followed)


def classic_plans(model: Model, task: Task) -> tuple[Plan, ...]:
    """Make the two plans that most courses teach."""
    return tuple(_made(model, task, strategy) for strategy in CLASSICS)


def _made(model: Model, task: Task, strategy: str) -> Plan:
    """Make a plan, or give the one that this visitor had; kept with the visit alone, as a pasted text is."""
    kept = st.session_state.setdefault(PLANS, Recent(KEPT))
    asked = (model, task, strategy)
    plan = kept.get(asked)
    if plan is None:
        plan = make_plan(model, task, strategy=strategy)
        kept.put(asked, plan)
    return plan
