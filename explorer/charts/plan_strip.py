"""What happens to each part of the model? A strip of stages, input at the left, speed as height.

The chart is one data-free specification, built and checked by Altair once; a plan travels as one small frame,
with a row a part and a row a run of parts that are treated alike.
"""

from collections.abc import Callable
from functools import cache, partial, reduce

import altair as alt
import numpy as np
import pandas as pd

from explorer.charts.plan_bars import FOOT, TICKS, Bar, bars, bottom, height, runs
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.planner import Plan
from explorer.text import DEFAULT_LANGUAGE, words, write

NARROWEST = 10 / 800  # a bar is at least 10 px on a strip of 800 px
NARROWEST_NEW = 64 / 800  # a new part is what the plan is about: room for its name and the word "new"
ROOM_FOR_WORD = 0.45  # height from which the word "new" fits inside a bar, above its stripe
NEW = ("replace", "reinitialize")
SpeedAxis = Callable[[str], alt.Y]
TOOLTIP = (
    ("label", "part"), ("does", "strip.does"), ("speed", "strip.speed"),
    ("weights", "strip.weights"), ("share", "strip.share"), ("reason", "strip.because"),
)  # fmt: skip


def strip_table(plan: Plan, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Lay parts and runs out from 0 to 1: width by the root of the weights, with a least width."""
    shown = bars(plan, language)
    edges = _edges(shown)
    parts = [_part_row(plan, bar, edges[place], edges[place + 1], language) for place, bar in enumerate(shown)]
    table = pd.DataFrame(parts)
    starts = [run[0] for run in runs(shown)]
    table["joint"] = [place not in starts for place in range(len(shown))]  # a thin line to the part before
    return pd.concat([table, pd.DataFrame(_run_rows(shown, edges, language))], ignore_index=True)


def _edges(shown: list[Bar]) -> list[float]:
    roots = np.sqrt([float(bar.parameters or 0) for bar in shown])
    least = [NARROWEST_NEW if bar.action in NEW else NARROWEST for bar in shown]
    widths = np.maximum(roots / (roots.sum() or 1.0), least)
    return [0.0, *np.cumsum(widths / widths.sum()).tolist()]


def _part_row(plan: Plan, bar: Bar, start: float, end: float, language: str) -> dict:
    total, top = plan.cost.all_parameters, height(bar.speed)
    missing = words("charts", "strip.missing", language)
    room = bar.action in NEW and top > ROOM_FOR_WORD
    return {
        "mark": "part", "from": start, "to": end, "middle": (start + end) / 2, "floor": 0.0, "height": top,
        "action": bar.action,
        "does": words("charts", f"strip.does.{bar.action}", language),
        "stripe": 2 * FOOT,
        "stripe_top": top - (0.28 if room else 0.04),
        "word_at": top - 0.15,
        "word": words("charts", "strip.new", language) if room else "",
        "label": f"{bar.name} ✎" if bar.own else bar.name,
        "speed": bar.speed_text,
        "weights": missing if bar.parameters is None else write(bar.parameters, "count", language),
        "share": write(bar.parameters / total, "share", language) if total and bar.parameters is not None else missing,
        "reason": bar.reason,
    }  # fmt: skip


def _run_rows(shown: list[Bar], edges: list[float], language: str) -> list[dict]:
    """One row for each run of equal actions, for its outline and the word under it."""
    return [
        {
            "mark": "run", "from": edges[first], "to": edges[last + 1], "middle": (edges[first] + edges[last + 1]) / 2,
            "floor": 0.0, "height": FOOT, "action": shown[first].action,
            "does": words("charts", f"strip.action.{shown[first].action}", language),
        }
        for first, last in runs(shown)
    ]  # fmt: skip


@cache
def strip_spec(palette: Palette, tall: int = 170, language: str = DEFAULT_LANGUAGE) -> dict:
    """Build the drawing: hollow and dashed is kept, filled is adjusted, filled with a stripe is new.

    Hovering gives name, share, speed and the first reason. Names show where their bar is wide enough.
    """
    y = partial(_speed_axis, title=words("charts", "strip.axis", language), language=language)
    layers = [
        *_kept(palette, y), _learning(palette, y), *_new(palette, y),
        _names(palette, y), *_actions(palette, y), _hover(palette, language),
    ]  # fmt: skip
    return without_data(alt.layer(*layers, data=alt.NamedData("plan")).properties(height=tall), language)


def _marks(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.datum.mark == kind)


def _x(field: str) -> alt.X:
    return alt.X(field, axis=None, scale=alt.Scale(domain=[0, 1], nice=False))


def _kept(palette: Palette, y: SpeedAxis) -> list[alt.Chart]:
    """A faint floor and one dashed outline a run, with a thin line between its parts."""
    outline = (
        _marks("run")
        .transform_filter(alt.datum.action == "freeze")
        .mark_rect(
            fillOpacity=0.08, fill=palette.reference, stroke=palette.reference, strokeDash=[4, 3], strokeWidth=1.5
        )
        .encode(x=_x("from:Q"), x2="to:Q", y=y("height:Q"), y2="floor:Q")
    )
    joints = (
        _marks("part")
        .transform_filter((alt.datum.action == "freeze") & alt.datum.joint)
        .mark_rule(stroke=palette.reference, strokeWidth=1, strokeOpacity=0.7)
        .encode(x=_x("from:Q"), y=y("height:Q"), y2="floor:Q")
    )
    return [outline, joints]


def _learning(palette: Palette, y: SpeedAxis) -> alt.Chart:
    colours = alt.Scale(
        domain=["tune", "replace", "reinitialize"], range=[palette.average, palette.spread, palette.spread]
    )
    return (
        _marks("part")
        .transform_filter(alt.datum.action != "freeze")
        .mark_rect(stroke=palette.background, strokeWidth=1)
        .encode(
            x=_x("from:Q"),
            x2="to:Q",
            y=y("height:Q"),
            y2="floor:Q",
            color=alt.Color("action:N", scale=colours, legend=None),
        )
    )


def _new(palette: Palette, y: SpeedAxis) -> list[alt.Chart]:
    """The stripe inside what is new, and the word where it fits."""
    fresh = _marks("part").transform_filter((alt.datum.action == "replace") | (alt.datum.action == "reinitialize"))
    stripe = fresh.mark_rule(stroke=palette.background, strokeWidth=2).encode(
        x=_x("middle:Q"), y=y("stripe:Q"), y2="stripe_top:Q"
    )
    word = fresh.mark_text(fontSize=12, fontWeight="bold", color=palette.background).encode(
        x=_x("middle:Q"), y=y("word_at:Q"), text="word:N", opacity=_where_wide("24")
    )
    return [stripe, word]


def _names(palette: Palette, y: SpeedAxis) -> alt.Chart:
    return (
        _marks("part")
        .mark_text(baseline="bottom", dy=-3, fontSize=11, color=palette.text, limit=90)
        .encode(
            x=_x("middle:Q"),
            y=y("height:Q"),
            text="label:N",
            opacity=_where_wide("min(90, 6.5 * length(datum.label))"),
        )
    )


def _actions(palette: Palette, y: SpeedAxis) -> list[alt.Chart]:
    """The action under each run; the last run is what the plan is about, so a narrow one gets its word as well."""
    letters = "6 * length(datum.does)"
    style = {"baseline": "top", "dy": 6, "fontSize": 12, "color": palette.text}
    middle = _marks("run").mark_text(**style).encode(x=_x("middle:Q"), opacity=_where_wide(letters))
    end = (
        _marks("run")
        .transform_filter("datum.to > 0.999")
        .mark_text(align="right", **style)
        .encode(x=_x("to:Q"), opacity=_where_wide(letters, otherwise=1))
    )
    return [layer.encode(y=y("floor:Q"), text="does:N") for layer in (middle, end)]


def _hover(palette: Palette, language: str) -> alt.Chart:
    """A clear column over each part, so that low and narrow bars answer the pointer as well as tall ones."""
    return (
        _marks("part")
        .mark_rect(fill=palette.text, fillOpacity=0, strokeOpacity=0)
        .encode(
            x=_x("from:Q"),
            x2="to:Q",
            y=alt.YValue(0),
            y2=alt.Y2Value("height"),
            tooltip=[alt.Tooltip(f"{field}:N", title=words("charts", key, language)) for field, key in TOOLTIP],
        )
    )


def _where_wide(pixels: str, otherwise: int = 0) -> object:
    """Show a text only where its bar is wider than this expression in pixels, or only where it is not."""
    wide = f"(datum.to - datum.from) * width > {pixels}"
    return alt.condition(wide, alt.value(1 - otherwise), alt.value(otherwise))


def _speed_axis(field: str, title: str, language: str) -> alt.Y:
    """Return the vertical axis that all marks share, with room for the names above the tallest bar."""
    ticks, labels = [bottom(value) for value in TICKS], [write(value, "speed", language) for value in TICKS]
    tests = [f"abs(datum.value - {tick}) < 0.001 ? '{label}'" for tick, label in zip(ticks, labels, strict=True)]
    return alt.Y(
        field,
        title=title,
        scale=alt.Scale(domain=[0, 1.1], nice=False),
        axis=alt.Axis(values=ticks, labelExpr=" : ".join([*tests, "''"]), labelOverlap=False, grid=False, ticks=False),
    )


def strip_alt(plan: Plan, language: str = DEFAULT_LANGUAGE) -> str:
    """Say the strip in one sentence, for readers who cannot see it."""
    shown = bars(plan, language)
    said = []
    for first, last in runs(shown):
        ends = {"first": shown[first].name, "last": shown[last].name}
        names = ends["first"] if first == last else words("charts", "strip.names", language, **ends)
        speeds = list(dict.fromkeys((shown[first].speed_text, shown[last].speed_text)))
        speed = speeds[0] if len(speeds) == 1 else words("charts", "range", language, low=speeds[0], high=speeds[1])
        action = words("charts", f"strip.action.{shown[first].action}", language)
        key = "strip.run.still" if shown[first].action == "freeze" else "strip.run"
        said.append(words("charts", key, language, action=action, names=names, speed=speed))
    in_order = reduce(lambda before, after: words("charts", "strip.then", language, before=before, after=after), said)
    return words("charts", "strip.alt", language, runs=in_order)
