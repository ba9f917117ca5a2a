"""What did the starts reach? Sentences and charts of a lesson and of a ladder of rates, finished or so far."""

import numpy as np
import streamlit as st

from explorer.charts import learning_charts as charts
from explorer.charts.axis_ends import drawn
from explorer.simulation import OPTIMIZERS, TASKS, Ladder, Training, TrainingSpec, dropout_growth
from explorer.ui.components.appearance import appearance
from explorer.ui.first_weights.learning.lessons import SEEDS
from explorer.ui.first_weights.wording import layer_word, say
from explorer.ui.language import language, worded, written


def _names(count: int) -> tuple[str, ...]:
    return (say("learning.this"), say("learning.mended"))[:count]


def show_lesson(trained: tuple[Training, ...]) -> None:
    """Show what starts reached, or have reached so far: sentences, three curves, the plane where it is one."""
    names, colours = _names(len(trained)), appearance()
    sentences = [lesson_sentence(name, training) for name, training in zip(names, trained, strict=True)]
    for sentence in sentences:
        st.markdown(sentence)
    guess, steps = trained[0].guessing_loss, trained[0].spec.steps
    left, middle, right = st.columns(3)
    axis = say("learning.axis.step")
    left.vega_lite_chart(
        *drawn(
            charts.curve_table(trained, names, "loss"),
            charts.curve_spec(
                (axis, say("learning.axis.loss")), names, guess, say("learning.guessing"), False, steps, colours,
                language(),
            ),
        ),
        key="first_weights.learning.loss", alt=say("learning.loss.alt"),
    )  # fmt: skip
    middle.vega_lite_chart(
        *drawn(
            charts.curve_table(trained, names, "accuracy"),
            charts.curve_spec(
                (axis, say("learning.axis.accuracy")), names, float(np.exp(-guess)), say("learning.guessing"), True,
                steps, colours, language(),
            ),
        ),
        key="first_weights.learning.accuracy", alt=" ".join(sentences),
    )  # fmt: skip
    right.vega_lite_chart(
        *drawn(
            charts.ratio_table(trained, names),
            charts.ratio_spec(
                (layer_word(trained[0].spec.signal), say("learning.axis.ratio")), names, say("learning.usual"), colours,
                language(),
            ),
        ),
        key="first_weights.learning.ratio", alt=say("learning.ratio.alt"),
    )  # fmt: skip
    st.caption(say("learning.how", seeds=SEEDS))
    if trained[0].spec.dropout and trained[0].spec.signal.block == "plain":  # the law is of plain stacks
        st.caption(dropout_sentence(trained[0].spec))
    if TASKS[trained[0].spec.task].planar:
        _show_boundaries(names, trained)


def _show_boundaries(names: tuple[str, ...], trained: tuple[Training, ...]) -> None:
    for place, name, training in zip(st.columns(len(trained)), names, trained, strict=True):
        place.markdown(say("learning.boundary", start=name))
        place.vega_lite_chart(
            *drawn(charts.boundary_table(training, TASKS[training.spec.task]), charts.boundary_spec(appearance())),
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


def dropout_sentence(spec: TrainingSpec) -> str:
    """Say what leaving neurons out does to the size of the signal in this network, as measured at its start."""
    growth = dropout_growth(spec)
    return say(
        "learning.dropout.measured", share=spec.dropout, times=1 / (1 - spec.dropout), first=float(growth[0]),
        last=float(growth[-1]), depth=len(growth),
    )  # fmt: skip


def show_climb(ladders: tuple[Ladder, ...]) -> None:
    """Show what each start reached, or has reached so far, at each rate."""
    names, colours = _names(len(ladders[0].spec.signals)), appearance()
    titles = say("learning.axis.rate"), say("learning.axis.accuracy")
    places = st.columns(len(ladders))
    for place, ladder in zip(places, ladders, strict=True):
        key = ladder.spec.optimizer
        place.markdown(f"**{worded('optimizers', OPTIMIZERS[key])}**")
        sentences = [rate_sentence(name, ladder, row) for row, name in enumerate(names)]
        place.markdown("  \n".join(sentences))
        place.vega_lite_chart(
            *drawn(charts.ladder_table(ladder, names), charts.ladder_spec(titles, names, colours, language())),
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
