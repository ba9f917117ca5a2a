"""How is a histogram read? One layer's picture, drawn large, with arrows and words."""

from collections.abc import Mapping

import numpy as np

from explorer.charts import svg
from explorer.charts.theme import Palette
from explorer.text import DEFAULT_LANGUAGE, write

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 24, 536, 96, 250
ROOM = 150  # for the words beside the arrow


def annotated_histogram(
    counts: np.ndarray,
    edges: np.ndarray,
    mean: float,
    std: float,
    words: Mapping[str, str],
    palette: Palette,
    language: str = DEFAULT_LANGUAGE,
) -> str:
    """Return the picture as SVG text; `words` holds title, bar, spread, average and axis."""
    share = counts / max(1, counts.sum())
    tallest = float(share.max()) or 1.0
    span = (edges[-1] - edges[0]) or 1.0

    def across(value: float) -> float:
        return LEFT + (RIGHT - LEFT) * float(np.clip((value - edges[0]) / span, 0, 1))

    parts = [svg.text(LEFT, 26, words["title"], 16, font_weight=600, fill=palette.text)]
    parts += [_bar(place, one / tallest, len(share), palette) for place, one in enumerate(share) if one]
    parts.append(svg.element("line", x1=LEFT, x2=RIGHT, y1=BOTTOM, y2=BOTTOM, stroke=palette.reference))
    parts += _ends(edges, words["axis"], palette, language)
    parts += _average(across(mean), words["average"], palette)
    parts += _spread(across(mean - std), across(mean + std), words["spread"], palette)
    parts.append(svg.text(LEFT, 50, words["bar"], 13, fill=palette.text))
    return svg.document(parts, WIDTH, HEIGHT, words["title"], palette.background)


def _bar(place: int, height: float, bars: int, palette: Palette) -> str:
    width = (RIGHT - LEFT) / bars
    tall = (BOTTOM - TOP) * height
    box = {"x": LEFT + place * width, "y": float(BOTTOM - tall), "width": width * 0.9, "height": float(tall)}
    return svg.element("rect", fill=palette.spread, fill_opacity=0.55, **box)


def _ends(edges: np.ndarray, axis: str, palette: Palette, language: str) -> list[str]:
    low, high = (write(float(edge), "number", language) for edge in (edges[0], edges[-1]))
    y = BOTTOM + 20
    return [
        svg.text(LEFT, y, low, 13, fill=palette.text),
        svg.text(RIGHT, y, high, 13, text_anchor="end", fill=palette.text),
        svg.text((LEFT + RIGHT) / 2, y + 20, axis, 13, text_anchor="middle", fill=palette.text),
    ]


def _average(x: float, words: str, palette: Palette) -> list[str]:
    line = {"x1": x, "x2": x, "y1": TOP - 16, "y2": BOTTOM, "stroke": palette.average, "stroke_width": 2}
    anchor = "start" if x < (LEFT + RIGHT) / 2 + 40 else "end"
    return [
        svg.element("line", stroke_dasharray="5 4", **line),
        svg.text(x + (6 if anchor == "start" else -6), TOP - 8, words, 13, text_anchor=anchor, fill=palette.average),
    ]


def _spread(left: float, right: float, words: str, palette: Palette) -> list[str]:
    y = float(TOP + 22)
    tips = f"M{left + 6:.1f},{y - 5} L{left:.1f},{y} L{left + 6:.1f},{y + 5} "
    tips += f"M{right - 6:.1f},{y - 5} L{right:.1f},{y} L{right - 6:.1f},{y + 5}"
    stroke = {"stroke": palette.text, "stroke_width": 1.8, "fill": "none"}
    return [
        svg.element("path", d=f"M{left:.1f},{y} L{right:.1f},{y} {tips}", **stroke),
        _beside(right, y, words, palette),
    ]


def _beside(right: float, y: float, words: str, palette: Palette) -> str:
    """Write past the arrow's tip, or above it where there is no room."""
    if right + 8 <= RIGHT - ROOM:
        return svg.text(right + 8, y + 4, words, 13, fill=palette.text)
    return svg.text(RIGHT, y - 9, words, 13, text_anchor="end", fill=palette.text)
