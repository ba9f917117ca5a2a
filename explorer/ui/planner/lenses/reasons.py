"""Why is each part treated so? The rules for and against, side by side, same size and weight."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from explorer.planner import (
    CONFLICTS,
    RULES,
    STRATEGIES,
    Flip,
    Phase,
    Plan,
    Rule,
    applicable,
    how_decided,
    only_named,
)
from explorer.remark import of_record
from explorer.ui.language import said, worded, written
from explorer.ui.planner.lenses.runs import Run, run_label, runs_by_rule
from explorer.ui.planner.lenses.score import show_score
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState


def show_reasons(state: PageState, plan: Plan) -> None:
    """Show the rules behind the strategy, the order of training, where sources disagree, then part by part."""
    st.subheader(say("reasons.choice"))
    st.markdown(between(plan))
    _both_sides(plan.because, plan.against)
    for note in plan.notes:
        st.text(said(note))
    known = named_beside(plan)
    if known:
        st.subheader(say("reasons.named"))
        st.markdown("\n\n".join(rule_text(RULES[key]) for key in known))
    st.subheader(say("score.heading"))
    show_score(alike=len(plan.evidence))
    if len(plan.schedule) > 1:
        st.subheader(say("reasons.order"))
        st.dataframe(phase_frame(plan), hide_index=True, alt=say("reasons.order"))
    if plan.conflicts:
        st.subheader(say("reasons.conflicts"))
        for key in plan.conflicts:
            _conflict(key)
    st.subheader(say("reasons.parts"))
    runs = runs_by_rule(plan)
    parts = sum(len(run.names) for run in runs)
    for run in runs:
        _run(run, parts)


def named_beside(plan: Plan) -> tuple[str, ...]:
    """The rules of this case that settle nothing; those of added weights only where some are added."""
    adds = any(planned.action == "add" for planned in plan.layers)
    keys = only_named(applicable(plan.model, plan.task), plan.model, plan.task)
    return tuple(key for key in keys if adds or not key.startswith("L"))


def between(plan: Plan) -> str:
    """Say what decided, with the rule that says the same, and which answer would turn the advice to another rule."""
    how = how_decided(plan)
    if how == "own":
        return say("between.own", advised=worded("strategies", STRATEGIES[plan.advised]))
    rules = plan.speeds.rules if how == "kind_only" and plan.speeds else plan.because
    followed = say(f"between.{how}", rule=_named(rules[0])) if rules else say(f"between.{how}_ours")
    turn = turning(plan)
    if turn is None:
        return f"{followed} {say('between.none' if plan.against else 'between.nobody')}"
    rule, flip = turn
    return f"{followed} {say('between.turn', flip=said(flip.sentence).rstrip('.'), rule=_named(rule))}"


def turning(plan: Plan) -> tuple[str, Flip] | None:
    """Return the nearest answer with which a rule that now speaks against would be followed, and that rule."""
    for flip in plan.flips:
        task = replace(plan.task, **{flip.field: flip.value})
        for key in plan.against:
            rule = RULES[key]
            if rule.applies(plan.model, task) and flip.strategy in rule.speaks_for(plan.model, task):
                return key, flip
    return None


def phase_frame(plan: Plan) -> pd.DataFrame:
    """List the phases of training: name, share, rate of the last layer, what learns in it."""
    return pd.DataFrame(
        {
            say("phase.name"): [f"{number}. {said(phase.title)}" for number, phase in enumerate(plan.schedule, 1)],
            say("phase.share"): [written(phase.share, "percent") for phase in plan.schedule],
            say("phase.rate"): [written(phase.base_learning_rate, "rate") for phase in plan.schedule],
            say("phase.learns"): [_awake(plan, phase) for phase in plan.schedule],
        }
    )


def _awake(plan: Plan, phase: Phase) -> str:
    """Name the parts that learn in a phase: "layer4.0 to fc, 3 of 10 parts"."""
    stages = {p.layer.stage for p in plan.layers if p.layer.weighted or p.layer.parameters is None}
    pairs = zip(plan.layers, phase.multipliers, strict=True)
    awake = sorted({p.layer.stage for p, speed in pairs if speed > 0} & stages)
    if not awake:
        return say("nothing")
    names = [plan.model.stage_names[stage] for stage in (awake[0], awake[-1])]
    shown = names[0] if len(awake) == 1 else f"{names[0]} … {names[1]}"
    return f"{shown} ({say('phase.parts', awake=len(awake), parts=len(stages))})"


def _run(run: Run, parts: int) -> None:
    with st.expander(run_label(run, parts)):
        st.text(", ".join(run.names))  # names of a pasted text: never Markdown
        if len(run.names) == 1 and run.reason:
            st.text(said(run.reason))
        _both_sides(run.because, run.against)


def _both_sides(because: tuple[str, ...], against: tuple[str, ...]) -> None:
    for column, title, keys in zip(st.columns(2), ("for", "against"), (because, against), strict=True):
        with column:
            st.markdown(f"**{say(f'reasons.{title}')}**")
            st.markdown("\n\n".join(rule_text(RULES[key]) for key in keys) or say(f"reasons.none.{title}"))


def rule_text(rule: Rule) -> str:
    """Write a rule with its source as Markdown: all of it is our own text."""
    second_hand = f" ({say('reasons.second_hand')})" if rule.tag == "S" else ""
    source = worded("rules", rule, "source")
    source = f"[{source}]({rule.link})" if rule.link else source
    return f"**{rule.key}** {worded('rules', rule, 'sentence')}  \n*{source}{second_hand}*"


def _conflict(key: str) -> None:
    conflict = CONFLICTS[key]
    sides = "\n".join(
        f"- {said(of_record('conflicts', key, f'side.{place}', side.sentence))} ({_standing(side.rules)})"
        for place, side in enumerate(conflict.sides, 1)
    )
    st.markdown(
        f"**{worded('conflicts', conflict, 'question')}**\n{sides}\n\n{worded('conflicts', conflict, 'followed')}"
    )


def _standing(rules: tuple[str, ...]) -> str:
    """List rules with what was not read in the source: "A2; A28, second hand"."""
    return "; ".join(f"{key}, {say('reasons.second_hand')}" if RULES[key].tag == "S" else key for key in rules)


def _named(key: str) -> str:
    return f"{key} ({worded('rules', RULES[key], 'name')})"
