"""Was it chance? The lens "Luck": the same recipe with twenty luck numbers, and in narrower and wider layers."""

import streamlit as st

from explorer.charts import luck_charts as charts
from explorer.charts.signal_lines import line_spec, line_table, present
from explorer.simulation import Luck, Signal, leaves_luck, luck_spec, narrowing
from explorer.ui.components.appearance import appearance
from explorer.ui.components.job import Job, Slices
from explorer.ui.first_weights.look.luck_work import luck_slices, lucks, width_slices, widths
from explorer.ui.first_weights.wording import layer_word, say
from explorer.ui.language import language, said
from explorer.ui.state import PageState

NETWORKS, WIDTHS = Job("first_weights.luck"), Job("first_weights.luck.widths")

NARROWS = -0.25  # half of the power that averaging over more neurons gives: a clear narrowing; our line


def show_luck(state: PageState, result: Signal, named: int | None) -> None:
    """Run the recipe with other luck numbers, then at other widths; show each as soon as it is there."""
    spec = luck_spec(result.spec)
    if lucks().get(spec) is None and not NETWORKS.done(spec, luck_slices):
        NETWORKS.show(state, _told)
        return
    luck = lucks().get(spec)
    st.markdown(luck_sentence(luck, result))
    left, middle, right = st.columns(3)
    _ribbons(luck, (left, middle))
    if widths().get(spec) is None and not WIDTHS.done(spec, width_slices):
        with right:
            WIDTHS.show(state, _told)
    else:
        _by_width(widths().get(spec), right)
    st.caption(about(luck, result))


def _told(work: Slices) -> str:
    return say("luck.progress", share=round(work.share, 2))


def luck_sentence(luck: Luck, result: Signal) -> str:
    """Say how many get through, and how far the last layers lie apart."""
    sentences = [said(luck.told)]
    if not leaves_luck(result.spec):
        sentences.append(say("luck.none"))
    last = luck.ahead[:, -1]
    sentences.append(say("luck.band", depth=luck.spec.depth, low=float(last.min()), high=float(last.max())))
    return " ".join(sentences)


def about(luck: Luck, result: Signal) -> str:
    """Say what was run: which luck numbers, how many examples, and at which width where it is another."""
    how = say("luck.how", first=luck.seeds[0], last=luck.seeds[-1], samples=luck.spec.samples)
    return how if luck.spec.width == result.spec.width else f"{say('luck.narrower', width=luck.spec.width)} {how}"


def _ribbons(luck: Luck, places: tuple) -> None:
    axis = charts.ribbon_axis(luck, language())
    for place, key, sizes in zip(places, ("forward", "backward"), (luck.ahead, luck.back), strict=True):
        chart = charts.ribbon_chart(
            say(f"luck.{key}.title"), layer_word(luck.spec), say("luck.own"), say("luck.middle"), key == "forward"
        )
        table = charts.ribbon_table(sizes, language())
        shown = present(chart, table)
        place.vega_lite_chart(
            line_table(table, shown, axis, language()),
            line_spec(shown, appearance()),
            key=f"first_weights.luck.{key}.chart", alt=say(f"luck.{key}.alt"),
        )  # fmt: skip


def _by_width(found: tuple[Luck, ...], place) -> None:
    axis = charts.width_axis(found, language())
    names = (say("luck.axis.width"), say("line.size"), say("control.seed.label"))
    told = width_sentence(found)
    place.vega_lite_chart(
        charts.width_table(found, axis, language()),
        charts.width_spec(say("luck.widths.title"), names, axis, appearance(), language()),
        key="first_weights.luck.widths.chart", alt=f"{say('luck.widths.title')}. {told}",
    )  # fmt: skip
    place.caption(told)


def width_sentence(found: tuple[Luck, ...]) -> str:
    """Say how far the largest and the smallest lie apart in the narrowest and in the widest layers."""
    first, last, power = found[0], found[-1], narrowing(found)
    if power is None:
        return say("luck.widths.even")
    narrow, wide = first.spec.width, last.spec.width
    sentences = [say("luck.widths.told", narrow=narrow, wide=wide, much=first.band, little=last.band)]
    if first.silent:
        sentences.append(say("luck.widths.silent", narrow=narrow, silent=first.silent))
    sentences += [say("luck.widths.why")] * (power < NARROWS)
    return " ".join(sentences)
