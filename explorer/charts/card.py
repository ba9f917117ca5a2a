"""What is handed on? The whole figure as one SVG picture: settings, both lines, histograms, verdict. Always light."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.charts import svg
from explorer.charts.axis import Axis
from explorer.charts.histograms import BARS, ROOM_UNTIL, Histogram, coarser, histograms_table
from explorer.charts.layer_table import LayerTable
from explorer.charts.signal_lines import LineChart, LineStyle, layer_ticks, line_heights
from explorer.charts.theme import LIGHT

WIDTH, HEIGHT, MARGIN = 1200, 800, 40
PLOT_WIDTH, PLOT_HEIGHT = 500, 190
SMALL_WIDTH, SMALL_HEIGHT, SMALL_GAP = 204, 74, 25


@dataclass(frozen=True)
class Card:
    """What the picture says."""

    title: str
    verdict: str
    settings: str
    footer: str
    table: LayerTable
    axis: Axis
    charts: tuple[LineChart, LineChart]
    pictures: Sequence[Histogram]
    values: int  # in each histogram


def draw_card(card: Card) -> str:
    """Return the picture as SVG text."""
    parts = [svg.text(MARGIN, 58, card.title, 28, font_weight=600, fill=LIGHT.text)]
    parts += _lines(card.verdict, 90, 18, 112, LIGHT.text)
    parts += _lines(card.settings, 142, 13, 165, LIGHT.reference)
    for chart, left in zip(card.charts, (MARGIN + 50, WIDTH - MARGIN - PLOT_WIDTH), strict=True):
        parts.append(svg.group(_plot(card, chart), left, 244))
    parts += _histograms(card)
    parts.append(svg.text(MARGIN, HEIGHT - 22, card.footer, 13, fill=LIGHT.reference))
    return svg.document(parts, WIDTH, HEIGHT, card.title, LIGHT.background)


def _lines(words: str, y: float, size: float, most: int, colour: str) -> list[str]:
    lines = svg.wrapped(words, most)[:3]
    return [svg.text(MARGIN, y + 1.35 * size * row, line, size, fill=colour) for row, line in enumerate(lines)]


def _plot(card: Card, chart: LineChart) -> list[str]:
    heights, layers = line_heights(card.table, chart, card.axis), card.table["layer"]
    depth = len(layers)
    x = (layers - 0.6) / (depth - 0.2) * PLOT_WIDTH
    parts = [svg.text(0, -34, chart.title, 16, font_weight=600, fill=LIGHT.text), *_legend(chart)]
    parts += _grid(card.axis, depth, chart.x_title)
    if chart.band:
        low, high, role = chart.band
        parts.append(_band(x, _pixels(card.axis, heights[low]), _pixels(card.axis, heights[high]), role))
    for line in chart.lines:
        parts += _line(line, x, _pixels(card.axis, heights[line.column]))
    return parts


def _pixels(axis: Axis, values: np.ndarray) -> np.ndarray:
    """Turn heights on the axis into pixels from the top of the plot; what lies outside stands at its edge."""
    share = (values - axis.low) / (axis.high - axis.low)
    return PLOT_HEIGHT * (1 - np.clip(share, 0, 1))


def _grid(axis: Axis, depth: int, x_title: str) -> list[str]:
    parts = []
    for tick, label in zip(axis.ticks, axis.labels, strict=True):
        y = PLOT_HEIGHT * (1 - (tick - axis.low) / (axis.high - axis.low))
        parts.append(svg.element("line", x1=0, x2=PLOT_WIDTH, y1=float(y), y2=float(y), stroke=LIGHT.grid))
        parts.append(svg.text(-8, y + 4, label, 12, text_anchor="end", fill=LIGHT.reference))
    for layer in layer_ticks(depth):
        words = f"{x_title} {layer}" if layer == 1 else str(layer)
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


def _band(x: np.ndarray, low: np.ndarray, high: np.ndarray, role: str) -> str:
    edge = [*zip(x, high, strict=True), *zip(x[::-1], low[::-1], strict=True)]
    points = " ".join(f"{px:.1f},{py:.1f}" for px, py in edge)
    return svg.element("polygon", points=points, fill=getattr(LIGHT, role), fill_opacity=0.16)


def _histograms(card: Card) -> list[str]:
    """Draw what the page's chart of histograms draws, from the same table."""
    rows = histograms_table(card.pictures, card.values).to_pylist()
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
