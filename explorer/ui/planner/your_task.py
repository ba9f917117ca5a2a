"""Step 2: what is the new task? Questions that a lay person can answer."""

import streamlit as st

from explorer import numerals
from explorer.planner.model import Model
from explorer.planner.task import BUDGETS, DOMAINS, SHIFTS, Task
from explorer.ui.planner import settings
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

HEAD = "planner.head"


def ask_task(state: PageState, model: Model | None) -> Task:
    """Show step 2 and return the task."""
    _answers(state, model)
    _data(state)
    _likeness(state)
    _more(state, model)
    head = _head(model) if model is not None and not model.heads else None
    return settings.task_of(state.values, head)


def _answers(state: PageState, model: Model | None) -> None:
    st.segmented_control(
        say("answer.label"),
        settings.ANSWERS,
        required=True,
        format_func=lambda key: say(f"answer.{key}"),
        help=say("answer.help"),
        width="stretch",
        **state.widget("answer"),
    )
    if state.values["answer"] != "number":
        before = f" {say('classes.before', count=numerals.count(model.classes))}" if model and model.classes else ""
        st.number_input(
            say("classes.label"),
            min_value=1,
            max_value=settings.MOST_CLASSES,
            step=1,
            help=say("classes.help") + before,
            **state.widget("classes"),
        )


def _data(state: PageState) -> None:
    left, right = st.columns(2)
    left.number_input(
        say("examples.label"),
        min_value=1,
        max_value=settings.MOST_EXAMPLES,
        step=50,
        help=say("examples.help"),
        **state.widget("examples"),
    )
    right.selectbox(
        say("domain.label"), DOMAINS, format_func=lambda key: say(f"domain.{key}"), **state.widget("domain")
    )


def _likeness(state: PageState) -> None:
    st.select_slider(
        say("similarity.label"),
        settings.SIMILARITY_STOPS,
        format_func=similarity_text,
        help=say("similarity.help"),
        **state.widget("similarity"),
    )
    left, right = st.columns(2)
    left.selectbox(
        say("shift.label"),
        SHIFTS,
        format_func=lambda key: say(f"shift.{key}"),
        help=say("shift.help"),
        **state.widget("shift"),
    )
    right.selectbox(
        say("budget.label"), BUDGETS, format_func=lambda key: say(f"budget.{key}"), **state.widget("budget")
    )


def similarity_text(hundredths: int) -> str:
    """Write a similarity from 0 to 100 as "Similar, 0.8"."""
    return f"{say(f'similarity.{settings.similarity_word(hundredths)}')}, {numerals.number(hundredths / 100)}"


def _more(state: PageState, model: Model | None) -> None:
    with st.expander(say("more")):
        st.toggle(say("augmented.label"), help=say("augmented.help"), **state.widget("augmented"))
        st.toggle(say("channels.label"), help=say("channels.help"), **state.widget("channels"))
        size = "text" if state.values["domain"] == "text" else "image"
        st.number_input(
            say(f"input_size.label.{size}"), min_value=0, max_value=100_000, help=say("input_size.help"),
            **state.widget("size"),
        )  # fmt: skip
        st.number_input(
            say("smallest.label"), min_value=0, max_value=settings.MOST_EXAMPLES, help=say("smallest.help"),
            **state.widget("rarest"),
        )  # fmt: skip


def _head(model: Model) -> str | None:
    """Ask for the last layer where it could not be told from the text."""
    weighted = [layer.path for layer in model.layers if layer.weighted]
    unknown = say("head.none")
    chosen = st.selectbox(say("head.label"), [unknown, *reversed(weighted)], help=say("head.help"), key=HEAD)
    return None if chosen == unknown else chosen
