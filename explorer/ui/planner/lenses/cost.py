"""What the plan costs beside training everything."""

import streamlit as st

from explorer.charts.axis_ends import drawn
from explorer.charts.cost_bars import cost_alt, cost_spec, memory_table, work_table
from explorer.charts.theme import palette
from explorer.planner import Cost, Plan
from explorer.ui.language import language, said
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

SIZE_ASKED = ("plan.cost.length_unknown", "plan.cost.picture_unknown")  # an answer would tell the work


def show_cost(state: PageState, plan: Plan) -> None:
    """Show memory and work as bars, then what was not counted."""
    colours = palette(st.context.theme.type)
    for key, table in (("memory", memory_table(plan.cost, language())), ("work", work_table(plan.cost, language()))):
        st.subheader(say(f"cost.{key}"))
        if table is None:
            st.caption(say("cost.unknown.asked" if key == "work" and size_asked(plan.cost) else "cost.unknown"))
        else:
            parts = tuple(dict.fromkeys(table["part"]))
            chart = cost_spec(parts, say(f"cost.{key}.axis"), colours, language(), sizes=key == "memory")
            st.vega_lite_chart(
                *drawn(table, chart),
                key=f"planner.cost.{key}",
                alt=cost_alt(table),
            )
        if key == "memory":
            st.caption(memory_note(plan))
    for note in plan.cost.notes:
        st.text(said(note))


def size_asked(cost: Cost) -> bool:
    """Whether the work of a step is unknown for want of an answer, not of a better text."""
    return any(getattr(note, "key", "") in SIZE_ASKED for note in cost.notes)


def memory_note(plan: Plan) -> str:
    """Say what the bars of memory hold, and what a whole step needs where that is known."""
    low, high = plan.cost.memory_low, plan.cost.memory_high
    if low is None or high is None:
        return say("cost.note")
    return f"{say('cost.note')} {say('cost.step', batch=plan.task.batch, low=low, high=high)}"
