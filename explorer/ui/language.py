"""Which language does this visitor read? The link's, else the one chosen here, else the browser's.

Pages say everything through this module: it knows the visitor, `explorer.text` knows the words.
"""

import threading
from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer import text
from explorer.remark import Remark, of_record
from explorer.text import DEFAULT_LANGUAGE, languages

LANGUAGE = "language"  # its key in the session and in the link
TOLD = "language.told"  # session key: in which language each widget was told to the browser last
_found = threading.local()  # for which run of the page the language was found last in this thread


def language() -> str:
    """Return the key of the visitor's language. A page asks some five hundred times, the session only once."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None or getattr(_found, "run", None) is not run:
        _found.language = st.session_state.get(LANGUAGE) or preferred(st.context.locale)
        _found.run = run
    return _found.language


def preferred(locale: str | None) -> str:
    """Return the language that fits a browser's locale, "de-AT": itself, else its first part, else English."""
    wanted = (locale or "").lower()
    return next((key for key in (wanted, wanted.partition("-")[0]) if key in languages()), DEFAULT_LANGUAGE)


def choose(key: str) -> None:
    """Speak this language from now on, on every page."""
    st.session_state[LANGUAGE] = key
    _found.run = None


def follow_link() -> None:
    """Speak the language that the address names, where it is offered: before anything of a full run is said."""
    asked = st.query_params.get(LANGUAGE)
    if asked in languages():
        choose(asked)


def told_before(widget: str) -> bool:
    """Tell whether a widget was told in this language, or not at all, the last time; from now on it was.

    A browser knows a chosen option by its words: once they are others, it has to be told the choice anew, else it goes
    on showing, and sending, the words of the language before.
    """
    told = st.session_state.setdefault(TOLD, {})
    before, told[widget] = told.get(widget), language()
    return before in (None, told[widget])


def kept(widget: str) -> str:
    """Return the key of a widget that is no setting of the page, its choice kept when the language changes."""
    if not told_before(widget) and widget in st.session_state:
        st.session_state[widget] = st.session_state[widget]
    return widget


def name_of(key: str) -> str:
    """Return what a language calls itself."""
    return text.words("common", "language.name", key)


def words(page: str, key: str, **values: object) -> str:
    """Return a text of a page in the visitor's language; see `explorer.text.words`."""
    return text.words(page, key, language(), **values)


def speaker(page: str) -> Callable[..., str]:
    """Return the function that says a page's texts by key."""

    def say(key: str, **values: object) -> str:
        return words(page, key, **values)

    return say


def said(remark: Remark | str) -> str:
    """Say what a computing floor has found, in the visitor's language."""
    return text.say(remark, language())


def written(value: object, form: str) -> str:
    """Write a value that stands alone, in a table or on a slider: `written(0.92, "share")`."""
    return text.write(value, form, language())


def worded(group: str, record: object, field: str = "label") -> str:
    """Return the words of a registry's record in the visitor's language: `worded("rules", rule, "sentence")`."""
    return said(of_record(group, record.key, field, getattr(record, field)))
