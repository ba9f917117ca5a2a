"""What happens to each part of the model? A strip of stages, input at the left, speed as height."""

import math
from dataclasses import dataclass

import altair as alt
import pandas as pd

from explorer import numerals
from explorer.charts.theme import Palette
from explorer.planner.plan import Plan, PlannedLayer

MOST_BARS = 40  # beyond, neighbours that are treated alike share a bar
NARROWEST = 10 / 800  # a bar is at least 10 px on a strip of 800 px
FOOT = 0.07  # height of a part that stands still: flat, but there
SLOWEST = -3.0  # log10 of the lowest speed that the axis tells apart from 0
ACTION_WORDS = {"freeze": "keep", "tune": "adjust", "replace": "replace", "reinitialize": "start over"}
TICKS = ((0.0, "0"), (0.001, "1/1000×"), (0.01, "1/100×"), (0.1, "1/10×"), (1.0, "1×"))


@dataclass(frozen=True)
class Bar:
    """One or several neighbouring stages, drawn as one bar."""

    name: str
    action: str
    speed: float
    parameters: int | None
    reason: str
    own: bool


def height(speed: float) -> float:
    """Map a speed to the height of its bar, 0 to 1, on a log axis with a foot for 0."""
    if speed <= 0:
        return FOOT
    place = (math.log10(speed) - SLOWEST) / -SLOWEST
    return 2 * FOOT + (1 - 2 * FOOT) * min(1.0, max(0.0, place))


def bars(plan: Plan) -> list[Bar]:
    """List what the strip draws, input first: a bar a stage, neighbours joined where there are too many."""
    by_stage: dict[int, list[PlannedLayer]] = {}
    for planned in plan.layers:
        by_stage.setdefault(planned.layer.stage, []).append(planned)
    stages = [
        _bar(plan.model.stage_names[index], planned)
        for index, planned in sorted(by_stage.items())
        if any(p.layer.weighted or p.layer.parameters is None for p in planned)
    ]
    return _joined(stages) if len(stages) > MOST_BARS else stages


def _bar(name: str, planned: list[PlannedLayer]) -> Bar:
    """Sum a stage up by its fastest layer, which is what the stage is about."""
    leading = max(planned, key=lambda p: (p.multiplier, p.layer.parameters or 0))
    counts = [p.layer.parameters for p in planned]
    total = None if any(c is None for c in counts) else sum(counts)
    return Bar(name, leading.action, leading.multiplier, total, leading.reason, any(p.own for p in planned))


def _joined(stages: list[Bar]) -> list[Bar]:
    """Join neighbours with equal action, a few at a time, so that at most about forty bars remain."""
    size = math.ceil(len(stages) / MOST_BARS) + 1
    joined: list[list[Bar]] = []
    for bar in stages:
        if joined and len(joined[-1]) < size and joined[-1][-1].action == bar.action and bar.action != "replace":
            joined[-1].append(bar)
        else:
            joined.append([bar])
    return [group[0] if len(group) == 1 else _merged(group) for group in joined]


def _merged(group: list[Bar]) -> Bar:
    counts = [bar.parameters for bar in group]
    return Bar(
        name=f"{len(group)} blocks, {group[0].name} to {group[-1].name}",
        action=group[0].action,
        speed=group[-1].speed,
        parameters=None if any(c is None for c in counts) else sum(counts),
        reason=group[0].reason,
        own=any(bar.own for bar in group),
    )


def strip_table(plan: Plan, row: str = "") -> pd.DataFrame:
    """Lay the bars out from 0 to 1: width by the root of the weights, at least `NARROWEST`."""
    shown = bars(plan)
    roots = [math.sqrt(bar.parameters or 0) for bar in shown]
    whole = sum(roots) or 1.0
    widths = [max(NARROWEST, root / whole) for root in roots]
    total = sum(bar.parameters or 0 for bar in shown)
    edges = [0.0]
    for width in widths:
        edges.append(edges[-1] + width / sum(widths))
    return pd.DataFrame(
        [
            {
                "row": row,
                "from": edges[place],
                "to": edges[place + 1],
                "middle": (edges[place] + edges[place + 1]) / 2,
                "height": height(bar.speed),
                "floor": 0.0,
                "stripe": 2 * FOOT,
                "label": f"{bar.name} ✎" if bar.own else bar.name,
                "action": ACTION_WORDS[bar.action],
                "speed": numerals.speed(bar.speed),
                "weights": "not in the text" if bar.parameters is None else numerals.count(bar.parameters),
                "share": numerals.share(bar.parameters / total) if total and bar.parameters is not None else "",
                "reason": bar.reason,
            }
            for place, bar in enumerate(shown)
        ]
    )


def run_labels(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each run of equal actions, with its middle, for the words under the strip."""
    runs = (table["action"] != table["action"].shift()).cumsum()
    grouped = table.groupby(runs, sort=True)
    return pd.DataFrame(
        {"from": grouped["from"].min(), "to": grouped["to"].max(), "action": grouped["action"].first()}
    ).assign(middle=lambda frame: (frame["from"] + frame["to"]) / 2, floor=0.0)


def plan_strip(plan: Plan, palette: Palette, tall: int = 190) -> alt.LayerChart:
    """Draw the plan: hollow and dashed is kept, filled is adjusted, filled with a stripe is new.

    Hovering gives name, share, speed and the first reason. Names show where their bar is wide enough.
    """
    source = strip_table(plan)
    x = alt.X("from:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    tooltip = [
        alt.Tooltip(f"{field}:N", title=title)
        for field, title in (
            ("label", "Part"), ("action", "What to do"), ("speed", "Speed"),
            ("weights", "Weights"), ("share", "Share of all weights"), ("reason", "Because"),
        )
    ]  # fmt: skip
    base = alt.Chart(source).encode(x=x, x2="to:Q", y=_speed_axis("height:Q"), tooltip=tooltip)
    kept = (
        base.mark_rect(
            fillOpacity=0.06, fill=palette.reference, stroke=palette.reference, strokeDash=[4, 3], strokeWidth=1.5
        )
        .encode(y2="floor:Q")
        .transform_filter(alt.datum.action == "keep")
    )
    learning = (
        base.mark_rect(stroke=palette.background, strokeWidth=1)
        .encode(
            y2="floor:Q",
            color=alt.Color(
                "action:N",
                scale=alt.Scale(
                    domain=["adjust", "replace", "start over"], range=[palette.average, palette.spread, palette.spread]
                ),
                legend=None,
            ),
        )
        .transform_filter(alt.datum.action != "keep")
    )
    stripe = (
        alt.Chart(source)
        .mark_rule(stroke=palette.background, strokeWidth=2)
        .encode(x=alt.X("middle:Q", axis=None), y=_speed_axis("stripe:Q"), y2="height:Q")
        .transform_filter((alt.datum.action == "replace") | (alt.datum.action == "start over"))
    )
    names = (
        alt.Chart(source)
        .mark_text(angle=0, baseline="bottom", dy=-3, fontSize=11, color=palette.text, limit=90)
        .encode(
            x=alt.X("middle:Q", axis=None),
            y=_speed_axis("height:Q"),
            text="label:N",
            opacity=alt.condition(
                "(datum.to - datum.from) * width > 7 * length(datum.label)", alt.value(1), alt.value(0)
            ),
        )
    )
    actions = (
        alt.Chart(run_labels(source))
        .mark_text(baseline="top", dy=6, fontSize=12, color=palette.text)
        .encode(
            x=alt.X("middle:Q", axis=None),
            y=_speed_axis("floor:Q"),
            text="action:N",
            opacity=alt.condition(
                "(datum.to - datum.from) * width > 6 * length(datum.action)", alt.value(1), alt.value(0)
            ),
        )
    )
    return alt.layer(kept, learning, stripe, names, actions).properties(height=tall)


def _speed_axis(field: str) -> alt.Y:
    """Return the vertical axis that all marks share, with room for the names above the tallest bar."""
    return alt.Y(
        field,
        title="speed of learning",
        scale=alt.Scale(domain=[0, 1.1], nice=False),
        axis=alt.Axis(
            values=[_tick(value) for value, _ in TICKS],
            labelExpr=_tick_labels(),
            labelOverlap=False,
            grid=False,
            ticks=False,
        ),
    )


def _tick(speed: float) -> float:
    """Return where a speed's tick stands; 0 stands on the ground, though its bars have a foot."""
    return height(speed) if speed else 0.0


def _tick_labels() -> str:
    """Write the axis labels as a Vega expression over the heights of the ticks."""
    tests = [f"abs(datum.value - {_tick(value)}) < 0.001 ? '{label}'" for value, label in TICKS]
    return " : ".join([*tests, "''"])


def strip_alt(plan: Plan) -> str:
    """Say the strip in one sentence, for readers who cannot see it."""
    runs = run_labels(strip_table(plan))["action"].tolist()
    return "From input to output: " + ", then ".join(runs) + "."
