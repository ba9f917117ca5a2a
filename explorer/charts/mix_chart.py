"""What do networks know whose weights lie between old and new? Two lines over the share of new weights."""

from functools import cache, partial

import altair as alt
import pandas as pd

from explorer.charts.axis_ends import ending, showing
from explorer.charts.theme import Palette
from explorer.charts.transfer_charts import SHARES
from explorer.simulation import MIX_SHARES, Transfer
from explorer.text import DEFAULT_LANGUAGE, words

HEIGHT = 230
WITH_NAMES = alt.Scale(domain=[0, 1.2], nice=False)  # room for the names at the ends of the lines
UP_TO_ALL = alt.Axis(format="~%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
TASKS = ("new", "old")  # as `Transfer.mixed` holds them


def mix_table(result: Transfer, row: int, share: float, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Lay out the mean scores of one strategy, one row a task and share; `here` marks the share that is chosen."""
    means = result.mixed[row].mean(axis=1)  # (2, M)
    return pd.DataFrame(
        [
            {
                "task": task,
                "name": words("charts", f"mix.{task}", language),
                "share": new_weights,
                "score": float(means[number, place]),
                "here": new_weights == share,
                "end": new_weights == MIX_SHARES[-1],
            }
            for number, task in enumerate(TASKS)
            for place, new_weights in enumerate(MIX_SHARES)
        ]
    )


@cache
def mix_spec(palette: Palette, language: str = DEFAULT_LANGUAGE) -> dict:
    """Draw both tasks' lines, their names at their ends, and the chosen share as an upright line with two dots."""
    say = partial(words, "charts", language=language)
    x = alt.X("share:Q", title=say("mix.x"), axis=UP_TO_ALL, scale=WITH_NAMES)
    y = alt.Y("score:Q", title=say("transfer.accuracy"), axis=SHARES, scale=ending("y"))
    roles = alt.Scale(domain=list(TASKS), range=[palette.spread, palette.average])
    colour = alt.Color("task:N", scale=roles, legend=None)
    dash = alt.StrokeDash("task:N", scale=alt.Scale(domain=list(TASKS), range=[[1, 0], [6, 4]]), legend=None)
    tooltip = [
        alt.Tooltip("name:N", title=say("mix.task")),
        alt.Tooltip("share:Q", title=say("mix.x"), format=".0%"),
        alt.Tooltip("score:Q", title=say("transfer.score"), format=".1%"),
    ]
    base = alt.Chart().encode(x=x, y=y, color=colour, tooltip=tooltip)
    layers = [
        base.mark_line(strokeWidth=2).encode(strokeDash=dash),
        alt.Chart()
        .transform_filter(alt.datum.here)
        .mark_rule(color=palette.reference, strokeDash=[2, 3])
        .encode(x=alt.X("share:Q", scale=WITH_NAMES)),
        base.transform_filter(alt.datum.here).mark_point(size=90, filled=True, opacity=1),
        base.transform_filter(alt.datum.end).mark_text(align="left", dx=8, fontSize=12).encode(text="name:N"),
    ]
    spec = alt.layer(*layers, data=alt.NamedData("mix")).properties(height=HEIGHT).to_dict()
    spec.pop("data", None)
    return showing(spec, y=("score",))
