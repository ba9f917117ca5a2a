"""The plan tried in miniature: run in slices, so that clicks get in between, and stopped with what it has."""

from collections.abc import Generator
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from explorer.charts.axis_ends import drawn
from explorer.charts.theme import palette
from explorer.charts.transfer_charts import curve_spec, curve_table, final_spec, final_table, with_ends
from explorer.planner import PLAN_KEY, MiniatureCase, Plan, miniature_case, transfer_spec, why_it_stands
from explorer.simulation import (
    ADDED_RANK,
    CLAIMS,
    WORLDS,
    Outcome,
    Transfer,
    TransferRun,
    TransferSpec,
    check_rule,
    judge_transfer,
    load_outcomes,
    outcome_sentence,
)
from explorer.ui.components.job import Job, Slices
from explorer.ui.language import language, said, worded, written
from explorer.ui.planner.lenses.mixing import show_mixing
from explorer.ui.planner.lenses.who_wins import show_nearest, show_winner_map
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

JOB = Job("planner.try")
RUN = "planner.try.run"  # session key: the run begun last; a stop keeps what it has
SEEDS = 8
SIMILARITIES = tuple(range(0, 101, 5))
FOUND = ("comes_out", "open", "reversed")  # what can become of a published effect


def show_try(state: PageState, plan: Plan) -> None:
    """Show the miniature's answer: what the shipped map says at once, then the plan itself when run."""
    case = _ask_case(plan)
    spec = transfer_spec(plan, seeds=SEEDS, case=case)
    run = st.session_state.get(RUN)
    current = run is not None and run.spec == spec
    result = run.result() if current else None
    if result is None:
        show_nearest(plan, case)
    if JOB.at_work_on(spec):
        JOB.show(state, lambda _: _told(run))
    else:
        _button(spec, current)
    if result is not None:
        _results(plan, result)
    show_winner_map(case)
    _limits(case)
    _published()


def _ask_case(plan: Plan) -> MiniatureCase:
    """Start from the answers already given; both sliders go on from there."""
    case = miniature_case(plan.task)
    world = WORLDS[case.world]
    sizes = sorted({*world.map_examples, *world.tuning_examples, case.examples})
    left, right = st.columns(2)
    examples = left.select_slider(
        say("try.examples"),
        sizes,
        case.examples,
        format_func=partial(written, form="count"),
        key=f"planner.try.{case.world}.{case.examples}",
    )
    start = 5 * round(20 * case.similarity)
    similarity = right.select_slider(
        say("try.similarity"), SIMILARITIES, start, format_func=lambda h: written(h / 100, "number"),
        key=f"planner.try.{case.world}.like.{start}",
    )  # fmt: skip
    for note in case.notes:
        st.caption(say(f"try.note.{note}", most=written(world.max_examples, "count")))
    if any(planned.action == "add" for planned in plan.layers):
        st.caption(say("try.note.rank", rank=ADDED_RANK))
    return replace(case, examples=examples, similarity=similarity / 100)


def _button(spec: TransferSpec, current: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("try.again" if current else "try.run"),
            key="planner.try.button",
            on_click=_start,
            args=(spec,),
            icon=":material/play_arrow:",
        )
        st.caption(say("try.about", strategies=len(spec.strategies), seeds=spec.seeds), width="content")


def _start(spec: TransferSpec) -> None:
    run = st.session_state[RUN] = TransferRun(spec)
    JOB.start(Slices(spec, _steps(run)))


def _steps(run: TransferRun) -> Generator[float, None, None]:
    while not run.advance(0):
        yield run.progress.share


def _told(run: TransferRun) -> str:
    progress = run.progress
    return say(f"try.progress.{progress.stage}", done=progress.seeds_done, seeds=progress.seeds)


def _results(plan: Plan, result: Transfer) -> None:
    verdict = judge_transfer(result)
    check = check_rule(result, PLAN_KEY)
    stands = " ".join(said(remark) for remark in why_it_stands(plan, check.better))
    st.info(
        f"{said(verdict.why)}  \n{said(check.sentence)} {stands}",
        title=said(verdict.headline),
        icon=":material/balance:" if verdict.key != "clear" else ":material/check_circle:",
    )
    if result.seeds_done < result.spec.seeds:
        st.caption(say("try.stopped", done=result.seeds_done, seeds=result.spec.seeds))
    colours = palette(st.context.theme.type)
    last = int(result.curve_steps[-1])
    finals = final_table(result, PLAN_KEY, language())
    left, right = st.columns(2)
    left.vega_lite_chart(
        *drawn(
            with_ends(curve_table(result, PLAN_KEY, language())), curve_spec(result.measure, last, colours, language())
        ),
        key="planner.try.curves", alt=say("try.curves.alt", verdict=said(verdict.headline)),
    )  # fmt: skip
    right.vega_lite_chart(
        *drawn(finals, final_spec(result.measure, len(finals), colours, language())),
        key="planner.try.final", alt="; ".join(finals["label"]),
    )  # fmt: skip
    st.markdown(forgotten_sentence(result))
    st.caption(say("try.band", seeds=result.seeds_done, last=result.spec.seed + result.seeds_done - 1))
    with st.expander(say("try.numbers")):
        st.dataframe(numbers_table(result), hide_index=True, alt=say("try.numbers"))
    show_mixing(result)


def forgotten_sentence(result: Transfer) -> str:
    """Say what each strategy forgot of the old task, in points, least first."""
    lost = {row: round(100 * float(result.forgetting[row].mean()), 1) for row in range(len(result.keys))}
    order = sorted(lost, key=lambda row: lost[row])
    named = "; ".join(f"{said(result.strategies[row].name)} {written(lost[row], 'number 2')}" for row in order)
    return say("try.forgotten", lost=named)


def numbers_table(result: Transfer) -> pd.DataFrame:
    """List all that was measured, best first: score, steps, forgetting, work, learning rate."""
    order = sorted(range(len(result.keys)), key=lambda row: -result.mean[row])
    steps = [_mean_steps(result, row) for row in order]
    return pd.DataFrame(
        {
            say("strategy.label"): [said(result.strategies[row].name) for row in order],
            say("try.column.score"): [written(max(0.0, float(result.mean[row])), "share") for row in order],
            say("try.column.steps"): steps,
            say("try.column.forgetting"): [
                written(100 * float(result.forgetting[row].mean()), "fixed 1") for row in order
            ],
            say("try.column.work"): [written(float(result.work_share[row]), "share") for row in order],
            say("try.column.rate"): [
                written(result.learning_rates[row], "number")
                + (f" ({say('try.tuned_here')})" if result.tuned_here[row] else "")
                for row in order
            ],
        }
    )


def _mean_steps(result: Transfer, row: int) -> str:
    steps = result.steps_to_near_best[row]
    reached = steps[steps == steps]  # NaN where this pair never got there
    if not reached.size:
        return say("try.never")
    missing = "" if reached.size == steps.size else f" ({reached.size} / {steps.size})"
    return written(float(reached.mean()), "number 2") + missing


def _limits(case: MiniatureCase) -> None:
    world = WORLDS[case.world]
    with st.expander(say("try.limits")):
        label, sentence, source = (worded("worlds", world, field) for field in ("label", "sentence", "source"))
        st.markdown(f"**{label}.** {sentence} *{source}*")
        st.markdown(say("try.limits.text"))


def _published() -> None:
    """Say which published effects come out of the miniature, and which do not."""
    outcomes = load_outcomes().values()
    with st.expander(say("try.published")):
        for verdict in FOUND:
            found = [outcome for outcome in outcomes if outcome.verdict == verdict]
            if found:
                st.markdown(f"**{say(f'try.published.{verdict}')}**")
                lines = (f"- *{_world_of(outcome)}:* {said(outcome_sentence(outcome))}" for outcome in found)
                st.markdown("\n".join(lines))


def _world_of(outcome: Outcome) -> str:
    return worded("worlds", WORLDS[CLAIMS[outcome.claim].world])
