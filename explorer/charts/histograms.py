"""What do the values of each layer look like? One chart: small pictures in rows, as many beside each other as fit."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import altair as alt
import numpy as np
import pyarrow as pa

from explorer.charts.arrow import arrow_table, keyed_words, words_column
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.text import DEFAULT_LANGUAGE, words, write

CUT = 0.25  # share of the values; taller bars are cut and written out
MOST_PICTURES = 10
BARS = 30
LOWEST_TOP = 1 / BARS  # of the values: what each bar holds when all hold as much
ROOM_UNTIL = 0.6  # of the width; bars further right have their label on their left
APART = 6  # bars; two cut bars closer than this share one label
TALL = 0.75  # of the picture's height: bars that reach as high as the labels stand
HEADING, PLOT, ROW = 18, 62, 88  # pixels: the words above a picture, its bars, and all of it with the gap below
NARROWEST, MOST_COLUMNS, GAP = 160, 5, 16  # pixels a picture, pictures in a row, pixels between two
SIDES = (("left", 3), ("right", -3))  # which side of its place a label stands on, pixels away from it
HEAD = -1  # the bin of the row that holds a picture's heading


@dataclass(frozen=True)
class Histogram:
    """One layer's picture."""

    heading: str
    counts: np.ndarray  # (bins,)
    edges: np.ndarray  # (bins + 1,)


@cache
def histograms_spec(palette: Palette, language: str = DEFAULT_LANGUAGE) -> dict:
    """Build the chart without its data and without its parameters; everything in it is placed in pixels."""
    layers = [_grounds(palette), _headings(palette), _bars(palette, language)]
    layers += [_labels(side, away, palette) for side, away in SIDES]
    drawing = (
        alt.layer(*layers, data=alt.NamedData("bins"))
        .transform_calculate(**_places())
        .add_params(*(alt.param(**one) for one in histograms_parameters(MOST_PICTURES, BARS)))
        .properties(
            height=2 * ROW,
            padding={"left": 2, "right": 2, "top": 0, "bottom": 0},
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
    )
    return without_data(drawing, language)


def histograms_parameters(pictures: int, bars: int) -> list[dict[str, object]]:
    """Return the parameters of a chart of so many pictures with so many bars.

    Only the browser knows how wide the page is: it counts the columns, and the rows make the height.
    """
    return [
        {"name": "pictures", "value": pictures},
        {"name": "bars", "value": bars},
        {"name": "columns", "expr": f"clamp(floor((width + {GAP}) / {NARROWEST + GAP}), 1, {MOST_COLUMNS})"},
        {"name": "across", "expr": f"(width + {GAP}) / columns - {GAP}"},  # pixels a picture
        {"name": "height", "expr": f"ceil(pictures / columns) * {ROW}"},  # of the chart: the name is Vega's own
    ]


def _places() -> dict[str, str]:
    """Return where a row of the table stands, in pixels."""
    left = f"(datum.place % columns) * (across + {GAP})"
    row = "floor(datum.place / columns)"
    return {
        "row": row,
        "left": left,
        "end": f"{left} + across",
        "ground": f"{row} * {ROW} + {HEADING + PLOT}",
        "from": f"{left} + datum.bin * across / bars",
        "to": f"{left} + (datum.bin + 1) * across / bars",
        "top": f"{row} * {ROW} + {HEADING} + {PLOT} * (1 - datum.height)",
        "label": f"{left} + datum.beside * across / bars",
        "words": f"{row} * {ROW} + {HEADING}",
    }


def _pixels(**channels: str) -> dict[str, object]:
    """Return channels whose fields are pixels already."""
    kinds = {"x": alt.X, "y": alt.Y}
    return {
        name: kinds[name](field, type="quantitative", scale=None, axis=None) if name in kinds else field
        for name, field in channels.items()
    }


def _grounds(palette: Palette) -> alt.Chart:
    """Draw the line that a picture's bars stand on."""
    one = alt.Chart().transform_filter(f"datum.bin === {HEAD}").mark_rule(color=palette.grid)
    return one.encode(**_pixels(x="left", x2="end", y="ground"))


def _headings(palette: Palette) -> alt.Chart:
    one = alt.Chart().transform_filter(f"datum.bin === {HEAD}")
    one = one.mark_text(align="left", baseline="bottom", dy=-4, fontSize=12, fontWeight=500, color=palette.text)
    return one.encode(**_pixels(x="left", y="words"), text="text:N")


def _bars(palette: Palette, language: str) -> alt.Chart:
    tooltip = [
        alt.Tooltip("range:N", title=words("charts", "bars.values", language)),
        alt.Tooltip("text:N", title=words("charts", "bars.share", language)),
    ]
    bars = alt.Chart().transform_filter(f"datum.bin !== {HEAD}").mark_rect(color=palette.spread)
    return bars.encode(**_pixels(x="from", x2="to", y="top", y2="ground"), tooltip=tooltip)


def _labels(side: str, away: int, palette: Palette) -> alt.Chart:
    """Write the share of a cut bar beside it, on the side where there is room."""
    near = "<" if side == "left" else ">="
    shown = alt.Chart().transform_filter(f"datum.cut && datum.bin {near} {round(ROOM_UNTIL * BARS)}")
    shown = shown.mark_text(align=side, baseline="top", dx=away, dy=1, fontSize=11, color=palette.text)
    return shown.encode(**_pixels(x="label", y="words"), text="text:N")


def coarser(counts: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Join neighbouring bars until about thirty are left, as in the literature's figure."""
    joined = max(1, len(counts) // BARS)
    kept = len(counts) // joined * joined
    return counts[:kept].reshape(-1, joined).sum(axis=1), edges[: kept + 1 : joined]


def shares(pictures: Sequence[Histogram], values: int) -> np.ndarray:
    """Return each bar's share of all `values` of its layer; shape (pictures, bars)."""
    return np.array([coarser(one.counts, one.edges)[0] for one in pictures]) / values


def top_of(share: np.ndarray) -> float:
    """Return the share that reaches the top of every picture: of the tallest bar that is not cut.

    One scale for all of them, so that they can be compared. Where nearly all stands in cut bars, what is left is not
    blown up.
    """
    uncut = share[share <= CUT]
    return max(float(uncut.max(initial=0.0)), LOWEST_TOP)


def tallest_bars(pictures: Sequence[Histogram], values: int) -> np.ndarray:
    """Return the share that the tallest bar of each picture holds; shape (pictures,)."""
    return shares(pictures, values).max(axis=1)


def histograms_table(pictures: Sequence[Histogram], values: int, language: str = DEFAULT_LANGUAGE) -> pa.Table:
    """Return one row a picture with its heading, and one a bar that is not empty.

    `place` counts pictures and `bin` bars from 0; `height` is 1 at the top; `text` is a heading or a share; `cut` tells
    bars whose share is written at `beside`; `range` says from where to where a bar's values reach.
    """
    share = shares(pictures, values)
    top, (place, bins) = top_of(share), np.nonzero(share)
    found = share[place, bins]
    whose = [place == one for one in range(len(pictures))]
    labels = [cut_bars(bins[own], found[own]) for own in whose]
    sides = [beside(bins[own], found[own], top) for own in whose]
    heads = np.arange(len(pictures))
    none = np.zeros(len(pictures))
    return arrow_table(
        {
            "place": np.append(heads, place).astype(np.int16),
            "bin": np.append(np.full(len(pictures), HEAD), bins).astype(np.int8),
            "height": np.append(none, np.minimum(found / top, 1.0)).astype(np.float32),
            "text": words_column([one.heading for one in pictures] + [write(one, "share", language) for one in found]),
            "cut": np.concatenate([none, *labels]).astype(np.int8),
            "beside": np.concatenate([none, *sides]).astype(np.int8),
            "range": _ranges(pictures, place, bins, language),
        }
    )


def _ranges(pictures: Sequence[Histogram], place: np.ndarray, bins: np.ndarray, language: str) -> pa.Array:
    """Write from where to where each bar reaches; pictures on one axis share their words."""
    axes = [coarser(one.counts, one.edges)[1] for one in pictures]
    axes = axes[:1] if all(np.array_equal(one, axes[0]) for one in axes) else axes
    ends = [[write(edge, "number", language) for edge in axis.tolist()] for axis in axes]
    told = [words("charts", "range", language, low=a, high=b) for axis in ends for a, b in itertools.pairwise(axis)]
    keys = place % len(axes) * (len(ends[0]) - 1) + bins
    return keyed_words([None] * len(pictures) + keys.tolist(), told)


def beside(places: np.ndarray, share: np.ndarray, top: float = CUT) -> np.ndarray:
    """Return where each bar's label goes: past the tall bars that follow it, or before those that precede it."""
    tall = set(places[share > TALL * top].tolist())
    found = places.copy()
    for index in np.flatnonzero(share > CUT).tolist():
        place = int(places[index])
        step = 1 if place < ROOM_UNTIL * BARS else -1
        while place + step in tall:
            place += step
        found[index] = place + (step > 0)
    return found


def cut_bars(places: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Tell the bars whose share is to be written beside them: the tallest cut ones."""
    labelled = np.zeros(len(places), dtype=bool)
    written: list[int] = []
    for one in np.argsort(-share, kind="stable").tolist():
        if share[one] > CUT and all(abs(int(places[one]) - place) > APART for place in written):
            labelled[one] = True
            written.append(int(places[one]))
    return labelled


def chosen_layers(depth: int, named: int | None, most: int = MOST_PICTURES) -> list[int]:
    """Return the layers that get a picture: all of up to ten; else the first, the last, the named and even ones."""
    if depth <= most:
        return list(range(1, depth + 1))
    chosen = {1, depth} | ({named} if named else set())
    for layer in np.linspace(1, depth, most).round().astype(int):
        if len(chosen) < most:
            chosen.add(int(layer))
    return sorted(chosen)
