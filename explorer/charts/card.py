"""What is handed on? The whole figure as one SVG picture: settings, both lines, histograms, verdict. Always light."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.charts import svg
from explorer.charts.axis import Axis
from explorer.charts.histograms import BARS, ROOM_UNTIL, Histogram, coarser, histograms_table
from explorer.charts.layer_table import LayerTable
from explorer.charts.signal_lines import Drawing, LineChart, LineStyle, layer_ticks, limit_words, line_heights
from explorer.charts.theme import LIGHT
from explorer.text import DEFAULT_LANGUAGE, write

WIDTH, HEIGHT, MARGIN = 1200, 870, 40
LINK_TOP, LINK_LETTERS, LINK_LINES = 800, 160, 4
PLOT_WIDTH, PLOT_HEIGHT = 500, 190
SMALL_WIDTH, SMALL_HEIGHT, SMALL_GAP = 204, 74, 25


@dataclass(frozen=True)
class Card:
    """What the picture says."""

    title: str
    verdict: str
    settings: str
    footer: str
    link: str  # what brings the experiment back
    axis: Axis
    drawings: tuple[Drawing, Drawing]
    pictures: Sequence[Histogram]
    values: int  # in each histogram
    language: str = DEFAULT_LANGUAGE


def draw_card(card: Card) -> str:
    """Return the picture as SVG text."""
    parts = [svg.text(MARGIN, 58, card.title, 28, font_weight=600, fill=LIGHT.text)]
    parts += _lines(card.verdict, 90, 18, 112, LIGHT.text)
    parts += _lines(card.settings, 142, 13, 165, LIGHT.reference)
    for drawing, left in zip(card.drawings, (MARGIN + 50, WIDTH - MARGIN - PLOT_WIDTH), strict=True):
        parts.append(svg.group(_plot(card.axis, drawing, card.language), left, 244))
    parts += _histograms(card)
    parts.append(svg.text(MARGIN, LINK_TOP - 22, card.footer, 13, fill=LIGHT.reference))
    parts.append(svg.element("a", "".join(_link(card.link)), href=card.link))
    return svg.document(parts, WIDTH, HEIGHT, card.title, LIGHT.background)


def _lines(words: str, y: float, size: float, most: int, colour: str) -> list[str]:
    lines = svg.wrapped(words, most)[:3]
    return [svg.text(MARGIN, y + 1.35 * size * row, line, size, fill=colour) for row, line in enumerate(lines)]


def _link(link: str) -> list[str]:
    """Write the address in as many lines as it needs, so that it can be read off a picture without links, too."""
    lines = [link[start : start + LINK_LETTERS] for start in range(0, len(link), LINK_LETTERS)][:LINK_LINES]
    return [svg.text(MARGIN, LINK_TOP + 16 * row, line, 11, fill=LIGHT.reference) for row, line in enumerate(lines)]


def _plot(axis: Axis, drawing: Drawing, language: str) -> list[str]:
    chart, layers = drawing.chart, drawing.table["layer"]
    heights = line_heights(drawing.table, chart, axis)
    depth = len(layers)
    x = (layers - 0.6) / (depth - 0.2) * PLOT_WIDTH
    parts = [svg.text(0, -34, chart.title, 16, font_weight=600, fill=LIGHT.text), *_legend(chart)]
    parts += _grid(axis, depth, chart.x_title, language)
    if chart.band:
        low, high, role = chart.band
        parts.extend(_band(x, _pixels(axis, heights[low]), _pixels(axis, heights[high]), role))
    for line in chart.lines:
        parts += _line(line, x, _pixels(axis, heights[line.column]))
    for column in chart.limits:
        parts += _limit(drawing.table, column, x, float(_pixels(axis, heights[column])[0]))
    if chart.arrow:
        parts += _arrow(x, _pixels(axis, heights[chart.arrow]))
    return parts


def _arrow(x: np.ndarray, y: np.ndarray) -> list[str]:
    """Point down at the layer that the verdict names."""
    tips = zip(x[~np.isnan(y)].tolist(), (y[~np.isnan(y)] - 8).tolist(), strict=True)
    return [svg.element("path", d=f"M{px - 6:.1f},{py - 10:.1f}h12l-6,10z", fill=LIGHT.text) for px, py in tips]


def _limit(table: LayerTable, column: str, x: np.ndarray, y: float) -> list[str]:
    """Draw where a number format ends, with its words at the end where they stand on the page."""
    line = {"x1": float(x[0]), "x2": float(x[-1]), "y1": y, "y2": y}
    parts = [svg.element("line", stroke=LIGHT.reference, stroke_dasharray="2 3", **line)]
    for words, place, anchor in zip(limit_words(column), (x[0], x[-1]), ("start", "end"), strict=True):
        told = "".join(table[words]) if words in table else ""
        parts += [svg.text(place, y - 5, told, 11, text_anchor=anchor, fill=LIGHT.reference)] if told else []
    return parts


def _pixels(axis: Axis, values: np.ndarray) -> np.ndarray:
    """Turn heights on the axis into pixels from the top of the plot; what lies outside stands at its edge."""
    share = (values - axis.low) / (axis.high - axis.low)
    return PLOT_HEIGHT * (1 - np.clip(share, 0, 1))


def _grid(axis: Axis, depth: int, x_title: str, language: str) -> list[str]:
    parts = []
    for tick, label in zip(axis.ticks, axis.labels, strict=True):
        y = PLOT_HEIGHT * (1 - (tick - axis.low) / (axis.high - axis.low))
        parts.append(svg.element("line", x1=0, x2=PLOT_WIDTH, y1=float(y), y2=float(y), stroke=LIGHT.grid))
        parts.append(svg.text(-8, y + 4, label, 12, text_anchor="end", fill=LIGHT.reference))
    for layer in layer_ticks(depth):
        number = write(layer, "count", language)
        words = f"{x_title} {number}" if layer == 1 else number
        place = (layer - 0.6) / (depth - 0.2) * PLOT_WIDTH
        parts.append(svg.text(place, PLOT_HEIGHT + 18, words, 12, text_anchor="middle", fill=LIGHT.reference))
    return parts


def _legend(chart: LineChart) -> list[str]:
    parts, place = [], 0.0
    for line in reversed(chart.lines):
        colour = getattr(LIGHT, line.role)
        parts += _mark(line, place + 6, -16) or [_stroke(line, [(place, -16.0), (place + 14, -16.0)])]
        parts.append(svg.text(place + 18, -12, line.label, 13, fill=colour))
        place += 34 + 6.6 * len(line.label)
    return parts


def _line(line: LineStyle, x: np.ndarray, y: np.ndarray) -> list[str]:
    known = ~np.isnan(y)
    points = list(zip(x[known].tolist(), y[known].tolist(), strict=True))
    return [_stroke(line, points), *(mark for px, py in points for mark in _mark(line, px, py))]


def _stroke(line: LineStyle, points: list[tuple[float, float]]) -> str:
    dash = None if line.dash == (1, 0) else f"{line.dash[0]} {line.dash[1]}"
    return svg.polyline(points, stroke=getattr(LIGHT, line.role), stroke_width=line.width, stroke_dasharray=dash)


def _mark(line: LineStyle, x: float, y: float) -> list[str]:
    colour = getattr(LIGHT, line.role)
    style = {"fill": colour if line.filled else LIGHT.background, "stroke": colour, "stroke_width": 1.6}
    if line.dot == "circle":
        return [svg.element("circle", cx=float(x), cy=float(y), r=4, **style)]
    if line.dot == "square":
        return [svg.element("rect", x=float(x) - 4, y=float(y) - 4, width=8, height=8, **style)]
    return []


def _band(x: np.ndarray, low: np.ndarray, high: np.ndarray, role: str) -> list[str]:
    """Shade between two lines, piece by piece where they are missing in between."""
    pieces = np.ma.clump_unmasked(np.ma.masked_invalid(low + high))
    return [_piece(x[one], low[one], high[one], role) for one in pieces]


def _piece(x: np.ndarray, low: np.ndarray, high: np.ndarray, role: str) -> str:
    edge = [*zip(x, high, strict=True), *zip(x[::-1], low[::-1], strict=True)]
    points = " ".join(f"{px:.1f},{py:.1f}" for px, py in edge)
    return svg.element("polygon", points=points, fill=getattr(LIGHT, role), fill_opacity=0.16)


def _histograms(card: Card) -> list[str]:
    """Draw what the page's chart of histograms draws, from the same table."""
    rows = histograms_table(card.pictures, card.values, card.language).to_pylist()
    bars = [len(coarser(one.counts, one.edges)[0]) for one in card.pictures]
    drawn = []
    for place, count in enumerate(bars):
        row, column = divmod(place, 5)
        x, y = MARGIN + column * (SMALL_WIDTH + SMALL_GAP), 518 + row * (SMALL_HEIGHT + 42)
        drawn.append(svg.group(_small([one for one in rows if one["place"] == place], count), x, y))
    return drawn


def _small(rows: Sequence[dict], bars: int) -> list[str]:
    head, *rest = rows
    parts = [svg.text(0, -6, head["text"], 13, fill=LIGHT.text)]
    ground = {"x1": 0, "x2": SMALL_WIDTH, "y1": SMALL_HEIGHT, "y2": SMALL_HEIGHT}
    parts.append(svg.element("line", stroke=LIGHT.grid, **ground))
    for bar in rest:
        height, width = SMALL_HEIGHT * bar["height"], SMALL_WIDTH / bars
        box = {"x": width * bar["bin"], "y": float(SMALL_HEIGHT - height), "width": width, "height": float(height)}
        parts.append(svg.element("rect", fill=LIGHT.spread, **box))
        if bar["cut"]:
            after = bar["bin"] < ROOM_UNTIL * BARS
            place = width * bar["beside"] + (4 if after else -4)
            anchor = "start" if after else "end"
            parts.append(svg.text(place, 10, bar["text"], 12, text_anchor=anchor, fill=LIGHT.text))
    return parts
