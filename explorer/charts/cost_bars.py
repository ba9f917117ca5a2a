"""What does the plan cost beside training everything? Stacked bars of memory and of work.

The drawing is one data-free specification, built and checked by Altair once for each pair of bars.
"""

from functools import cache, partial

import altair as alt
import pandas as pd

from explorer.charts import svg
from explorer.charts.axis_ends import ending, showing
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.planner import Cost
from explorer.text import DEFAULT_LANGUAGE, words, write

ROWS = ("plan", "everything")
MEMORY_PARTS = ("weights", "corrections", "optimizer")
WORK_PARTS = ("forward", "back")
HEIGHT = 230  # pixels, with legend (two lines on a phone) and axis
BAR, BELOW = 24, 9  # pixels: a bar's height, and how far it stands below the middle of its row, its name above it
LEGEND = {"orient": "top", "title": None, "labelFontSize": 12, "columnPadding": 8, "symbolSize": 160, "offset": 4}
LETTER, SIGN = 6, 30  # pixels that a letter of the legend takes, and its sign with the gap to the next entry
LONGEST_TITLE = 36  # letters in a line of the axis title
AMOUNTS = (  # axis labels in the page's own words: 2 billion, not 2G
    "datum.value >= 1e9 ? format(datum.value / 1e9, '~g') + ' {billion}'"
    " : datum.value >= 1e6 ? format(datum.value / 1e6, '~g') + ' {million}' : format(datum.value, ',')"
)
SIZES = (  # the same for memory, in the units that the sums are written in
    "!datum.value ? '0' : datum.value >= 1e9 ? format(datum.value / 1e9, '~g') + ' {gigabytes}'"
    " : datum.value >= 1e6 ? format(datum.value / 1e6, '~g') + ' {megabytes}'"
    " : format(datum.value / 1e3, '~g') + ' {kilobytes}'"
)
COLOUR_ROLES = ("reference", "correction", "average")


def memory_table(cost: Cost, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame | None:
    """Return bytes by part for both rows; None where the text has no counts."""
    amounts = (
        (cost.weight_bytes, cost.full_weight_bytes),
        (cost.gradient_bytes, cost.full_gradient_bytes),
        (cost.optimizer_bytes, cost.full_optimizer_bytes),
    )
    return _table(dict(zip(MEMORY_PARTS, amounts, strict=True)), "bytes", language)


def work_table(cost: Cost, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame | None:
    """Return multiply-adds for one example, forward and back; None where shapes are missing."""
    amounts = ((cost.forward_macs, cost.forward_macs), (cost.backward_macs, cost.full_backward_macs))
    return _table(dict(zip(WORK_PARTS, amounts, strict=True)), "count", language)


def _table(parts: dict, form: str, language: str) -> pd.DataFrame | None:
    if any(value is None for pair in parts.values() for value in pair):
        return None
    totals = [sum(pair[place] for pair in parts.values()) for place in range(len(ROWS))]
    return pd.DataFrame(
        [
            {
                "row": words("charts", f"cost.row.{row}", language),
                "part": words("charts", f"cost.part.{part}", language),
                "order": order,
                "amount": pair[place],
                "shown": write(pair[place], form, language),
                "total": totals[place],
                "total_shown": write(totals[place], form, language),
            }
            for place, row in enumerate(ROWS)
            for order, (part, pair) in enumerate(parts.items())
        ]
    )


@cache
def cost_spec(
    parts: tuple[str, ...], title: str, palette: Palette, language: str = DEFAULT_LANGUAGE, sizes: bool = False
) -> dict:
    """Draw one stacked bar for this plan and one for full fine-tuning, on one axis, each with its sum at its end.

    `sizes`: the amounts are bytes; else they are counts.
    """
    colours = alt.Scale(domain=list(parts), range=[getattr(palette, role) for role in COLOUR_ROLES[: len(parts)]])
    say = partial(words, "charts", language=language)
    units = ("gigabytes", "megabytes", "kilobytes") if sizes else ("billion", "million")
    amounts = (SIZES if sizes else AMOUNTS).format(**{unit: say(unit) for unit in units})
    entry = LETTER * max(len(part) for part in parts) + SIGN
    rows = alt.Y(
        "row:N",
        sort=[say(f"cost.row.{row}") for row in ROWS],
        axis=None,
    )
    bars = (
        alt.Chart()
        .mark_bar(stroke=palette.background, strokeWidth=1, size=BAR, yOffset=BELOW)
        .encode(
            x=alt.X(
                "amount:Q",
                title=svg.wrapped(title, LONGEST_TITLE),
                scale=ending("x", nice=False),
                axis=alt.Axis(labelExpr=amounts, tickCount=3, labelFlush=True),
            ),
            y=rows,
            order="order:Q",
            color=alt.Color(
                "part:N",
                scale=colours,
                legend=alt.Legend(**LEGEND, columns=alt.ExprRef(f"max(1, floor(width / {entry}))")),
            ),
            tooltip=[
                alt.Tooltip("row:N", title=say("cost.plan")),
                alt.Tooltip("part:N", title=say("part")),
                alt.Tooltip("shown:N", title=say("cost.amount")),
            ],
        )
    )
    # The sum stands inside a long bar and beside a short one.
    sums = alt.Chart().transform_filter(alt.datum.order == 0).transform_joinaggregate(longest="max(total)")
    inside = (
        sums.transform_filter("datum.total > datum.longest / 2")
        .mark_text(align="right", dx=-6, yOffset=BELOW, fontSize=12, fontWeight="bold", color=palette.background)
        .encode(x="total:Q", y=rows, text="total_shown:N")
    )
    beside = (
        sums.transform_filter("datum.total <= datum.longest / 2")
        .mark_text(align="left", dx=6, yOffset=BELOW, fontSize=12, fontWeight="bold", color=palette.text)
        .encode(x="total:Q", y=rows, text="total_shown:N")
    )
    above = {"align": "left", "baseline": "bottom", "yOffset": BELOW - BAR / 2 - 3, "fontSize": 12}
    names = sums.mark_text(color=palette.text, **above).encode(x=alt.value(0), y=rows, text="row:N")
    drawing = alt.layer(bars, inside, beside, names, data=alt.NamedData("cost")).properties(height=HEIGHT)
    return showing(without_data(drawing, language), x=("total", 0.0))


def cost_alt(table: pd.DataFrame) -> str:
    """Say the bars in words."""
    sums = table.drop_duplicates("row")
    return "; ".join(
        [f"{row.row}: {row.total_shown}" for row in sums.itertuples()]
        + [f"{row.row}, {row.part}: {row.shown}" for row in table.itertuples()]
    )
