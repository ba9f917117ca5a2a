"""What stands below the figure? The numbers as a table, and the words of the page."""

import streamlit as st

from explorer import numerals
from explorer.simulation.signal import Signal
from explorer.simulation.theory import Prediction
from explorer.ui.first_weights.numbers_table import show_numbers
from explorer.ui.first_weights.wording import say
from explorer.ui.glossary import show_words

WORDS = (
    "neuron", "row", "weight", "recipe", "strength", "bend", "spread", "average", "size", "signal", "correction",
    "fades", "blows up", "at the limit", "silent", "all alike", "head start", "volume reset", "shortcut", "luck number",
)  # fmt: skip


def show_footer(result: Signal, theory: Prediction) -> None:
    """Say how to read the lines; offer the numbers and the words, both closed at first."""
    hint = say("line.hint") if theory.applies else say("line.no_theory", reason=theory.reason)
    if result.samples < result.spec.samples:
        hint += " " + say("samples.clipped", samples=numerals.count(result.samples))
    st.markdown(f":small[{hint}]")
    numbers = st.expander(say("numbers.show"), key="first_weights.numbers", on_change="rerun")
    if numbers.open:
        with numbers:
            show_numbers(result)
    with st.expander(say("words.title")):
        st.markdown(say("words.intro"))
        show_words(WORDS)
