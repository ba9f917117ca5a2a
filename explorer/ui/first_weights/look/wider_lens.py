"""Would this rate survive a wider network? The lens "Wider": the coordinate check, one tap and one chart."""

from functools import partial

import streamlit as st

from explorer.charts import wider_chart as charts
from explorer.charts.axis_ends import drawn
from explorer.errors import ReaderError
from explorer.simulation import WIDER_SEEDS, WIDER_WAYS, WIDER_WIDTHS, Signal, Wider, WiderSpec, wider_steps
from explorer.ui.components.appearance import appearance
from explorer.ui.components.job import Job, Slices
from explorer.ui.components.recent import Recent
from explorer.ui.first_weights.wording import say
from explorer.ui.language import language, said, written
from explorer.ui.state import PageState

JOB = Job("first_weights.wider")
KEPT = 64
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
STEPS = (1, 2, 3)
MUP_HOLDS = 0.25  # doublings of the output a doubling of the width, under μP, up to which it is called level; our line


@st.cache_resource(show_spinner=False)
def checks() -> Recent[WiderSpec, Wider]:
    """Return the finished checks of this process."""
    return Recent(KEPT)


def show_wider(state: PageState, result: Signal, named: int | None) -> None:
    """Ask for rate and steps; train when asked, and show what became of the output's size."""
    st.markdown(say("wider.question"))
    left, right = st.columns(2)
    left.select_slider(
        say("wider.rate"), sorted({*RATES, state.values["wider_rate"]}), format_func=partial(written, form="number"),
        help=say("wider.rate.help"), **state.widget("wider_rate"),
    )  # fmt: skip
    right.select_slider(say("wider.steps"), STEPS, help=say("wider.steps.help"), **state.widget("wider_steps"))
    try:
        spec = WiderSpec(result.spec, state.values["wider_rate"], state.values["wider_steps"])
    except ReaderError as error:
        st.text(said(error.remark))
        return
    found = checks().get(spec)
    if found is not None:
        _show(found)
    elif JOB.at_work_on(spec) is not None:
        JOB.show(state, _told)
    else:
        st.button(
            say("wider.try"), key="first_weights.wider.try", icon=":material/play_arrow:",
            on_click=lambda: JOB.start(wider_slices(spec)),
        )  # fmt: skip
    st.caption(about(spec))


def wider_slices(spec: WiderSpec) -> Slices:
    """Return the work on one check; what comes of it is kept for all."""
    return Slices(spec, wider_steps(spec), lambda found, _: checks().put(spec, found))


def _told(work: Slices) -> str:
    return say("wider.progress", share=round(work.share, 2))


def _show(found: Wider) -> None:
    names = tuple(say(f"wider.way.{way}") for way in WIDER_WAYS)
    moments = say("wider.before"), say("wider.after", steps=found.spec.steps)
    axes, look = (say("wider.axis.width"), say("wider.axis.size")), (appearance(), language())
    told = wider_sentence(found)
    st.markdown(told)
    st.vega_lite_chart(
        *drawn(charts.wider_table(found, names, moments), charts.wider_spec(axes, names, moments, *look)),
        key="first_weights.wider.chart", alt=told,
    )  # fmt: skip


def wider_sentence(found: Wider) -> str:
    """Say what became of the output's size from the narrowest to the widest, and whether the rate carries over."""
    figures = {
        "rate": found.spec.rate,
        "steps": found.spec.steps,
        "narrow": WIDER_WIDTHS[0],
        "wide": WIDER_WIDTHS[-1],
    }
    usual, mup = found.growth("usual"), found.growth("mup")
    if found.lost("usual"):
        first = say("wider.lost", **figures)
    else:
        first = say(f"wider.usual.{found.survives}", times=usual, **figures)
    if found.lost("mup"):
        return first
    level = "level" if abs(found.slope("mup")) < MUP_HOLDS else "other"
    return f"{first} {say(f'wider.mup.{level}', times=mup)}"


def about(spec: WiderSpec) -> str:
    """Say what is trained: how many layers of the visitor's network, and what stays as it is."""
    start = spec.start(WIDER_WIDTHS[0], 0)
    layers = "wider.about.blocks" if start.build.branched else "wider.about.layers"
    last = spec.start(WIDER_WIDTHS[0], WIDER_SEEDS - 1).seed
    return f"{say(layers, depth=start.depth)} {say('wider.about', seeds=WIDER_SEEDS, first=start.seed, last=last)}"
