"""Where do the axes of a chart end? Where its table does, told beside it: it is drawn once before its data come.

Without that the first drawing has axes without ends, and the browser's console a warning for each.
"""

import math
from collections.abc import Mapping

import altair as alt
import pandas as pd

NOTHING = (0.1, 1.0)  # the ends where a table is empty; on a logarithmic axis, too
Shown = tuple[str | float, ...]  # columns whose values an axis shows, and single values that it shows besides


def ending(axis: str, **more: object) -> alt.Scale:
    """Return a scale that ends where `drawn` says: `axis` is "x" or "y"."""
    return alt.Scale(domain=[alt.ExprRef(f"{axis}_low"), alt.ExprRef(f"{axis}_high")], **more)


def showing(spec: dict, decades: tuple[str, ...] = (), **axes: Shown) -> dict:
    """Write into a drawing what its axes show: showing(spec, x=("step",), y=("low", "high", 0.0)).

    Axes named in `decades` end with whole powers of ten: a drawing whose table grows is then seldom made anew.
    """
    return {**spec, "usermeta": {"ends": axes, "decades": decades}}


def drawn(table: pd.DataFrame, spec: dict) -> tuple[pd.DataFrame, dict]:
    """Return a table and a copy of its drawing whose axes end with the lowest and the highest of what they show."""
    params = [dict(one) for one in spec.get("params", [])]
    for axis, shown in spec["usermeta"]["ends"].items():
        low, high = _ends(shown, table)
        if axis in spec["usermeta"]["decades"]:
            low, high = 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high))
        params += [{"name": f"{axis}_low", "value": low}, {"name": f"{axis}_high", "value": high}]
    return table, {**spec, "params": params}


def _ends(shown: Shown, table: Mapping) -> tuple[float, float]:
    values = [
        float(value)
        for one in shown
        for value in (table[one] if isinstance(one, str) else (one,))
        if math.isfinite(value)
    ]
    return (min(values), max(values)) if values else NOTHING
