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


def heard_heading(words: str, *told: str) -> None:
    """Write a heading of the second rank, listed by screen readers where the eye needs none, and words after it."""
    st.html(f'<h2 class="heard">{html.escape(words)}</h2>{_heard(told)}')


def heard(*told: str) -> None:
    """Tell those who do not see a picture what it shows.

    Words that differ from run to run stand here and not in a chart's own alternative text: that is part of what a
    browser draws a chart anew for.
    """
    st.html(_heard(told))


def _heard(told: tuple[str, ...]) -> str:
    return "".join(f'<div class="heard" role="img" aria-label="{html.escape(one)}"></div>' for one in told)
