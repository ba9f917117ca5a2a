"""How far can I push it? The lens "Map": order and chaos by theory, with this network as a ring; a tap goes there."""

import pandas as pd
import streamlit as st

from explorer.charts import phase_chart as charts
from explorer.simulation import ACTIVATIONS, PhaseMap, Signal, SignalSpec, phase_map, phase_place, phase_told, spec_at
from explorer.ui.components.appearance import appearance
from explorer.ui.first_weights.experiment.settings import settings_of
from explorer.ui.first_weights.wording import say
from explorer.ui.language import language, said, worded
from explorer.ui.state import PageState

KEY = "first_weights.map"


def show_map(state: PageState, result: Signal, named: int | None) -> None:
    """Show where this network stands, and take the visitor to the place that is tapped."""
    spec = result.spec
    found, here = phase_map(spec), phase_place(spec)
    drawn, told = st.columns([62, 38], gap="medium")
    with drawn:
        _draw(state, spec, found, here)
    with told:
        st.markdown(f"**{say('map.title', bend=worded('activations', ACTIVATIONS[spec.activation]))}**")
        st.markdown(said(phase_told(spec)))
        st.markdown(said(found.told))
        st.caption(say("map.how"))


def _draw(state: PageState, spec: SignalSpec, found: PhaseMap, here: tuple[float, float] | None) -> None:
    words = {name: say(f"map.region.{name}") for name in charts.REGIONS}
    names = tuple(say(f"map.axis.{name}") for name in ("weights", "biases", "layers", "region"))
    ends = float(found.weight_variance[0]), float(found.weight_variance[-1]), float(found.bias_spread[-1])
    cells, marks = charts.map_table(found, words, language()), charts.marks_table(found, words, here)
    chart = charts.map_chart(names, ends, appearance(), language())
    st.vega_lite_chart(
        spec={**chart, "datasets": {"marks": records(marks), "cells": records(cells)}},
        key=KEY, alt=f"{said(phase_told(spec))} {said(found.told)}",
        on_select=lambda: _load(state, spec, found), selection_mode=charts.CELL,
    )  # fmt: skip


def records(table: pd.DataFrame) -> list[dict]:
    """Return a table as the rows that a chart with two tables carries in itself."""
    return table.to_dict("records")


def _load(state: PageState, spec: SignalSpec, found: PhaseMap) -> None:
    """Set the controls to the tapped place. What a browser sends is checked like any other input."""
    picked = (st.session_state.get(KEY) or {}).get("selection", {}).get(charts.CELL) or []
    wanted = network_at(spec, found, picked[0] if picked else {})
    if wanted is not None:
        state.apply(settings_of(wanted))


def network_at(spec: SignalSpec, found: PhaseMap, picked: dict) -> SignalSpec | None:
    """Return the network at the cell that a browser named by column and row; None where there is none."""
    column, row = picked.get("place_x"), picked.get("place_y")
    if column not in range(len(found.weight_variance)) or row not in range(len(found.bias_spread)):
        return None
    return spec_at(spec, float(found.weight_variance[int(column)]), float(found.bias_spread[int(row)]))
