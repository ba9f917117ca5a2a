"""What did my change do? The lens "Compare": up to three pinned experiments and this one, on common axes."""

import numpy as np
import streamlit as st

from explorer.charts.axis import Axis, axis_for
from explorer.charts.histograms import Histogram, histograms_parameters, histograms_spec, histograms_table
from explorer.charts.layer_table import layer_table
from explorer.charts.signal_lines import LineChart, LineStyle, line_spec, line_table
from explorer.simulation import Contrast, Signal, SignalSpec, Verdict, common_bars
from explorer.ui.components.appearance import appearance
from explorer.ui.first_weights.ask.frame import setting_value, short_name
from explorer.ui.first_weights.experiment.pins import PINS, pinned, pins_of
from explorer.ui.first_weights.experiment.settings import settings_of
from explorer.ui.first_weights.running.runs import is_at_hand, run, shown_spec
from explorer.ui.first_weights.wording import say
from explorer.ui.language import language, said
from explorer.ui.state import PageState

LETTERS = "ABC"


def show_compare(state: PageState, result: Signal, named: int | None) -> None:
    """Show the pinned experiments beside this one, and say what each change did."""
    pins = pinned(state.values)
    here = shown_spec(result.spec)
    new = here not in pins
    if not pins:
        st.info(say("compare.empty"), icon=":material/push_pin:")
    if new and len(pins) < len(PINS):
        st.button(
            say("compare.pin"), key="first_weights.pin", icon=":material/push_pin:",
            on_click=state.apply, args=(pins_of((*pins, here)),),
        )  # fmt: skip
    elif new:
        st.caption(say("compare.full"))
    shown = [*pins, here] if new else [*pins]
    if not pins or not all(is_at_hand(shown_spec(one)) for one in shown):
        if pins:
            st.caption(say("compare.far"))
        return
    runs = [run(shown_spec(one)) for one in shown]
    names = [say("compare.name", letter=letter) for letter in LETTERS[: len(pins)]] + [say("compare.now")] * new
    _sentences(names, [one.result for one in runs])
    _columns(state, names, pins, [(one.result, one.verdict) for one in runs])
    _bars(names, [one.result for one in runs])
    st.caption(say("compare.how"))


def _sentences(names: list[str], results: list[Signal]) -> None:
    for name, result in zip(names[1:], results[1:], strict=True):
        contrast = Contrast(results[0], result)
        st.markdown(
            say("compare.beside", name=name, first=names[0], changes=changes(contrast), told=said(contrast.told))
        )


def _bars(names: list[str], results: list[Signal]) -> None:
    shares, edges = common_bars(results)
    pictures = [Histogram(name, row, edges) for name, row in zip(names, shares, strict=True)]
    st.markdown(say("compare.bars"))
    st.vega_lite_chart(
        histograms_table(pictures, 1, language()),
        {**histograms_spec(appearance(), language()), "params": histograms_parameters(len(names), len(edges) - 1)},
        key="first_weights.compare.bars", alt=say("compare.bars"),
    )  # fmt: skip


def changes(contrast: Contrast) -> str:
    """Write what differs: "starting strength 0.01 → 0.0447"."""
    before, after = contrast.before.spec, contrast.after.spec
    parts = [
        f"{short_name(key, after.initializer).lower()} {setting_value(key, getattr(before, key))} → "
        f"{setting_value(key, getattr(after, key))}"
        for key in contrast.changed
    ]
    return "; ".join(parts) or say("compare.nothing")


def _columns(
    state: PageState, names: list[str], pins: tuple[SignalSpec, ...], runs: list[tuple[Signal, Verdict]]
) -> None:
    tables = [layer_table(result, language=language()) for result, _ in runs]
    sizes = np.concatenate([table[key] for table in tables for key in ("spread", "correction")])
    axis = axis_for(sizes, language=language())
    for place, (column, name) in zip(st.columns(len(names)), enumerate(names), strict=True):
        _, verdict = runs[column]
        with place:
            st.markdown(f"**{name}**  \n{said(verdict.headline)}")
            for key in ("spread", "correction"):
                _line(key, tables[column], axis, column)
            if column < len(pins):
                _buttons(state, pins, column)


def _line(key: str, table: dict, axis: Axis, column: int) -> None:
    dot = {"spread": "circle", "correction": "square"}[key]
    title = say("forward.title" if key == "spread" else "backward.title")
    chart = LineChart(title, say("axis.layer"), (LineStyle(key, say(f"line.{key}"), key, dot),))
    st.vega_lite_chart(
        line_table(table, chart, axis, language()),
        line_spec(chart, appearance()),
        key=f"first_weights.compare.{key}.{column}", alt=say("compare.alt", line=title),
    )  # fmt: skip


def _buttons(state: PageState, pins: tuple[SignalSpec, ...], column: int) -> None:
    rest = pins_of(pins[:column] + pins[column + 1 :])
    with st.container(horizontal=True):
        st.button(
            say("compare.go"), key=f"first_weights.pin.go.{column}", on_click=state.apply,
            args=(settings_of(pins[column]),),
        )  # fmt: skip
        st.button(
            say("compare.unpin"), key=f"first_weights.pin.off.{column}", on_click=state.apply, args=(rest,),
        )  # fmt: skip
