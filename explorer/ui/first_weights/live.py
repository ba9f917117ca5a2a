"""What is seen while the thumb is dragged? Every strength of the experiment, drawn before and sent once."""

import math
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from explorer.charts.live_payload import live_bars, live_lines
from explorer.charts.signal_lines import LineStyle, layer_ticks
from explorer.simulation import AHEAD, INITIALIZERS, Signal, SignalSpec
from explorer.ui.components.appearance import appearance
from explorer.ui.components.job import Job, Slices
from explorer.ui.components.live_drag import live_drag, place_left
from explorer.ui.first_weights.experiment.strength import Mark, marks, named_stop
from explorer.ui.first_weights.figure.figure import backward_chart, forward_chart
from explorer.ui.first_weights.figure.layers_lens import axis_sentence
from explorer.ui.first_weights.running.runs import Run
from explorer.ui.first_weights.running.sweep import Sweep, sweep_slices, sweep_spec, sweeps
from explorer.ui.first_weights.verdict.sentences import ICONS, is_good, verdict_sentence
from explorer.ui.first_weights.wording import layer_word, say
from explorer.ui.language import language, said, written
from explorer.ui.state import PageState

KEY, BARS_KEY, REST_KEY = (f"first_weights.live_{place}" for place in ("figure", "bars", "rest"))
JOB = Job("first_weights.live")
THUMB = "first_weights.thumb"  # session key: where the thumb was put, and where the visitor left it


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


def show_live(state: PageState, sweep: Sweep, done: Run) -> None:
    """Show slider, verdict and both charts, which follow the thumb; where it rests, the verdict is the page's own."""
    place = _start(sweep, done.result.spec.scale)
    with st.container(key="first_weights.charts"):
        live_drag(KEY, _lines(sweep, state.values, place), lambda: _let_go(state, sweep))
        rest = {
            "view": "rest",
            "sweep": _name(sweep),
            "place": _rests(),
            "name": _strength(sweep, done.result.spec.scale),
        }
        live_drag(REST_KEY, rest | told(done))


def live_lenses(sweep: Sweep) -> dict[str, Callable[..., None]]:
    """Return what stands in for a lens while the figure follows the thumb: its histograms follow, too."""
    return {"layers": lambda *_: live_drag(BARS_KEY, _bars([one.result for one in sweep.runs]))}


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


def _rests() -> int:
    """Return the place at which the thumb was left."""
    return st.session_state[THUMB][1]


def _let_go(state: PageState, sweep: Sweep) -> None:
    """Take the strength that the thumb was left at. What a browser sends is checked like any other input."""
    place = place_left(KEY, len(sweep.scales))
    if place is not None:
        start, _ = st.session_state.get(THUMB, (place, place))
        st.session_state[THUMB] = (start, place)
        state.apply({"scale": sweep.scales[place]})


def told(done: Run) -> dict[str, str]:
    """Return what the verdict's card says of a run: title, sentence, icon, and the tone of its colour."""
    verdict = done.verdict
    return {
        "title": said(verdict.headline),
        "sentence": verdict_sentence(done.result, verdict),
        "icon": ICONS[verdict.key].removeprefix(":material/").removesuffix(":"),
        "tone": "success" if is_good(verdict) else "limit",
    }


def _name(sweep: Sweep) -> str:
    return repr(sweep.spec)


def _strength(sweep: Sweep, scale: float) -> str:
    mark = named_stop(scale, _named(sweep))
    return f"{written(scale, 'number')} ({mark.name})" if mark else written(scale, "number")


def _named(sweep: Sweep) -> tuple[Mark, ...]:
    base = sweep.spec.base
    return marks(base.width) if INITIALIZERS[base.initializer].scale_is == "std" else ()


def _lines(sweep: Sweep, values: Mapping, start: int) -> dict[str, object]:
    results, theories = [one.result for one in sweep.runs], [one.theory for one in sweep.runs]
    payload = live_lines(results, theories, language())
    heights, depth, palette = payload.pop("lines"), payload["depth"], appearance()
    gain = INITIALIZERS[sweep.spec.base.initializer].scale_is == "gain"
    word = layer_word(sweep.spec.base)
    charts = forward_chart(values["show_size"], word), backward_chart(word)
    named = _named(sweep)
    return payload | {
        "view": "lines",
        "sweep": _name(sweep),
        "start": start,
        "label": say("control.gain.label" if gain else "control.strength.label"),
        "names": [_strength(sweep, scale) for scale in sweep.scales],
        "marks": [(mark.name, sweep.scales.index(mark.value)) for mark in named if mark.value in sweep.scales],
        "verdicts": [told(one) for one in sweep.runs],
        "arrows": [_arrow(one) for one in sweep.runs],
        "layer_ticks": [(layer, f"{word} 1" if layer == 1 else str(layer)) for layer in layer_ticks(depth)],
        "charts": [
            {"title": chart.title, "lines": [_line(line, heights) for line in chart.lines if line.column in heights]}
            for chart in charts
        ],
        "colours": {role: getattr(palette, role) for role in ("grid", "success", "limit")},
    }


def _arrow(done: Run) -> tuple[int, int] | None:
    """Return the chart, 0 ahead or 1 back, and the layer that the verdict names; None when healthy."""
    finding = done.verdict.finding
    return (int(finding.direction != AHEAD), finding.layer) if finding else None


def _line(line: LineStyle, heights: Mapping) -> dict[str, object]:
    colour = getattr(appearance(), line.role)
    return {
        "label": f"{line.sign} {line.label}",
        "colour": colour,
        "fill": colour if line.filled else appearance().background,
        "dash": "" if line.dash == (1, 0) else f"{line.dash[0]} {line.dash[1]}",
        "dots": bool(line.dot),
        "heights": heights[line.column],
    }


def _bars(results: Sequence[Signal]) -> dict[str, object]:
    payload, palette, word = live_bars(results), appearance(), layer_word(results[0].spec)
    return payload | {
        "view": "bars",
        "axes": [axis_sentence(result, False) for result in results],
        "layer_names": [f"{word} {layer}" for layer in payload["layers"]],
        "colours": {"spread": palette.spread, "grid": palette.grid},
    }
