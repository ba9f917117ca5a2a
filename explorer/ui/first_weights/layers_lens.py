"""What do the values of each layer look like? The lens "Layers": histograms, the numbers as a table, CSV."""

import streamlit as st

from explorer import numerals
from explorer.charts.histograms import chosen_layers, histogram_frame, histogram_spec, with_heading
from explorer.simulation.signal import Signal
from explorer.ui.first_weights.figure import appearance
from explorer.ui.first_weights.wording import say


def show_histograms(result: Signal, own_scale: bool, named: int | None) -> None:
    """Draw one small picture a layer, ten at most."""
    spec = histogram_spec(appearance())
    values = result.samples * result.spec.width
    grid = st.grid("auto", min_column_width=140, gap="xsmall")
    for layer in chosen_layers(result.spec.depth, named):
        counts, edges = bars_of(result, layer, own_scale)
        heading = layer_heading(result, layer)
        grid.cell().vega_lite_chart(
            histogram_frame(counts, edges, values),
            with_heading(spec, heading),
            key=f"first_weights.histogram.{layer}",
            alt=heading,
        )


def bars_of(result: Signal, layer: int, own_scale: bool):
    """Return the counts and edges of one layer's picture, on its own axis or on the common one."""
    if own_scale:
        return result.histogram_counts[layer - 1], result.histogram_edges[layer - 1]
    return result.common_counts[layer - 1], result.common_edges


def layer_heading(result: Signal, layer: int) -> str:
    """Name a layer, and how many of its values are at the limit or neurons silent."""
    name = f"{say('axis.layer')} {layer}"
    limit, silent = result.saturated_fraction[layer - 1], result.dead_fraction[layer - 1]
    if limit > 0:
        return say("heading.limit", layer=name, share=numerals.share(limit))
    return say("heading.silent", layer=name, share=numerals.share(silent)) if silent > 0 else name
