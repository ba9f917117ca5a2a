"""Which words do the pages use for which standard terms?"""

import streamlit as st

from explorer.text import catalogue
from explorer.ui.language import language


def show_words(keys: tuple[str, ...]) -> None:
    """List everyday words with their standard terms and one line each."""
    written = catalogue("glossary", language())
    lines = []
    for key in keys:
        word, standard, meaning = written[key].split("\n")
        term = "" if standard.lower() == word.lower() else f" ({standard})"
        lines.append(f"- **{word}**{term}: {meaning}.")
    st.markdown("\n".join(lines))
