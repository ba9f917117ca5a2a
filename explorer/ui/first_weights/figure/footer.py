"""What stands below the figure? The numbers as a table, and the words of the page."""

import numpy as np
import streamlit as st

from explorer.charts.layer_table import LayerTable
from explorer.ui.components.glossary import show_words
from explorer.ui.first_weights.figure.numbers_table import show_numbers
from explorer.ui.first_weights.running.runs import Run
from explorer.ui.first_weights.wording import say
from explorer.ui.language import said, written

WORDS = (
    "neuron", "row", "weight", "recipe", "strength", "bend", "spread", "average", "size", "signal", "correction",
    "fades", "blows up", "at the limit", "silent", "all alike", "head start", "volume reset", "shortcut", "luck number",
    "theory", "number format",
)  # fmt: skip


def show_footer(done: Run, table: LayerTable, live: bool) -> None:
    """Say how to read the lines; offer the numbers, closed at first."""
    st.markdown(f":small[{hint(done, table, live)}]")
    numbers = st.expander(say("numbers.show"), key="first_weights.numbers", on_change="rerun")
    if numbers.open:
        with numbers:
            show_numbers(done.result)


@st.fragment
def show_page_words() -> None:
    """Offer the words of the page, closed at first; no move changes them."""
    told = st.expander(say("words.title"), key="first_weights.words", on_change="rerun")
    if told.open:
        with told:
            st.markdown(say("words.intro"))
            show_words(WORDS)


def hint(done: Run, table: LayerTable, live: bool) -> str:
    """Say how to read the lines that are drawn, and how many examples there were."""
    result, theory = done.result, done.theory
    lines = say("line.hint") if theory.applies else say("line.no_theory", reason=said(theory.reason))
    shown = [say("line.live") if live else lines]
    if np.isfinite(table["noise_high"]).any():
        shown.append(say("line.hint.average"))
    if done.verdict.finding is not None:
        shown.append(say("line.hint.arrow"))
    shown.append(say("line.hint.correction"))
    if result.samples < result.spec.samples:
        shown.append(say("samples.clipped", samples=written(result.samples, "count")))
    return " ".join(shown)
