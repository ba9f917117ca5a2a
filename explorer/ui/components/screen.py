"""How does a page fit any screen? Styles that Streamlit's own columns lack, each in a file of CSS."""

from pathlib import Path

import streamlit as st

STACKED_BELOW = 1000  # pixels; narrower screens, and larger letters, get one column
PHONE_BELOW = 640  # pixels; Streamlit's own columns stack below
COMMON = Path(__file__).parent / "screen.css"


def fit_screen(style: Path = COMMON) -> None:
    """Let a file of CSS take part in the page; it takes up no room."""
    st.html(style)
