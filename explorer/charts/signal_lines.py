"""How large is the signal on its way forward, and the correction on its way back, layer by layer?

A chart is one data-free specification, built and checked by Altair once; what changes from run to run, axes and ticks
too, travels in one small table with a row a layer: a browser draws a chart anew from its first line when anything in
the specification differs, and moves what is there when only data do. Sizes arrive as log10.
"""

from dataclasses import dataclass, replace
from functools import cache

import altair as alt
import numpy as np
import pyarrow as pa

from explorer.charts.arrow import arrow_table
from explorer.charts.axis import Axis
from explorer.charts.layer_table import LayerTable
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.text import DEFAULT_LANGUAGE, write

MOST_LABELLED_LAYERS = 12
HEIGHT = 200
DOT_SIZES = ((20, 34), (50, 14), (100, 6))  # up to this many layers, square pixels
LEGEND_SIZE, LETTER = 12, 5.6  # pixels; the mean width of a letter at that size
NOTHING = np.nan  # a missing height draws nothing
PART, ENTRY = ";", "|"  # what stands between the parts of a chart's axes on their way, and between ticks


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

    @property
    def sign(self) -> str:
        """The line's mark as a letter, for its legend."""
        if not self.dot:
            return "─" if self.dash == (1, 0) else "┄"
        return {"circle": "●", "square": "■"}[self.dot] if self.filled else "○"


@dataclass(frozen=True)
class LineChart:
    """What a chart of sizes by layer shows, whatever the run; lines named last lie on top."""

    title: str
    x_title: str
    lines: tuple[LineStyle, ...]
    band: tuple[str, str, str] | None = None  # columns of the lower and upper end, colour role
    arrow: str | None = "arrow"  # column with a height at the one layer that the verdict names
    limits: tuple[str, ...] = ("limit_a", "limit_b")  # columns with one height: where a float format ends

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose heights are drawn."""
        band = self.band[:2] if self.band else ()
        arrow = (self.arrow,) if self.arrow else ()
        return tuple(dict.fromkeys([*(line.column for line in self.lines), *band, *arrow, *self.limits]))


@dataclass(frozen=True)
class Drawing:
    """A chart of one run: what it shows, and the columns that it reads."""

    chart: LineChart
    table: LayerTable


def present(chart: LineChart, table: LayerTable) -> LineChart:
    """Leave out what a run does not have: it is neither sent, nor drawn, nor named."""
    return replace(
        chart,
        lines=tuple(line for line in chart.lines if line.column in table),
        band=chart.band if chart.band and np.isfinite(table[chart.band[0]]).any() else None,
        arrow=chart.arrow if chart.arrow in table else None,
        limits=tuple(column for column in chart.limits if column in table),
    )


@cache
def line_spec(chart: LineChart, palette: Palette) -> dict:
    """Build the chart without its data and without its axis. What all its layers share stands in it once."""
    layers = [_band(chart, palette)] if chart.band else []
    layers += [layer for column in chart.limits for layer in _limit(column, palette)]
    layers += [layer for line in chart.lines for layer in _line(chart, line, palette)]
    layers += [_arrow(chart.arrow, palette)] if chart.arrow else []
    layers += _legend(chart, palette)
    parameters = [alt.param(name=name, expr=rule) for name, rule in _axis_parameters().items()]
    title = alt.TitleParams(chart.title, anchor="start", frame="group", fontSize=13, fontWeight=600, offset=16)
    drawing = alt.layer(*layers, data=alt.NamedData("layers")).encode(x=_x(chart), y=_y())
    return without_data(drawing.add_params(*parameters).properties(height=HEIGHT, title=title))


def axes_text(axis: Axis, depth: int) -> str:
    """Write the axes of a run in one text, which travels in the table's column `axes`: see `_axis_parameters`."""
    dot = next(size for most, size in DOT_SIZES if depth <= most)
    single = [axis.low, axis.high, depth + 0.4, dot]
    lists = [axis.ticks, axis.labels, layer_ticks(depth)]
    return PART.join([*map(str, single), *(ENTRY.join(map(str, entries)) for entries in lists)])


def _axis_parameters() -> dict[str, str]:
    """Return how the browser reads a chart's parameters from the text of its axes."""
    none_yet = PART.join(["0", "1", "1.4", "0", "", "", ""])  # a chart is made a moment before its data are there
    single = {name: f"toNumber(axes[{place}])" for place, name in enumerate(("low", "high", "lastLayer", "dotSize"))}
    lists = ("ticks", "tickLabels", "layerTicks")
    return {
        "axes": f"split(length(data('source')) ? data('source')[0].axes : '{none_yet}', '{PART}')",
        **single,
        **{name: f"split(axes[{place}], '{ENTRY}')" for place, name in enumerate(lists, len(single))},
    }


def layer_ticks(depth: int) -> list[int]:
    """Return the layers that are named below the chart: all of up to 12, else about ten even ones."""
    if depth <= MOST_LABELLED_LAYERS:
        return list(range(1, depth + 1))
    step = next(s for s in (2, 5, 10, 20) if depth / s <= 10)
    return [1, *range(step, depth + 1, step)]


def line_heights(table: LayerTable, chart: LineChart, axis: Axis) -> dict[str, np.ndarray]:
    """Return the height on the axis of everything that a chart draws; what the table lacks draws nothing."""
    return {column: _heights(table, column, axis) for column in chart.columns}


def _heights(table: LayerTable, column: str, axis: Axis) -> np.ndarray:
    if column not in table:
        return np.full(len(table["layer"]), NOTHING)
    signed = f"{column}_value"
    return table[signed] if signed in table and not axis.log else axis.place(table[column])


def line_table(table: LayerTable, chart: LineChart, axis: Axis, language: str = DEFAULT_LANGUAGE) -> pa.Table:
    """Return the chart's own table: a row a layer, heights on the axis, the words of tooltips and limits, the axes."""
    told = {f"{line.column}_text": _words(table, line.column, language) for line in chart.lines if line.dot}
    ends = {words: table[words] for column in chart.limits for words in limit_words(column) if words in table}
    axes = {"axes": [axes_text(axis, len(table["layer"]))] * len(table["layer"])}
    heights = line_heights(table, chart, axis)
    return arrow_table({"layer": table["layer"].astype(np.int16)} | heights | told | ends | axes)


def _words(table: LayerTable, column: str, language: str) -> list[str]:
    own = f"{column}_text"
    return list(table[own]) if own in table else [write(value, "log10", language) for value in table[column]]


def limit_words(column: str) -> tuple[str, str]:
    """Return the columns that hold the words of a limit, at its left and at its right end."""
    return f"{column}_left", f"{column}_right"


def _x(chart: LineChart) -> alt.X:
    label = f"datum.value === '1' ? '{chart.x_title} 1' : datum.value"
    ticks = alt.Axis(values=alt.ExprRef("layerTicks"), labelExpr=label, grid=False, labelAngle=0, title=None)
    scale = alt.Scale(domain=[0.6, alt.ExprRef("lastLayer")], nice=False, zero=False)
    return alt.X("layer:Q", axis=ticks, scale=scale)


def _y() -> alt.Y:
    scale = alt.Scale(domain=[alt.ExprRef("low"), alt.ExprRef("high")], nice=False, zero=False)
    ticks = alt.Axis(
        values=alt.ExprRef("ticks"), labelExpr="tickLabels[indexof(ticks, datum.value)]", title=None, labelLimit=60
    )
    return alt.Y(type="quantitative", axis=ticks, scale=scale)


def _base(column: str) -> alt.Chart:
    return alt.Chart().encode(y=alt.Y(column, type="quantitative"))


def _line(chart: LineChart, line: LineStyle, palette: Palette) -> list[alt.Chart]:
    colour = getattr(palette, line.role)
    base = _base(line.column)
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
    return _base(low).encode(y2=f"{high}:Q").mark_area(color=colour, opacity=0.16, clip=True)


def _limit(column: str, palette: Palette) -> list[alt.Chart]:
    base = _base(column)
    rule = base.mark_line(color=palette.reference, strokeDash=[2, 3], strokeWidth=1)
    style = {"dy": -6, "fontSize": 11, "color": palette.reference}
    ends = [  # the words stand where the line is further away
        base.encode(text=f"{words}:N").mark_text(align=side, **style)
        for side, words in zip(("left", "right"), limit_words(column), strict=True)
    ]
    return [rule, *ends]


def _arrow(column: str, palette: Palette) -> alt.Chart:
    return _base(column).mark_text(text="▼", dy=-13, fontSize=13, color=palette.text)


def _legend(chart: LineChart, palette: Palette) -> list[alt.Chart]:
    """Write each line's name in its colour, with its mark, in one row above the plot."""
    entries = [(f"{line.sign} {line.label}", line.role) for line in reversed(chart.lines)]
    written, place = [], 0.0
    for text, role in entries:
        mark = alt.Chart().transform_filter("datum.layer === 1")
        mark = mark.mark_text(
            align="left", baseline="bottom", fontSize=LEGEND_SIZE, color=getattr(palette, role), text=text
        )
        written.append(mark.encode(x=alt.value(place), y=alt.value(-6)))
        place += LETTER * len(text) + 12
    return written
