"""Would it have learned? This start and the mended one, trained on the same batches; and seven rates for each."""

from functools import partial

import streamlit as st

from explorer.errors import ReaderError
from explorer.simulation import (
    OPTIMIZERS,
    TASKS,
    Signal,
    SignalSpec,
)
from explorer.ui.components.job import Job, Slices
from explorer.ui.first_weights.learning.lessons import (
    SEEDS,
    Climb,
    Lesson,
    climb_of,
    climb_slices,
    climbs,
    lesson_of,
    lesson_slices,
    lessons,
)
from explorer.ui.first_weights.learning.reached import show_climb, show_lesson
from explorer.ui.first_weights.learning.topics import TOPICS, Topic, topic_of
from explorer.ui.first_weights.running.runs import run
from explorer.ui.first_weights.wording import say
from explorer.ui.language import said, worded, written
from explorer.ui.state import PageState

AT_ONCE = "first_weights.lesson.at_once"  # a lesson was tapped: its training begins without another tap
LESSON, CLIMB = Job("first_weights.lesson"), Job("first_weights.climb")
RATES = (0.00001, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
STEPS = (50, 100, 200, 300, 500, 1000)
BATCHES = (8, 16, 32, 64, 128, 256)
DROPOUTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7)


def show_learning(state: PageState, result: Signal, named: int | None) -> None:
    """Ask how to train; train when asked, and show what came of it."""
    _topics(state)
    _ask(state)
    spec = result.spec
    try:
        lesson, climb = (make(spec, _mended(spec), state.values) for make in (lesson_of, climb_of))
    except ReaderError as error:
        st.text(said(error.remark))
        return
    first = lesson.starts[0]
    lucks = {"first": first.network_seeds[0], "last": first.network_seeds[-1]}
    st.caption(say("learning.about", width=first.signal.width, seeds=SEEDS, **lucks))
    if st.session_state.pop(AT_ONCE, False) and lessons().get(lesson) is None:
        LESSON.start(lesson_slices(lesson))
    trained, climbed = lessons().get(lesson), climbs().get(climb)
    at_work = _buttons(state, lesson, climb, trained is not None, climbed is not None)
    if trained is not None:
        show_lesson(trained)
    if climbed is not None:
        show_climb(climbed)
    if trained is None and climbed is None and not at_work:
        st.info(say("learning.empty"), icon=":material/school:")


def _topics(state: PageState) -> None:
    """Offer the lessons that are a tap away, and say what the one at hand shows."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(say("topic.intro"))
        for topic in TOPICS.values():
            st.button(
                say(f"topic.{topic.key}"),
                key=f"first_weights.topic.{topic.key}",
                on_click=_take_up,
                args=(state, topic),
            )
    at_hand = topic_of(state.values)
    if at_hand is not None:
        st.caption(say(f"topic.{at_hand}.about"))


def _take_up(state: PageState, topic: Topic) -> None:
    state.apply(topic.all_settings)
    st.session_state[AT_ONCE] = True


def _mended(spec: SignalSpec) -> SignalSpec | None:
    verdict = run(spec).verdict
    return None if verdict.healthy else verdict.fix


def _ask(state: PageState) -> None:
    places = [*st.columns(3), *st.columns(3)]
    with places[0]:
        st.selectbox(
            say("learning.task"),
            list(TASKS),
            format_func=lambda key: worded("tasks", TASKS[key]),
            **state.widget("task"),
        )
    with places[1]:
        st.selectbox(
            say("learning.learner"), list(OPTIMIZERS), format_func=lambda key: worded("optimizers", OPTIMIZERS[key]),
            help=worded("optimizers", OPTIMIZERS[state.values["learner"]], "sentence"), **state.widget("learner"),
        )  # fmt: skip
    for place, key, stops, form in (
        (places[2], "rate", RATES, "number"),
        (places[3], "steps", STEPS, "count"),
        (places[4], "batch", BATCHES, "count"),
        (places[5], "dropout", DROPOUTS, "share"),
    ):
        place.select_slider(
            say(f"learning.{key}"), sorted({*stops, state.values[key]}), format_func=partial(written, form=form),
            help=say(f"learning.{key}.help"), **state.widget(key),
        )  # fmt: skip


def _buttons(state: PageState, lesson: Lesson, climb: Climb, trained: bool, climbed: bool) -> bool:
    """Offer what was not done yet, or show how far work in progress is; return whether there is any."""
    for job, spec, drawn in ((LESSON, lesson, show_lesson), (CLIMB, climb, show_climb)):
        if job.at_work_on(spec) is not None:
            job.show(state, _told, drawn=drawn)
            return True
    with st.container(horizontal=True):
        if not trained:
            st.button(
                say("learning.train"), key="first_weights.train", icon=":material/play_arrow:",
                on_click=lambda: LESSON.start(lesson_slices(lesson)),
            )  # fmt: skip
        if not climbed:
            st.button(
                say("learning.climb"), key="first_weights.climb", icon=":material/stairs:",
                on_click=lambda: CLIMB.start(climb_slices(climb)),
            )  # fmt: skip
    return False


def _told(work: Slices) -> str:
    return say("learning.progress", share=written(round(work.share, 2), "share"))
