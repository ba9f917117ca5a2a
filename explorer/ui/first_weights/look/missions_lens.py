"""Can I mend it? The lens "Missions": six broken networks, one change each, judged by the page and then trained."""

import streamlit as st

from explorer.charts import learning_charts as charts
from explorer.charts.axis_ends import drawn
from explorer.simulation import (
    MISSIONS,
    TRIES_BEFORE_A_HINT,
    Attempt,
    Ladder,
    LadderRun,
    LadderSpec,
    Signal,
    SignalSpec,
    mission_told,
)
from explorer.ui.components.appearance import appearance
from explorer.ui.components.job import Job, Slices
from explorer.ui.components.recent import Recent
from explorer.ui.first_weights.ask.controls import build_name
from explorer.ui.first_weights.ask.frame import setting_value, short_name
from explorer.ui.first_weights.experiment.settings import NO_MISSION, OWN, build_of, settings_of, spec_of
from explorer.ui.first_weights.running.runs import run
from explorer.ui.first_weights.wording import say
from explorer.ui.language import language, said
from explorer.ui.state import PageState

JOB = Job("first_weights.proof")
VISIT = "first_weights.missions"  # session key: what was solved on this visit, and which networks were tried
KEPT = 64
STEP = 0.05  # seconds of training between two looks at the clock
SOLVED, OPEN = "●", "○"


@st.cache_resource(show_spinner=False)
def proofs() -> Recent[LadderSpec, Ladder]:
    """Return the finished proofs of this process."""
    return Recent(KEPT)


def visit() -> dict:
    """Return what is kept for this visit: missions solved, and by mission the networks tried in vain."""
    return st.session_state.setdefault(VISIT, {"solved": set(), "tried": {}})


def show_missions(state: PageState, result: Signal, named: int | None) -> None:
    """Offer the missions; judge what stands on the page against the chosen one."""
    key = state.values["mission"]
    attempt = Attempt(MISSIONS[key], result.spec, run(result.spec).verdict.healthy) if key in MISSIONS else None
    ladder = _note(attempt) if attempt else None
    _offer(state, key)
    if attempt is None:
        return
    st.markdown(f"**{say(f'mission.{key}.name')}.** {say(f'mission.{key}.told')}")
    _judge(state, attempt, ladder)
    if len(visit()["tried"].get(key, ())) >= TRIES_BEFORE_A_HINT and key not in visit()["solved"]:
        st.info(say(f"mission.{key}.hint"), title=say("mission.hint"), icon=":material/lightbulb:")
    own = state.values[OWN]
    with st.container(horizontal=True):
        if attempt.controls:
            st.button(
                say("mission.anew"), key="first_weights.mission.anew", icon=":material/replay:", on_click=_set,
                args=(state, key, own),
            )  # fmt: skip
        st.button(
            say("mission.leave" if own is None else "mission.back"), key="first_weights.mission.back",
            icon=":material/undo:", on_click=_leave, args=(state,),
        )  # fmt: skip
    first, networks = attempt.mission.start.seed, attempt.proof.seeds
    st.caption(say("mission.how", seeds=networks, first=first, last=first + networks - 1))


def _offer(state: PageState, chosen: str) -> None:
    """Say how many are solved, and offer all of them."""
    solved = visit()["solved"]
    dots = SOLVED * len(solved) + OPEN * (len(MISSIONS) - len(solved))
    st.markdown(say("mission.question"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for key in MISSIONS:
            st.button(
                say(f"mission.{key}.name"), key=f"first_weights.mission.{key}",
                icon=":material/check:" if key in solved else None, type="primary" if key == chosen else "secondary",
                on_click=_begin, args=(state, key),
            )  # fmt: skip
        st.markdown(say("mission.progress", dots=dots, solved=len(solved), all=len(MISSIONS)))


def _note(attempt: Attempt) -> Ladder | None:
    """Write down what came of an attempt; return its proof where it was trained."""
    ladder = proofs().get(attempt.proof) if attempt.state == "mended" else None
    if ladder is not None and ladder.learned[1]:
        visit()["solved"].add(attempt.mission.key)
    elif ladder is not None or attempt.state == "broken":
        visit()["tried"].setdefault(attempt.mission.key, set()).add(attempt.now)
    return ladder


def _judge(state: PageState, attempt: Attempt, ladder: Ladder | None) -> None:
    """Say how the attempt stands; a network that gets through may be trained."""
    told = "trained" if ladder is not None else attempt.state
    st.markdown(say(f"mission.state.{told}", changes=changes(attempt)))
    if ladder is not None:
        _show_proof(ladder)
    elif attempt.state == "mended" and JOB.at_work_on(attempt.proof) is not None:
        JOB.show(state, _progress)
    elif attempt.state == "mended":
        st.button(
            say("mission.prove"), key="first_weights.mission.prove", icon=":material/school:", type="primary",
            on_click=lambda: JOB.start(proof_slices(attempt.proof)),
        )  # fmt: skip


def _progress(work: Slices) -> str:
    return say("mission.training", share=round(work.share, 2))


def changes(attempt: Attempt) -> str:
    """Write what was moved: "Starting strength 0.01 → 0.126"."""
    before, after = attempt.mission.start, attempt.now
    return "; ".join(
        f"{short_name(name, after.initializer)} {_value(before, name)} → {_value(after, name)}"
        for name in attempt.controls
    )


def _value(spec: SignalSpec, name: str) -> str:
    return build_name(build_of(settings_of(spec))) if name == "block" else setting_value(name, getattr(spec, name))


def _show_proof(ladder: Ladder) -> None:
    """Say what training showed, and draw both networks at every rate."""
    told, names = said(mission_told(ladder)), (say("mission.before"), say("mission.after"))
    if ladder.learned[1]:
        st.success(told, icon=":material/check_circle:")
    else:
        st.warning(told, icon=":material/build:")
    st.vega_lite_chart(
        *drawn(
            charts.ladder_table(ladder, names),
            charts.ladder_spec(
                (say("learning.axis.rate"), say("learning.axis.accuracy")), names, appearance(), language()
            ),
        ),
        key="first_weights.mission.chart", alt=told,
    )  # fmt: skip


def proof_slices(spec: LadderSpec) -> Slices:
    """Return the work on a proof; what comes of it is kept for all."""
    return Slices(spec, _climb(spec), lambda found, _: proofs().put(spec, found))


def _climb(spec: LadderSpec):
    ladder = LadderRun(spec)
    while not ladder.advance(STEP):
        yield ladder.share
    return ladder.result()


def _begin(state: PageState, key: str) -> None:
    """Set the controls to a broken network; keep the visitor's own experiment, in the link, too."""
    own = state.values[OWN] if state.values["mission"] in MISSIONS else spec_of(state.values)
    _set(state, key, own)


def _set(state: PageState, key: str, own: SignalSpec | None) -> None:
    state.apply({**settings_of(MISSIONS[key].start), "mission": key, OWN: own, "live": False})


def _leave(state: PageState) -> None:
    """Go back to the visitor's own experiment; without one, stay with what stands."""
    own = state.values[OWN]
    state.apply({**(settings_of(own) if own else {}), "mission": NO_MISSION, OWN: None})
