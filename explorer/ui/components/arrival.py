"""When may a page be seen? Once nothing in it will jump: until its parts are loaded, their places are kept free."""

import json
import time
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

HERE = Path(__file__).parent
BREATH = 0.015  # seconds: a browser draws what came in a breath by itself, not with all that follows
PLACE = "PAGE"  # in the files: a mark that the document carries once this page has arrived
LANGUAGE = "LANGUAGE"  # likewise: the language that the page speaks


def hold_back(page: str) -> DeltaGenerator:
    """Keep a page out of sight from its first part on; return the place to draw it in.

    Streamlit needs a moment for the style that hides a page. Until it is there, the place is one pixel high.
    """
    style = (HERE / "arrival.css").read_text(encoding="utf-8").replace(PLACE, _mark(page))
    st.html(f"<style>{style}</style>")
    return st.container(height=1, border=False, key="page")


def let_in(page: str, language: str) -> None:
    """Show a page once all its parts are loaded, or ten seconds later; call after its last part was drawn.

    The document says in which language it is; its parts can be in none before.
    """
    script = (HERE / "arrival.js").read_text(encoding="utf-8").replace(PLACE, json.dumps(_mark(page)))
    script = script.replace(LANGUAGE, json.dumps(language))
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def send_at_once() -> None:
    """Let what was drawn so far be sent, so that it is seen while the rest is still being drawn.

    A browser draws all that has come by the time it gets to drawing: without a breath, most of the page.
    """
    time.sleep(BREATH)


def _mark(page: str) -> str:
    return f"arrived-{page or 'first'}"
