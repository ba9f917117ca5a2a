"""How many different neurons? The lens "Sameness": the tie of equal neurons, and how much noise breaks it."""

from bisect import bisect_right

import streamlit as st

from explorer.charts import parting_charts as charts
from explorer.errors import ReaderError
from explorer.simulation import PARTING_MOMENTS, Parting, PartingSpec, Signal, parting_steps
from explorer.ui.components.appearance import appearance
from explorer.ui.components.job import Job, Slices
from explorer.ui.components.recent import Recent
from explorer.ui.first_weights.look.map_lens import records
from explorer.ui.first_weights.wording import layer_word, say
from explorer.ui.language import language, said, written
from explorer.ui.state import PageState

JOB = Job("first_weights.sameness")
KEPT = 64  # some tens of kilobytes each
NOISES = (0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1)


@st.cache_resource(show_spinner=False)
def partings() -> Recent[PartingSpec, Parting]:
    """Return the finished runs of this process."""
    return Recent(KEPT)


def show_sameness(state: PageState, result: Signal, named: int | None) -> None:
    """Ask for the noise and the moment; train, and show how many different neurons there are."""
    st.markdown(say("sameness.question"))
    _ask(state)
    try:
        spec = PartingSpec(result.spec, state.values["tie_noise"], state.values["tie_random"])
    except ReaderError as error:
        st.text(said(error.remark))
        return
    if partings().get(spec) is None and not JOB.done(spec, parting_slices):
        JOB.show(state, _told)
        return
    _show(partings().get(spec), moment_of(state.values["tie_step"]))


def _ask(state: PageState) -> None:
    left, middle, right = st.columns([36, 36, 28], vertical_alignment="bottom")
    left.select_slider(
        say("sameness.noise"), sorted({*NOISES, state.values["tie_noise"]}), format_func=_noise_text,
        help=say("sameness.noise.help"), **state.widget("tie_noise"),
    )  # fmt: skip
    middle.select_slider(
        say("sameness.step"), sorted({*PARTING_MOMENTS, state.values["tie_step"]}), help=say("sameness.step.help"),
        **state.widget("tie_step"),
    )  # fmt: skip
    right.toggle(say("sameness.random"), help=say("sameness.random.help"), **state.widget("tie_random"))


def _noise_text(noise: float) -> str:
    return written(noise, "number") if noise else say("sameness.noise.none")


def moment_of(step: int) -> int:
    """Return the place of the last moment that was looked at by then: a link may name a step between two."""
    return bisect_right(PARTING_MOMENTS, step) - 1


def parting_slices(spec: PartingSpec) -> Slices:
    """Return the work on one run; what comes of it is kept for all."""
    return Slices(spec, parting_steps(spec), lambda found, _: partings().put(spec, found))


def _told(work: Slices) -> str:
    return say("sameness.progress", steps=PARTING_MOMENTS[-1], share=round(work.share, 2))


def _show(found: Parting, place: int) -> None:
    told = sameness_sentence(found, place)
    st.markdown(told)
    names = say("sameness.start"), say("sameness.after", steps=PARTING_MOMENTS[place])
    layer, depth = layer_word(found.spec.signal), found.distinct_units.shape[1]
    left, right = st.columns(2)
    left.vega_lite_chart(
        charts.count_table(found, place, names),
        charts.count_spec((layer, say("sameness.axis.count")), names, found.width, depth, appearance(), language()),
        key="first_weights.sameness.count", alt=told,
    )  # fmt: skip
    right.vega_lite_chart(
        charts.apart_table(found, place, names),
        charts.apart_spec(
            (layer, say("sameness.axis.apart")), names, charts.apart_low(found), depth, appearance(), language()
        ),
        key="first_weights.sameness.apart", alt=say("sameness.apart.alt"),
    )  # fmt: skip
    _pictures(found, place, layer)
    seed, rate = found.spec.signal.seed, found.spec.training.learning_rate
    st.caption(say("sameness.how", seed=seed, width=found.width, rate=rate))


def _pictures(found: Parting, place: int, layer: str) -> None:
    """Draw a corner of each layer's weights: stripes where neurons are copies of each other."""
    shape = found.weights.shape[2:]
    cells, headings = charts.picture_tables(found, place, layer, language())
    told = say("sameness.pictures", inputs=shape[0], neurons=shape[1])
    chart = charts.pictures_spec(say("sameness.weight"), len(headings), shape, appearance(), language())
    st.markdown(told)
    st.vega_lite_chart(
        spec={**chart, "datasets": {"cells": records(cells), "headings": records(headings)}},
        key="first_weights.sameness.pictures", alt=told,
    )  # fmt: skip


def sameness_sentence(found: Parting, place: int) -> str:
    """Say how many different neurons the layers hold at the start and at a moment, and what that means."""
    counts = found.distinct_units
    sentences = [
        _counted("start", counts[0], found),
        _counted("after", counts[place], found, steps=PARTING_MOMENTS[place]),
    ]
    return " ".join([*sentences[: 1 + (place > 0)], _meaning(found, place)])


def _counted(when: str, counts, found: Parting, **values: int) -> str:
    low, high = int(counts.min()), int(counts.max())
    form = "one" if low == high else "range"
    return say(f"sameness.counted.{when}.{form}", low=low, high=high, width=found.width, **values)


def _meaning(found: Parting, place: int) -> str:
    """Say what keeps neurons alike, or how far apart they are."""
    counts, apart = found.distinct_units[place], found.apart[place]
    if not counts.all():
        return say("sameness.lost")
    alike = int((apart == 0).sum())
    if alike == len(apart):
        if found.apart.any():
            return say("sameness.so_far")
        return say("sameness.tied.unheard" if found.spec.random_answer else "sameness.tied")
    if alike == len(apart) - 1 and apart[-1] and found.spec.random_answer:
        return say("sameness.last" if found.weights[place].any() else "sameness.last.biases")
    if alike:
        return say("sameness.some", alike=alike, all=len(apart))
    return say("sameness.apart", least=float(apart.min()), right=float(found.accuracy[place]))
