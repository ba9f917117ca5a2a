"""Step 3: the plan. Verdict first, then its picture, three numbers, cautions, and one lens at a time."""

import streamlit as st

from explorer.errors import ReaderError
from explorer.planner import REQUESTS, Model, Plan, Task
from explorer.remark import Remark
from explorer.ui.components.arrival import send_at_once
from explorer.ui.language import said, written
from explorer.ui.planner.lenses.cost import size_asked
from explorer.ui.planner.lenses.offered import LENSES
from explorer.ui.planner.model.held_text import Answer, forget_edits, other_edits
from explorer.ui.planner.model.your_model import weights_sentence, weights_told
from explorer.ui.planner.plan.cautions import show_cautions
from explorer.ui.planner.plan.followed_edits import classic_plans, plan_for
from explorer.ui.planner.plan.strip import show_strips
from explorer.ui.planner.plan.verdict import show_verdict
from explorer.ui.planner.wording import say, strategy_name
from explorer.ui.state import PageState

BEFORE = "planner-plan-before"  # dimmed: the plan of the model before, until a new one is read


def answer_with_plan(state: PageState, found: Answer, task: Task) -> Plan | None:
    """Compute the plan and show it; say what is missing or wrong where there can be none."""
    above = st.container()
    plan = _answer(state, found, task)
    with above:
        _heading(state)
    return plan


def _answer(state: PageState, found: Answer, task: Task) -> Plan | None:
    if found.model is None:
        st.info(say("empty"), icon=":material/arrow_back:")
        return None
    try:
        plan, refused, followed = plan_for(found.model, task, state.values, other_edits())
        classics = classic_plans(found.model, task) if state.values["classics"] else ()
    except ReaderError as error:
        _refused((error.remark,))
        return None
    if refused:
        state.apply({"edits": followed})
        _refused(refused)
    with st.container(key=BEFORE) if found.stale else st.container():
        show_plan(state, plan, classics)
    return plan


def _heading(state: PageState) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header(say("step.plan"), anchor="your-plan", width="stretch")
        st.toggle(say("classics"), help=say("classics.help"), **state.widget("classics"))
        st.selectbox(
            say("strategy.label"),
            REQUESTS,
            format_func=strategy_name,
            width=300,
            **state.widget("strategy", then=lambda: forget_edits(state)),
        )


def _refused(reasons: tuple[Remark, ...]) -> None:
    """Say what cannot be followed; a sentence may name a layer of a pasted text: never Markdown."""
    with st.container(border=True):
        st.markdown(f":material/block: {say('refused')}")
        for reason in reasons:
            st.text(said(reason))


def show_plan(state: PageState, plan: Plan, classics: tuple[Plan, ...]) -> None:
    """Show a plan, or the two classic ones where asked for: verdict, strip, numbers, cautions, lens."""
    show_verdict(state, plan)
    send_at_once()
    show_strips(plan, classics)
    _numbers(plan)
    show_cautions(plan)
    st.segmented_control(
        say("lens"),
        tuple(LENSES),
        required=True,
        format_func=lambda key: say(f"lens.{key}"),
        label_visibility="collapsed",
        **state.widget("lens"),
    )
    LENSES[state.values["lens"]](state, plan)


def _numbers(plan: Plan) -> None:
    cost = plan.cost
    for column, (key, value, detail) in zip(
        st.columns(3),
        (
            ("weights", *_learning(plan)),
            ("work", *_of_everything("work.missing.asked" if size_asked(cost) else "work.missing", cost.step_share)),
            ("memory", *_of_everything("memory.missing", cost.memory_share)),
        ),
        strict=True,
    ):
        column.metric(
            say(f"metric.{key}"),
            value,
            delta=detail,
            delta_color="off",
            delta_arrow="off",
            help=say(f"metric.{key}.help"),
        )
    origin = weights_origin(plan.model, cost.all_parameters)
    if origin:
        st.caption(origin)


def _learning(plan: Plan) -> tuple[str, str]:
    """Return the share of the weights that learn, and how many of how many."""
    part, whole = plan.cost.trainable_parameters, plan.cost.all_parameters
    if part is None:
        return say("metric.unknown"), say("metric.weights.missing")
    if not whole:
        return written(part, "count"), say("metric.of_model", weights=weights_sentence(plan.model))
    return written(part / whole, "share"), say("metric.of", part=written(part, "count"), whole=written(whole, "count"))


def _of_everything(missing: str, share: float | None) -> tuple[str, str]:
    if share is None:
        return say("metric.unknown"), say(f"metric.{missing}")
    return written(share, "share"), say("metric.full")


def weights_origin(model: Model, planned: int | None) -> str:
    """Say why the plan counts other weights than the model has, where the two differ as they are written."""
    told = weights_told(model)
    if planned is None or (told is not None and written(planned, "count") == written(told, "count")):
        return ""
    return say("metric.weights.origin", planned=planned, model=weights_sentence(model))
