"""What frames the page? Its title, the notice of a broken link."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.simulation import ACTIVATIONS, BLOCKS, BRANCHES, DATASETS, INITIALIZERS, NORMALIZATIONS, OPTIMIZERS, TASKS
from explorer.ui.components.language_switch import show_switch
from explorer.ui.components.notice import show_notice
from explorer.ui.components.screen import fit_screen
from explorer.ui.first_weights.experiment.settings import AS_MANY_AS_NEURONS, NO_MISSION
from explorer.ui.first_weights.wording import say
from explorer.ui.language import worded, written
from explorer.ui.state import PageState

REGISTRIES = {
    "activation": ACTIVATIONS,
    "initializer": INITIALIZERS,
    "normalization": NORMALIZATIONS,
    "data": DATASETS,
    "block": BLOCKS,
    "branch": BRANCHES,
    "task": TASKS,
    "learner": OPTIMIZERS,
    "grid": ACTIVATIONS,
}
NAMES = {  # settings whose control is named elsewhere than under `control.<key>.label`
    "scale": "control.strength.label",
    "all_layers": "layers.all.label",
    "own_scale": "layers.own_scale.label",
    "show_size": "figure.size.label",
    "grid": "depths.grid",
    "wider_rate": "wider.rate",
    "wider_steps": "wider.steps",
    "mission": "lens.missions",
    "mission_own": "mission.own",
    "tie_noise": "sameness.noise",
    "tie_step": "sameness.step",
    "tie_random": "sameness.random",
} | {key: f"learning.{key}" for key in ("task", "learner", "rate", "batch", "steps", "dropout")}
# where the words of a registry do not end in "s"
GROUPS_OF_RECORDS = {
    "data": "datasets",
    "branch": "branches",
    "learner": "optimizers",
    "grid": "activations",
}


def dress() -> None:
    """Fit the page to the screen; to be called outside what runs again at every move."""
    fit_screen(Path(__file__).parent / "frame.css")


def head(state: PageState) -> DeltaGenerator:
    """Write the title, and what the page is about; return the place beside them, for two buttons."""
    with st.container(key=f"{state.page}.head"):
        title, intro, buttons = st.columns([30, 44, 26], gap="small", vertical_alignment="center")
    title.title(say("title"))
    intro.markdown(f":small[{say('intro')}]")
    beside = buttons.container(horizontal=True, horizontal_alignment="right", gap="small")
    with beside:
        show_switch(state)
    return beside


def setting_name(key: str) -> str:
    """Name a setting as its control does."""
    return say(NAMES.get(key) or f"control.{key}.label")


def short_name(key: str, initializer: str = "normal") -> str:
    """Name a setting without its standard term; what `scale` is called depends on the recipe."""
    if key == "scale" and INITIALIZERS[initializer].scale_is == "gain":
        return say("control.gain.label")
    return setting_name(key).split(" (")[0]


def setting_value(key: str, value: object) -> str:
    """Write the value of a setting as its control does."""
    if key in REGISTRIES:
        return worded(GROUPS_OF_RECORDS.get(key, f"{key}s"), REGISTRIES[key][value])
    if isinstance(value, bool):
        return say("switch.on") if value else say("switch.off")
    if value is None:
        return say("compare.nothing")
    if key == "mission":
        return say("compare.nothing") if value == NO_MISSION else say(f"mission.{value}.name")
    if key == "lens":
        return say(f"lens.{value}")
    if key == "inputs" and value == AS_MANY_AS_NEURONS:
        return say("control.inputs.open")
    return written(value, "count") if isinstance(value, int) else written(value, "number")


def notice(state: PageState) -> None:
    """Show what the link held that could not be used, or that the page begins anew."""
    show_notice(state, setting_name, setting_value)
