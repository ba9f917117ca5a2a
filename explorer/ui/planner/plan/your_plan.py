"""Step 3: the plan. Verdict first, then cautions, three numbers, the strip, and one lens at a time."""

import streamlit as st

from explorer.charts.plan_strip import strip_alt, strip_spec, strip_table
from explorer.charts.theme import palette
from explorer.errors import ReaderError
from explorer.planner import REQUESTS, Cost, Flip, Plan, Task, said_of, said_of_fit
from explorer.remark import Remark
from explorer.ui.language import language, said, written
from explorer.ui.planner.lenses.offered import LENSES
from explorer.ui.planner.model.held_text import Answer, forget_edits, other_edits
from explorer.ui.planner.plan.cautions import show_cautions
from explorer.ui.planner.plan.comparisons import show_comparisons
from explorer.ui.planner.plan.followed_edits import classic_plans, plan_for
from explorer.ui.planner.wording import say, strategy_name
from explorer.ui.planner.your_task import similarity_text
from explorer.ui.state import PageState

AS_KEPT = {"similarity": lambda value: round(100 * value)}  # how the page keeps what a task holds
TALL = 170  # pixels

FLIP_LABELS = {
    "examples": lambda value: say("flip.examples", value=written(value, "count")),
    "similarity": lambda value: say("flip.similarity", value=similarity_text(value)),
    "shift": lambda value: say(f"shift.{value}"),
    "domain": lambda value: say(f"domain.{value}"),
    "budget": lambda value: say(f"budget.{value}"),
    "classes": lambda value: say("flip.classes", value=written(value, "count")),
}


def answer_with_plan(state: PageState, found: Answer, task: Task) -> Plan | None:
    """Compute the plan and show it; say what is missing or wrong where there can be none."""
    _heading(state)
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
    show_plan(state, plan, classics)
    return plan


def _heading(state: PageState) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(say("step.plan"), anchor="your-plan", width="stretch")
        st.toggle(say("classics"), help=say("classics.help"), **state.widget("classics"))
        st.selectbox(
            say("strategy.label"),
            REQUESTS,
            format_func=strategy_name,
            label_visibility="collapsed",
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
    """Show a plan, or the two classic ones where asked for: verdict, numbers, strip, lens."""
    _verdict(state, plan)
    show_cautions(plan)
    _numbers(plan)
    for shown in classics or (plan,):
        _strip(shown, titled=bool(classics))
    st.caption(say("strip.note"))
    st.segmented_control(
        say("lens"),
        tuple(LENSES),
        required=True,
        format_func=lambda key: say(f"lens.{key}"),
        label_visibility="collapsed",
        **state.widget("lens"),
    )
    LENSES[state.values["lens"]](state, plan)


def _verdict(state: PageState, plan: Plan) -> None:
    flips = plan.flips[:2] if plan.requested == "auto" else ()
    left, right = st.columns([68, 32]) if flips else (st.container(), None)
    measured = " ".join(said(remark) for remark in (*said_of(plan), *said_of_fit(plan)))
    left.info(
        f"{said(plan.why)}  \n{measured}",
        title=say("verdict.title", strategy=strategy_name(plan.strategy)),
        icon=":material/route:",
    )
    if plan.evidence:
        with left.popover(say("evidence.open", rows=len(plan.evidence))):
            show_comparisons(plan)
    if flips:
        with right:
            st.caption(say("verdict.flip"))
            for place, flip in enumerate(flips):
                st.button(
                    flip_label(flip),
                    key=f"planner.flip.{place}",
                    on_click=_take_flip,
                    args=(state, flip),
                    help=said(flip.sentence),
                )


def flip_label(flip: Flip) -> str:
    """Write the answer that flips the advice, short enough for a button: "5,000 examples"."""
    kept = AS_KEPT.get(flip.field, lambda value: value)(flip.value)
    return FLIP_LABELS[flip.field](kept)


def _take_flip(state: PageState, flip: Flip) -> None:
    value = AS_KEPT.get(flip.field, lambda value: value)(flip.value)
    forget_edits(state)
    state.apply({flip.field: value})


def _numbers(plan: Plan) -> None:
    cost = plan.cost
    part = whole = None
    if cost.trainable_parameters is not None and cost.all_parameters:
        part = cost.trainable_parameters / cost.all_parameters
        whole = say(
            "metric.of", part=written(cost.trainable_parameters, "count"), whole=written(cost.all_parameters, "count")
        )
    values = (("weights", part, whole), ("work", cost.step_share, None), ("memory", cost.memory_share, None))
    for column, (key, share, detail) in zip(st.columns(3), values, strict=True):
        column.metric(
            say(f"metric.{key}"),
            say("metric.unknown") if share is None else written(share, "share"),
            delta=say(f"metric.{key}.missing") if share is None else (detail or say("metric.full")),
            delta_color="off",
            delta_arrow="off",
            help=say(f"metric.{key}.help"),
        )


def cost_sentence(cost: Cost) -> str:
    """Say a plan's cost in one line: "8,194 weights learn; work 35 %, memory 25 % of full fine-tuning"."""
    learning, step, memory = cost.trainable_parameters, cost.step_share, cost.memory_share
    return say(
        "classics.cost",
        weights=say("metric.unknown") if learning is None else written(learning, "count"),
        work=say("metric.unknown") if step is None else written(step, "share"),
        memory=say("metric.unknown") if memory is None else written(memory, "share"),
    )


def _strip(plan: Plan, titled: bool) -> None:
    if titled:
        st.subheader(strategy_name(plan.strategy))
        st.caption(cost_sentence(plan.cost))
    st.vega_lite_chart(
        strip_table(plan, language()),
        strip_spec(palette(st.context.theme.type), TALL, language()),
        key=f"planner.strip.{plan.strategy if titled else 'plan'}",
        alt=strip_alt(plan, language()),
    )
