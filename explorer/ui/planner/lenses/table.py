"""The plan as a table that can be edited; everything else follows."""

import pandas as pd
import streamlit as st

from explorer.planner import ACTIONS, RULES, Plan, PlannedLayer, weights_after
from explorer.ui.language import said, worded, written
from explorer.ui.planner.answers.changes import with_edit, without_edit
from explorer.ui.planner.model.held_text import drop_other_edits, forget_edits
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

SPEEDS = (0.0, 0.01, 1 / 30, 0.1, 1 / 3, 1.0)
GENTLE = 0.1  # what Keep becomes when it is turned into Adjust without a speed
LONGEST_NAME = 22  # letters of a part's name in the table
LETTER = 6.8  # pixels, the mean width of a letter there
VERSION = "planner.table_version"


def show_table(state: PageState, plan: Plan) -> None:
    """Show the plan by part, editable, or by layer."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(say("table.every"), **state.widget("layers"))
        if plan.edits:
            st.button(say("table.back"), on_click=_back, args=(state,), icon=":material/undo:")
    if state.values["layers"]:
        st.dataframe(_layer_frame(plan), hide_index=True, alt=say("table.every"))
        return
    frame = stage_frame(plan)
    # Every edit gets a new editor: the old one would lay its changed cells over the plan that follows from them.
    key = f"planner.table.{st.session_state.setdefault(VERSION, 0)}"
    st.data_editor(
        frame.drop(columns=["stage"]),
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=[say(f"table.{name}") for name in ("part", "weights", "because", "sources", "own")],
        column_config=_columns(plan, frame),
        on_change=_edited,
        args=(state, frame, key),
        alt=say("table.help"),
    )
    st.caption(say("table.help"))


def stage_frame(plan: Plan) -> pd.DataFrame:
    """Lay the plan out by part, input first: one row a stage with weights, read only but for action and speed.

    A new last layer shows the weights it will have.
    """
    after = weights_after(plan)
    rows = []
    for stage in plan.model.stages:
        members = [place for place, p in enumerate(plan.layers) if p.layer.stage == stage.index]
        planned, counts = [plan.layers[place] for place in members], [after[place] for place in members]
        leading = leading_layer(planned)
        if leading is None:
            continue
        rows.append(
            {
                "stage": stage.index,
                say("table.part"): short_name(stage.name),
                say("table.action"): say(f"action.{leading.action}"),
                say("table.speed"): written(leading.multiplier, "speed"),
                say("table.weights"): _weights(None if None in counts else sum(counts), plan.cost.all_parameters),
                say("table.because"): because(leading),
                say("table.sources"): say("sources.count", for_=len(leading.because), against=len(leading.against)),
                say("table.own"): "✎" if any(p.own for p in planned) else "",
            }
        )
    return pd.DataFrame(rows)


def short_name(name: str) -> str:
    """Keep the end of a long name, which is what tells parts apart: "….encoder_layer_11"."""
    return name if len(name) <= LONGEST_NAME else f"…{name[1 - LONGEST_NAME :]}"


def leading_layer(planned: list[PlannedLayer]) -> PlannedLayer | None:
    """Return the layer that a stage is about: its fastest one with weights; None where it has no weights."""
    weighted = [p for p in planned if p.layer.weighted or p.layer.parameters is None]
    return max(weighted, key=lambda p: (p.multiplier, p.layer.parameters or 0), default=None)


def because(planned: PlannedLayer) -> str:
    """Write the short reasons: "size and likeness (A2)"."""
    return ", ".join(f"{worded('rules', RULES[key], 'name')} ({key})" for key in planned.because)


def _weights(count: int | None, total: int | None) -> str:
    if count is None:
        return say("metric.unknown")
    shown = written(count, "count")
    return f"{shown} ({written(count / total, 'share')})" if total and count else shown


def _layer_frame(plan: Plan) -> pd.DataFrame:
    return pd.DataFrame(
        {
            say("table.part"): [p.layer.path for p in plan.layers],
            say("table.kind"): [p.layer.kind for p in plan.layers],
            say("table.action"): [say(f"action.{p.action}") if p.layer.weighted else "" for p in plan.layers],
            say("table.speed"): [written(p.multiplier, "speed") if p.layer.weighted else "" for p in plan.layers],
            say("table.weights"): [_weights(count, None) for count in weights_after(plan)],
            say("table.because"): [said(p.reason) for p in plan.layers],
        }
    )


def _columns(plan: Plan, frame: pd.DataFrame) -> dict:
    longest = int(frame[say("table.part")].str.len().max()) if len(frame) else 0
    part = max(80, round(LETTER * longest) + 24)
    shown = sorted({*SPEEDS, *(p.multiplier for p in plan.layers)})
    return {
        say("table.action"): st.column_config.SelectboxColumn(
            options=[say(f"action.{key}") for key in ACTIONS], width=110
        ),
        say("table.speed"): st.column_config.SelectboxColumn(
            options=list(dict.fromkeys(written(value, "speed") for value in shown)), width=90
        ),
        say("table.part"): st.column_config.TextColumn(width=part),
        say("table.weights"): st.column_config.TextColumn(width=145),
        say("table.because"): st.column_config.TextColumn(width=max(110, 300 - part)),
        say("table.sources"): st.column_config.TextColumn(width=115),
        say("table.own"): st.column_config.TextColumn(width=55),
    }


def _edited(state: PageState, frame: pd.DataFrame, key: str) -> None:
    edits = state.values["edits"]
    for row, cells in st.session_state[key]["edited_rows"].items():
        edits = edits_after(edits, frame.iloc[int(row)], cells)
        drop_other_edits(int(frame.iloc[int(row)]["stage"]))
    state.apply({"edits": edits})
    st.session_state[VERSION] += 1


def edits_after(edits: tuple, row: pd.Series, cells: dict) -> tuple:
    """Apply the changed cells of one row; a cleared cell returns the part to the advice."""
    stage = int(row["stage"])
    if any(value is None for value in cells.values()):
        return without_edit(edits, stage)
    actions = {say(f"action.{key}"): key for key in ACTIONS}
    before, speed = (
        actions[row[say("table.action")]],
        speed_value(cells.get(say("table.speed"), row[say("table.speed")])),
    )
    action = actions[cells.get(say("table.action"), row[say("table.action")])]
    if say("table.speed") in cells and say("table.action") not in cells:
        action = "freeze" if speed == 0 else ("tune" if before == "freeze" else before)
    if action != "freeze" and speed == 0:
        speed = 1.0 if action in ("replace", "reinitialize", "add") else GENTLE
    return with_edit(edits, stage, action, speed)


def speed_value(text: str) -> float:
    """Read back what the table wrote: "1/30×" is 0.0333."""
    above, _, below = text.rstrip("×").replace(",", "").partition("/")
    return float(above) / float(below or 1)


def _back(state: PageState) -> None:
    forget_edits(state)
    st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1
