"""Step 2: what is the new task? Questions that a lay person can answer."""

from collections.abc import Sequence

import streamlit as st

from explorer.planner import (
    ADAPTER_LAYERS,
    BUDGETS,
    DOMAINS,
    LOSSES,
    MOST_CLASSES,
    MOST_EXAMPLES,
    NUMBER_FORMATS,
    OPTIMIZERS,
    PRETRAININGS,
    SHIFTS,
    SIMILARITY_STOPS,
    Model,
    Task,
)
from explorer.ui.language import written
from explorer.ui.planner.answers import fields
from explorer.ui.planner.model.held_text import HEAD
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

HEAD_BOX = "planner.head_box"


def task_asked(state: PageState, model: Model | None) -> Task:
    """Return the task that the answers describe; the questions need not stand on the page yet."""
    return fields.task_of(state.values, _chosen_head(model) if _asks_for_head(model) else None)


def ask_task(state: PageState, model: Model | None) -> None:
    """Show step 2, the questions."""
    _answers(state, model)
    _likeness(state)
    _circumstances(state)
    if _asks_for_head(model):
        _head(model)
    _more(state)


def _answers(state: PageState, model: Model | None) -> None:
    st.segmented_control(
        say("answer.label"),
        fields.ANSWERS,
        required=True,
        format_func=lambda key: say(f"answer.{key}"),
        help=say("answer.help"),
        width="stretch",
        **state.widget("answer"),
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    if state.values["answer"] not in ("several", "labels"):
        right = left
    else:
        known = model is not None and model.classes
        before = f" {say('classes.before', count=written(model.classes, 'count'))}" if known else ""
        left.number_input(
            say("classes.label"),
            min_value=1,
            max_value=MOST_CLASSES,
            step=1,
            help=say("classes.help") + before,
            **state.widget("classes"),
        )
    right.number_input(
        say("examples.label"),
        min_value=1,
        max_value=MOST_EXAMPLES,
        step=50,
        help=say("examples.help"),
        **state.widget("examples"),
    )


def _likeness(state: PageState) -> None:
    st.select_slider(
        say("similarity.label"),
        sorted({*SIMILARITY_STOPS, state.values["similarity"]}),  # a link or a saved plan may stand between
        format_func=similarity_text,
        help=say("similarity.help", example=say(f"similarity.example.{state.values['domain']}")),
        **state.widget("similarity"),
    )


def _circumstances(state: PageState) -> None:
    _choose(st, state, "shift", SHIFTS)
    _choose(st, state, "pretraining", PRETRAININGS)
    left, right = st.columns(2)
    left.selectbox(say("domain.label"), DOMAINS, format_func=lambda key: say(f"domain.{key}"), **state.widget("domain"))
    right.selectbox(
        say("budget.label"), BUDGETS, format_func=lambda key: say(f"budget.{key}"), **state.widget("budget")
    )


def _choose(place, state: PageState, key: str, options: Sequence[str]) -> None:
    """Offer an answer's choices by their names, with the help of its question."""
    place.selectbox(
        say(f"{key}.label"),
        options,
        format_func=lambda option: say(f"{key}.{option}"),
        help=say(f"{key}.help"),
        **state.widget(key),
    )


def similarity_text(hundredths: int) -> str:
    """Write a similarity from 0 to 100 as "Similar, 0.8"."""
    return f"{say(f'similarity.{fields.similarity_word(hundredths)}')}, {written(hundredths / 100, 'number')}"


def _more(state: PageState) -> None:
    more = st.expander(say("more"), key="planner.more", on_change="rerun")
    if more.open:
        with more:
            _rarely_asked(state)
    if state.values["rarest"] > state.values["examples"]:
        st.caption(say("smallest.too_many", examples=written(state.values["examples"], "count")))


def _rarely_asked(state: PageState) -> None:
    """Ask what most visitors need not know."""
    st.toggle(say("augmented.label"), help=say("augmented.help"), **state.widget("augmented"))
    st.toggle(say("channels.label"), help=say("channels.help"), **state.widget("channels"))
    size = "text" if state.values["domain"] == "text" else "image"
    st.number_input(
        say(f"input_size.label.{size}"), min_value=0, max_value=fields.MOST_SIZE, help=say("input_size.help"),
        **state.widget("size"),
    )  # fmt: skip
    st.number_input(
        say("smallest.label"), min_value=0, max_value=MOST_EXAMPLES, help=say("smallest.help"),
        **state.widget("rarest"),
    )  # fmt: skip
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        say("memory.label"), min_value=0, max_value=fields.MOST_MEMORY, help=say("memory.help"),
        **state.widget("memory"),
    )  # fmt: skip
    _choose(right, state, "numbers", NUMBER_FORMATS)
    st.toggle(say("checkpointing.label"), help=say("checkpointing.help"), **state.widget("checkpointing"))
    if state.values["answer"] == "text":
        _choose(st, state, "loss", LOSSES)
    left, right = st.columns(2, vertical_alignment="bottom")
    _choose(left, state, "beside", ADAPTER_LAYERS)
    right.number_input(
        say("rank.label"), min_value=0, max_value=fields.MOST_RANK, help=say("rank.help"), **state.widget("rank")
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    _choose(left, state, "optimizer", OPTIMIZERS)
    right.number_input(
        say("batch.label"), min_value=1, max_value=fields.MOST_BATCH, help=say("batch.help"),
        **state.widget("batch"),
    )  # fmt: skip


def _asks_for_head(model: Model | None) -> bool:
    """Tell whether the last layer could not be told from the text."""
    return model is not None and not model.heads


def _possible_heads(model: Model) -> list[str]:
    return list(dict.fromkeys(layer.path for layer in reversed(model.layers) if layer.weighted))


def _chosen_head(model: Model) -> str | None:
    kept = st.session_state.get(HEAD)
    return kept if kept in _possible_heads(model) else None


def _head(model: Model) -> None:
    """Ask for the last layer."""
    unknown = say("head.none")
    st.session_state[HEAD_BOX] = _chosen_head(model) or unknown
    options = [unknown, *_possible_heads(model)]
    st.selectbox(say("head.label"), options, help=say("head.help"), key=HEAD_BOX, on_change=_take_head)


def _take_head() -> None:
    st.session_state[HEAD] = st.session_state[HEAD_BOX]
