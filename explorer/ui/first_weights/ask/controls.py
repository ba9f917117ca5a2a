"""Which controls does the page "First weights" have? Each is tied to one setting; only those that matter are shown."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from explorer.simulation import (
    ACTIVATIONS,
    BLOCKS,
    BRANCHES,
    DATASETS,
    GROUPS,
    INITIALIZERS,
    NORMALIZATIONS,
    WHOLE_RANGES,
    carried_scale,
)
from explorer.ui.first_weights.experiment import settings
from explorer.ui.first_weights.experiment.strength import (
    Mark,
    gain_stops,
    mark_places,
    marks,
    named_stop,
    strength_stops,
)
from explorer.ui.first_weights.running.dragging import is_live, live_note
from explorer.ui.first_weights.running.sweep import can_sweep
from explorer.ui.first_weights.wording import say
from explorer.ui.language import told_before, worded, written
from explorer.ui.state import PageState

WIDTHS = (4, 8, 16, 32, 64, 100, 128, 256, 500, 512, 1000, 1024)  # stops between the ends of the range
MARK_SIDES = (("before", "-100%", "right"), ("after", "0", "left"))  # two marks close together: one to each side
SAMPLES = (10, 50, 100, 250, 500, 1000, 2000)
INPUTS = (settings.AS_MANY_AS_NEURONS, 2, 10, 64, 100, 784, 3072, 4096)
INPUT_SCALES = (0.001, 0.01, 0.1, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 74.0, 100.0, 1000.0)
INPUT_OFFSETS = (-1000.0, -100.0, -10.0, -1.0, 0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 128.0, 1000.0)


def label(key: str, changed: frozenset[str] = frozenset()) -> str:
    """Name a control; a control that "Show me the fix" has moved says so."""
    words = say(f"control.{key}.label")
    return say("control.changed", label=words) if key in changed else words


def main_row(state: PageState, changed: frozenset[str]) -> None:
    """Ask for the recipe and its strength, the one big control."""
    with st.container(key=f"{state.page}.main_row"):
        left, middle, right = st.columns([24, 64, 12], gap="medium", vertical_alignment="bottom")
    with left:
        recipe(state, changed)
    with middle:
        if is_live(state):
            live_note(state)
        else:
            strength(state, changed)
    if can_sweep(settings.spec_of(state.values)):
        right.toggle(say("control.live.label"), help=say("control.live.help"), **state.widget("live"))


def side_column(state: PageState, changed: frozenset[str]) -> None:
    """Ask for everything else, beside the figure; on a phone below it."""
    main_settings(state, changed)
    more = st.expander(say("control.more"), key=f"{state.page}.more", on_change="rerun")
    if more.open:
        with more:
            more_settings(state, changed)


def recipe(state: PageState, changed: frozenset[str]) -> None:
    """Ask for the starting recipe."""
    before = state.values["initializer"]
    st.selectbox(
        label("initializer", changed),
        sorted(INITIALIZERS, key=lambda key: GROUPS.index(INITIALIZERS[key].group)),
        format_func=recipe_name,
        help=f"{say('control.initializer.help')} {worded('initializers', INITIALIZERS[before], 'sentence')}",
        **state.widget("initializer", then=partial(settle_scale, state, before)),
    )


def recipe_name(key: str) -> str:
    """Write a recipe with its group: "By rule: He, normal"."""
    record = INITIALIZERS[key]
    group = worded("initializers", record, "group")
    return f"{group[:1].upper()}{group[1:]}: {worded('initializers', record)}"


def settle_scale(state: PageState, before: str) -> None:
    """Give `scale` a fitting value when it starts to mean something else."""
    values = state.values
    scale = carried_scale(before, values["initializer"], values["scale"], values["width"])
    if scale != values["scale"]:
        state.apply({"scale": scale})


def strength(state: PageState, changed: frozenset[str]) -> None:
    """Ask how strong the weights start, or for the extra gain of a rule."""
    values = state.values
    kind = INITIALIZERS[values["initializer"]].scale_is
    if kind == "none":
        st.caption(say("control.strength.none"))
    elif kind == "gain":
        stops = gain_stops(values["scale"])
        help_ = say("control.gain.help")
        st.select_slider(
            _scale_label("gain", changed),
            stops,
            format_func=partial(written, form="number"),
            help=help_,
            **state.widget("scale", "gain"),
        )
    else:
        _strength_slider(state, values, kind, changed)


def _strength_slider(state: PageState, values: Mapping, kind: str, changed: frozenset[str]) -> None:
    named = marks(values["width"]) if kind == "std" else ()
    stops = strength_stops(values["scale"], values["extreme"], named)
    words = f"{say('control.strength.label')} ({say(f'control.strength.meaning.{kind}')})"
    words = _scale_label("strength", changed) if "scale" in changed else words  # one line on a phone, too
    with st.container(key="strength"):
        st.html(f"<style>{marks_style(mark_places(stops, named))}</style>")
        st.select_slider(
            words,
            stops,
            format_func=partial(strength_text, named=named),
            help=say("control.strength.help"),
            **state.widget("scale", "strength"),
        )


def _scale_label(key: str, changed: frozenset[str]) -> str:
    words = say(f"control.{key}.label")
    return say("control.changed", label=words) if "scale" in changed else words


def strength_text(value: float, named: tuple[Mark, ...]) -> str:
    """Write a stop of the slider, with its name where a rule stands there."""
    mark = named_stop(value, named)
    text = written(value, "number")
    return f"{text} ({mark.name})" if mark else text


def marks_style(places: list[tuple[str, float]]) -> str:
    """Return the style that writes the named stops below the slider's track."""
    rules = [".st-key-strength [data-testid=stSlider] {position: relative;}"]
    for (name, place), (side, shift, edge) in zip(places, MARK_SIDES, strict=False):
        rules.append(
            f".st-key-strength [data-testid=stSlider]::{side} {{content: '{name}'; left: {100 * place:.2f}%;"
            f" transform: translateX({shift}); position: absolute; bottom: -0.35rem; font-size: 0.75rem;"
            f" padding: 0 3px; border-{edge}: 2px solid currentColor; line-height: 1;}}"
        )
    return " ".join(rules)


def _help(key: str, record: object) -> str:
    """Say what a control is for, and what the choice that stands does."""
    return f"{say(f'control.{key}.help')} {worded(f'{key}s', record, 'sentence')}"


def main_settings(state: PageState, changed: frozenset[str]) -> None:
    """Ask for what is always shown beside the figure."""
    st.selectbox(
        label("activation", changed),
        list(ACTIVATIONS),
        format_func=lambda key: worded("activations", ACTIVATIONS[key]),
        help=_help("activation", ACTIVATIONS[state.values["activation"]]),
        **state.widget("activation"),
    )
    depth = "blocks" if BLOCKS[state.values["block"]].branched else "depth"
    st.slider(label(depth, changed), *WHOLE_RANGES["depth"], help=say(f"control.{depth}.help"), **state.widget("depth"))
    resets = settings.resets_of(state.values)
    if resets:
        _reset(state, resets, changed)
    build(state, changed)
    if is_random(state.values):
        st.button(
            say("control.seed.again"),
            icon=":material/casino:",
            help=say("control.seed.again.help"),
            key=f"{state.page}.again",
            on_click=draw_again,
            args=(state,),
        )


def _reset(state: PageState, resets: tuple[str, ...], changed: frozenset[str]) -> None:
    st.selectbox(
        label("normalization", changed),
        resets,
        format_func=lambda key: worded("normalizations", NORMALIZATIONS[key]),
        help=_help("normalization", NORMALIZATIONS[state.values["normalization"]]),
        **state.widget("normalization"),
    )


def build(state: PageState, changed: frozenset[str]) -> None:
    """Ask what the network is made of: plain layers, shortcuts, blocks; and for blocks what a branch starts with."""
    key, chosen = f"{state.page}.build", settings.build_of(state.values)
    if not told_before(key) or st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    st.selectbox(
        label("block", changed | {"block"} if "residual" in changed else changed),
        list(settings.BUILDS),
        format_func=build_name,
        help=f"{say('control.block.help')} {build_sentence(chosen)}",
        key=key,
        on_change=_take_build,
        args=(state, key),
    )
    if BLOCKS[state.values["block"]].branched:
        st.selectbox(
            label("branch", changed),
            list(BRANCHES),
            format_func=lambda key: worded("branches", BRANCHES[key]),
            help=f"{say('control.branch.help')} {worded('branches', BRANCHES[state.values['branch']], 'sentence')}",
            **state.widget("branch"),
        )
        st.caption(say("control.block.note"))


def build_name(key: str) -> str:
    """Name what a network is made of."""
    return say("control.block.shortcut") if key == settings.SHORTCUT else worded("blocks", BLOCKS[key])


def build_sentence(key: str) -> str:
    """Say what a build does."""
    return say("control.residual.help") if key == settings.SHORTCUT else worded("blocks", BLOCKS[key], "sentence")


def _take_build(state: PageState, key: str) -> None:
    changes = settings.BUILDS.get(st.session_state[key])
    if changes is None:  # an option in the words of a language that was left meanwhile
        return
    state.apply(changes | settings.own_reset({**state.values, **changes}))


def is_random(values: Mapping) -> bool:
    """Tell whether another luck number draws other weights."""
    return INITIALIZERS[values["initializer"]].random or values["bias_std"] > 0


def draw_again(state: PageState) -> None:
    """Take the next luck number."""
    state.apply({"seed": (state.values["seed"] + 1) % (settings.LARGEST_SEED + 1)})


def more_settings(state: PageState, changed: frozenset[str]) -> None:
    """Ask for what is rarely changed."""
    values = state.values
    _stops("width", WIDTHS, state, changed)
    _stops("samples", SAMPLES, state, changed)
    st.slider(
        label("bias_std", changed),
        *settings.BIAS_RANGE,
        step=0.05,
        help=say("control.bias_std.help"),
        **state.widget("bias_std"),
    )
    st.selectbox(
        label("data", changed),
        list(DATASETS),
        format_func=lambda key: worded("datasets", DATASETS[key]),
        help=f"{say('control.data.help')} {worded('datasets', DATASETS[values['data']], 'sentence')}",
        **state.widget("data"),
    )
    _input_settings(state, changed)
    st.number_input(
        label("seed", changed), 0, settings.LARGEST_SEED, step=1, help=say("control.seed.help"), **state.widget("seed")
    )
    st.toggle(label("formats"), help=say("control.formats.help"), **state.widget("formats"))
    if INITIALIZERS[values["initializer"]].scale_is not in ("none", "gain"):
        st.toggle(label("extreme"), help=say("control.extreme.help"), **state.widget("extreme"))


def _input_settings(state: PageState, changed: frozenset[str]) -> None:
    """Ask what is done to the examples before they enter, and how many numbers one has where that is open."""
    if not DATASETS[state.values["data"]].width:
        st.select_slider(
            label("inputs", changed),
            sorted({*INPUTS, state.values["inputs"]}),
            format_func=lambda count: written(count, "count") if count else say("control.inputs.open"),
            help=say("control.inputs.help"),
            **state.widget("inputs"),
        )
    for key, stops in (("input_scale", INPUT_SCALES), ("input_offset", INPUT_OFFSETS)):
        st.select_slider(
            label(key, changed),
            sorted({*stops, state.values[key]}),
            format_func=partial(written, form="number"),
            help=say(f"control.{key}.help"),
            **state.widget(key),
        )


def _stops(key: str, stops: tuple[int, ...], state: PageState, changed: frozenset[str]) -> None:
    options = sorted({*WHOLE_RANGES[key], *stops, state.values[key]})  # a link may stand between two stops
    st.select_slider(
        label(key, changed),
        options,
        format_func=partial(written, form="count"),
        help=say(f"control.{key}.help"),
        **state.widget(key),
    )
