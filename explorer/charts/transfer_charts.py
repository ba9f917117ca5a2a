"""How did the strategies do in the miniature? Learning curves, and final scores with their bands.

Both are data-free specifications, built and checked by Altair once. Every strategy carries its place, 1 for the
best: at the end of its curve, and before its name in the list of final scores.
"""

from functools import cache, partial

import altair as alt
import numpy as np
import pandas as pd

from explorer.charts.axis_ends import ending, showing
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.simulation import Transfer
from explorer.text import DEFAULT_LANGUAGE, say, words, write

SHARES = alt.Axis(format="~%", tickCount=5)
CURVES_HEIGHT, ROW_HEIGHT = 300, 48
CURVES_DRAWN = 190  # pixels of the height that the values take, without axis, title and the rounding of the axis
LETTER_GAP = 15  # pixels between the places at the ends of two curves
ROOM_AT_END = 1.08  # of the steps: room for the places


def ranks(result: Transfer) -> list[int]:
    """Return the place of each strategy by its final mean, 1 for the best, in the result's order."""
    order = np.argsort(-result.mean, kind="stable")
    places = np.empty(len(order), dtype=int)
    places[order] = np.arange(1, len(order) + 1)
    return places.tolist()


def curve_table(result: Transfer, own: str, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Lay out mean score and band by step, one row a strategy and point; `own` is the key of the visitor's plan."""
    mean, half, places = result.curve_mean, np.nan_to_num(result.curve_band), ranks(result)
    return pd.DataFrame(
        [
            {
                "mark": "point",
                "strategy": f"{places[row]} {say(strategy.name, language)}",
                "own": strategy.key == own,
                "step": int(step),
                "score": float(mean[row, point]),
                "low": float(mean[row, point] - half[row, point]),
                "high": float(mean[row, point] + half[row, point]),
            }
            for row, strategy in enumerate(result.strategies)
            for point, step in enumerate(result.curve_steps)
        ]
    )


def with_ends(curves: pd.DataFrame) -> pd.DataFrame:
    """Add a row at the end of each curve for its place, moved apart where curves end close together."""
    ends = curves[curves["step"] == curves["step"].max()].sort_values("score", ascending=False)
    low, high = curves[["score", "low"]].min().min(), curves[["score", "high"]].max().max()
    gap = LETTER_GAP / CURVES_DRAWN * ((high - low) or 1.0)
    heights = spread_apart(ends["score"].tolist(), gap)
    labels = ends.assign(mark="end", score=heights, place=ends["strategy"].str.split(" ").str[0])
    return pd.concat([curves, labels], ignore_index=True)


def spread_apart(falling: list[float], gap: float) -> list[float]:
    """Move falling values apart until neighbours differ by `gap`, the middle of a crowd staying where it was."""
    crowds = [[value, 1] for value in falling]  # middle and size of each crowd
    place = 0
    while place + 1 < len(crowds):
        (upper, above), (lower, below) = crowds[place], crowds[place + 1]
        if upper - lower >= gap * (above + below) / 2 - 1e-12:
            place += 1
            continue
        crowds[place : place + 2] = [[(upper * above + lower * below) / (above + below), above + below]]
        place = max(0, place - 1)
    return [middle + gap * ((size - 1) / 2 - number) for middle, size in crowds for number in range(size)]


@cache
def curve_spec(measure: str, last_step: int, palette: Palette, language: str = DEFAULT_LANGUAGE) -> dict:
    """Draw the curves: the own plan thick with its band, the others thin; each with its place at its end."""
    told = partial(words, "charts", language=language)
    title = told(f"transfer.{measure}")
    x = alt.X(  # early steps, where curves part, get more room
        "step:Q",
        title=told("transfer.training_step"),
        axis=alt.Axis(tickCount=5),
        scale=alt.Scale(type="sqrt", nice=False, domain=[0, last_step * ROOM_AT_END]),
    )
    y = alt.Y("score:Q", title=title, axis=SHARES, scale=ending("y"))
    points = alt.Chart().transform_filter(alt.datum.mark == "point")
    own, others = points.transform_filter(alt.datum.own), points.transform_filter(~alt.datum.own)
    tooltip = [
        alt.Tooltip("strategy:N", title=told("transfer.strategy")),
        alt.Tooltip("step:Q", title=told("transfer.step")),
        alt.Tooltip("score:Q", title=told("transfer.score"), format=".1%"),
    ]
    layers = [
        own.mark_area(opacity=0.2, color=palette.spread).encode(
            x=x, y=alt.Y("low:Q", title=title, axis=SHARES, scale=ending("y")), y2="high:Q"
        ),
        others.mark_line(strokeWidth=1.5, color=palette.reference).encode(
            x=x, y=y, detail="strategy:N", tooltip=tooltip
        ),
        own.mark_line(strokeWidth=3, color=palette.spread).encode(x=x, y=y, tooltip=tooltip),
        alt.Chart()
        .transform_filter(alt.datum.mark == "end")
        .mark_text(align="left", dx=5, fontSize=12, fontWeight="bold")
        .encode(
            x=x,
            y=y,
            text="place:N",
            color=alt.condition(alt.datum.own, alt.value(palette.spread), alt.value(palette.text)),
            tooltip=[alt.Tooltip("strategy:N", title=told("transfer.strategy"))],
        ),
    ]
    drawing = alt.layer(*layers, data=alt.NamedData("curves")).properties(height=CURVES_HEIGHT)
    return showing(without_data(drawing, language), y=("score", "low", "high"))


def final_table(result: Transfer, own: str, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """List final means with their bands, best first."""
    half, places = result.band, ranks(result)
    rows = [
        {
            "place": places[row],
            "strategy": say(strategy.name, language),
            "key": strategy.key,
            "own": strategy.key == own,
            "score": float(result.mean[row]),
            "low": float(result.mean[row] - np.nan_to_num(half[row])),
            "high": float(result.mean[row] + np.nan_to_num(half[row])),
            "shown": _score_with_band(float(result.mean[row]), float(half[row]), language),
        }
        for row, strategy in enumerate(result.strategies)
    ]
    table = pd.DataFrame(rows).sort_values("place", ignore_index=True)
    table["label"] = table["place"].astype(str) + "  " + table["strategy"] + ", " + table["shown"]
    return table


def _score_with_band(mean: float, half: float, language: str) -> str:
    """Write "94 % ± 1.2"; a single pair of networks has no band."""
    score = write(min(1.0, max(0.0, mean)), "share", language)
    return score if np.isnan(half) else f"{score} ± {write(100 * half, 'fixed 1', language)}"


@cache
def final_spec(measure: str, rows: int, palette: Palette, language: str = DEFAULT_LANGUAGE) -> dict:
    """Draw each strategy's final mean as a dot with its band, its name above; the own plan is filled."""
    told = partial(words, "charts", language=language)
    y = alt.Y("place:O", title=None, axis=None)
    x = alt.X("low:Q", title=told(f"transfer.final.{measure}"), axis=SHARES, scale=ending("x"))
    colour = alt.condition(alt.datum.own, alt.value(palette.spread), alt.value(palette.reference))
    layers = [
        alt.Chart().mark_rule(strokeWidth=3, yOffset=8).encode(x=x, x2="high:Q", y=y, color=colour),
        alt.Chart()
        .mark_point(size=110, strokeWidth=2, fillOpacity=1, yOffset=8)
        .encode(
            x="score:Q",
            y=y,
            color=colour,
            fill=alt.condition(alt.datum.own, alt.value(palette.spread), alt.value(palette.background)),
            tooltip=[
                alt.Tooltip("strategy:N", title=told("transfer.strategy")),
                alt.Tooltip("shown:N", title=told("transfer.mean")),
            ],
        ),
        alt.Chart()
        .mark_text(align="left", baseline="bottom", yOffset=-4, fontSize=12, color=palette.text)
        .encode(x=alt.value(0), y=y, text="label:N"),
    ]
    drawing = alt.layer(*layers, data=alt.NamedData("final")).properties(height=rows * ROW_HEIGHT)
    return showing(without_data(drawing, language), x=("low", "score", "high"))
