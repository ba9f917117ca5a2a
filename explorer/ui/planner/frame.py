"""What frames the page? Its opening sentence, its words, and its styles for every size of screen."""

from pathlib import Path

import streamlit as st

from explorer.planner import Plan
from explorer.ui.components.glossary import show_words
from explorer.ui.components.screen import fit_screen
from explorer.ui.planner.plan.verdict import headline
from explorer.ui.planner.wording import say

STYLE = Path(__file__).parent / "frame.css"
WORDS = (
    "experienced model", "fine-tuning", "layer", "part", "weight", "last layer", "keep", "adjust", "replace", "add",
    "learning speed", "learning rate", "example", "likeness", "optimizer", "correction", "volume reset",
)  # fmt: skip


def dress() -> None:
    """Give the page its styles; they take up no room."""
    fit_screen(STYLE)


def open_with_a_sentence() -> None:
    """Say what fine-tuning is, and why a model is not trained anew."""
    st.markdown(say("intro"))


def way_to_plan() -> st.delta_generator.DeltaGenerator:
    """Keep a place on top for what was found, where the plan itself stands below."""
    return st.container(key="planner-see-plan")


def lead_to(place: st.delta_generator.DeltaGenerator, plan: Plan | None) -> None:
    """Say the plan in a line, and lead on to it."""
    if plan is not None:
        place.markdown(f"**{headline(plan)}** [{say('see_plan')}](#your-plan)")


def show_planner_words() -> None:
    """Offer the page's everyday words with their standard terms, closed at first."""
    with st.expander(say("words.title")):
        show_words(WORDS)
