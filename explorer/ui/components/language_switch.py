"""How does a visitor change the language? A small switch, once there is more than one."""

import streamlit as st

from explorer.text import languages
from explorer.ui import language
from explorer.ui.state import PageState

SWITCH = "language.switch"  # session key of the widget
WIDTH = 130  # pixels


def show_switch(state: PageState) -> None:
    """Offer the languages, each by its own name; a choice is told in that language at once, on the whole page."""
    if len(languages()) == 1:
        return
    shown = language.language()
    if st.session_state.get(SWITCH) != shown:
        st.session_state[SWITCH] = shown
    chosen = st.selectbox(
        language.words("common", "language"),
        list(languages()),
        format_func=language.name_of,
        key=SWITCH,
        label_visibility="collapsed",
        width=WIDTH,
    )
    if chosen != shown:
        language.choose(chosen)
        state.publish()  # else the address would bring the language before back
        st.rerun()
