"""Does the output keep its size as the width doubles? One line a way, before the first step and after the last."""

from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from explorer.charts.axis_ends import ending, showing
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.simulation import WIDER_WAYS, WIDER_WIDTHS, Wider
from explorer.text import DEFAULT_LANGUAGE

HEIGHT = 340  # legends and titles included
TENS = [10.0**power for power in range(-12, 13)]  # a line of the grid each, where they are in sight


def wider_table(wider: Wider, names: tuple[str, str], moments: tuple[str, str]) -> pd.DataFrame:
    """Lay out the mean over the seeds by way, moment and width, with the smallest and the largest; 0 is left out."""
    rows = []
    for way, name in enumerate(names):
        for place, moment in zip((0, -1), moments, strict=True):
            for width, sizes in zip(WIDER_WIDTHS, wider.sizes[way, :, :, place], strict=True):
                if np.isfinite(sizes).all():
                    row = {"way": name, "moment": moment, "width": width, "size": float(2.0 ** sizes.mean())}
                    rows.append(row | {"low": float(2.0 ** sizes.min()), "high": float(2.0 ** sizes.max())})
    return pd.DataFrame(rows, columns=["way", "moment", "width", "size", "low", "high"])


@cache
def wider_spec(
    titles: tuple[str, str],
    names: tuple[str, str],
    moments: tuple[str, str],
    colours: Palette,
    language: str = DEFAULT_LANGUAGE,
) -> dict:
    """Draw size by width on logarithmic axes: dashed before the first step, solid after the last."""
    assert len(names) == len(WIDER_WAYS)
    scale = alt.Scale(type="log", base=2, domain=[WIDER_WIDTHS[0], WIDER_WIDTHS[-1]])
    up = ending("y", type="log")
    x = alt.X("width:Q", title=titles[0], scale=scale, axis=alt.Axis(values=list(WIDER_WIDTHS), grid=False, format=","))
    y_axis = alt.Axis(values=TENS, format="~g")
    y = alt.Y("size:Q", title=titles[1], scale=up, axis=y_axis)
    look = {"title": None, "labelLimit": 0, "columns": 1, "symbolStrokeWidth": 2.5, "symbolOpacity": 1}
    legend, below = alt.Legend(orient="top", **look), alt.Legend(orient="bottom", **look)  # a phone has no room beside
    colour = alt.Color("way:N", scale=alt.Scale(domain=names, range=[colours.spread, colours.average]), legend=legend)
    shape = alt.Shape("way:N", scale=alt.Scale(domain=names, range=["circle", "square"]), legend=legend)
    dash = alt.StrokeDash("moment:N", scale=alt.Scale(domain=moments, range=[[4, 4], [1, 0]]), legend=below)
    band = alt.Chart().mark_rule(strokeWidth=5, opacity=0.25).encode(
        x=x, y=alt.Y("low:Q", title=titles[1], scale=up, axis=y_axis), y2="high:Q", color=colour
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("way:N", title=" "), alt.Tooltip("moment:N", title=" "),
        alt.Tooltip("width:Q", title=titles[0], format=","), alt.Tooltip("size:Q", title=titles[1], format=".3g"),
    ]  # fmt: skip
    line = alt.Chart().mark_line(strokeWidth=2.5).encode(x=x, y=y, color=colour, strokeDash=dash, tooltip=tooltip)
    dots = alt.Chart().mark_point(size=55, filled=True).encode(x=x, y=y, color=colour, shape=shape, tooltip=tooltip)
    layers = alt.layer(band, line, dots, data=alt.NamedData("sizes")).properties(height=HEIGHT)
    return showing(without_data(layers, language), y=("low", "high"))
