"""How does a plan get to somebody else? By a link, or as a file where the model was pasted."""

from urllib.parse import urlencode

import streamlit as st

from explorer.planner import EXPORTERS, Plan, export_plan
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState


def share(state: PageState, plan: Plan | None) -> None:
    """Offer the link, and the plan as a file."""
    with st.popover(say("share"), icon=":material/share:"):
        if state.values["source"] == "gallery":
            st.markdown(say("share.link"))
        else:
            st.markdown(say("share.paste"))
        st.code(page_link(state), language=None, wrap_lines=True)
        if plan is not None:
            st.download_button(
                say("code.json"),
                lambda: export_plan(plan, "json"),
                file_name=EXPORTERS["json"].file_name,
                key="planner.share.json",
                on_click="ignore",
                icon=":material/download:",
            )


def page_link(state: PageState) -> str:
    """Write the whole address that brings this state back."""
    return f"{(st.context.url or '').split('?')[0]}?{urlencode(state.link)}"
