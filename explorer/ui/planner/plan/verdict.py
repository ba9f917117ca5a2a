"""What is the plan, in a few plain lines? Why, what was measured, whether it fits, what would change it."""

import streamlit as st

from explorer.planner import Flip, Plan, in_short, said_of, said_of_fit
from explorer.ui.language import said, written
from explorer.ui.planner.model.held_text import forget_edits
from explorer.ui.planner.plan.comparisons import show_comparisons
from explorer.ui.planner.wording import plan_name, say
from explorer.ui.planner.your_task import similarity_text
from explorer.ui.state import PageState

AS_KEPT = {"similarity": lambda value: round(100 * value)}  # how the page keeps what a task holds

FLIP_LABELS = {
    "examples": lambda value: say("flip.examples", value=written(value, "count")),
    "similarity": lambda value: say("flip.similarity", value=similarity_text(value)),
    "shift": lambda value: say(f"shift.{value}"),
    "domain": lambda value: say(f"domain.{value}"),
    "budget": lambda value: say(f"budget.{value}"),
    "classes": lambda value: say("flip.classes", value=written(value, "count")),
}


def show_verdict(state: PageState, plan: Plan) -> None:
    """Show the card, then what stands behind it, and the answers that would change it, each a tap away."""
    lines = [said(plan.why), " ".join(said(remark) for remark in in_short(plan))]
    fit = said_of_fit(plan)
    if fit:
        lines.append(" ".join(said(remark) for remark in fit))
    st.info("  \n".join(lines), title=headline(plan), icon=":material/route:")
    flips = plan.flips[:2] if plan.requested == "auto" else ()
    with st.container(horizontal=True, vertical_alignment="center", key="planner-next"):
        if plan.evidence:
            rows = st.popover(say("evidence.open", rows=len(plan.evidence)), key="planner.evidence", on_change="rerun")
            if rows.open:
                with rows:
                    st.markdown(" ".join(said(remark) for remark in said_of(plan)))
                    show_comparisons(plan)
        if flips:
            st.markdown(say("verdict.flip"), width="content")
        for place, flip in enumerate(flips):
            st.button(
                flip_label(flip),
                key=f"planner.flip.{place}",
                on_click=_take_flip,
                args=(state, flip),
                help=said(flip.sentence),
            )


def headline(plan: Plan) -> str:
    """Name the plan, and how many changes of the visitor's own are laid over it."""
    named = say("verdict.title", strategy=plan_name(plan))
    return f"{named}{say('verdict.changed', changes=len(plan.edits))}" if plan.edits else named


def flip_label(flip: Flip) -> str:
    """Write the answer that flips the advice, short enough for a button: "with 5,000 examples"."""
    kept = AS_KEPT.get(flip.field, lambda value: value)(flip.value)
    return FLIP_LABELS[flip.field](kept)


def _take_flip(state: PageState, flip: Flip) -> None:
    value = AS_KEPT.get(flip.field, lambda value: value)(flip.value)
    forget_edits(state)
    state.apply({flip.field: value})
