"""What happens to each part of the model? A strip of stages, input at the left, speed as height.

The chart is one data-free specification, built and checked by Altair once; a plan travels as one small frame,
with a row a part and a row a run of parts that are treated alike.
"""

from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from explorer import numerals
from explorer.charts.plan_bars import FOOT, TICKS, Bar, bars, bottom, height, runs
from explorer.charts.theme import Palette
from explorer.planner import Plan

NARROWEST = 10 / 800  # a bar is at least 10 px on a strip of 800 px
NARROWEST_NEW = 64 / 800  # a new part is what the plan is about: room for its name and the word "new"
ROOM_FOR_WORD = 0.45  # height from which the word "new" fits inside a bar, above its stripe
ACTION_WORDS = {"freeze": "keep", "tune": "adjust", "replace": "replace", "reinitialize": "start over", "add": "add"}
NEW = ("replace", "reinitialize")
TOOLTIP = (
    ("label", "Part"), ("does", "What to do"), ("speed", "Speed"),
    ("weights", "Weights"), ("share", "Share of all weights"), ("reason", "Because"),
)  # fmt: skip


def strip_table(plan: Plan) -> pd.DataFrame:
    """Lay parts and runs out from 0 to 1: width by the root of the weights, with a least width."""
    shown = bars(plan)
    edges = _edges(shown)
    parts = [_part_row(plan, bar, edges[place], edges[place + 1]) for place, bar in enumerate(shown)]
    table = pd.DataFrame(parts)
    starts = [run[0] for run in runs(shown)]
    table["joint"] = [place not in starts for place in range(len(shown))]  # a thin line to the part before
    return pd.concat([table, pd.DataFrame(_run_rows(shown, edges))], ignore_index=True)


def _edges(shown: list[Bar]) -> list[float]:
    roots = np.sqrt([float(bar.parameters or 0) for bar in shown])
    least = [NARROWEST_NEW if bar.action in NEW else NARROWEST for bar in shown]
    widths = np.maximum(roots / (roots.sum() or 1.0), least)
    return [0.0, *np.cumsum(widths / widths.sum()).tolist()]


def _part_row(plan: Plan, bar: Bar, start: float, end: float) -> dict:
    total, top = plan.cost.all_parameters, height(bar.speed)
    room = bar.action in NEW and top > ROOM_FOR_WORD
    return {
        "mark": "part", "from": start, "to": end, "middle": (start + end) / 2, "floor": 0.0, "height": top,
        "action": ACTION_WORDS[bar.action],
        "does": "replace: new" if bar.action == "replace" else ACTION_WORDS[bar.action],
        "stripe": 2 * FOOT,
        "stripe_top": top - (0.28 if room else 0.04),
        "word_at": top - 0.15,
        "word": "new" if room else "",
        "label": f"{bar.name} ✎" if bar.own else bar.name,
        "speed": bar.speed_text,
        "weights": "not in the text" if bar.parameters is None else numerals.count(bar.parameters),
        "share": numerals.share(bar.parameters / total) if total and bar.parameters is not None else "not in the text",
        "reason": bar.reason,
    }  # fmt: skip


def _run_rows(shown: list[Bar], edges: list[float]) -> list[dict]:
    """One row for each run of equal actions, for its outline and the word under it."""
    return [
        {
            "mark": "run", "from": edges[first], "to": edges[last + 1], "middle": (edges[first] + edges[last + 1]) / 2,
            "floor": 0.0, "height": FOOT, "action": ACTION_WORDS[shown[first].action],
        }
        for first, last in runs(shown)
    ]  # fmt: skip


@cache
def strip_spec(palette: Palette, tall: int = 170) -> dict:
    """Build the drawing: hollow and dashed is kept, filled is adjusted, filled with a stripe is new.

    Hovering gives name, share, speed and the first reason. Names show where their bar is wide enough.
    """
    layers = [
        *_kept(palette), _learning(palette), *_new(palette),
        _names(palette), *_actions(palette), _hover(palette),
    ]  # fmt: skip
    spec = alt.layer(*layers, data=alt.NamedData("plan")).properties(height=tall).to_dict()
    spec.pop("data", None)
    return spec


def _marks(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.datum.mark == kind)


def _x(field: str) -> alt.X:
    return alt.X(field, axis=None, scale=alt.Scale(domain=[0, 1], nice=False))


def _kept(palette: Palette) -> list[alt.Chart]:
    """A faint floor and one dashed outline a run, with a thin line between its parts."""
    outline = (
        _marks("run")
        .transform_filter(alt.datum.action == "keep")
        .mark_rect(
            fillOpacity=0.08, fill=palette.reference, stroke=palette.reference, strokeDash=[4, 3], strokeWidth=1.5
        )
        .encode(x=_x("from:Q"), x2="to:Q", y=_speed_axis("height:Q"), y2="floor:Q")
    )
    joints = (
        _marks("part")
        .transform_filter((alt.datum.action == "keep") & alt.datum.joint)
        .mark_rule(stroke=palette.reference, strokeWidth=1, strokeOpacity=0.7)
        .encode(x=_x("from:Q"), y=_speed_axis("height:Q"), y2="floor:Q")
    )
    return [outline, joints]


def _learning(palette: Palette) -> alt.Chart:
    colours = alt.Scale(
        domain=["adjust", "replace", "start over"], range=[palette.average, palette.spread, palette.spread]
    )
    return (
        _marks("part")
        .transform_filter(alt.datum.action != "keep")
        .mark_rect(stroke=palette.background, strokeWidth=1)
        .encode(
            x=_x("from:Q"),
            x2="to:Q",
            y=_speed_axis("height:Q"),
            y2="floor:Q",
            color=alt.Color("action:N", scale=colours, legend=None),
        )
    )


def _new(palette: Palette) -> list[alt.Chart]:
    """The stripe inside what is new, and the word where it fits."""
    fresh = _marks("part").transform_filter((alt.datum.action == "replace") | (alt.datum.action == "start over"))
    stripe = fresh.mark_rule(stroke=palette.background, strokeWidth=2).encode(
        x=_x("middle:Q"), y=_speed_axis("stripe:Q"), y2="stripe_top:Q"
    )
    word = fresh.mark_text(fontSize=12, fontWeight="bold", color=palette.background).encode(
        x=_x("middle:Q"), y=_speed_axis("word_at:Q"), text="word:N", opacity=_where_wide("24")
    )
    return [stripe, word]


def _names(palette: Palette) -> alt.Chart:
    return (
        _marks("part")
        .mark_text(baseline="bottom", dy=-3, fontSize=11, color=palette.text, limit=90)
        .encode(
            x=_x("middle:Q"),
            y=_speed_axis("height:Q"),
            text="label:N",
            opacity=_where_wide("min(90, 6.5 * length(datum.label))"),
        )
    )


def _actions(palette: Palette) -> list[alt.Chart]:
    """The action under each run; the last run is what the plan is about, so a narrow one gets its word as well."""
    letters = "6 * length(datum.action)"
    style = {"baseline": "top", "dy": 6, "fontSize": 12, "color": palette.text}
    middle = _marks("run").mark_text(**style).encode(x=_x("middle:Q"), opacity=_where_wide(letters))
    end = (
        _marks("run")
        .transform_filter("datum.to > 0.999")
        .mark_text(align="right", **style)
        .encode(x=_x("to:Q"), opacity=_where_wide(letters, otherwise=1))
    )
    return [layer.encode(y=_speed_axis("floor:Q"), text="action:N") for layer in (middle, end)]


def _hover(palette: Palette) -> alt.Chart:
    """A clear column over each part, so that low and narrow bars answer the pointer as well as tall ones."""
    return (
        _marks("part")
        .mark_rect(fill=palette.text, fillOpacity=0, strokeOpacity=0)
        .encode(
            x=_x("from:Q"),
            x2="to:Q",
            y=alt.YValue(0),
            y2=alt.Y2Value("height"),
            tooltip=[alt.Tooltip(f"{field}:N", title=title) for field, title in TOOLTIP],
        )
    )


def _where_wide(pixels: str, otherwise: int = 0) -> object:
    """Show a text only where its bar is wider than this expression in pixels, or only where it is not."""
    wide = f"(datum.to - datum.from) * width > {pixels}"
    return alt.condition(wide, alt.value(1 - otherwise), alt.value(otherwise))


def _speed_axis(field: str) -> alt.Y:
    """Return the vertical axis that all marks share, with room for the names above the tallest bar."""
    ticks = [bottom(value) for value, _ in TICKS]
    tests = [f"abs(datum.value - {tick}) < 0.001 ? '{label}'" for tick, (_, label) in zip(ticks, TICKS, strict=True)]
    return alt.Y(
        field,
        title="speed of learning",
        scale=alt.Scale(domain=[0, 1.1], nice=False),
        axis=alt.Axis(values=ticks, labelExpr=" : ".join([*tests, "''"]), labelOverlap=False, grid=False, ticks=False),
    )


def strip_alt(plan: Plan) -> str:
    """Say the strip in one sentence, for readers who cannot see it."""
    shown = bars(plan)
    said = []
    for first, last in runs(shown):
        names = shown[first].name if first == last else f"{shown[first].name} to {shown[last].name}"
        speeds = list(dict.fromkeys((shown[first].speed_text, shown[last].speed_text)))
        learns = "" if shown[first].action == "freeze" else f" at {' to '.join(speeds)}"
        said.append(f"{ACTION_WORDS[shown[first].action]} {names}{learns}")
    return f"From input to output: {', then '.join(said)}."
