"""What happens to a visit when another server process takes it over? It goes on, and says what it lost."""

import streamlit as st

NEVER_MIND = "12h"  # the run itself does nothing; the browser's timers hold up to 24 days
TAKEN_OVER = "taken_over"


@st.fragment(run_every=NEVER_MIND)
def run_again_on_reconnect() -> None:
    """Make the browser ask for a full run when its connection comes back.

    A process that is new to a visitor knows none of the page's fragments and passes over their reruns in
    silence: every control would be dead. Streamlit's browser side asks for a full run after a reconnect only
    where a fragment ran last or one runs on a timer (streamlit/streamlit #11890): this is the timer.
    """


def session_before() -> str:
    """Return the session that the browser had when it connected; empty for a page that was opened anew.

    Streamlit's browser side sends it as the third entry of this header, so that a process that still holds the
    session can resume it.
    """
    entries = st.context.headers.get("Sec-Websocket-Protocol", "").split(",")
    return entries[2].strip() if len(entries) > 2 else ""


def taken_over() -> bool:
    """Whether this visit began in a session that is gone: its process ended, or the browser slept for long."""
    if TAKEN_OVER not in st.session_state:
        st.session_state[TAKEN_OVER] = bool(session_before())  # asked once: a session that was resumed stays itself
    return st.session_state[TAKEN_OVER]
