"""Step 1: which model? A gallery, a paste or a file become a `Model`, read back in words."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from explorer.planner import FORMATS, GALLERY, Format, Model, gallery_text, read_summary
from explorer.ui.components.kept_text import keep_text
from explorer.ui.language import said, worded, written
from explorer.ui.planner.answers.fields import SOURCES
from explorer.ui.planner.model.file_text import NoText, text_of
from explorer.ui.planner.model.held_text import (
    Answer,
    follow_model,
    forget_edits,
    model_of,
    read_again,
    read_text,
    reopen_plans,
)
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

BOX = "planner.paste_box"
UPLOAD, FILED = "planner.upload", "planner.filed"
SHOWN = "planner.shown_model"  # the model whose plan stays in sight until another one is read
PRINTED_FIRST = ("keras3-table", "torch-repr", "torchinfo", "caffe-prototxt")  # the four that most people need


@dataclass(frozen=True)
class Filed:
    """What a visitor's file came to: its text, or the kind of file that holds none."""

    text: str = ""
    refused: str = ""


@st.cache_resource(max_entries=16, show_spinner=False)
def read_gallery(key: str) -> Model:
    """Read a gallery model once for all visitors; a `Model` is frozen, so it can be shared."""
    return read_summary(gallery_text(key))


def ask_model(state: PageState) -> Answer:
    """Show step 1 and return the model it came to."""
    st.segmented_control(
        say("source"),
        SOURCES,
        required=True,
        format_func=lambda key: say(f"source.{key}"),
        label_visibility="collapsed",
        width="stretch",
        **state.widget("source", then=lambda: _change_source(state)),
    )
    answer = _or_the_one_before(SOURCE_VIEWS[state.values["source"]](state))
    if answer.model is not None:
        _read_back(answer)
    return answer


def _or_the_one_before(answer: Answer) -> Answer:
    """Let the model before stay where there is no new one yet."""
    if answer.model is None:
        before = st.session_state.get(SHOWN)
        return answer if before is None else Answer(before, stale=answer.stale or "until")
    if not answer.stale:
        st.session_state[SHOWN] = answer.model
    return answer


def _gallery(state: PageState) -> Answer:
    st.selectbox(
        say("gallery.label"),
        list(GALLERY),
        format_func=lambda key: worded("gallery", GALLERY[key]),
        help=say("gallery.help"),
        **state.widget("model", then=lambda: _settle(state)),
    )
    example = GALLERY[state.values["model"]]
    st.caption(f"{worded('gallery', example, 'learned')} ({worded('gallery', example, 'source')})")
    return Answer(read_gallery(state.values["model"]))


def _change_source(state: PageState) -> None:
    """Drop the visitor's changes where another model comes into sight at once; until then they stay with theirs."""
    reopen_plans()
    source = state.values["source"]
    if source == "gallery":
        _follow_gallery(state)
    comes = read_gallery(state.values["model"]) if source == "gallery" else model_of(source)
    if comes is not None and comes is not st.session_state.get(SHOWN):
        forget_edits(state)


def _settle(state: PageState) -> None:
    """Take the kind of data from the gallery model, and drop changes that spoke of another one."""
    forget_edits(state)
    reopen_plans()
    _follow_gallery(state)


def _follow_gallery(state: PageState) -> None:
    key = state.values["model"]
    follow_model(state, read_gallery(key), GALLERY[key].domain)


def _paste(state: PageState) -> Answer:
    st.text_area(
        say("paste.label"),
        height=220,
        key=BOX,
        placeholder=say("paste.placeholder"),
        help=say("paste.help"),
        persist_state="session",
    )
    with st.container(horizontal=True):
        st.button(say("paste.read"), key="planner.read", icon=":material/play_arrow:")
        _how_to_print()
    st.caption(say("paste.privacy"))
    # Ctrl+Enter, the button and leaving the box all commit the text.
    text = st.session_state.get(BOX) or ""
    keep_text("planner.kept_text", BOX, text, found=lambda: read_again(state, "paste"))
    return read_text(state, "paste", text, say("paste.empty"))


def _file(state: PageState) -> Answer:
    st.file_uploader(say("file.label"), help=say("file.help"), key=UPLOAD, on_change=_take_file)
    st.caption(say("file.privacy"))
    filed: Filed = st.session_state.get(FILED, Filed())
    if filed.refused:
        st.error(say(f"file.none.{filed.refused}"), icon=":material/error:")
        return Answer(None, stale="before")
    return read_text(state, "file", filed.text, say("file.empty"))


def _take_file() -> None:
    upload = st.session_state[UPLOAD]
    if upload is None:
        st.session_state.pop(FILED, None)
        return
    try:
        st.session_state[FILED] = Filed(text_of(upload.getvalue()))
    except NoText as none:
        st.session_state[FILED] = Filed(refused=none.kind)


SOURCE_VIEWS: dict[str, Callable[[PageState], Answer]] = {"gallery": _gallery, "paste": _paste, "file": _file}


def _how_to_print() -> None:
    with st.popover(say("paste.how"), icon=":material/help:"):
        st.markdown(say("paste.how.text"))
        for form in sorted(FORMATS.values(), key=_printing_order):
            if form.how_to_print:
                st.caption(worded("formats", form))
                st.code(form.how_to_print, language="python", wrap_lines=True)


def _printing_order(form: Format) -> tuple[int, str]:
    known = form.key in PRINTED_FIRST
    return (PRINTED_FIRST.index(form.key) if known else len(PRINTED_FIRST), form.label)


def _read_back(answer: Answer) -> None:
    """Say in one sentence what was understood, then what the text could not tell."""
    if answer.stale:
        st.warning(say(f"model.{answer.stale}"), icon=":material/history:")
    model = answer.model
    st.text(f"{model.name}: {model_sentence(model)}" if model.name else model_sentence(model))
    if model.remarks:
        with st.expander(f"{say('model.notes')} ({len(model.remarks)})"):
            for remark in model.remarks:
                st.text(said(remark))


def model_sentence(model: Model) -> str:
    """Sum a model up: how many layers, stages and weights, and what its last layer answers."""
    return say(
        "model.summary",
        layers=len(model.layers),
        stages=len(model.stage_names),
        weights=weights_sentence(model),
        head=_head_sentence(model),
    )


def weights_told(model: Model) -> int | None:
    """Return the count of weights that the page tells of a model; None where it is not known."""
    return model.parameters_at_least if _at_least(model) else model.parameters


def _at_least(model: Model) -> bool:
    least = model.parameters_at_least
    return bool(not model.exact and least and (model.parameters is None or least < model.parameters))


def weights_sentence(model: Model) -> str:
    """Say how many weights there are; "at least" where the text hides some or may count some twice."""
    told = weights_told(model)
    if told is None:
        return say("model.weights.unknown")
    return say("model.weights.at_least" if _at_least(model) else "model.weights", weights=written(told, "count"))


def _head_sentence(model: Model) -> str:
    if not model.heads:
        return say("model.head.none")
    if model.classes is None:
        return say("model.head.unknown")
    return say("model.head.one") if model.classes == 1 else say("model.head", answers=written(model.classes, "count"))
