"""How many different neurons does each layer hold, how far apart are they, and what do their weights look like?"""

import math
from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from explorer.charts.histograms import chosen_layers
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.simulation import Parting
from explorer.text import DEFAULT_LANGUAGE, write

HEIGHT = 240
LETTER, SIGN = 7, 36  # pixels that a letter of the legend takes, and its sign with the gap to the next entry
MOST_PICTURES, IN_A_ROW, GAP, HEADING = 10, 5, 2, 4  # pictures; the last two in cells
CELL = 9  # pixels high


def count_table(parting: Parting, place: int, names: tuple[str, str]) -> pd.DataFrame:
    """Lay out the count of each layer at the start and at the chosen moment; what left the number range is left out."""
    return _by_layer(parting.distinct_units, place, names)


def apart_table(parting: Parting, place: int, names: tuple[str, str]) -> pd.DataFrame:
    """Lay out how far apart neurons are, alike; what is exactly alike has no place on a logarithmic axis."""
    return _by_layer(parting.apart, place, names)


def apart_low(parting: Parting) -> float:
    """Return the power of ten below all distances, a tenth at most: where their axis begins."""
    least = parting.apart[parting.apart > 0].min(initial=1.0)
    return 10.0 ** min(-1, math.floor(math.log10(least)))


def _by_layer(values: np.ndarray, place: int, names: tuple[str, str]) -> pd.DataFrame:
    rows = [
        {"moment": name, "layer": layer, "value": float(value)}
        for name, row in zip(names, (values[0], values[place]), strict=True)
        for layer, value in enumerate(row, start=1)
        if value > 0
    ]
    return pd.DataFrame(rows, columns=["moment", "layer", "value"])


@cache
def count_spec(
    titles: tuple[str, str], names: tuple[str, str], width: int, depth: int, colours: Palette,
    language: str = DEFAULT_LANGUAGE,
) -> dict:  # fmt: skip
    """Draw the count by layer: a ring at the start, a dot at the chosen moment. `titles` are those of the axes."""
    y = alt.Y("value:Q", title=titles[1], scale=alt.Scale(domain=[0, width], nice=False), axis=alt.Axis(tickCount=5))
    return _drawn(titles, names, y, "d", depth, colours, language)


@cache
def apart_spec(
    titles: tuple[str, str], names: tuple[str, str], low: float, depth: int, colours: Palette,
    language: str = DEFAULT_LANGUAGE,
) -> dict:  # fmt: skip
    """Draw how far apart neurons are by layer, on a logarithmic axis from `low` to 1: as far as the layer is large."""
    scale = alt.Scale(type="log", domain=[low, 1], nice=False)
    y = alt.Y("value:Q", title=titles[1], scale=scale, axis=alt.Axis(format="~g", tickCount=6))
    return _drawn(titles, names, y, ".2g", depth, colours, language)


def _drawn(
    titles: tuple[str, str], names: tuple[str, str], y: alt.Y, form: str, depth: int, colours: Palette, language: str
) -> dict:
    entry = LETTER * max(len(name) for name in names) + SIGN
    columns = alt.ExprRef(f"max(1, floor(width / {entry}))")
    legend = alt.Legend(
        title=None, orient="top", symbolOpacity=1, symbolStrokeWidth=2, labelLimit=0, columns=columns, offset=4
    )
    inks = alt.Scale(domain=list(names), range=[colours.reference, colours.spread])
    axis = alt.Axis(grid=False, tickMinStep=1, format="d")
    x = alt.X("layer:Q", title=titles[0], axis=axis, scale=alt.Scale(domain=[0.5, depth + 0.5], nice=False))
    dots = alt.Chart(alt.NamedData("parting")).mark_point(strokeWidth=2).encode(
        x=x, y=y,
        color=alt.Color("moment:N", legend=legend, scale=inks),
        shape=alt.Shape("moment:N", legend=legend, scale=alt.Scale(domain=list(names), range=["circle", "diamond"])),
        size=alt.condition(alt.datum.moment == names[0], alt.value(190), alt.value(55)),
        tooltip=[
            alt.Tooltip("moment:N", title=" "), alt.Tooltip("layer:Q", title=titles[0]),
            alt.Tooltip("value:Q", title=titles[1], format=form),
        ],
    )  # fmt: skip
    return without_data(dots.properties(height=HEIGHT), language)


def picture_layers(parting: Parting) -> tuple[int, ...]:
    """Return the layers that are drawn, ten at most: the first, the last, and evenly between."""
    return tuple(chosen_layers(parting.weights.shape[1], None, MOST_PICTURES))


def picture_tables(
    parting: Parting, place: int, layer: str, language: str = DEFAULT_LANGUAGE
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay out one row a weight (place, shade from −1 to 1, the weight in words), and one row a picture's heading."""
    cells, headings = [], []
    for number, one in enumerate(picture_layers(parting)):
        weights = parting.weights[place, one - 1]
        largest = float(np.abs(weights).max())
        shades = weights / largest if 0 < largest < np.inf else np.zeros_like(weights)
        rows, columns = weights.shape
        left = number % IN_A_ROW * (columns + GAP)
        top = number // IN_A_ROW * (rows + HEADING) + HEADING
        headings.append({"x": left, "y": top - 1, "words": f"{layer} {one}"})
        y, x = (places.ravel() for places in np.indices(weights.shape))
        cells.append(
            pd.DataFrame(
                {
                    "x": x + left, "x2": x + left + 1, "y": y + top, "y2": y + top + 1,
                    "shade": np.round(np.nan_to_num(shades.ravel()), 3),
                    "weight": [write(float(value), "number 3", language) for value in weights.ravel()],
                }
            )
        )  # fmt: skip
    return pd.concat(cells, ignore_index=True), pd.DataFrame(headings)


@cache
def pictures_spec(
    name: str, count: int, shape: tuple[int, int], colours: Palette, language: str = DEFAULT_LANGUAGE
) -> dict:
    """Draw `count` pictures of `shape` (inputs, neurons), five in a row; `name` is that of a weight in the tooltip."""
    rows, columns = shape
    lines, across = -(-count // IN_A_ROW), min(count, IN_A_ROW)
    right, bottom = across * (columns + GAP) - GAP, lines * (rows + HEADING)
    x_scale, y_scale = alt.Scale(domain=[0, right], nice=False), alt.Scale(domain=[bottom, 0], nice=False)
    shades = alt.Scale(
        domain=[-1, 0, 1], range=[colours.average, colours.background, colours.spread], interpolate="rgb"
    )
    y = alt.Y("y:Q", axis=None, scale=y_scale)
    x = alt.X("x:Q", axis=None, scale=x_scale)
    drawn = alt.Chart(alt.NamedData("cells")).mark_rect(stroke=colours.grid, strokeWidth=0.5).encode(
        x=x, x2="x2:Q", y=y, y2="y2:Q", color=alt.Color("shade:Q", legend=None, scale=shades),
        tooltip=[alt.Tooltip("weight:N", title=name)],
    )  # fmt: skip
    text = {"align": "left", "baseline": "bottom", "fontSize": 12, "color": colours.text}
    headings = alt.Chart(alt.NamedData("headings")).mark_text(**text).encode(x=x, y=y, text="words:N")
    return without_data(alt.layer(drawn, headings).properties(height=bottom * CELL), language)
