"""How is a plan drawn? As a strip of its parts, with the learning rate that its full speed stands for."""

import streamlit as st

from explorer.charts.plan_strip import strip_spec, strip_table, strip_told
from explorer.charts.theme import palette
from explorer.planner import Cost, Plan
from explorer.ui.components.screen import heard
from explorer.ui.language import language, written
from explorer.ui.planner.wording import plan_name, say

TALL = 200  # pixels


def show_strips(plan: Plan, classics: tuple[Plan, ...]) -> None:
    """Draw the plan, or the two classic ones where asked for, with how to read it."""
    for shown in classics or (plan,):
        _strip(shown, titled=bool(classics))
    st.caption(say("strip.note"))


def _strip(plan: Plan, titled: bool) -> None:
    if titled:
        st.subheader(plan_name(plan))
        st.caption(cost_sentence(plan.cost))
    st.markdown(f"**{say('strip.title')}** {full_speed(plan)}")
    name = plan.strategy if titled else "plan"
    st.container(key=f"planner.strip_place.{name}").vega_lite_chart(
        strip_table(plan, language()),
        strip_spec(palette(st.context.theme.type), TALL, language()),
        key=f"planner.strip.{name}",
        alt=say("strip.alt"),
    )
    heard(strip_told(plan, language()))


def full_speed(plan: Plan) -> str:
    """Say which learning rate the full speed is: "1× = 0.001", or first one, then the other."""
    rates = [phase.base_learning_rate for phase in plan.schedule]
    if len(set(rates)) == 1:
        return say("strip.rate", rate=rates[-1])
    return say("strip.rates", first=rates[0], rate=rates[-1], phase=rates.index(rates[-1]) + 1)


def cost_sentence(cost: Cost) -> str:
    """Say a plan's cost in one line: "8,194 weights learn; work 35 %, memory 25 % of full fine-tuning"."""
    learning, step, memory = cost.trainable_parameters, cost.step_share, cost.memory_share
    return say(
        "classics.cost",
        weights=say("metric.unknown") if learning is None else written(learning, "count"),
        work=say("metric.unknown") if step is None else written(step, "share"),
        memory=say("metric.unknown") if memory is None else written(memory, "share"),
    )
