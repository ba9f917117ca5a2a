"""What did luck change? A ribbon over twenty networks by layer, and the same recipe in narrower and wider layers."""

from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from explorer.charts.axis import Axis, axis_for
from explorer.charts.layer_table import LayerTable
from explorer.charts.signal_lines import LineChart, LineStyle
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.simulation import Luck
from explorer.text import DEFAULT_LANGUAGE, write

HEIGHT = 200


def ribbon_chart(title: str, layer: str, own: str, middle: str, forward: bool) -> LineChart:
    """Return the chart of one ribbon: the band over all networks, the middle one and the visitor's own."""
    role, dot = ("spread", "circle") if forward else ("correction", "square")
    lines = (LineStyle("middle", middle, "reference", dash=(5, 4), width=1.6), LineStyle("own", own, role, dot))
    return LineChart(title, layer, lines, band=("low", "high", role))


def ribbon_table(sizes: np.ndarray, language: str = DEFAULT_LANGUAGE) -> LayerTable:
    """Lay out one row a layer from log10 sizes (networks, depth), the visitor's own network first."""
    columns = {"own": sizes[0], "middle": np.median(sizes, axis=0), "low": sizes.min(axis=0), "high": sizes.max(axis=0)}
    told = np.array([write(value, "log10 2", language) for value in sizes[0]], dtype=object)
    return {"layer": np.arange(1, sizes.shape[1] + 1), **columns, "own_text": told}


def ribbon_axis(luck: Luck, language: str = DEFAULT_LANGUAGE) -> Axis:
    """Return the axis that both ribbons share."""
    return axis_for(np.concatenate([luck.ahead, luck.back]), language=language)


def width_axis(widths: tuple[Luck, ...], language: str = DEFAULT_LANGUAGE) -> Axis:
    """Return the axis that the last layers of all widths share."""
    return axis_for(np.concatenate([one.ahead[:, -1] for one in widths]), language=language)


def width_table(widths: tuple[Luck, ...], axis: Axis, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Lay out one row a network: its width, and the size of its last layer's signal."""
    return pd.DataFrame(
        [
            {
                "width": one.spec.width,
                "height": float(axis.place(size)),
                "size": write(size, "log10 2", language),
                "seed": str(seed),
            }
            for one in widths
            for seed, size in zip(one.seeds, one.ahead[:, -1], strict=True)
        ]
    )


@cache
def width_spec(
    title: str, names: tuple[str, str, str], axis: Axis, colours: Palette, language: str = DEFAULT_LANGUAGE
) -> dict:
    """Draw one dash a network by width, over the bar from the smallest to the largest.

    `names` are those of the width, of the size and of the luck number.
    """
    x = alt.X("width:O", title=names[0], axis=alt.Axis(labelAngle=0, format=","))
    scale = alt.Scale(domain=[axis.low, axis.high], nice=False, zero=False)
    words = " : ".join(f"datum.value === {at!r} ? '{label}'" for at, label in zip(axis.ticks, axis.labels, strict=True))
    ticks = alt.Axis(values=list(axis.ticks), labelExpr=f"{words} : ''", labelLimit=60)
    low = alt.Y("min(height):Q", title=None, scale=scale, axis=ticks)
    tooltip = [
        alt.Tooltip("width:O", title=names[0], format=","),
        alt.Tooltip("size:N", title=names[1]),
        alt.Tooltip("seed:N", title=names[2]),
    ]
    base = alt.Chart().encode(x=x)
    bar = base.mark_bar(size=26, color=colours.spread, opacity=0.16).encode(y=low, y2="max(height):Q")
    dash = base.mark_tick(size=22, thickness=1.6, color=colours.spread).encode(
        y=alt.Y("height:Q", title=None, scale=scale, axis=ticks), tooltip=tooltip
    )
    heading = alt.TitleParams(title, anchor="start", frame="group", fontSize=13, fontWeight=600, offset=16)
    chart = alt.layer(bar, dash, data=alt.NamedData("widths")).properties(height=HEIGHT, title=heading)
    return without_data(chart, language)
