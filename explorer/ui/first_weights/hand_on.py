"""How is an experiment handed on? As a link, as a table, as a picture."""

from collections.abc import Callable, Mapping

import streamlit as st

from explorer import __version__
from explorer.charts.card import Card, draw_card
from explorer.charts.histograms import chosen_layers
from explorer.simulation import BLOCKS, DATASETS, INITIALIZERS
from explorer.ui.components.picture import show_picture
from explorer.ui.components.share import address, show_link
from explorer.ui.first_weights.ask.frame import setting_value, short_name
from explorer.ui.first_weights.experiment.settings import SETTINGS
from explorer.ui.first_weights.figure.figure import drawn, shown_in
from explorer.ui.first_weights.figure.layers_lens import pictures_of
from explorer.ui.first_weights.figure.numbers_table import csv_text
from explorer.ui.first_weights.running.runs import Run
from explorer.ui.first_weights.verdict.verdict_row import layers_of, pointer_of
from explorer.ui.first_weights.wording import say
from explorer.ui.language import language, said, written
from explorer.ui.links import write_link
from explorer.ui.state import PageState

FILE = "layerwise-first-weights"


def share(state: PageState, shown: Callable[[], Run | None]) -> None:
    """Offer link, table and picture of what `shown` returns; the picture is drawn only while the panel is open."""
    panel = st.popover(say("share"), icon=":material/share:", key="first_weights.share", on_change="rerun")
    done = shown() if panel.open else None
    if done is None:
        return
    with panel:
        show_link(state, say("share.link"))
        st.download_button(
            say("share.csv"),
            lambda: csv_text(done.result),
            file_name=f"{FILE}.csv",
            mime="text/csv",
            key="first_weights.csv",
            on_click="ignore",
            icon=":material/download:",
        )
        verdict = said(done.verdict.headline)
        picture = draw_card(_card(state, done))
        labels = say("share.png"), say("share.svg")
        show_picture(picture, say("share.alt", verdict=verdict), FILE, labels, "first_weights.picture")


def _card(state: PageState, done: Run) -> Card:
    result, values = done.result, state.values
    axis, drawings = drawn(result, layers_of(done), shown_in(values, done.verdict), pointer_of(done.verdict))
    return Card(
        title=say("title"),
        verdict=said(done.verdict.headline),
        settings=settings_sentence(values),
        footer=say("share.footer", version=__version__, seed=written(values["seed"], "count")),
        link=address(write_link(SETTINGS, values)),
        axis=axis,
        drawings=drawings,
        pictures=pictures_of(result, chosen_layers(result.spec.depth, None), values["own_scale"]),
        values=result.samples * result.spec.width,
        language=language(),
    )


def settings_sentence(values: Mapping[str, object]) -> str:
    """Write the settings in one line, as the controls name them; one that this recipe or input lacks is left out."""
    recipe = values["initializer"]
    lacking = {"scale"} if INITIALIZERS[recipe].scale_is == "none" else set()
    lacking |= {"inputs"} if DATASETS[values["data"]].width else set()
    lacking |= {"residual"} if BLOCKS[values["block"]].branched else {"branch"}
    told = [field.key for field in SETTINGS if field.key not in lacking]
    return " · ".join(f"{short_name(key, recipe)}: {setting_value(key, values[key])}" for key in told)
