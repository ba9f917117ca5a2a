"""How are the stories told? A row of pills, what to look at, and the next story's question."""

from collections.abc import Mapping

import streamlit as st

from explorer.ui.first_weights.experiment import settings
from explorer.ui.first_weights.experiment.stories import STORIES, Story, next_story, number_of
from explorer.ui.first_weights.wording import say
from explorer.ui.language import told_before
from explorer.ui.state import PageState

GUESS = "first_weights.guess"  # session key: the answer tapped last, (story, answer)
TOLD = "first_weights.told"  # session key: the stories told, the last one last; an experiment does not lose the thread


def keep_told(current: str | None) -> None:
    """Keep that this story was told; to be called before the next question is asked."""
    if current is not None:
        st.session_state[TOLD] = [*(key for key in stories_told() if key != current), current]


def choose_story(state: PageState, current: str | None) -> None:
    """Offer the stories, one tap each; none is marked once a control differs."""
    key = "first_weights.story"
    if not told_before(key) or st.session_state.get(key, "") != current:
        st.session_state[key] = current
    st.pills(
        say("stories"),
        list(STORIES),
        format_func=story_name,
        key=key,
        label_visibility="collapsed",
        on_change=_tapped,
        args=(state, key),
    )


def story_name(key: str) -> str:
    """Write a story's name with its number: "1 Very small"."""
    return say("story.number", number=str(number_of(key)), name=say(f"story.{key}.label"))


def stories_told() -> list[str]:
    """Return the stories that this visitor has seen, the last one last."""
    return st.session_state.get(TOLD, [])


def _tapped(state: PageState, key: str) -> None:
    chosen = st.session_state[key]
    if chosen in STORIES:  # a second tap on the marked story would unmark it: it stays
        open_story(state, chosen)


def open_story(state: PageState, key: str, answer: str | None = None) -> None:
    """Set every control as the story wants it; remember the guess that led here."""
    state.apply({**settings.DEFAULTS, **STORIES[key].settings, "extreme": False})
    st.session_state[GUESS] = (key, answer)


def guess_sentence(story: str | None, figures: Mapping[str, str]) -> str | None:
    """Return what came of the guess that opened this story; None without a guess."""
    guessed, answer = st.session_state.get(GUESS, (None, None))
    if story is None or guessed != story or answer is None:
        return None
    key = "guess.right" if answer == STORIES[story].right else "guess"
    reply = say(f"story.{story}.reply", **figures)
    return say(key, guess=say(f"story.{story}.answer.{answer}"), reply=reply)


def tell_story(story: str | None, figures: Mapping[str, str], fixed: str | None = None) -> None:
    """Say what to look at, and what it means; after a fix, what was changed and why that helps."""
    if fixed is not None:
        st.markdown(fixed)
    elif story is None:
        st.markdown(f"**{say('own.title')}**  \n{say('own.text')}")
    else:
        st.markdown(f"**{story_name(story)}**  \n{say(f'story.{story}.look', **figures)}")


def tell_mission(mission: str) -> None:
    """Say what is broken, and what is asked."""
    st.markdown(f"**{say('mission.title', name=say(f'mission.{mission}.name'))}**  \n{say(f'mission.{mission}.told')}")
    st.markdown(say("mission.task"))


def ask_next(state: PageState) -> None:
    """Ask the question of the next story that was not told yet; an answer is also the way there."""
    told = stories_told()
    following = next_story(told[-1] if told else None, told)
    if following is None:
        st.markdown(f"**{say('next.title')}**  \n{say('next.end')}")
        st.button(
            say("next.missions"), key="first_weights.next.missions", icon=":material/build:", on_click=state.apply,
            args=({"lens": "missions"},),
        )  # fmt: skip
        return
    title = say("next.story" if settings.current_story(state.values) else "next.back", name=story_name(following.key))
    st.markdown(f"**{title}**  \n{say(f'story.{following.key}.question')}")
    with st.container(horizontal=True, gap="xsmall"):
        for answer in following.answers:
            _answer_button(state, following, answer)


def _answer_button(state: PageState, story: Story, answer: str) -> None:
    st.button(
        say(f"story.{story.key}.answer.{answer}"),
        key=f"first_weights.answer.{story.key}.{answer}",
        on_click=open_story,
        args=(state, story.key, answer),
    )
