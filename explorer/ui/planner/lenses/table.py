"""The plan in sentences, a run of equal parts each, and as a table that can be edited; everything else follows."""

import itertools
from functools import reduce

import pandas as pd
import streamlit as st

from explorer.errors import ReaderError
from explorer.planner import ACTIONS, Plan, weights_after
from explorer.ui.language import said, written
from explorer.ui.planner.answers.changes import with_edit, without_edit
from explorer.ui.planner.lenses.runs import leading_layer, run_label, runs_by_reason
from explorer.ui.planner.lenses.typed_speed import speed_value
from explorer.ui.planner.model.held_text import drop_other_edits, forget_edits
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

GENTLE = 0.1  # what Keep becomes when it is turned into Adjust without a speed
LONGEST_NAME = 22  # letters of a part's name in the table
LETTER = 6.8  # pixels, the mean width of a letter there
VERSION = "planner.table_version"
REFUSED = "planner.table_refused"  # why a cell typed last could not be followed


def show_table(state: PageState, plan: Plan) -> None:
    """Say what happens to which parts and why; then show the plan by part, editable, or by layer."""
    _sentences(plan)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(say("table.every"), **state.widget("layers"))
        if plan.edits:
            st.button(say("table.back"), on_click=_back, args=(state,), icon=":material/undo:")
    if state.values["layers"]:
        frame = layer_frame(plan)
        st.dataframe(frame, hide_index=True, column_config=_whole_sentence(frame), alt=say("table.every"))
        return
    frame = stage_frame(plan)
    # Every edit gets a new editor: the old one would lay its changed cells over the plan that follows from them.
    key = f"planner.table.{st.session_state.setdefault(VERSION, 0)}"
    for sentence in st.session_state.get(REFUSED, ()):
        st.text(sentence)  # it quotes what was typed: never Markdown
    st.data_editor(
        frame.drop(columns=["stage"]),
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=[say(f"table.{name}") for name in ("number", "part", "rate", "weights", "own")],
        column_config=_columns(frame),
        on_change=_edited,
        args=(state, frame, key),
        alt=say("table.help"),
    )
    st.caption(say("table.help"))


def _sentences(plan: Plan) -> None:
    """One line for each run of parts that are treated alike: what, which, why."""
    runs = runs_by_reason(plan)
    parts = runs[-1].last if runs else 0
    for run in runs:
        left, right = st.columns([26, 74])
        left.markdown(f"**{run_label(run, parts)}**")
        right.text(f"{names_of(run.names)}. {said(run.reason)}")  # names of a pasted text: never Markdown


def names_of(names: tuple[str, ...]) -> str:
    """Name the parts of a run: "fc8", "conv1, conv2", "conv1 … fc7"."""
    return ", ".join(names) if len(names) < 3 else f"{names[0]} … {names[-1]}"


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
                say("table.number"): len(rows) + 1,
                say("table.part"): short_name(stage.name),
                say("table.action"): say(f"action.{leading.action}"),
                say("table.speed"): written(leading.multiplier, "speed"),
                say("table.rate"): rates(plan, members[planned.index(leading)]),
                say("table.weights"): _weights(None if None in counts else sum(counts), plan.cost.all_parameters),
                say("table.own"): "✎" if any(p.own for p in planned) else "",
            }
        )
    return pd.DataFrame(rows)


def rates(plan: Plan, position: int) -> str:
    """Write a layer's learning rate; where phases differ, one after the other: "0, then 0.00001"."""
    by_phase = [phase.multipliers[position] * phase.base_learning_rate for phase in plan.schedule]
    told = [written(rate, "rate") for rate, _ in itertools.groupby(by_phase)]
    return reduce(lambda before, after: say("table.rate.then", before=before, after=after), told)


def short_name(name: str) -> str:
    """Keep the end of a long name, which is what tells parts apart: "….encoder_layer_11"."""
    return name if len(name) <= LONGEST_NAME else f"…{name[1 - LONGEST_NAME :]}"


def _weights(count: int | None, total: int | None) -> str:
    if count is None:
        return say("metric.unknown")
    shown = written(count, "count")
    return f"{shown} ({written(count / total, 'share')})" if total and count else shown


def layer_frame(plan: Plan) -> pd.DataFrame:
    """Lay the plan out by layer, with the whole reason for each."""
    shown = [(place, p, p.layer.weighted) for place, p in enumerate(plan.layers)]
    return pd.DataFrame(
        {
            say("table.part"): [p.layer.path for _, p, _ in shown],
            say("table.kind"): [p.layer.kind for _, p, _ in shown],
            say("table.action"): [say(f"action.{p.action}") if weighted else "" for _, p, weighted in shown],
            say("table.speed"): [written(p.multiplier, "speed") if weighted else "" for _, p, weighted in shown],
            say("table.rate"): [rates(plan, place) if weighted else "" for place, _, weighted in shown],
            say("table.weights"): [_weights(count, None) for count in weights_after(plan)],
            say("table.because"): [said(p.reason) for _, p, _ in shown],
        }
    )


def _whole_sentence(frame: pd.DataFrame) -> dict:
    """Give the reasons a column as wide as the longest of them."""
    because = say("table.because")
    longest = int(frame[because].str.len().max()) if len(frame) else 0
    return {because: st.column_config.TextColumn(width=round(LETTER * longest) + 24)}


def _columns(frame: pd.DataFrame) -> dict:
    def wide(name: str, least: int) -> int:
        longest = int(frame[say(f"table.{name}")].astype(str).str.len().max()) if len(frame) else 0
        return max(least, round(LETTER * longest) + 24)

    return {
        say("table.number"): st.column_config.NumberColumn(width=40),
        say("table.part"): st.column_config.TextColumn(width=wide("part", 80)),
        say("table.action"): st.column_config.SelectboxColumn(
            options=[say(f"action.{key}") for key in ACTIONS], width=110
        ),
        say("table.speed"): st.column_config.TextColumn(width=wide("speed", 80), help=say("table.speed.help")),
        say("table.rate"): st.column_config.TextColumn(width=wide("rate", 110)),
        say("table.weights"): st.column_config.TextColumn(width=wide("weights", 110)),
        say("table.own"): st.column_config.TextColumn(width=55),
    }


def _edited(state: PageState, frame: pd.DataFrame, key: str) -> None:
    edits, refused = state.values["edits"], []
    for row, cells in st.session_state[key]["edited_rows"].items():
        try:
            edits = edits_after(edits, frame.iloc[int(row)], cells)
        except ReaderError as error:
            refused.append(said(error.remark))
            continue
        drop_other_edits(int(frame.iloc[int(row)]["stage"]))
    state.apply({"edits": edits})
    st.session_state[REFUSED] = tuple(refused)
    st.session_state[VERSION] += 1


def edits_after(edits: tuple, row: pd.Series, cells: dict) -> tuple:
    """Apply the changed cells of one row; a cleared cell returns the part to the advice.

    Raises ReaderError where a speed was typed that is none.
    """
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


def _back(state: PageState) -> None:
    forget_edits(state)
    st.session_state.pop(REFUSED, None)
    st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1
