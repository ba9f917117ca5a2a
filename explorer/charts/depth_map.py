"""Which depth and which strength learned? Cells of what was trained, and the same cells as theory sees them."""

from functools import cache

import altair as alt
import pandas as pd

from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.simulation import LEARNED, MapCell
from explorer.text import DEFAULT_LANGUAGE, write

HEIGHT = 260
CELL = "cell"  # name of the selection


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
                "theory": min(3.0, abs(cell.expected_change)),
                "theory_text": write(cell.expected_change, "log10 1", language),
                "order": cell.signal.scale,
            }
            for cell in cells
        ]
    )


def _marked(share: float, language: str) -> str:
    """Write a share, with a check mark where the network learned: colour is not the only sign."""
    return f"{write(round(share, 2), 'share', language)}{' ✓' if share >= LEARNED else ''}"


@cache
def map_chart(of: str, titles: tuple[str, str], colours: Palette) -> dict:
    """Draw the cells of `of`: sgd, adam (right answers) or theory (tenfolds of change); a tap selects one."""
    learned = of != "theory"
    scale = alt.Scale(
        domain=(0.1, 1.0) if learned else (0.0, 3.0),
        range=[colours.grid, colours.success if learned else colours.spread],
    )
    base = alt.Chart(alt.NamedData("cells")).encode(
        x=alt.X("gain:N", title=titles[0], sort=alt.SortField("order"), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("depth:O", title=titles[1]),
    )
    tapped = alt.selection_point(name=CELL, fields=["depth", "gain"], toggle=False)
    boxes = base.mark_rect(stroke=colours.grid).encode(color=alt.Color(f"{of}:Q", scale=scale, legend=None))
    dark = alt.datum[of] > (0.55 if learned else 1.5)
    text = base.mark_text(fontSize=11).encode(
        text=f"{of}_text:N", color=alt.condition(dark, alt.value(colours.background), alt.value(colours.text))
    )
    return without_data(alt.layer(boxes.add_params(tapped), text).properties(height=HEIGHT))
