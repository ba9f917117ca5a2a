"""What do the values of one layer look like? One small picture a layer, all drawn by one specification."""

from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from explorer.charts.theme import Palette
from explorer.text import DEFAULT_LANGUAGE, words, write

TALLEST = 0.25  # share of the values; taller bars are cut and written out
HEIGHT = 80
MOST_PICTURES = 10
BARS = 30
ROOM_UNTIL = 0.6  # of the width; bars further right have their label on their left
SIDES = (("left", f"datum.left < {ROOM_UNTIL}"), ("right", f"datum.left >= {ROOM_UNTIL}"))
APART = 6  # bars; two cut bars closer than this share one label
TALL = 0.75 * TALLEST  # bars that reach as high as the labels stand


@cache
def histogram_spec(palette: Palette, language: str = DEFAULT_LANGUAGE) -> dict:
    """Build the small picture without its data, its axes and its title."""
    x = _across("left")
    y = alt.Y("drawn:Q", axis=None, scale=alt.Scale(domain=[0, TALLEST], nice=False))
    tooltip = [
        alt.Tooltip("range:N", title=words("charts", "bars.values", language)),
        alt.Tooltip("words:N", title=words("charts", "bars.share", language)),
    ]
    bars = alt.Chart().encode(x=x, x2="right:Q", y=y, y2=alt.datum(0), tooltip=tooltip)
    written = [_written(side, condition, palette) for side, condition in SIDES]
    drawing = alt.layer(bars.mark_rect(color=palette.spread, clip=True), *written, data=alt.NamedData("bins"))
    title = alt.TitleParams(
        alt.ExprRef("heading"), anchor="start", frame="group", fontSize=12, fontWeight=500, offset=3
    )
    drawing = drawing.add_params(alt.param(name="heading", value=""))
    spec = drawing.properties(
        height=HEIGHT, title=title, padding={"left": 2, "right": 2, "top": 0, "bottom": 0}
    ).to_dict()
    spec.pop("data", None)
    return spec


def _across(column: str) -> alt.X:
    return alt.X(f"{column}:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))


def _written(side: str, condition: str, palette: Palette) -> alt.Chart:
    """Write the share of a cut bar beside it, on the side where there is room."""
    shown = alt.Chart().transform_filter(f"datum.cut !== '' && {condition}")
    shown = shown.encode(x=_across("beside"), y=alt.value(0), text="cut:N")
    away = 3 if side == "left" else -3
    return shown.mark_text(align=side, baseline="top", dx=away, dy=1, fontSize=11, color=palette.text)


def with_heading(spec: dict, heading: str) -> dict:
    """Return a copy of the picture's specification with its title set."""
    return {**spec, "params": [{"name": "heading", "value": heading}]}


def coarser(counts: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Join neighbouring bars until about thirty are left, as in the literature's figure."""
    joined = max(1, len(counts) // BARS)
    kept = len(counts) // joined * joined
    return counts[:kept].reshape(-1, joined).sum(axis=1), edges[: kept + 1 : joined]


def histogram_frame(counts: np.ndarray, edges: np.ndarray, values: int) -> pd.DataFrame:
    """Return one row a bar that is not empty: where it stands, its share of all `values`, and its tooltip.

    It stands between 0, the axis's left end, and 1, its right end: an axis may reach as far as floats do.
    """
    counts, edges = coarser(counts, edges)
    full = np.flatnonzero(counts)
    share = counts[full] / values
    return pd.DataFrame(
        {
            "left": full / len(counts),
            "right": (full + 1) / len(counts),
            "share": share,
            "drawn": np.minimum(share, TALLEST),
            "range": [
                f"{write(a, 'number')} to {write(b, 'number')}"
                for a, b in zip(edges[full], edges[full + 1], strict=True)
            ],
            "words": [write(one, "share") for one in share],
            "cut": cut_labels(full, share),
            "beside": beside(full, share) / len(counts),
        }
    )


def beside(places: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return where each bar's label goes: past the tall bars that follow it, or before those that precede it."""
    tall = set(places[share > TALL].tolist())
    found = places.astype(float)
    for index, place in enumerate(places.tolist()):
        step = 1 if place < ROOM_UNTIL * BARS else -1
        while place + step in tall:
            place += step
        found[index] = place + (step > 0)
    return found


def cut_labels(places: np.ndarray, share: np.ndarray) -> list[str]:
    """Return the share to be written beside each bar: of the tallest cut ones, "" for all others."""
    labels, written = [""] * len(places), []
    for one in np.argsort(-share, kind="stable"):
        if share[one] > TALLEST and all(abs(places[one] - place) > APART for place in written):
            labels[one] = write(share[one], "share")
            written.append(places[one])
    return labels


def chosen_layers(depth: int, named: int | None, most: int = MOST_PICTURES) -> list[int]:
    """Return the layers that get a picture: all of up to ten; else the first, the last, the named and even ones."""
    if depth <= most:
        return list(range(1, depth + 1))
    chosen = {1, depth} | ({named} if named else set())
    for layer in np.linspace(1, depth, most).round().astype(int):
        if len(chosen) < most:
            chosen.add(int(layer))
    return sorted(chosen)
