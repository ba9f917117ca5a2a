"""Step 1: which model? A gallery, a paste or a file become a `Model`, read back in words."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from explorer import numerals
from explorer.planner import SummaryError, read_summary
from explorer.planner.formats import Format
from explorer.planner.gallery import GALLERY, gallery_text
from explorer.planner.model import Model
from explorer.planner.reading import FORMATS
from explorer.ui.planner.settings import SOURCES
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

PASTED, FILED, LAST_GOOD = "planner.pasted", "planner.filed", "planner.last_good"
PRINTED_FIRST = ("keras3-table", "torch-repr", "torchinfo", "caffe-prototxt")  # the four that most people need


@dataclass(frozen=True)
class Answer:
    """What step 1 came to."""

    model: Model | None
    stale: bool = False  # the model is the one before, since the new text could not be read


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
        **state.widget("source"),
    )
    answer = SOURCE_VIEWS[state.values["source"]](state)
    if answer.model is not None:
        _read_back(answer)
    return answer


def _gallery(state: PageState) -> Answer:
    st.selectbox(
        say("gallery.label"),
        list(GALLERY),
        format_func=lambda key: GALLERY[key].label,
        help=say("gallery.help"),
        **state.widget("model", then=lambda: _settle(state)),
    )
    return Answer(read_gallery(state.values["model"]))


def _settle(state: PageState) -> None:
    """Take the kind of data from the gallery model, and drop edits that spoke of another one."""
    state.apply({"domain": GALLERY[state.values["model"]].domain, "edits": ()})


def _paste(state: PageState) -> Answer:
    st.text_area(
        say("paste.label"),
        height=220,
        key="planner.paste_box",
        placeholder=say("paste.placeholder"),
        help=say("paste.help"),
        persist_state="session",
    )
    st.button(say("paste.read"), key="planner.read", on_click=_take_paste, args=(state,), icon=":material/play_arrow:")
    _how_to_print()
    st.caption(say("paste.privacy"))
    # Ctrl+Enter and leaving the box commit the text: then it is read without the button as well.
    if st.session_state.get("planner.paste_box", "") != st.session_state.get(PASTED, ""):
        _take_paste(state)
    return _read_text(st.session_state.get(PASTED, ""), say("paste.empty"))


def _take_paste(state: PageState) -> None:
    st.session_state[PASTED] = st.session_state.get("planner.paste_box", "")
    state.apply({"edits": ()})


def _file(state: PageState) -> Answer:
    upload = st.file_uploader(
        say("file.label"), type=["txt", "csv", "tsv", "md", "json", "prototxt"], help=say("file.help")
    )
    if upload is not None:
        _take_file(upload.getvalue(), state)
    st.caption(say("paste.privacy"))
    return _read_text(st.session_state.get(FILED, ""), say("file.empty"))


def _take_file(content: bytes, state: PageState) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        st.error(say("file.unreadable"))
        return
    if text != st.session_state.get(FILED):
        st.session_state[FILED] = text
        state.apply({"edits": ()})


SOURCE_VIEWS: dict[str, Callable[[PageState], Answer]] = {"gallery": _gallery, "paste": _paste, "file": _file}


def _read_text(text: str, when_empty: str) -> Answer:
    """Read a visitor's text once; keep the model before where the text cannot be read."""
    before = st.session_state.get(LAST_GOOD, (None, None))
    if not text.strip():
        st.caption(when_empty)
        return Answer(None)
    if before[0] == text:
        return Answer(before[1])
    try:
        model = read_summary(text)
    except SummaryError as error:
        # A pasted name may stand in the message: shown as text, never as Markdown.
        with st.container(border=True):
            st.markdown(f":material/error: {say('paste.unread')}")
            st.text(str(error))
        return Answer(before[1], stale=before[1] is not None)
    st.session_state[LAST_GOOD] = (text, model)
    return Answer(model)


def _how_to_print() -> None:
    with st.popover(say("paste.how"), icon=":material/help:"):
        st.markdown(say("paste.how.text"))
        for form in sorted(FORMATS.values(), key=_printing_order):
            if form.how_to_print:
                st.caption(form.label)
                st.code(form.how_to_print, language="python")


def _printing_order(form: Format) -> tuple[int, str]:
    known = form.key in PRINTED_FIRST
    return (PRINTED_FIRST.index(form.key) if known else len(PRINTED_FIRST), form.label)


def _read_back(answer: Answer) -> None:
    """Say in one sentence what was understood, then what the text could not tell."""
    if answer.stale:
        st.warning(say("model.before"), icon=":material/history:")
    model = answer.model
    st.text(f"{model.name}: {model_sentence(model)}" if model.name else model_sentence(model))
    if model.notes:
        with st.expander(f"{say('model.notes')} ({len(model.notes)})"):
            for note in model.notes:
                st.text(note)


def model_sentence(model: Model) -> str:
    """Sum a model up: how many layers, stages and weights, and what its last layer answers."""
    known = model.parameters is not None
    return say(
        "model.summary",
        layers=numerals.plural(len(model.layers), "layer"),
        stages=numerals.plural(len(model.stage_names), "group"),
        weights=say("model.weights", weights=numerals.count(model.parameters))
        if known
        else say("model.weights.unknown"),
        head=_head_sentence(model),
    )


def _head_sentence(model: Model) -> str:
    if not model.heads:
        return say("model.head.none")
    if model.classes is None:
        return say("model.head.unknown")
    return say("model.head.one") if model.classes == 1 else say("model.head", answers=numerals.count(model.classes))
