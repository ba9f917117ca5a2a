"""What does a visitor's text hold? A summary becomes a model; a plan saved earlier comes back whole."""

from dataclasses import dataclass, replace

import streamlit as st

from explorer.errors import ReaderError
from explorer.planner import (
    Edit,
    Model,
    Plan,
    SummaryError,
    answer_of,
    domain_of,
    edit_plan,
    is_plan,
    make_plan,
    read_plan,
    read_summary,
)
from explorer.remark import Remark
from explorer.ui.language import said
from explorer.ui.planner.answers.changes import part_edit
from explorer.ui.planner.answers.fields import ANSWERS, FIRST_ANSWER, SOURCES, answers_of
from explorer.ui.planner.wording import say
from explorer.ui.reconnect import taken_over
from explorer.ui.state import PageState

HEAD = "planner.head"  # the last layer, where the visitor had to name it
OTHER_EDITS = "planner.other_edits"  # edits of single layers from a saved plan: the page itself edits parts
HELD = "planner.held.{}"  # by source
PROPOSED = "planner.proposed_answer"  # the kind of answer that followed from the model before, until another comes
AWAITED = "planner.awaited"  # the source whose text was in a session that is gone, until it is given again


@dataclass(frozen=True)
class Answer:
    """What step 1 came to."""

    model: Model | None
    stale: str = (
        ""  # why the model is the one before: no new text came yet ("until"), or none that could be read ("before")
    )


@dataclass(frozen=True)
class Held:
    """The last text of a source that could be read."""

    text: str
    model: Model
    saved: str = ""  # "same": a plan saved earlier came back whole; "other": our advice has changed since
    again: bool = False  # read for the second time: answers and changes are those of the link


def read_text(state: PageState, source: str, text: str, when_empty: str) -> Answer:
    """Read a visitor's text once; keep the model before where the text cannot be read."""
    place = HELD.format(source)
    held: Held | None = st.session_state.get(place)
    awaited = _awaited(state) == source
    if not text.strip():
        if awaited or state.opened is not None:
            st.info(say(f"gone.{source}" if awaited else f"link.{source}"), icon=":material/restart_alt:")
        st.caption(when_empty)
        return Answer(None)
    if held is None or held.text != text:
        try:
            held = st.session_state[place] = _take_again(state, text) if awaited else _take(state, text)
        except SummaryError as error:
            # A pasted name may stand in the message: shown as text, never as Markdown.
            with st.container(border=True):
                st.markdown(f":material/error: {say('paste.unread')}")
                st.text(said(error.remark))
            return Answer(held and held.model, stale="before")
    if held.again:
        began = "server" if taken_over() else "page"
        key = f"again.{began}" if held.model.heads else f"again.{began}.head"
        st.info(say(key), icon=":material/restart_alt:")
    if held.saved:
        st.success(say(f"saved.{held.saved}"), icon=":material/history:")
    return Answer(held.model)


def read_again(state: PageState, source: str) -> None:
    """Let a text that was read before a reload be read as one given again: the answers in the link stay."""
    if not st.session_state.get(HELD.format(source)):
        st.session_state[AWAITED] = source


def model_of(source: str) -> Model | None:
    """Return the model of a source's last text that could be read."""
    held: Held | None = st.session_state.get(HELD.format(source))
    return held and held.model


def reopen_plans() -> None:
    """Let saved plans be read anew, answers and all, when their source is chosen again; wait for no lost text."""
    st.session_state[AWAITED] = ""
    for source in SOURCES:
        held: Held | None = st.session_state.get(HELD.format(source))
        if held is not None and held.saved:
            del st.session_state[HELD.format(source)]


def forget_edits(state: PageState) -> None:
    """Drop the visitor's own changes: they spoke of another model, or are taken back."""
    state.apply({"edits": ()})
    st.session_state.pop(OTHER_EDITS, None)


def _awaited(state: PageState) -> str:
    """Return the source whose text another process held when the visit began here; empty for none."""
    if AWAITED not in st.session_state:
        st.session_state[AWAITED] = state.values["source"] if taken_over() else ""
    return st.session_state[AWAITED]


def other_edits(stage: int | None = None) -> tuple[Edit, ...]:
    """Return a saved plan's edits of single layers; with `stage`, only those in that part."""
    return tuple(edit for place, edit in st.session_state.get(OTHER_EDITS, ()) if stage in (None, place))


def drop_other_edits(stage: int) -> None:
    """Let the visitor's new choice for a part stand alone."""
    kept = [pair for pair in st.session_state.get(OTHER_EDITS, ()) if pair[0] != stage]
    st.session_state[OTHER_EDITS] = tuple(kept)


def _take_again(state: PageState, text: str) -> Held:
    """Read a text that was read before in a session that is gone: the answers and changes in the link stay.

    It comes from the visitor's browser, or the visitor gives it again. Raises SummaryError.
    """
    answers = {field.key: state.values[field.key] for field in state.fields}
    held = _take(state, text)
    others = st.session_state.get(OTHER_EDITS, ())
    if answers["strategy"] != state.values["strategy"]:
        others = ()  # another strategy drops all changes
    changed = {edit.stage for edit in set(answers["edits"]) ^ set(state.values["edits"])}
    state.apply(answers)
    st.session_state[AWAITED] = ""
    st.session_state[OTHER_EDITS] = tuple(pair for pair in others if pair[0] not in changed)
    return replace(held, saved="", again=True)


def _take(state: PageState, text: str) -> Held:
    """Read a new text, and let the page's answers follow from it. Raises SummaryError."""
    if is_plan(text):
        return _take_plan(state, text)
    model = read_summary(text)
    forget_edits(state)
    st.session_state.pop(HEAD, None)
    follow_model(state, model, domain_of(model))
    return Held(text, model)


def follow_model(state: PageState, model: Model, domain: str | None) -> None:
    """Let the kinds of data and answer follow from a new model; an answer that followed from the one before goes."""
    proposed = next((kept for kept, answer in ANSWERS.items() if answer == answer_of(model)), None)
    before = st.session_state.pop(PROPOSED, None)
    if proposed is not None:
        st.session_state[PROPOSED] = proposed
    gone = before is not None and state.values["answer"] == before
    state.apply({
        "domain": domain or state.values["domain"],
        "answer": proposed or (FIRST_ANSWER if gone else state.values["answer"]),
    })  # fmt: skip


def _take_plan(state: PageState, text: str) -> Held:
    try:
        plan = read_plan(text)
        same = _follows(plan)
    except ReaderError as error:
        raise SummaryError(error.remark) from None
    if not plan.model.layers:
        raise SummaryError(Remark("fine_tuning_planner.saved.empty"))
    forget_edits(state)
    stages, others = split_edits(plan)
    state.apply({**answers_of(plan), "edits": stages, "classics": False})
    st.session_state[HEAD] = plan.task.head
    st.session_state[OTHER_EDITS] = others
    return Held(text, plan.model, "same" if same else "other")


def _follows(plan: Plan) -> bool:
    """Whether the rules of today still give this plan."""
    today = make_plan(plan.model, plan.task, plan.requested)
    today = edit_plan(today, plan.edits) if plan.edits else today
    return [(p.action, p.multiplier) for p in today.layers] == [(p.action, p.multiplier) for p in plan.layers]


def split_edits(plan: Plan) -> tuple[tuple, tuple]:
    """Part a plan's edits into those of whole parts, as the page keeps them, and those of single layers.

    A later edit of a whole part takes the place of earlier ones of its layers. Returns (stage, action, speed)
    by stage, and (stage, Edit) for single layers.
    """
    stages: dict[int, Edit] = {}
    others: list[tuple[int, Edit]] = []
    for edit in plan.edits:
        if edit.stage is None:
            others.append((_stage_of(plan.model, edit.layer), edit))
            continue
        others = [pair for pair in others if pair[0] != edit.stage]
        planned = [p for p in plan.layers if p.layer.stage == edit.stage and p.own]
        fastest = max((p.multiplier for p in planned), default=0.0)
        speed = fastest if edit.multiplier is None else edit.multiplier
        action = edit.action or next((p.action for p in planned if p.multiplier == fastest), "tune")
        kept = action == "freeze" or speed == 0
        stages[edit.stage] = part_edit(edit.stage, "freeze" if kept else action, 0.0 if kept else speed)
    return tuple(stages[stage] for stage in sorted(stages)), tuple(others)


def _stage_of(model: Model, layer: str | int) -> int:
    if isinstance(layer, int):
        return model.layers[layer].stage
    return next(other.stage for other in model.layers if other.path == layer)
