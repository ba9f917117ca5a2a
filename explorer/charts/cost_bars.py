"""What does the plan cost beside training everything? Stacked bars of memory and of work."""

import altair as alt
import pandas as pd

from explorer import numerals
from explorer.charts.theme import Palette
from explorer.planner.plan import Cost

ROWS = ("this plan", "everything learns")


def memory_table(cost: Cost) -> pd.DataFrame | None:
    """Return bytes by part for both rows; None where the text has no counts."""
    parts = {
        "weights": (cost.weight_bytes, cost.full_weight_bytes),
        "corrections": (cost.gradient_bytes, cost.full_gradient_bytes),
        "optimizer": (cost.optimizer_bytes, cost.full_optimizer_bytes),
    }
    return _table(parts, numerals.bytes_size)


def work_table(cost: Cost) -> pd.DataFrame | None:
    """Return multiply-adds for one example, forward and back; None where shapes are missing."""
    parts = {
        "forward": (cost.forward_macs, cost.forward_macs),
        "back": (cost.backward_macs, cost.full_backward_macs),
    }
    return _table(parts, numerals.count)


def _table(parts: dict, write) -> pd.DataFrame | None:
    if any(value is None for pair in parts.values() for value in pair):
        return None
    return pd.DataFrame(
        [
            {"row": row, "part": part, "order": order, "amount": pair[place], "shown": write(pair[place])}
            for place, row in enumerate(ROWS)
            for order, (part, pair) in enumerate(parts.items())
        ]
    )


def cost_bars(table: pd.DataFrame, title: str, palette: Palette) -> alt.Chart:
    """Draw one stacked bar for this plan and one for full fine-tuning, on one axis."""
    parts = table["part"].unique().tolist()
    return (
        alt.Chart(table)
        .mark_bar(stroke=palette.background, strokeWidth=1)
        .encode(
            x=alt.X("amount:Q", title=title, axis=alt.Axis(format="~s", tickCount=5)),
            y=alt.Y("row:N", sort=list(ROWS), title=None),
            order="order:Q",
            color=alt.Color(
                "part:N",
                scale=alt.Scale(
                    domain=parts, range=[palette.reference, palette.correction, palette.average][: len(parts)]
                ),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=[
                alt.Tooltip("row:N", title="Plan"),
                alt.Tooltip("part:N", title="Part"),
                alt.Tooltip("shown:N", title="Amount"),
            ],
        )
        .properties(height=110)
    )
