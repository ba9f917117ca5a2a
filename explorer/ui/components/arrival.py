"""When may a page be seen? Once nothing in it will jump: until its parts are loaded, their places are kept free."""

import json
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
PLACE = "PAGE"  # in the files: a mark that the document carries once this page has arrived


def hold_back(page: str) -> None:
    """Keep a page out of sight from its first part on, three seconds at most; call before it is drawn."""
    style = (HERE / "arrival.css").read_text(encoding="utf-8").replace(PLACE, _mark(page))
    st.html(f"<style>{style}</style>")


def let_in(page: str) -> None:
    """Show a page once its last part is loaded; call after it was drawn."""
    script = (HERE / "arrival.js").read_text(encoding="utf-8").replace(PLACE, json.dumps(_mark(page)))
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _mark(page: str) -> str:
    return f"arrived-{page or 'first'}"
