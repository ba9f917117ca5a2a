"""How is the classic figure put on the page? Forward and backward side by side, on one vertical axis."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer.charts.axis import Axis, axis_for
from explorer.charts.layer_table import LayerTable
from explorer.charts.signal_lines import (
    NOTHING,
    Drawing,
    LineChart,
    LineStyle,
    limit_words,
    line_spec,
    line_table,
    present,
)
from explorer.simulation import FLOAT_FORMATS, FormatExit, Signal, Verdict
from explorer.ui.components.appearance import appearance
from explorer.ui.first_weights.wording import layer_word, say
from explorer.ui.language import language


def forward_chart(show_size: bool, layer: str) -> LineChart:
    """Return what the forward chart shows: the spread, or the size where a recipe keeps the mean square.

    `layer` is what one step is called.
    """
    main = LineStyle("size", say("line.size"), "spread", "circle")
    if not show_size:
        main = LineStyle("spread", say("line.spread"), "spread", "circle")
    average = LineStyle("average", say("line.average"), "average", "circle", filled=False, dash=(4, 3))
    return LineChart(
        say("forward.title"),
        layer,
        (*_references(main.column), average, main),
        band=("noise_low", "noise_high", "average"),
    )


def backward_chart(layer: str) -> LineChart:
    """Return what the backward chart shows."""
    main = LineStyle("correction", say("line.correction"), "correction", "square")
    return LineChart(say("backward.title"), layer, (*_references("correction"), main))


def _references(column: str) -> tuple[LineStyle, ...]:
    before = LineStyle(f"before_{column}", say("line.before"), "reference", dash=(5, 4), width=1.6)
    theory = LineStyle(f"theory_{column}", say("line.theory"), "reference", width=1.2)
    return before, theory


def shared_axis(table: LayerTable, main: str) -> Axis:
    """Return the vertical axis of both charts: it holds both main lines, their theory and the run before."""
    wanted = [main, "correction"]
    columns = [column for name in wanted for column in (name, f"theory_{name}", f"before_{name}") if column in table]
    around_mean = np.array([table["average_value"], table["noise_low_value"], table["noise_high_value"]])
    sizes, small = np.array([table[column] for column in columns]), table["noise"]
    return axis_for(sizes, signed=around_mean, small=small, language=language())


LABEL_ROOM = 0.12  # of the axis: the height of a label


@dataclass(frozen=True)
class Shown:
    """What the visitor has chosen to see in the charts."""

    size: bool = False  # the size (RMS) instead of the spread
    formats: bool = False  # where number formats end


def shown_in(values: Mapping, verdict: Verdict) -> Shown:
    """Return what the charts show: the ends of formats where asked for, and where the verdict is about them."""
    return Shown(size=values["show_size"], formats=values["formats"] or verdict.key == "overflow")


@dataclass(frozen=True)
class Pointer:
    """The layer that the verdict names, in one of the two charts."""

    layer: int
    forward: bool


def show_figure(result: Signal, table: LayerTable, shown: Shown, pointer: Pointer | None) -> None:
    """Draw both charts, with an arrow at the layer that breaks, and the ends of number formats where asked for."""
    axis, drawings = drawn(result, table, shown, pointer)
    with st.container(key="first_weights.charts"):
        places = st.columns(2)
    alts = ("forward", say("forward.alt")), ("backward", say("backward.alt"))
    for place, one, (name, alt) in zip(places, drawings, alts, strict=True):
        sent = line_table(one.table, one.chart, axis, language())
        drawing = line_spec(one.chart, appearance())
        place.vega_lite_chart(sent, drawing, key=f"first_weights.{name}", alt=alt)


def drawn(
    result: Signal, table: LayerTable, shown: Shown, pointer: Pointer | None
) -> tuple[Axis, tuple[Drawing, Drawing]]:
    """Return the axis of both charts and what each of them draws, arrow and ends of formats among it."""
    layer = layer_word(result.spec)
    charts = forward_chart(shown.size, layer), backward_chart(layer)
    axis = shared_axis(table, charts[0].lines[-1].column)
    drawings = []
    for chart, forward in zip(charts, (True, False), strict=True):
        marked = with_limits(table, axis, result.format_exits, forward) if shown.formats else dict(table)
        if pointer and pointer.forward == forward:
            line = marked[chart.lines[-1].column]
            marked["arrow"] = np.where(marked["layer"] == pointer.layer, line, NOTHING)
        drawings.append(Drawing(present(chart, marked), marked))
    return axis, tuple(drawings)


def with_limits(table: LayerTable, axis: Axis, exits: tuple[FormatExit, ...], forward: bool) -> LayerTable:
    """Add the heights where number formats end, two at most, each labelled with the first layer that falls off."""
    found = []
    for one in exits:
        ends = FLOAT_FORMATS[one.format]
        small, large = (one.signal_too_small, one.signal_too_large) if forward else _gradient_exits(one)
        found += [(math.log10(ends.smallest), one.format, small), (math.log10(ends.largest), one.format, large)]
    shown = [limit for limit in found if axis.log and axis.low < limit[0] < axis.high]
    line = axis.place(table["spread" if forward else "correction"])
    columns = {}
    for column, (height, name, layer) in zip(("limit_a", "limit_b"), shown, strict=False):
        words = say("limit.layer", format=name, layer=layer) if layer else say("limit", format=name)
        at_left = abs(line[0] - height) >= abs(line[-1] - height)
        at, side = (1, 0) if at_left else (len(line), 1)
        if column != "limit_a" and abs(height - shown[0][0]) < LABEL_ROOM * (axis.high - axis.low):
            words = ""  # two labels on top of each other could not be read
        told = np.full((2, len(line)), "", dtype=object)
        told[side, at - 1] = words
        columns |= {column: np.full(len(line), height), **dict(zip(limit_words(column), told, strict=True))}
    return table | columns


def _gradient_exits(one: FormatExit) -> tuple[int | None, int | None]:
    return one.gradient_too_small, one.gradient_too_large
