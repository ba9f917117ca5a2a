"""How did the networks learn? Loss, right answers, steps beside the weights, and what each rate of a ladder reached.

Data-free specifications, built and checked by Altair once; a start is told apart by line and mark besides its colour.
"""

import json
from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from explorer.charts.axis_ends import ending, showing
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.simulation import Ladder, Training, answer_map
from explorer.text import DEFAULT_LANGUAGE, write

HEIGHT, MAP_SIDE = 230, 230
RATIO_LINE = 1e-3  # CS231n notes 3: about this is usual
SHARES = alt.Axis(format="~%", tickCount=5)
RATES = alt.Axis(  # at rates that were tried: ones and threes
    values=[times * 10.0**power for power in range(-6, 2) for times in (1, 3)],
    grid=False, format="~g", labelOverlap=True, labelFlush=False,
)  # fmt: skip
SMALLEST_RATIO = 1e-12  # below, a step is drawn as none
POWERS = range(-12, 7)  # of ten, on the axis of that ratio


def curve_table(trainings: tuple[Training, ...], names: tuple[str, ...], of: str) -> pd.DataFrame:
    """Lay out the mean over the seeds by step, with the lowest and the highest; `of` is loss or accuracy."""
    tables = []
    for training, name in zip(trainings, names, strict=True):
        values = np.where(np.isfinite(getattr(training, of)), getattr(training, of), np.nan)
        known = ~np.isnan(values).all(axis=0)
        values = values[:, known]
        tables.append(
            pd.DataFrame(
                {
                    "start": name,
                    "step": training.recorded_steps[known],
                    "value": np.nanmean(values, axis=0) if known.any() else [],
                    "low": np.nanmin(values, axis=0) if known.any() else [],
                    "high": np.nanmax(values, axis=0) if known.any() else [],
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


@cache
def curve_spec(
    titles: tuple[str, str],
    names: tuple[str, ...],
    guess: float,
    guessing: str,
    share: bool,
    steps: int,
    colours: Palette,
    language: str = DEFAULT_LANGUAGE,
) -> dict:
    """Draw mean and band by step, up to the last of `steps`, with the line of pure guessing.

    `titles` are those of the axes.
    """
    x = alt.X("step:Q", title=titles[0], axis=alt.Axis(grid=False), scale=alt.Scale(domain=[0, steps]))
    scale = alt.Scale(domain=(0, 1)) if share else ending("y")
    axis = SHARES if share else alt.Axis(tickCount=5)
    y = alt.Y("value:Q", title=titles[1], axis=axis, scale=scale)
    start = _start(names, colours)
    layers = [
        alt.Chart().mark_area(opacity=0.18).encode(
            x=x, y=alt.Y("low:Q", title=titles[1], axis=axis, scale=scale), y2="high:Q", color=start["color"]
        ),
        alt.Chart().mark_line(strokeWidth=2.5).encode(
            x=x, y=y, **start,
            tooltip=[
                alt.Tooltip("start:N", title=" "), alt.Tooltip("step:Q", title=titles[0]),
                alt.Tooltip("value:Q", title=titles[1], format=".1%" if share else ".3g"),
            ],
        ),
        *_marked_line(guess, guessing, colours),
    ]  # fmt: skip
    drawing = alt.layer(*layers, data=alt.NamedData("curves")).properties(height=HEIGHT)
    return showing(without_data(drawing, language), **({} if share else {"y": ("low", "high", 0.0, guess)}))


def ratio_table(trainings: tuple[Training, ...], names: tuple[str, ...]) -> pd.DataFrame:
    """Lay out the update ratio of each layer: the middle one over the recorded steps and the seeds."""
    rows = []
    for training, name in zip(trainings, names, strict=True):
        with np.errstate(invalid="ignore"):
            middle = np.median(training.update_ratio, axis=(0, 1))
        rows += [
            {"start": name, "layer": layer, "ratio": float(max(value, SMALLEST_RATIO))}
            for layer, value in enumerate(middle, start=1)
            if np.isfinite(value)
        ]
    return pd.DataFrame(rows, columns=["start", "layer", "ratio"])


@cache
def ratio_spec(
    titles: tuple[str, str], names: tuple[str, ...], usual: str, colours: Palette, language: str = DEFAULT_LANGUAGE
) -> dict:
    """Draw the update ratio by layer, with the usual line."""
    start = _start(names, colours)
    layer_axis = alt.Axis(grid=False, tickMinStep=1, format="d")
    layers = [
        alt.Chart().mark_line(point=alt.OverlayMarkDef(size=40), strokeWidth=2).encode(
            x=alt.X("layer:Q", title=titles[0], axis=layer_axis, scale=ending("x", nice=False)),
            y=alt.Y("ratio:Q", title=titles[1], scale=ending("y", type="log"), axis=powers_axis(language)), **start,
            tooltip=[
                alt.Tooltip("start:N", title=" "), alt.Tooltip("layer:Q", title=titles[0]),
                alt.Tooltip("ratio:Q", title=titles[1], format=".2~e"),
            ],
        ),
        *_marked_line(RATIO_LINE, usual, colours),
    ]  # fmt: skip
    drawing = alt.layer(*layers, data=alt.NamedData("curves")).properties(height=HEIGHT)
    return showing(without_data(drawing, language), ("y",), x=("layer",), y=("ratio", RATIO_LINE))


def powers_axis(language: str) -> alt.Axis:
    """Return a logarithmic axis with a line and a label for each power of ten: 0.1, 10⁻², 10⁻³."""
    labels = json.dumps([write(power, "power", language) for power in POWERS], ensure_ascii=False)
    place = f"round(log(datum.value) / LN10) - {POWERS[0]}"
    return alt.Axis(values=[10.0**power for power in POWERS], labelExpr=f"{labels}[{place}]", labelOverlap=True)


def ladder_table(ladder: Ladder, names: tuple[str, ...]) -> pd.DataFrame:
    """Lay out what each rate reached: the mean over the seeds."""
    return pd.DataFrame(
        [
            {"start": name, "rate": rate, "value": float(reached)}
            for name, means in zip(names, ladder.mean_accuracy, strict=True)
            for rate, reached in zip(ladder.spec.rates, means, strict=True)
        ]
    )


@cache
def ladder_spec(
    titles: tuple[str, str], names: tuple[str, ...], colours: Palette, language: str = DEFAULT_LANGUAGE
) -> dict:
    """Draw right answers by learning rate, one line a start."""
    start = _start(names, colours)
    chart = alt.Chart(alt.NamedData("curves")).mark_line(point=alt.OverlayMarkDef(size=50), strokeWidth=2.5).encode(
        x=alt.X("rate:Q", title=titles[0], scale=ending("x", type="log", nice=False), axis=RATES),
        y=alt.Y("value:Q", title=titles[1], axis=SHARES, scale=alt.Scale(domain=(0, 1))), **start,
        tooltip=[
            alt.Tooltip("start:N", title=" "), alt.Tooltip("rate:Q", title=titles[0], format="~g"),
            alt.Tooltip("value:Q", title=titles[1], format=".1%"),
        ],
    )  # fmt: skip
    return showing(without_data(chart.properties(height=HEIGHT), language), x=("rate",))


def boundary_table(training: Training, task) -> pd.DataFrame:
    """Ask the first network of a training for its answer at every place of the plane."""
    line, answers = answer_map(training.networks[0], task)
    half = (line[1] - line[0]) / 2
    y, x = (places.ravel() for places in np.meshgrid(line, line, indexing="ij"))
    corners = {"x": x - half, "x2": x + half, "y": y - half, "y2": y + half}
    return pd.DataFrame(corners | {"answer": answers[0].ravel()})


@cache
def boundary_spec(colours: Palette) -> dict:
    """Draw the plane in the colours of its answers."""
    scale = alt.Scale(domain=[0, 1, 2], range=[colours.average, colours.spread, colours.correction])
    chart = alt.Chart(alt.NamedData("curves")).mark_rect(opacity=0.75).encode(
        x=alt.X("x:Q", axis=None, scale=ending("x", nice=False)), x2="x2:Q",
        y=alt.Y("y:Q", axis=None, scale=ending("y", nice=False)), y2="y2:Q",
        color=alt.Color("answer:N", legend=None, scale=scale),
    )  # fmt: skip
    return showing(without_data(chart.properties(height=MAP_SIDE)), x=("x", "x2"), y=("y", "y2"))


def _marked_line(height: float, name: str, colours: Palette) -> list[alt.Chart]:
    """Return a level line with its name, drawn once whatever the table holds."""
    once = alt.Chart().transform_aggregate(rows="count()")
    text = {"align": "left", "baseline": "bottom", "dx": 4, "dy": -3, "color": colours.text}
    return [
        once.mark_rule(strokeDash=[2, 3], color=colours.reference).encode(y=alt.datum(height)),
        once.mark_text(**text).encode(y=alt.datum(height), x=alt.value(0), text=alt.value(name)),
    ]


def _start(names: tuple[str, ...], colours: Palette) -> dict:
    count, look = len(names), {"symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}
    legend = alt.Legend(title=None, orient="top", **look)
    inks = alt.Scale(domain=list(names), range=[colours.spread, colours.success][:count])
    dashes = alt.Scale(domain=list(names), range=[[1, 0], [6, 4]][:count])
    return {
        "color": alt.Color("start:N", legend=legend, scale=inks),
        "strokeDash": alt.StrokeDash("start:N", legend=legend, scale=dashes),
    }
