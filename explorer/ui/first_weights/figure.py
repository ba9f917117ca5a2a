"""How is the classic figure put on the page? Forward and backward side by side, on one vertical axis."""

import pandas as pd
import streamlit as st

from explorer.charts.axis import Axis, axis_for
from explorer.charts.signal_lines import LineChart, LineStyle, axis_parameters, line_frame, line_spec, with_parameters
from explorer.charts.theme import Palette, palette
from explorer.ui.first_weights.wording import say


def appearance() -> Palette:
    """Return the palette that fits the visitor's light or dark page."""
    return palette(st.context.theme.type)


def forward_chart(show_size: bool) -> LineChart:
    """Return what the forward chart shows: the spread, or the size where a recipe keeps the mean square."""
    main = LineStyle("size", say("line.size"), "spread", "circle")
    if not show_size:
        main = LineStyle("spread", say("line.spread"), "spread", "circle")
    average = LineStyle("average", say("line.average"), "average", "circle", filled=False, dash=(4, 3))
    return LineChart(
        say("forward.title"),
        say("axis.layer"),
        (*_references(main.column), average, main),
        band=("noise_low", "noise_high", say("line.noise"), "average"),
    )


def backward_chart() -> LineChart:
    """Return what the backward chart shows."""
    main = LineStyle("correction", say("line.correction"), "correction", "square")
    return LineChart(say("backward.title"), say("axis.layer"), (*_references("correction"), main))


def _references(column: str) -> tuple[LineStyle, ...]:
    before = LineStyle(f"before_{column}", say("line.before"), "reference", dash=(5, 4), width=1.6)
    theory = LineStyle(f"theory_{column}", say("line.theory"), "reference", width=1.2)
    return before, theory


def shared_axis(table: pd.DataFrame, main: str) -> Axis:
    """Return the vertical axis of both charts: it holds both main lines, their theory and the run before."""
    wanted = [main, "correction"]
    columns = [column for name in wanted for column in (name, f"theory_{name}", f"before_{name}") if column in table]
    around_mean = table[["noise_low_value", "noise_high_value"]].to_numpy()
    return axis_for(table[columns].to_numpy(dtype=float), signed=around_mean, small=table["noise_high"].to_numpy())


def show_figure(table: pd.DataFrame, show_size: bool, alt_texts: tuple[str, str]) -> None:
    """Draw both charts."""
    forward, backward = forward_chart(show_size), backward_chart()
    axis = shared_axis(table, forward.lines[-1].column)
    parameters = axis_parameters(axis, len(table))
    for place, chart, key, alt in zip(
        st.columns(2), (forward, backward), ("forward", "backward"), alt_texts, strict=True
    ):
        spec = with_parameters(line_spec(present(chart, table), appearance()), parameters)
        place.vega_lite_chart(line_frame(table, chart, axis), spec, key=f"first_weights.{key}", alt=alt)


def present(chart: LineChart, table: pd.DataFrame) -> LineChart:
    """Leave out of the legend what this run does not have."""
    lines = tuple(line for line in chart.lines if line.column in table)
    return LineChart(chart.title, chart.x_title, lines, chart.band, chart.arrow, chart.limits)
