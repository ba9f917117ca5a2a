"""What stands between the controls and the figure? The verdict, the story, and the next question."""

import streamlit as st

from explorer.simulation import SignalSpec
from explorer.ui.first_weights.experiment.settings import at_mission
from explorer.ui.first_weights.running.runs import Run, run
from explorer.ui.first_weights.verdict.sentences import figures_of, verdict_sentence
from explorer.ui.first_weights.verdict.telling import ask_next, guess_sentence, tell_mission, tell_story
from explorer.ui.first_weights.verdict.verdict_row import changed_sentence, show_verdict, show_ways_on
from explorer.ui.first_weights.wording import say
from explorer.ui.language import said
from explorer.ui.state import PageState

WIDTHS = (39, 33, 28)


def show_answer(state: PageState, done: Run, story: str | None, before: SignalSpec | None, live: bool) -> None:
    """Show the verdict first, then what to look at, then the next story's question.

    A figure that is dragged live holds the verdict itself, and no second one stands beside it.
    """
    figures = figures_of(done.result)
    verdict, told, following = st.columns(WIDTHS, gap="small")
    with verdict:
        if not live:
            show_verdict(done.result, done.verdict, guess_sentence(story, figures))
        show_ways_on(state, done.result, done.verdict)
    with told.container(border=True, key="first_weights.told_story"):
        mission = at_mission(state.values)
        if story is None and mission is not None:
            tell_mission(mission)
        else:
            tell_story(story, figures, fix_sentences(before, done.result.spec) if before else None)
    with following.container(border=True, key="first_weights.next"):
        ask_next(state)


def fix_sentences(before: SignalSpec, after: SignalSpec) -> str:
    """Say what the fix has changed, and why that helps."""
    return f"{changed_sentence(before, after)} {said(run(before).verdict.fix_why)}"


def told_of_charts(done: Run) -> tuple[str, str]:
    """Tell those who do not see the charts what both show: the verdict, and the first and last values."""
    figures, verdict = figures_of(done.result), said(done.verdict.headline)
    ahead = say("forward.told", verdict=verdict, sentence=verdict_sentence(done.result, done.verdict), **figures)
    return ahead, say("backward.told", verdict=verdict, **figures)
