"""Where are order and chaos? A map over the variances of weights and biases, with the critical line and one network."""

from functools import cache
from textwrap import fill

import altair as alt
import numpy as np
import pandas as pd

from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.simulation import PhaseMap
from explorer.text import DEFAULT_LANGUAGE, write

HEIGHT = 340
CELL = "place"  # name of the selection
SHALLOWEST, DEEPEST = 3.0, 300.0  # layers at the ends of the colours
LONGEST_LINE = 16  # letters of a region's name, so that it stays within the map on a phone and in half a page
LEAST_SHARE = 0.05  # of the cells; a smaller region is not named
REGIONS = ("order", "chaos", "endless")


def region_names(found: PhaseMap) -> np.ndarray:
    """Return the region of each cell, (rows, columns): one of REGIONS."""
    return np.where(~found.bounded, "endless", np.where(found.chi < 1, "order", "chaos"))


def map_table(found: PhaseMap, words: dict[str, str], language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Lay out one row a cell: its corners, its place, its colour and what its tooltip says."""
    step = np.log(found.weight_variance[1] / found.weight_variance[0])
    half = (found.bias_spread[1] - found.bias_spread[0]) / 2
    rows, columns = (places.ravel() for places in np.indices(found.chi.shape))
    weights, biases = found.weight_variance[columns], found.bias_spread[rows]
    heard = found.heard.ravel()
    return pd.DataFrame(
        {
            "place_x": columns,
            "place_y": rows,
            "left": weights * np.exp(-step / 2),
            "right": weights * np.exp(step / 2),
            "low": np.maximum(biases - half, 0.0),
            "high": biases + half,
            "shade": np.clip(heard, SHALLOWEST, DEEPEST),
            "weights": [write(float(value), "number 2", language) for value in weights],
            "biases": [write(float(value), "number 2", language) for value in biases**2],
            "heard": [write(float(min(value, 1e4)), "number 2", language) for value in heard],
            "region": [words[name] for name in region_names(found).ravel()],
        }
    )


def marks_table(found: PhaseMap, words: dict[str, str], here: tuple[float, float] | None) -> pd.DataFrame:
    """Lay out the critical line, the network's place (weight variance, bias variance) and the names of the regions."""
    line = [{"kind": "line", "x": float(x), "y": float(y), "words": ""} for x, y in found.line]
    places = region_names(found)
    for name in REGIONS:
        rows, columns = np.nonzero(places == name)
        if rows.size >= LEAST_SHARE * places.size:
            x, y = found.weight_variance[int(np.median(columns))], found.bias_spread[int(np.median(rows))]
            line.append({"kind": "region", "x": float(x), "y": float(y), "words": fill(words[name], LONGEST_LINE)})
    if here:
        line.append({"kind": "here", "x": here[0], "y": float(np.sqrt(here[1])), "words": ""})
    return pd.DataFrame(line, columns=["kind", "x", "y", "words"])


@cache
def map_chart(names: tuple[str, ...], ends: tuple[float, float, float], colours: Palette, language: str) -> dict:
    """Draw the map; a tap selects a cell. `names`: weights, biases, layers, region; `ends`: lowest and highest x, y."""
    low, high, top = ends
    across = alt.Scale(type="log", domain=[low, high], nice=False)
    up = alt.Scale(domain=[0, top], nice=False)
    x_axis = alt.Axis(grid=False, values=[10.0**power for power in range(-3, 5)], format="~g")
    y_axis = alt.Axis(grid=False, values=[0, 0.5, 1, 1.5, 2], labelExpr="format(datum.value * datum.value, '~g')")
    scale = alt.Scale(
        type="log", domain=[SHALLOWEST, DEEPEST], range=[colours.background, colours.success], interpolate="rgb"
    )
    legend = alt.Legend(orient="top", title=names[2], values=[3, 10, 30, 100, 300], gradientLength=180, titleLimit=400)
    tapped = alt.selection_point(name=CELL, fields=["place_x", "place_y"], toggle=False)
    cells = (
        alt.Chart(alt.NamedData("cells"))
        .mark_rect()
        .encode(
            x=alt.X("left:Q", scale=across, title=names[0], axis=x_axis),
            x2="right:Q",
            y=alt.Y("low:Q", scale=up, title=names[1], axis=y_axis),
            y2="high:Q",
            color=alt.Color("shade:Q", scale=scale, legend=legend),
            tooltip=[
                alt.Tooltip("region:N", title=names[3]),
                alt.Tooltip("weights:N", title=names[0]),
                alt.Tooltip("biases:N", title=names[1]),
                alt.Tooltip("heard:N", title=names[2]),
            ],
        )
        .add_params(tapped)
    )
    marks = alt.Chart(alt.NamedData("marks")).encode(
        x=alt.X("x:Q", scale=across, title=names[0], axis=x_axis), y=alt.Y("y:Q", scale=up, title=names[1], axis=y_axis)
    )
    line = marks.transform_filter(alt.datum.kind == "line")
    line = line.mark_line(color=colours.text, strokeWidth=2.5).encode(order="y:Q")
    named = marks.transform_filter(alt.datum.kind == "region").encode(text="words:N")
    halo = named.mark_text(fontSize=13, fontWeight=600, stroke=colours.background, strokeWidth=4, lineBreak="\n")
    words = named.mark_text(fontSize=13, fontWeight=600, color=colours.text, lineBreak="\n")
    dot = marks.transform_filter(alt.datum.kind == "here")
    ring = dot.mark_point(shape="circle", size=260, strokeWidth=3, color=colours.spread, opacity=1)
    centre = dot.mark_point(shape="circle", size=40, filled=True, color=colours.spread, opacity=1)
    # Without a tooltip these marks let a tap through to the cell below them.
    chart = alt.layer(cells, line, halo, words, ring, centre).properties(height=HEIGHT)
    return without_data(chart, language)
