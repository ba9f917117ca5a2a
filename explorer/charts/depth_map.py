"""Which depth and which strength learned? Cells of what was trained, and the same cells as theory sees them."""

from functools import cache

import altair as alt
import pandas as pd

from explorer.charts.specification import without_data
from explorer.charts.theme import Palette, ink_turns
from explorer.simulation import LEARNED, MapCell
from explorer.text import DEFAULT_LANGUAGE, write

HEIGHT = 260
CELL = "cell"  # name of the selection
WRITTEN_OUT = 3  # tenfolds up to which a change is written out; more has no room in a cell
SHARES, TENFOLDS = (0.1, 1.0), (0.0, 3.0)  # the ends of the colours: right answers, change by theory


def map_table(cells: tuple[MapCell, ...], language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Lay out one row a cell; theory's colour is how many tenfolds are lost or gained, whichever way."""
    return pd.DataFrame(
        [
            {
                "depth": cell.signal.depth,
                "gain": write(cell.signal.scale, "number", language),
                "sgd": cell.sgd,
                "adam": cell.adam,
                "sgd_text": _marked(cell.sgd, language),
                "adam_text": _marked(cell.adam, language),
                "theory": min(TENFOLDS[1], abs(cell.expected_change)),
                "theory_text": _changed(cell.expected_change, language),
                "order": cell.signal.scale,
            }
            for cell in cells
        ]
    )


def _marked(share: float, language: str) -> str:
    """Write a share, with a check mark where the network learned: colour is not the only sign."""
    return f"{write(round(share, 2), 'share', language)}{' ✓' if share >= LEARNED else ''}"


def _changed(tenfolds: float, language: str) -> str:
    """Write a change in as few letters as a cell holds: 0.03, 900, 10⁻¹³."""
    if abs(tenfolds) < WRITTEN_OUT:
        return write(tenfolds, "log10 1", language)
    return write(round(tenfolds), "power", language)


@cache
def map_chart(of: str, titles: tuple[str, str], colours: Palette) -> dict:
    """Draw the cells of `of`: sgd, adam (right answers) or theory (tenfolds of change); a tap selects one."""
    learned = of != "theory"
    (low, high), full = (SHARES, colours.success) if learned else (TENFOLDS, colours.spread)
    scale = alt.Scale(domain=(low, high), range=[colours.grid, full], interpolate="rgb", clamp=True)
    base = alt.Chart(alt.NamedData("cells")).encode(
        x=alt.X("gain:N", title=titles[0], sort=alt.SortField("order"), axis=alt.Axis(labelAngle=0, labelFlush=False)),
        y=alt.Y("depth:O", title=titles[1]),
    )
    tapped = alt.selection_point(name=CELL, fields=["depth", "gain"], toggle=False)
    boxes = base.mark_rect(stroke=colours.grid).encode(color=alt.Color(f"{of}:Q", scale=scale, legend=None))
    dark = alt.datum[of] > low + (high - low) * ink_turns(colours.grid, full, colours)
    text = base.mark_text(fontSize=11).encode(
        text=f"{of}_text:N", color=alt.condition(dark, alt.value(colours.background), alt.value(colours.text))
    )
    return without_data(alt.layer(boxes.add_params(tapped), text).properties(height=HEIGHT))
