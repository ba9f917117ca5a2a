"""How does what is on a page get to somebody else? By its link."""

from urllib.parse import urlencode

import streamlit as st

from explorer.ui.state import PageState


def show_link(state: PageState, told: str) -> None:
    """Show the whole address that brings this state back, to be copied; `told` says what it holds."""
    st.markdown(told)
    address = (st.context.url or "").split("?")[0]
    st.code(f"{address}?{urlencode(state.link)}", language=None, wrap_lines=True)
