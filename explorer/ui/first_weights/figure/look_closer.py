"""Which ways are there to look closer? One panel, one lens at a time; only the open one is computed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from explorer.simulation import Signal
from explorer.ui.components.screen import heard_heading
from explorer.ui.first_weights.figure import layers_lens, recipe_lens
from explorer.ui.first_weights.learning import depth_lens, learning_lens
from explorer.ui.first_weights.look import compare_lens, luck_lens, map_lens, missions_lens, sameness_lens, wider_lens
from explorer.ui.first_weights.wording import say
from explorer.ui.state import PageState

Show = Callable[[PageState, Signal, int | None], None]


@dataclass(frozen=True)
class Lens:
    """One way to look closer; its name stands in the texts under `lens.<key>`."""

    key: str
    show: Show
    tools: Callable[[PageState, Signal], None] | None = None  # what stands beside its name


WORTH_SWITCHING = 0.02  # decades between size and spread: 5 %

LENSES = {
    lens.key: lens
    for lens in (
        Lens("layers", layers_lens.show_layers, layers_lens.lens_tools),
        Lens("compare", compare_lens.show_compare),
        Lens("luck", luck_lens.show_luck),
        Lens("map", map_lens.show_map),
        Lens("sameness", sameness_lens.show_sameness),
        Lens("learning", learning_lens.show_learning),
        Lens("depths", depth_lens.show_depths),
        Lens("wider", wider_lens.show_wider),
        Lens("missions", missions_lens.show_missions),
        Lens("recipe", recipe_lens.show_recipe),
    )
}


def keeps_squares(result: Signal) -> bool:
    """Tell whether averages matter beside the spread, as after ReLU: then the size (RMS) says more."""
    return bool((result.activation_log10_rms > result.activation_log10_std + WORTH_SWITCHING).any())


def look_closer(state: PageState, result: Signal, named: int | None, live: Mapping[str, Show] | None = None) -> None:
    """Offer the lenses and show the chosen one; `named` is the layer that the verdict names.

    `live` holds, by key, what stands in for a lens while the figure follows the thumb.
    """
    lens, instead = LENSES[state.values["lens"]], live or {}
    heard_heading(say("heading.closer"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            say("control.lens.label"),
            list(LENSES),
            format_func=lambda key: say(f"lens.{key}"),
            required=True,
            label_visibility="collapsed",
            **state.widget("lens"),
        )
        if keeps_squares(result):
            st.toggle(say("figure.size.label"), help=say("figure.size.help"), **state.widget("show_size"))
        if lens.tools and lens.key not in instead:
            lens.tools(state, result)
    with st.container(key="first_weights.lens_content"):
        instead.get(lens.key, lens.show)(state, result, named)
