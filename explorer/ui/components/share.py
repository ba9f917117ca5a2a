"""How does what is on a page get to somebody else? By its link."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from explorer.ui.state import PageState


def show_link(state: PageState, told: str) -> None:
    """Show the whole address that brings this state back, to be copied; `told` says what it holds."""
    st.markdown(told)
    st.code(address(state.link), language=None, wrap_lines=True)


def address(parameters: Mapping[str, str]) -> str:
    """Return the whole address of this page with these parameters."""
    return f"{(st.context.url or '').split('?')[0]}?{urlencode(parameters)}"
