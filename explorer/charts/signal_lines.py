"""How large is the signal on its way forward, and the correction on its way back, layer by layer?

A chart is one data-free specification, built and checked by Altair once; what changes from run to run travels
as parameters (axis, ticks) and as one small frame with a row a layer. Sizes arrive as log10.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from explorer.charts.axis import Axis
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette

MOST_LABELLED_LAYERS = 12
HEIGHT = 200
DOT_SIZES = ((20, 34), (50, 14), (100, 6))  # up to this many layers, square pixels
LEGEND_SIZE, LETTER = 12, 5.6  # pixels; the mean width of a letter at that size
NOTHING = np.nan  # a missing height draws nothing


@dataclass(frozen=True)
class LineStyle:
    """How one line is drawn; `dot` is the shape of its dots, "" for none."""

    column: str
    label: str
    role: str  # a colour role of the palette
    dot: str = ""
    filled: bool = True
    dash: tuple[int, int] = (1, 0)
    width: float = 2.0


@dataclass(frozen=True)
class LineChart:
    """What a chart of sizes by layer shows, whatever the run; lines named last lie on top."""

    title: str
    x_title: str
    lines: tuple[LineStyle, ...]
    band: tuple[str, str, str] | None = None  # columns of the lower and upper end, colour role
    arrow: str = "arrow"  # column with a height at the one layer that the verdict names
    limits: tuple[str, ...] = ("limit_a", "limit_b")  # columns with one height: where a float format ends


@cache
def line_spec(chart: LineChart, palette: Palette) -> dict:
    """Build the chart without its data and without its axis."""
    layers = [_band(chart, palette)] if chart.band else []
    layers += [layer for column in chart.limits for layer in _limit(chart, column, palette)]
    layers += [layer for line in chart.lines for layer in _line(chart, line, palette)]
    layers += [_arrow(chart, palette), *_legend(chart, palette)]
    parameters = [alt.param(name=name, value=value) for name, value in axis_parameters(_any_axis(), 2).items()]
    title = alt.TitleParams(chart.title, anchor="start", frame="group", fontSize=13, fontWeight=600, offset=16)
    return without_data(
        alt.layer(*layers, data=alt.NamedData("layers")).add_params(*parameters).properties(height=HEIGHT, title=title)
    )


def _any_axis() -> Axis:
    return Axis(False, 0.0, 1.0, (0.0, 1.0), ("0", "1"))


def axis_parameters(axis: Axis, depth: int) -> dict[str, object]:
    """Return the parameters that give a chart its axes for this run."""
    return {
        "low": axis.low,
        "high": axis.high,
        "ticks": list(axis.ticks),
        "tickLabels": list(axis.labels),
        "lastLayer": depth + 0.4,
        "layerTicks": layer_ticks(depth),
        "dotSize": next(size for most, size in DOT_SIZES if depth <= most),
    }


def with_parameters(spec: Mapping, values: Mapping[str, object]) -> dict:
    """Return a copy of a chart's specification with its parameters set."""
    return {**spec, "params": [{"name": name, "value": value} for name, value in values.items()]}


def layer_ticks(depth: int) -> list[int]:
    """Return the layers that are named below the chart: all of up to 12, else about ten even ones."""
    if depth <= MOST_LABELLED_LAYERS:
        return list(range(1, depth + 1))
    step = next(s for s in (2, 5, 10, 20) if depth / s <= 10)
    return [1, *range(step, depth + 1, step)]


def line_frame(table: pd.DataFrame, chart: LineChart, axis: Axis) -> pd.DataFrame:
    """Return the chart's own frame: one row a layer, heights on the axis, and the words of the tooltips.

    `table` holds log10 sizes; a column that it lacks draws nothing.
    """
    columns = [line.column for line in chart.lines] + list(chart.band[:2] if chart.band else ())
    frame: dict[str, object] = {"layer": table["layer"]}
    for column in [*dict.fromkeys(columns), chart.arrow, *chart.limits]:
        frame[column] = _heights(table, column, axis)
        if f"{column}_text" in table:
            frame[f"{column}_text"] = table[f"{column}_text"]
    for words in [f"{column}_{side}" for column in chart.limits for side in ("left", "right")]:
        frame[words] = table.get(words, "")
    return pd.DataFrame(frame)


def _heights(table: pd.DataFrame, column: str, axis: Axis) -> np.ndarray | float:
    if column not in table:
        return NOTHING
    signed = f"{column}_value"
    return table[signed] if signed in table and not axis.log else axis.place(table[column].to_numpy())


def _x(chart: LineChart) -> alt.X:
    label = f"datum.value === 1 ? '{chart.x_title} 1' : datum.value"
    ticks = alt.Axis(values=alt.ExprRef("layerTicks"), labelExpr=label, grid=False, labelAngle=0, title=None)
    scale = alt.Scale(domain=[0.6, alt.ExprRef("lastLayer")], nice=False, zero=False)
    return alt.X("layer:Q", axis=ticks, scale=scale)


def _y(column: str) -> alt.Y:
    scale = alt.Scale(domain=[alt.ExprRef("low"), alt.ExprRef("high")], nice=False, zero=False)
    ticks = alt.Axis(
        values=alt.ExprRef("ticks"), labelExpr="tickLabels[indexof(ticks, datum.value)]", title=None, labelLimit=60
    )
    return alt.Y(f"{column}:Q", axis=ticks, scale=scale)


def _base(chart: LineChart, column: str) -> alt.Chart:
    return alt.Chart().encode(x=_x(chart), y=_y(column))


def _line(chart: LineChart, line: LineStyle, palette: Palette) -> list[alt.Chart]:
    colour = getattr(palette, line.role)
    base = _base(chart, line.column)
    drawn = [base.mark_line(color=colour, strokeDash=list(line.dash), strokeWidth=line.width, clip=True)]
    if line.dot:
        fill = colour if line.filled else palette.background
        dots = base.mark_point(
            shape=line.dot, stroke=colour, fill=fill, size=alt.ExprRef("dotSize"), opacity=1, strokeWidth=1.6
        )
        drawn.append(dots.encode(tooltip=_tooltip(chart, line)))
    return drawn


def _tooltip(chart: LineChart, line: LineStyle) -> list[alt.Tooltip]:
    return [alt.Tooltip("layer:Q", title=chart.x_title), alt.Tooltip(f"{line.column}_text:N", title=line.label)]


def _band(chart: LineChart, palette: Palette) -> alt.Chart:
    low, high, role = chart.band
    colour = getattr(palette, role)
    return _base(chart, low).encode(y2=f"{high}:Q").mark_area(color=colour, opacity=0.16, clip=True)


def _limit(chart: LineChart, column: str, palette: Palette) -> list[alt.Chart]:
    base = _base(chart, column)
    rule = base.mark_line(color=palette.reference, strokeDash=[2, 3], strokeWidth=1)
    style = {"dy": -6, "fontSize": 11, "color": palette.reference}
    ends = [
        base.encode(text=f"{column}_{side}:N").mark_text(align=side, **style)
        for side in ("left", "right")  # the words stand where the line is further away
    ]
    return [rule, *ends]


def _arrow(chart: LineChart, palette: Palette) -> alt.Chart:
    return _base(chart, chart.arrow).mark_text(text="▼", dy=-13, fontSize=13, color=palette.text)


def _legend(chart: LineChart, palette: Palette) -> list[alt.Chart]:
    """Write each line's name in its colour, with its mark, in one row above the plot."""
    entries = [(f"{_sign(line)} {line.label}", line.role) for line in reversed(chart.lines)]
    written, place = [], 0.0
    for text, role in entries:
        mark = alt.Chart().transform_filter("datum.layer === 1")
        mark = mark.mark_text(
            align="left", baseline="bottom", fontSize=LEGEND_SIZE, color=getattr(palette, role), text=text
        )
        written.append(mark.encode(x=alt.value(place), y=alt.value(-6)))
        place += LETTER * len(text) + 12
    return written


def _sign(line: LineStyle) -> str:
    if not line.dot:
        return "─" if line.dash == (1, 0) else "┄"
    return {"circle": "●", "square": "■"}[line.dot] if line.filled else "○"
