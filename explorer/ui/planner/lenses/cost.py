"""What the plan costs beside training everything."""

import streamlit as st

from explorer.charts.cost_bars import cost_alt, cost_spec, memory_table, work_table
from explorer.charts.theme import palette
from explorer.planner import Plan
from explorer.ui.language import language, said
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState


def show_cost(state: PageState, plan: Plan) -> None:
    """Show memory and work as bars, then what was not counted."""
    colours = palette(st.context.theme.type)
    for key, table in (("memory", memory_table(plan.cost, language())), ("work", work_table(plan.cost, language()))):
        st.subheader(say(f"cost.{key}"))
        if table is None:
            st.caption(say("cost.unknown"))
        else:
            parts = tuple(dict.fromkeys(table["part"]))
            st.vega_lite_chart(
                table,
                cost_spec(parts, say(f"cost.{key}.axis"), colours, language()),
                key=f"planner.cost.{key}",
                alt=cost_alt(table),
            )
    st.caption(say("cost.note"))
    for note in plan.cost.notes:
        st.text(said(note))
