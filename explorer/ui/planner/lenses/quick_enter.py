"""How is what was typed into a table's cell kept when Enter follows at once? By letting Enter wait for the letters."""

from pathlib import Path

import streamlit as st

SCRIPT = Path(__file__).parent / "quick_enter.js"


def keep_quick_enter() -> None:
    """Keep quickly typed cells of every table on the page; takes up no room at its end."""
    st.html(f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>", unsafe_allow_javascript=True)
