"""What could not be used in the link that opened a page? One notice on top, in words."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from explorer.ui.language import LANGUAGE, name_of, words, written
from explorer.ui.links import OpenedLink, Problem
from explorer.ui.state import PageState


def show_notice(state: PageState, label: Callable[[str], str], shown: Callable[[str, object], str]) -> None:
    """Say what the link held that could not be used, or that the page begins anew; nothing when all was well.

    `label` names a setting by its key; `shown` writes the value that it now has.
    """
    if state.anew:
        st.info(words("links", "anew"), icon=":material/restart_alt:")
    told = link_notice(state.opened, partial(_label, label), partial(_shown, shown)) if state.opened else None
    if told:
        title, text = told
        st.warning(text, title=title, icon=":material/link_off:")


def _label(label: Callable[[str], str], key: str) -> str:
    return words("common", "language") if key == LANGUAGE else label(key)


def _shown(shown: Callable[[str, object], str], key: str, value: object) -> str:
    return name_of(str(value)) if key == LANGUAGE else shown(key, value)


def link_notice(
    opened: OpenedLink, label: Callable[[str], str], shown: Callable[[str, object], str]
) -> tuple[str, str] | None:
    """Say in words what a link held that could not be used: (title, text), or None when all was well.

    `label` names a setting by its key; `shown` writes the value that it now has.
    """
    if opened.clean:
        return None
    lines = [_problem_sentence(problem, opened.values, label, shown) for problem in opened.problems]
    if opened.unknown:
        lines.append(words("links", "unknown.one" if opened.unknown == 1 else "unknown.many"))
    if opened.version != "current":
        lines.append(words("links", f"version.{opened.version}"))
    return _title(len(opened.problems)), "  \n".join([*lines, words("links", "kept")])


def _title(problems: int) -> str:
    if problems == 0:
        return words("links", "title.none")
    return words("links", "title.one") if problems == 1 else words("links", "title.many", count=problems)


def _problem_sentence(problem: Problem, values: Mapping[str, object], label, shown) -> str:
    key = "problem.number" if problem.field.allowed else "problem.choice"
    if problem.came is not None:
        key = "problem.came"
    return words(
        "links",
        key,
        label=label(problem.field.key),
        came="" if problem.came is None else _number(problem.came, 6),
        allowed=_range(problem.field.allowed) if problem.field.allowed else "",
        now=shown(problem.field.key, values[problem.field.key]),
    )


def _range(ends: tuple[float, float]) -> str:
    low, high = (_number(end, 3) for end in ends)
    return words("links", "range", low=low, high=high)


def _number(value: float, digits: int) -> str:
    return written(value, "whole" if isinstance(value, int) else f"number {digits}")
