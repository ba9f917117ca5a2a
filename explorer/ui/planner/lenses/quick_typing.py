"""How is what was typed quickly into a table's cell kept? Letters wait for the editor, Enter waits for the letters."""

from pathlib import Path

import streamlit as st

SCRIPT = Path(__file__).parent / "quick_typing.js"


def keep_quick_typing() -> None:
    """Keep quickly typed cells of every table on the page; takes up no room at its end."""
    st.html(f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>", unsafe_allow_javascript=True)
