"""What do the values of each layer look like? The lens "Layers": one small histogram a layer."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from explorer.charts.annotated import annotated_histogram
from explorer.charts.histograms import (
    MOST_PICTURES,
    Histogram,
    chosen_layers,
    coarser,
    histograms_parameters,
    histograms_spec,
    histograms_table,
    tallest_bars,
)
from explorer.simulation import Signal
from explorer.ui.components.appearance import appearance
from explorer.ui.components.screen import heard
from explorer.ui.first_weights.wording import layer_word, say
from explorer.ui.language import language, written
from explorer.ui.state import PageState

HOW = "first_weights.how"  # session key: whether the explanation is open
WORTH_SAYING = 0.005  # shares below this would read 0 %


def lens_tools(state: PageState, result: Signal) -> None:
    """Stand beside the lens's name: which axis the pictures have, and how many there are."""
    st.toggle(say("layers.own_scale.label"), help=say("layers.own_scale.help"), **state.widget("own_scale"))
    if result.spec.depth > MOST_PICTURES:
        st.toggle(say("layers.all.label"), **state.widget("all_layers"))


def show_layers(state: PageState, result: Signal, named: int | None) -> None:
    """Draw one small picture a layer, all in one chart; ten at most, unless all are asked for."""
    most = result.spec.depth if state.values["all_layers"] else MOST_PICTURES
    layers = chosen_layers(result.spec.depth, named, most)
    pictures, values = pictures_of(result, layers, state.values["own_scale"]), result.samples * result.spec.width
    bars = len(coarser(pictures[0].counts, pictures[0].edges)[0])
    st.container(key="first_weights.histograms_place").vega_lite_chart(
        histograms_table(pictures, values, language()),
        {**histograms_spec(appearance(), language()), "params": histograms_parameters(len(layers), bars)},
        key="first_weights.histograms",
        alt=say("layers.alt"),
    )
    heard(histograms_told(pictures, values))
    st.markdown(f":small[{axis_sentence(result, state.values['own_scale'])}]")


def pictures_of(result: Signal, layers: Sequence[int], own_scale: bool) -> list[Histogram]:
    """Return what is drawn of these layers."""
    return [Histogram(layer_heading(result, layer), *bars_of(result, layer, own_scale)) for layer in layers]


def histograms_told(pictures: Sequence[Histogram], values: int) -> str:
    """Say of each picture what its tallest bar holds, for those who do not see it."""
    tallest = zip(pictures, tallest_bars(pictures, values).tolist(), strict=True)
    told = [say("layers.told.one", layer=one.heading, share=share) for one, share in tallest]
    return say("layers.told", layers="; ".join(told))


def bars_of(result: Signal, layer: int, own_scale: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts and edges of one layer's picture, on its own axis or on the common one."""
    if own_scale:
        return result.histogram_counts[layer - 1], result.histogram_edges[layer - 1]
    return result.common_counts[layer - 1], result.common_edges


def layer_heading(result: Signal, layer: int) -> str:
    """Name a layer, and how many of its values are at the limit or neurons silent."""
    name = f"{layer_word(result.spec)} {layer}"
    limit, silent = float(result.saturated_fraction[layer - 1]), float(result.dead_fraction[layer - 1])
    if limit >= WORTH_SAYING:
        return say("heading.limit", layer=name, share=written(limit, "share"))
    return say("heading.silent", layer=name, share=written(silent, "share")) if silent >= WORTH_SAYING else name


def axis_sentence(result: Signal, own_scale: bool) -> str:
    """Say from where to where the pictures reach, and what lies outside."""
    outside = written(float(result.outside_fraction.max()), "share")
    if own_scale:
        return say("layers.axis.own", outside=outside)
    low, high = written(float(result.common_edges[0]), "number 2"), written(float(result.common_edges[-1]), "number 2")
    return say("layers.axis.one", low=low, high=high, outside=outside)


def how_to_read(shown: Callable[[], Signal | None]) -> None:
    """Offer to explain both kinds of pictures; `shown` returns what is on the page.

    It opens from the top of the page, where there is room below.
    """
    panel = st.popover(say("layers.how"), icon=":material/help:", on_change="rerun", key=HOW)
    result = shown() if panel.open else None
    if result is not None:
        with panel:
            explain(result)


def explain(result: Signal) -> None:
    """Show one picture large, with arrows and words: the first layer's, which is never a single bar for long."""
    mean, std = float(result.activation_mean[0]), float(result.activation_std[0])
    words = {
        "title": say("how.title"),
        "bar": say("how.bar"),
        "average": say("how.average", value=written(mean, "number 2")),
        "spread": say("how.spread", value=written(std, "number 2")),
        "axis": say("how.axis"),
    }
    counts, edges = result.histogram_counts[0], result.histogram_edges[0]
    picture = annotated_histogram(counts, edges, mean, std, words, appearance(), language())
    st.image(picture, alt=say("how.alt"), width="stretch")
    st.markdown(say("how.text"))
    st.markdown(say("how.lines"))
    st.button(say("how.close"), key="first_weights.how.close", on_click=_close)


def _close() -> None:
    st.session_state[HOW] = False
