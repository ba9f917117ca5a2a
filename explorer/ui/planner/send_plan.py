"""How does a plan get to somebody else? By a link, or as a file where the model was pasted."""

import streamlit as st

from explorer.planner import EXPORTERS, Plan, export_plan
from explorer.ui.components.share import show_link
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

SHARED = "planner.shared"  # session key: the plan on the page


def keep_shared(plan: Plan | None) -> None:
    """Keep the plan on the page, for those who want it as a file."""
    st.session_state[SHARED] = plan


def share(state: PageState) -> None:
    """Offer the link, and the plan on the page as a file."""
    panel = st.popover(say("share"), icon=":material/share:", key="planner.share", on_change="rerun")
    if not panel.open:
        return
    plan = st.session_state.get(SHARED)
    with panel:
        show_link(state, say("share.link" if state.values["source"] == "gallery" else "share.paste"))
        if plan is not None:
            st.download_button(
                say("code.json"),
                lambda: export_plan(plan, "json"),
                file_name=EXPORTERS["json"].file_name,
                key="planner.share.json",
                on_click="ignore",
                icon=":material/download:",
            )
