"""How does a figure follow the thumb? A small component draws every strength by itself; letting go tells the page.

It stands in up to three places that move together, told apart by `data["view"]`: "lines" with the slider, "bars", and
"rest", which draws nothing and brings what the page says where the thumb rests.
"""

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


@st.cache_resource(show_spinner=False)
def _component():
    parts = {kind: (HERE / f"live_drag.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")}
    return st.components.v2.component("layerwise_live_drag", **parts)


def live_drag(key: str, data: Mapping[str, object], let_go: Callable[[], None] | None = None) -> None:
    """Show the figure that `data` holds, see `charts.live_payload`; `let_go` is called when the thumb is left.

    Where it was left stands in the session under `key`: read it with `place_left`.
    """
    _component()(key=key, data=data, **({"on_index_change": let_go} if let_go else {}))


def place_left(key: str, count: int) -> int | None:
    """Return the place at which the thumb was left, held within the slider."""
    return place_of((st.session_state.get(key) or {}).get("index"), count)


def place_of(sent: object, count: int) -> int | None:
    """Return the place that a browser sent, held within the slider; None for what is no number."""
    if isinstance(sent, bool) or not isinstance(sent, int | float) or math.isnan(sent):
        return None
    return int(max(0, min(count - 1, sent)))
