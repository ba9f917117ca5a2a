"""How does a visitor change the language? A small switch, once there is more than one."""

import streamlit as st

from explorer.text import languages
from explorer.ui import language
from explorer.ui.state import PageState

SWITCH = "language.switch"  # session key of the widget
CHOSEN = "language.chosen"  # session key: whether a choice waits for the run of the whole page
WIDTH = 130  # pixels


def show_switch(state: PageState) -> None:
    """Offer the languages, each by its own name; a choice is told in that language at once, on the whole page."""
    if len(languages()) == 1:
        return
    if st.session_state.pop(CHOSEN, False):
        st.rerun()  # what stands around the part that runs by itself is to be said anew too
    shown = language.language()
    if st.session_state.get(SWITCH) != shown:
        st.session_state[SWITCH] = shown
    st.selectbox(
        language.words("common", "language"),
        list(languages()),
        format_func=language.name_of,
        key=SWITCH,
        label_visibility="collapsed",
        width=WIDTH,
        on_change=_take,
        args=(state,),
    )


def _take(state: PageState) -> None:
    """Speak the chosen language, before anything of the next run is said, and before the address is read again."""
    language.choose(st.session_state[SWITCH])
    state.publish()  # else the address would bring the language before back
    st.session_state[CHOSEN] = True
