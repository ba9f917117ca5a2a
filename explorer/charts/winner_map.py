"""Which strategy wins where? A map over examples and likeness, as letters that do not rest on colour alone."""

from functools import cache, partial

import altair as alt
import pandas as pd

from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.simulation import WinnerMap
from explorer.text import DEFAULT_LANGUAGE, words, write

COLOUR_ROLES = ("reference", "average", "success", "correction", "limit", "spread")
LETTERS = "ABCDEFGH"
PALE = 0.3


def letters(winners: WinnerMap) -> dict[str, str]:
    """Give each strategy of a map its letter, by key."""
    return dict(zip(winners.strategies, LETTERS, strict=False))


def map_table(
    winners: WinnerMap, labels: dict[str, str], here: tuple[int, float], language: str = DEFAULT_LANGUAGE
) -> pd.DataFrame:
    """List the cells: letter of the winner, in brackets and pale where it is not clear; `here` is marked."""
    signs, nearest = letters(winners), winners.nearest(*here)
    return pd.DataFrame(
        [
            {
                "examples": cell.examples,
                "examples_shown": write(cell.examples, "count", language),
                "similarity": cell.similarity,
                "winner": labels[cell.winner],
                "letter": signs[cell.winner] if cell.clear else f"({signs[cell.winner]})",
                "clear": cell.clear,
                "sure": words("charts", "map.clear", language)
                if cell.clear
                else words("charts", "map.open", language, level=", ".join(labels[key] for key in cell.level)),
                "here": cell is nearest,
            }
            for cell in winners.cells
        ]
    )


@cache
def map_spec(names: tuple[str, ...], palette: Palette, language: str = DEFAULT_LANGUAGE) -> dict:
    """Draw the map: a letter a cell, pale and in brackets where bands overlap; the nearest cell carries a ring."""
    colours = alt.Scale(domain=list(names), range=[getattr(palette, role) for role in COLOUR_ROLES[: len(names)]])
    say = partial(words, "charts", language=language)
    x_axis = alt.Axis(labelAngle=0, labelFontSize=11, labelExpr="format(datum.value, ',')")
    x = alt.X("examples:O", title=say("map.x"), axis=x_axis)
    y_axis = alt.Axis(labelFontSize=11, labelExpr="format(datum.value, '~g')")
    y = alt.Y("similarity:O", title=say("map.y"), sort="descending", axis=y_axis)
    tooltip = [
        alt.Tooltip("examples_shown:N", title=say("map.examples")),
        alt.Tooltip("similarity:Q", title=say("map.alike")),
        alt.Tooltip("winner:N", title=say("map.highest")),
        alt.Tooltip("sure:N", title=say("map.certainty")),
    ]
    cells = (
        alt.Chart()
        .mark_rect(stroke=palette.background)
        .encode(
            x=x,
            y=y,
            color=alt.Color("winner:N", scale=colours, legend=None),
            opacity=alt.condition(alt.datum.clear, alt.value(1), alt.value(PALE)),
            tooltip=tooltip,
        )
    )
    text = (
        alt.Chart()
        .mark_text(fontSize=13, fontWeight="bold")
        .encode(
            x=x,
            y=y,
            text="letter:N",
            color=alt.condition(alt.datum.clear, alt.value(palette.background), alt.value(palette.text)),
        )
    )
    ring = (
        alt.Chart()
        .transform_filter(alt.datum.here)
        .mark_point(shape="circle", size=700, strokeWidth=3, color=palette.text)
        .encode(x=x, y=y, tooltip=tooltip)
    )
    return without_data(alt.layer(cells, text, ring, data=alt.NamedData("cells")).properties(height=230), language)
