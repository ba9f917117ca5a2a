"""How is an experiment handed on? As a link, as a table, as a picture."""

import streamlit as st

from explorer import __version__
from explorer.charts.axis import Axis
from explorer.charts.card import Card, draw_card
from explorer.charts.histograms import chosen_layers
from explorer.charts.layer_table import LayerTable
from explorer.charts.signal_lines import present
from explorer.remark import Remark
from explorer.simulation import Signal
from explorer.ui.components.picture import show_picture
from explorer.ui.components.share import show_link
from explorer.ui.first_weights.ask.frame import setting_value, short_name
from explorer.ui.first_weights.experiment.settings import SETTINGS
from explorer.ui.first_weights.figure.figure import backward_chart, forward_chart, shared_axis
from explorer.ui.first_weights.figure.layers_lens import pictures_of
from explorer.ui.first_weights.figure.numbers_table import csv_text
from explorer.ui.first_weights.wording import say
from explorer.ui.language import said, written
from explorer.ui.state import PageState

FILE = "layerwise-first-weights"


def share(state: PageState, result: Signal, table: LayerTable, headline: Remark) -> None:
    """Offer link, table and picture; the picture is drawn only while the panel is open."""
    panel = st.popover(say("share"), icon=":material/share:", key="first_weights.share", on_change="rerun")
    if not panel.open:
        return
    with panel:
        show_link(state, say("share.link"))
        st.download_button(
            say("share.csv"),
            lambda: csv_text(result),
            file_name=f"{FILE}.csv",
            mime="text/csv",
            key="first_weights.csv",
            on_click="ignore",
            icon=":material/download:",
        )
        verdict = said(headline)
        picture = draw_card(_card(state, result, table, verdict))
        labels = say("share.png"), say("share.svg")
        show_picture(picture, say("share.alt", verdict=verdict), FILE, labels, "first_weights.picture")


def _card(state: PageState, result: Signal, table: LayerTable, verdict: str) -> Card:
    forward = present(forward_chart(state.values["show_size"]), table)
    axis: Axis = shared_axis(table, forward.lines[-1].column)
    own_scale = state.values["own_scale"]
    pictures = pictures_of(result, chosen_layers(result.spec.depth, None), own_scale)
    return Card(
        title=say("title"),
        verdict=verdict,
        settings=settings_sentence(state.values),
        footer=say("share.footer", version=__version__, seed=written(state.values["seed"], "count")),
        table=table,
        axis=axis,
        charts=(forward, present(backward_chart(), table)),
        pictures=pictures,
        values=result.samples * result.spec.width,
    )


def settings_sentence(values: dict[str, object]) -> str:
    """Write all settings in one line, as the controls name them."""
    return " · ".join(f"{short_name(field.key)}: {setting_value(field.key, values[field.key])}" for field in SETTINGS)
