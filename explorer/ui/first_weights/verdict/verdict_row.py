"""How is the verdict told? What happens and where, why, what training would do, and a fix to try and take back."""

import streamlit as st

from explorer.charts.layer_table import LayerTable, layer_table
from explorer.remark import Remark
from explorer.simulation import AHEAD, Evidence, Signal, SignalSpec, Verdict, changed_settings
from explorer.ui.first_weights.ask.frame import setting_value, short_name
from explorer.ui.first_weights.experiment.settings import at_mission
from explorer.ui.first_weights.figure.figure import Pointer
from explorer.ui.first_weights.running.runs import Run, run
from explorer.ui.first_weights.verdict.sentences import ICONS, is_good, often_told, verdict_sentence
from explorer.ui.first_weights.wording import say
from explorer.ui.language import language, said
from explorer.ui.state import PageState

FIX = "first_weights.fix"  # session key: the experiment before the last fix, and after it


def fixed_from(spec: SignalSpec) -> SignalSpec | None:
    """Return the experiment that "Show me the fix" has changed into this one; None elsewhere."""
    before, after = st.session_state.get(FIX, (None, None))
    return before if after == spec else None


def changes_of(before: SignalSpec | None, after: SignalSpec) -> frozenset[str]:
    """Return the names of the settings that a fix has changed; none without a fix."""
    return frozenset(changed_settings(before, after)) if before else frozenset()


def layers_of(done: Run) -> LayerTable:
    """Return what is known of each layer of a run, beside the run that a fix left."""
    before = fixed_from(done.verdict.spec)
    return layer_table(done.result, done.theory, run(before).result if before else None, language())


def pointer_of(verdict: Verdict) -> Pointer | None:
    """Return the layer that the verdict names, and in which chart; None when healthy."""
    finding = verdict.finding
    return Pointer(finding.layer, finding.direction == AHEAD) if finding else None


def show_verdict(result: Signal, verdict: Verdict, guess: str | None) -> None:
    """Show the verdict."""
    alert = st.success if is_good(verdict) else st.warning
    alert(guess or verdict_sentence(result, verdict), title=said(verdict.headline), icon=ICONS[verdict.key])


def show_ways_on(state: PageState, result: Signal, verdict: Verdict) -> None:
    """Offer the verdict's reasons and its fix."""
    with st.container(horizontal=True, gap="small", key="first_weights.ways_on"):
        why = st.popover(say("why"), key="first_weights.why", on_change="rerun", icon=":material/help:")
        if why.open:
            with why:
                explain(result, verdict)
        _fix_button(state, verdict)


def _fix_button(state: PageState, verdict: Verdict) -> None:
    before = fixed_from(verdict.spec)
    if before is not None:
        st.button(
            say("fix.undo"),
            icon=":material/undo:",
            key="first_weights.undo",
            on_click=state.apply,
            args=(_changes(verdict.spec, before),),
        )
    elif not verdict.healthy and at_mission(state.values) is None:  # a mission is mended by hand
        st.button(
            say("fix"), icon=":material/healing:", key="first_weights.mend", on_click=_mend, args=(state, verdict)
        )


def _mend(state: PageState, verdict: Verdict) -> None:
    if verdict.fix is not None:
        st.session_state[FIX] = (verdict.spec, verdict.fix)
        state.apply(_changes(verdict.spec, verdict.fix))


def _changes(spec: SignalSpec, wanted: SignalSpec) -> dict[str, object]:
    """Return the settings that lead from one experiment to another, and no others."""
    return {key: getattr(wanted, key) for key in changed_settings(spec, wanted)}


def changed_sentence(before: SignalSpec, after: SignalSpec) -> str:
    """Write what a fix has changed: "strength 0.01 → 0.0447"."""
    changes = [
        f"{short_name(key, after.initializer).lower()} {_value(before, key)} → {_value(after, key)}"
        for key in changed_settings(before, after)
    ]
    return say("fix.changed", changes="; ".join(changes))


def _value(spec: SignalSpec, key: str) -> str:
    return setting_value(key, getattr(spec, key))


def explain(result: Signal, verdict: Verdict) -> None:
    """Say why, with this run's numbers, the thresholds and their sources."""
    st.markdown(said(verdict.why))
    for told in verdict.beside:
        st.markdown(said(told))
    st.markdown(say("why.training", sentence=said(verdict.training)))
    if quotes_record(verdict.training):
        st.caption(say("why.record"))
    for told in often_told(result, verdict):
        st.markdown(told)
    with st.expander(say("why.evidence")):
        st.markdown(evidence_table(verdict.evidence))


def quotes_record(told: object) -> bool:
    """Tell whether a remark, or one within it, says how many networks of the record learned."""
    if isinstance(told, tuple):
        return any(quotes_record(one) for one in told)
    if not isinstance(told, Remark):
        return False
    counts = told.key.startswith("verdicts.forecast.") and "networks" in told.values
    return counts or any(quotes_record(one) for one in told.values.values())


def evidence_table(evidence: tuple[Evidence, ...]) -> str:
    """Write what was measured beside its threshold and the threshold's source, as a Markdown table."""
    head = [say(f"why.column.{key}") for key in ("measured", "here", "fine", "source")]
    lines = [head, ["---"] * len(head)]
    for one in evidence:
        here = f"**{said(one.text)}**" if one.exceeded else said(one.text)
        lines.append([said(one.measured), here, said(one.threshold), said(one.source)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
