"""Would it have learned? This start and the mended one, trained on the same batches; and seven rates for each."""

from functools import partial

import numpy as np
import streamlit as st

from explorer.charts import learning_charts as charts
from explorer.errors import ReaderError
from explorer.simulation import OPTIMIZERS, TASKS, Ladder, Signal, SignalSpec, Training
from explorer.ui.components.appearance import appearance
from explorer.ui.components.job import Job, Slices
from explorer.ui.first_weights.learning.lessons import (
    LADDER_OPTIMIZERS,
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
from explorer.ui.first_weights.running.runs import run
from explorer.ui.first_weights.wording import say
from explorer.ui.language import language, said, worded, written
from explorer.ui.state import PageState

LESSON, CLIMB = Job("first_weights.lesson"), Job("first_weights.climb")
RATES = (0.00001, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
STEPS = (50, 100, 200, 300, 500, 1000)
BATCHES = (8, 16, 32, 64, 128, 256)
DROPOUTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7)


def show_learning(state: PageState, result: Signal, named: int | None) -> None:
    """Ask how to train; train when asked, and show what came of it."""
    _ask(state)
    spec = result.spec
    try:
        lesson, climb = (make(spec, _mended(spec), state.values) for make in (lesson_of, climb_of))
    except ReaderError as error:
        st.text(said(error.remark))
        return
    width = lesson.starts[0].signal.width
    st.caption(say("learning.about", width=width, seeds=SEEDS))
    trained, climbed = lessons().get(lesson), climbs().get(climb)
    at_work = _buttons(state, lesson, climb, trained is not None, climbed is not None)
    if trained is not None:
        _show_lesson(trained)
    if climbed is not None:
        _show_climb(climbed)
    if trained is None and climbed is None and not at_work:
        st.info(say("learning.empty"), icon=":material/school:")


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
    for job, spec in ((LESSON, lesson), (CLIMB, climb)):
        if job.at_work_on(spec) is not None:
            job.show(state, _told)
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


def _names(count: int) -> tuple[str, ...]:
    return (say("learning.this"), say("learning.mended"))[:count]


def _show_lesson(trained: tuple[Training, ...]) -> None:
    names, colours = _names(len(trained)), appearance()
    sentences = [lesson_sentence(name, training) for name, training in zip(names, trained, strict=True)]
    for sentence in sentences:
        st.markdown(sentence)
    guess = trained[0].guessing_loss
    left, middle, right = st.columns(3)
    axis = say("learning.axis.step")
    left.vega_lite_chart(
        charts.curve_table(trained, names, "loss"),
        charts.curve_spec(
            (axis, say("learning.axis.loss")), names, guess, say("learning.guessing"), False, colours, language()
        ),
        key="first_weights.learning.loss", alt=say("learning.loss.alt"),
    )  # fmt: skip
    middle.vega_lite_chart(
        charts.curve_table(trained, names, "accuracy"),
        charts.curve_spec(
            (axis, say("learning.axis.accuracy")), names, float(np.exp(-guess)), say("learning.guessing"), True,
            colours, language(),
        ),
        key="first_weights.learning.accuracy", alt=" ".join(sentences),
    )  # fmt: skip
    right.vega_lite_chart(
        charts.ratio_table(trained, names),
        charts.ratio_spec(
            (say("axis.layer"), say("learning.axis.ratio")), names, say("learning.usual"), colours, language()
        ),
        key="first_weights.learning.ratio", alt=say("learning.ratio.alt"),
    )  # fmt: skip
    st.caption(say("learning.how", seeds=SEEDS))
    if TASKS[trained[0].spec.task].planar:
        _show_boundaries(names, trained)


def _show_boundaries(names: tuple[str, ...], trained: tuple[Training, ...]) -> None:
    for place, name, training in zip(st.columns(len(trained)), names, trained, strict=True):
        place.markdown(say("learning.boundary", start=name))
        place.vega_lite_chart(
            charts.boundary_table(training, TASKS[training.spec.task]), charts.boundary_spec(appearance()),
            key=f"first_weights.learning.boundary.{name}", alt=say("learning.boundary", start=name),
        )  # fmt: skip


def lesson_sentence(name: str, training: Training) -> str:
    """Say what a start reached: "This start: 93 % right after 200 steps (3 networks: 91 % to 94 %)."."""
    last = training.accuracy[:, -1]
    lost = int((training.left_at >= 0).sum())
    key = "learning.reached" if lost == 0 else "learning.reached.lost"
    return say(
        key, start=name, mean=written(float(last.mean()), "share"), low=written(float(last.min()), "share"),
        high=written(float(last.max()), "share"), steps=written(int(training.recorded_steps[-1]), "count"),
        seeds=len(last), lost=lost, guess=written(float(np.exp(-training.guessing_loss)), "share"),
    )  # fmt: skip


def _show_climb(ladders: tuple[Ladder, ...]) -> None:
    names, colours = _names(len(ladders[0].spec.signals)), appearance()
    places = st.columns(len(ladders))
    for place, key, ladder in zip(places, LADDER_OPTIMIZERS, ladders, strict=True):
        place.markdown(f"**{worded('optimizers', OPTIMIZERS[key])}**")
        sentences = [rate_sentence(name, ladder, row) for row, name in enumerate(names)]
        place.markdown("  \n".join(sentences))
        place.vega_lite_chart(
            charts.ladder_table(ladder, names),
            charts.ladder_spec((say("learning.axis.rate"), say("learning.axis.accuracy")), names, colours, language()),
            key=f"first_weights.learning.ladder.{key}", alt=" ".join(sentences),
        )  # fmt: skip
    st.caption(say("learning.ladder.how", seeds=SEEDS))


def rate_sentence(name: str, ladder: Ladder, row: int) -> str:
    """Say what a start reaches at its best rate and at its worst: a verdict without a rate is half a sentence."""
    means = ladder.mean_accuracy[row]
    worst = int(np.argmin(means))
    return say(
        "learning.rate.sentence", start=name, best=written(float(ladder.best_rate[row]), "number"),
        reached=written(float(ladder.best_accuracy[row]), "share"), worst=written(ladder.spec.rates[worst], "number"),
        least=written(float(means[worst]), "share"),
    )  # fmt: skip
