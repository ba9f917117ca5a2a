"""How deep can I go? Depth and strength of networks that were really trained; a tap loads one."""

import streamlit as st

from explorer.charts import depth_map as charts
from explorer.simulation import ACTIVATIONS, GRID_ACTIVATIONS, INITIALIZERS, MapCell, Signal, depth_map
from explorer.ui.components.appearance import appearance
from explorer.ui.first_weights.wording import say
from explorer.ui.language import language, worded
from explorer.ui.state import PageState

KEY = "first_weights.depths.{}"
SHOWN = ("sgd", "adam", "theory")


def show_depths(state: PageState, result: Signal, named: int | None) -> None:
    """Show what was trained at each depth and strength, beside what theory expects."""
    st.segmented_control(
        say("depths.grid"), GRID_ACTIVATIONS, format_func=_grid_name, required=True, **state.widget("grid")
    )
    cells = depth_map(state.values["grid"])
    table, colours = charts.map_table(cells, language()), appearance()
    titles = (say("depths.axis.gain"), say("depths.axis.depth"))
    for place, of in zip(st.columns(len(SHOWN), vertical_alignment="bottom"), SHOWN, strict=True):
        place.markdown(say(f"depths.title.{of}"))
        place.vega_lite_chart(
            table, charts.map_chart(of, titles, colours), key=KEY.format(of), alt=say(f"depths.alt.{of}"),
            on_select=lambda of=of: _load(state, cells, of), selection_mode=charts.CELL,
        )  # fmt: skip
    st.caption(say("depths.how"))


def _grid_name(activation: str) -> str:
    recipe = depth_map(activation)[0].signal.initializer
    bend, recipe = worded("activations", ACTIVATIONS[activation]), worded("initializers", INITIALIZERS[recipe])
    return say("depths.grid.name", bend=bend, recipe=recipe)


def _load(state: PageState, cells: tuple[MapCell, ...], of: str) -> None:
    """Set the controls to the tapped cell. What a browser sends is checked like any other input."""
    picked = (st.session_state.get(KEY.format(of)) or {}).get("selection", {}).get(charts.CELL) or []
    cell = cell_of(cells, picked[0] if picked else {})
    if cell is not None:
        wanted = cell.signal
        state.apply(
            {
                "initializer": wanted.initializer, "activation": wanted.activation, "depth": wanted.depth,
                "scale": wanted.scale, "width": wanted.width, "data": wanted.data, "seed": wanted.seed,
                "normalization": "none", "residual": False, "block": "plain", "branch": "as_others",
                "bias_std": 0.0, "input_scale": 1.0, "input_offset": 0.0,
            }
        )  # fmt: skip


def cell_of(cells: tuple[MapCell, ...], picked: dict) -> MapCell | None:
    """Return the cell that a browser named by depth and gain; None where there is none."""
    table = charts.map_table(cells, language())
    named = {(int(depth), gain): cell for depth, gain, cell in zip(table["depth"], table["gain"], cells, strict=True)}
    return next((cell for name, cell in named.items() if name == (picked.get("depth"), picked.get("gain"))), None)
