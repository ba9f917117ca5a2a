"""What is seen while the thumb is dragged? Every strength of the experiment, drawn before and sent once."""

import math

import streamlit as st

from explorer.charts.live_payload import live_payload
from explorer.charts.signal_lines import layer_ticks
from explorer.simulation import INITIALIZERS, SignalSpec
from explorer.ui.components.appearance import appearance
from explorer.ui.components.job import Job, Slices
from explorer.ui.components.live_drag import live_drag, place_left
from explorer.ui.first_weights.experiment.settings import spec_of
from explorer.ui.first_weights.figure.layers_lens import axis_sentence
from explorer.ui.first_weights.running.sweep import Sweep, can_sweep, sweep_slices, sweep_spec, sweeps
from explorer.ui.first_weights.wording import say
from explorer.ui.language import language, said, written
from explorer.ui.state import PageState

KEY = "first_weights.live_figure"
JOB = Job("first_weights.live")
THUMB = "first_weights.thumb"  # session key: where the thumb was put, and where the visitor left it


def is_live(state: PageState) -> bool:
    """Tell whether the figure follows the thumb: it is asked for, and every strength can be drawn."""
    return bool(state.values["live"]) and can_sweep(spec_of(state.values))


def live_note(state: PageState) -> None:
    """Say, where the slider stood, that the figure has its own now."""
    wanted = sweep_spec(spec_of(state.values), state.values["extreme"])
    samples = written(wanted.base.samples, "count")
    st.markdown(f":small[{say('live.about', count=len(wanted.scales), samples=samples)}]")


def sweep_at_hand(state: PageState, spec: SignalSpec) -> Sweep | None:
    """Return every strength's picture; None while they are being drawn, which is then said, with a way to stop."""
    wanted = sweep_spec(spec, state.values["extreme"])
    if sweeps().get(wanted) is None and not JOB.done(wanted, sweep_slices):
        JOB.show(state, _told, stopped=lambda: state.apply({"live": False}))
        return None
    JOB.stop()  # pictures of an experiment that the visitor has left
    return sweeps().get(wanted)


def _told(work: Slices) -> str:
    return say("live.progress", share=written(round(work.share, 2), "share"))


def show_live(state: PageState, sweep: Sweep, scale: float) -> None:
    """Show the figure that follows the thumb, which stands at `scale` at first."""
    data = _data(sweep, state.values["initializer"], _start(sweep, scale))
    live_drag(KEY, data, lambda: _let_go(state, sweep))


def _start(sweep: Sweep, scale: float) -> int:
    """Return where the thumb is put: it moves only when the strength was changed elsewhere.

    The place is part of what is sent to the browser; were it to follow the visitor's own thumb, every release would
    send all pictures again.
    """
    start, last = st.session_state.get(THUMB, (0, -1))
    count = len(sweep.scales)
    if not 0 <= last < count or not 0 <= start < count or not math.isclose(sweep.scales[last], scale, rel_tol=1e-9):
        start = last = min(range(count), key=lambda i: abs(math.log(sweep.scales[i] / scale)))
        st.session_state[THUMB] = (start, last)
    return start


def _let_go(state: PageState, sweep: Sweep) -> None:
    """Take the strength that the thumb was left at. What a browser sends is checked like any other input."""
    place = place_left(KEY, len(sweep.scales))
    if place is not None:
        start, _ = st.session_state.get(THUMB, (place, place))
        st.session_state[THUMB] = (start, place)
        state.apply({"scale": sweep.scales[place]})


def _data(sweep: Sweep, initializer: str, start: int) -> dict[str, object]:
    payload = live_payload(sweep.results, language())
    depth, palette = payload["depth"], appearance()
    gain = INITIALIZERS[initializer].scale_is == "gain"
    label = say("control.gain.label" if gain else "control.strength.label")
    return payload | {
        "start": start,
        "names": [written(scale, "number") for scale in sweep.scales],
        "verdicts": [said(headline) for headline in sweep.headlines],
        "axes": [axis_sentence(result, False) for result in sweep.results],
        "layer_names": [f"{say('axis.layer')} {layer}" for layer in payload["layers"]],
        "layer_ticks": [
            (layer, f"{say('axis.layer')} 1" if layer == 1 else written(layer, "count")) for layer in layer_ticks(depth)
        ],
        "words": {"label": label, "forward": say("forward.title"), "backward": say("backward.title")},
        "colours": {"spread": palette.spread, "correction": palette.correction, "grid": palette.grid},
    }
