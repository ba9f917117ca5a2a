"""What happens to each part of the model? A strip of blocks, input at the left, each as full as it learns fast.

What is kept is a grey block with a lock. Every block bears the number that the part has in the plan's table. The chart
is one data-free specification, built and checked by Altair once; a plan travels as one small frame, with a row a part
and a row a run of parts that are treated alike.
"""

from collections.abc import Callable
from functools import cache, partial, reduce

import altair as alt
import numpy as np
import pandas as pd

from explorer.charts.plan_bars import TICKS, Bar, bars, height, runs
from explorer.charts.specification import without_data
from explorer.charts.theme import Palette
from explorer.planner import Plan
from explorer.text import DEFAULT_LANGUAGE, words, write

EVEN = 0.8  # a bar is at least this share of an even one, so that a phone has room for every number
NARROWEST_NEW = 64 / 800  # a new part is what the plan is about: room for its name and the word "new"
ROOM_FOR_WORD = 0.3  # height from which the word "new" fits inside a fill
ROOM_FOR_NUMBER = 15  # pixels; where a bar is narrower, the numbers take turns in two lines
ROOM_FOR_LOCK = 9  # pixels
BESIDE = 0.3  # share of a block that shows what is added beside it
LINES = (-0.03, -0.13, -0.24)  # heights below the blocks: numbers, every second number, what is done
LOCK = (
    "M-0.6,-0.1 L0.6,-0.1 L0.6,0.8 L-0.6,0.8 Z "
    "M-0.42,-0.1 L-0.42,-0.4 A0.42,0.42,0,0,1,0.42,-0.4 L0.42,-0.1 "
    "L0.22,-0.1 L0.22,-0.4 A0.22,0.22,0,0,0,-0.22,-0.4 L-0.22,-0.1 Z"
)
NEW = ("replace", "reinitialize")
LOCKED = ("freeze", "add")  # its own weights stay as they are
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
    table["odd"] = [place % 2 == 0 for place in range(len(shown))]
    table["narrowest"] = (table["to"] - table["from"]).min()
    return pd.concat([table, pd.DataFrame(_run_rows(shown, edges, language))], ignore_index=True)


def _edges(shown: list[Bar]) -> list[float]:
    roots = np.sqrt([float(bar.parameters or 0) for bar in shown])
    even = EVEN / len(shown)
    least = [max(even, NARROWEST_NEW if bar.action in NEW else 0) for bar in shown]
    widths = np.maximum(roots / (roots.sum() or 1.0), least)
    return [0.0, *np.cumsum(widths / widths.sum()).tolist()]


def _part_row(plan: Plan, bar: Bar, start: float, end: float, language: str) -> dict:
    total, full = plan.cost.all_parameters, height(bar.speed)
    missing = words("charts", "strip.missing", language)
    added = bar.action == "add"
    return {
        "mark": "part", "from": start, "to": end, "middle": (start + end) / 2, "floor": 0.0, "top": 1.0,
        "fills_from": end - BESIDE * (end - start) if added else start, "height": full,
        "action": bar.action, "locked": bar.action in LOCKED,
        "lock_at": start + (1 - BESIDE) * (end - start) / 2 if added else (start + end) / 2,
        "does": words("charts", f"strip.does.{bar.action}", language),
        "word": words("charts", "strip.new", language) if bar.action in NEW and full > ROOM_FOR_WORD else "",
        "number": f"{bar.number}✎" if bar.own else bar.number,
        "label": f"{bar.name} ✎" if bar.own else bar.name,
        "speed": bar.speed_text,
        "weights": missing if bar.parameters is None else write(bar.parameters, "count", language),
        "share": write(bar.parameters / total, "share", language) if total and bar.parameters is not None else missing,
        "reason": bar.reason,
    }  # fmt: skip


def _run_rows(shown: list[Bar], edges: list[float], language: str) -> list[dict]:
    """One row for each run of equal actions, for the word under it."""
    return [
        {
            "mark": "run", "from": edges[first], "to": edges[last + 1], "middle": (edges[first] + edges[last + 1]) / 2,
            "action": shown[first].action,
            "does": words("charts", f"strip.action.{shown[first].action}", language),
        }
        for first, last in runs(shown)
    ]  # fmt: skip


@cache
def strip_spec(palette: Palette, tall: int = 190, language: str = DEFAULT_LANGUAGE) -> dict:
    """Build the drawing: a grey block with a lock is kept, one that is filled learns, one with "new" starts anew.

    Hovering gives name, share, speed and the first reason. Names show where their block is wide enough; numbers always.
    """
    y = partial(_speed_axis, title=words("charts", "strip.axis", language), language=language)
    layers = [
        _blocks(palette, y), _learning(palette, y), _locks(palette, y), _new(palette, y),
        _names(palette, y), *_numbers(palette, y), *_actions(palette, y), _hover(palette, language),
    ]  # fmt: skip
    return without_data(alt.layer(*layers, data=alt.NamedData("plan")).properties(height=tall), language)


def _marks(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.datum.mark == kind)


def _x(field: str) -> alt.X:
    return alt.X(field, axis=None, scale=alt.Scale(domain=[0, 1], nice=False))


def _blocks(palette: Palette, y: SpeedAxis) -> alt.Chart:
    """A whole block a part: grey where its own weights stay, else what the fill does not reach."""
    locked = alt.condition(alt.datum.locked, alt.value(0.3), alt.value(0.1))
    return (
        _marks("part")
        .mark_rect(fill=palette.reference, stroke=palette.background, strokeWidth=2)
        .encode(x=_x("from:Q"), x2="to:Q", y=y("top:Q"), y2="floor:Q", fillOpacity=locked)
    )


def _learning(palette: Palette, y: SpeedAxis) -> alt.Chart:
    """The fill of what learns; of weights added beside a layer, a column at its side."""
    colours = alt.Scale(
        domain=["tune", "add", *NEW], range=[palette.average, palette.average, palette.spread, palette.spread]
    )
    return (
        _marks("part")
        .transform_filter(alt.datum.height > 0)
        .mark_rect(stroke=palette.background, strokeWidth=2)
        .encode(
            x=_x("fills_from:Q"),
            x2="to:Q",
            y=y("height:Q"),
            y2="floor:Q",
            color=alt.Color("action:N", scale=colours, legend=None),
        )
    )


def _locks(palette: Palette, y: SpeedAxis) -> alt.Chart:
    return (
        _marks("part")
        .transform_filter(alt.datum.locked)
        .mark_point(shape=LOCK, size=260, filled=True, color=palette.text, aria=False)
        .encode(x=_x("lock_at:Q"), y=y("lock_height:Q"), opacity=_where_wide(str(ROOM_FOR_LOCK)))
        .transform_calculate(lock_height="0.5")
    )


def _new(palette: Palette, y: SpeedAxis) -> alt.Chart:
    """The word in what is new, where it fits."""
    return (
        _marks("part")
        .transform_calculate(word_at="datum.height - 0.12")
        .mark_text(fontSize=12, fontWeight="bold", color=palette.background)
        .encode(x=_x("middle:Q"), y=y("word_at:Q"), text="word:N", opacity=_where_wide("24"))
    )


def _names(palette: Palette, y: SpeedAxis) -> alt.Chart:
    return (
        _marks("part")
        .mark_text(baseline="bottom", dy=-3, fontSize=11, color=palette.text, limit=90)
        .encode(
            x=_x("middle:Q"),
            y=y("top:Q"),
            text="label:N",
            opacity=_where_wide("min(90, 6.5 * length(datum.label))"),
        )
    )


def _numbers(palette: Palette, y: SpeedAxis) -> list[alt.Chart]:
    """The number of every block below it; where blocks are narrow, odd and even ones take a line each."""
    wide = f"datum.narrowest * width > {ROOM_FOR_NUMBER}"
    cases = ((wide, LINES[0]), (f"!({wide}) && datum.odd", LINES[0]), (f"!({wide}) && !datum.odd", LINES[1]))
    return [
        _marks("part")
        .transform_calculate(number_at=str(place))
        .mark_text(baseline="top", fontSize=11, color=palette.text)
        .encode(
            x=_x("middle:Q"),
            y=y("number_at:Q"),
            text="number:N",
            opacity=alt.condition(shown, alt.value(1), alt.value(0)),
        )
        for shown, place in cases
    ]


def _actions(palette: Palette, y: SpeedAxis) -> list[alt.Chart]:
    """The action under each run; the last run is what the plan is about, so a narrow one gets its word as well."""
    letters = "6 * length(datum.does)"
    style = {"baseline": "top", "fontSize": 12, "color": palette.text}
    middle = _marks("run").mark_text(**style).encode(x=_x("middle:Q"), opacity=_where_wide(letters))
    end = (
        _marks("run")
        .transform_filter("datum.to > 0.999")
        .mark_text(align="right", **style)
        .encode(x=_x("to:Q"), opacity=_where_wide(letters, otherwise=1))
    )
    return [
        layer.transform_calculate(word_at=str(LINES[2])).encode(y=y("word_at:Q"), text="does:N")
        for layer in (middle, end)
    ]


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
    """Return the vertical axis that all marks share, with room for names above the blocks and three lines below."""
    ticks, labels = [height(value) for value in TICKS], [write(value, "speed", language) for value in TICKS]
    tests = [f"abs(datum.value - {tick}) < 0.001 ? '{label}'" for tick, label in zip(ticks, labels, strict=True)]
    return alt.Y(
        field,
        title=title,
        scale=alt.Scale(domain=[LINES[2] - 0.06, 1.1], nice=False),
        axis=alt.Axis(
            values=ticks,
            labelExpr=" : ".join([*tests, "''"]),
            labelOverlap=False,
            grid=False,
            ticks=False,
            domain=False,
        ),
    )


def strip_told(plan: Plan, language: str = DEFAULT_LANGUAGE) -> str:
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
    return words("charts", "strip.told", language, runs=in_order)
