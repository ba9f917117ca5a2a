"""How does a page fit any screen? Styles that Streamlit's own columns lack, each in a file of CSS."""

import html
from pathlib import Path

import streamlit as st

STACKED_BELOW = 1000  # pixels; narrower screens, and larger letters, get one column
PHONE_BELOW = 640  # pixels; Streamlit's own columns stack below
COMMON = Path(__file__).parent / "screen.css"


def fit_screen(style: Path = COMMON) -> None:
    """Let a file of CSS take part in the page; it takes up no room."""
    st.html(style)


def heard_heading(words: str) -> None:
    """Write a heading of the second rank that screen readers list, where the eye needs none."""
    st.html(f'<h2 class="heard">{html.escape(words)}</h2>')
