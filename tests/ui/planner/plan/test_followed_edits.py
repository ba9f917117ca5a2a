"""Is a plan that was made kept, and never mistaken for that of other answers?"""

import streamlit as st

from explorer.planner import Task, gallery_text, make_plan, read_summary
from explorer.ui.planner.plan import followed_edits
from explorer.ui.planner.plan.followed_edits import KEPT, classic_plans, plan_for


def test_a_plan_is_made_once_and_other_answers_get_their_own(monkeypatch):
    made = []

    def counted(model, task, strategy):
        made.append(strategy)
        return make_plan(model, task, strategy=strategy)

    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(followed_edits, "make_plan", counted)
    model, again = (read_summary(gallery_text("lenet")) for _ in range(2))
    values = {"strategy": "auto", "edits": ()}
    tasks = [Task(classes=2, examples=examples) for examples in range(100, 100 + KEPT)]
    plans = [plan_for(model, task, values)[0] for task in tasks]
    assert plans == [make_plan(model, task) for task in tasks] and len(made) == KEPT
    assert plan_for(again, tasks[0], values)[0] is plans[0] and len(made) == KEPT
    assert [plan.strategy for plan in classic_plans(model, tasks[0])] == made[KEPT:]
    plan_for(model, tasks[1], values)  # went when the two classics came: the least recently used
    assert len(made) == KEPT + 3
