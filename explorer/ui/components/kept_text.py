"""How does a typed text outlive a reload? This tab of the browser keeps it, and gives it back to a new visit."""

import zlib
from collections.abc import Callable
from pathlib import Path

import streamlit as st

SCRIPT = Path(__file__).parent / "kept_text.js"


@st.cache_resource(show_spinner=False)
def _component():
    return st.components.v2.component("layerwise_kept_text", js=SCRIPT.read_text(encoding="utf-8"))


def keep_text(key: str, box: str, text: str, found: Callable[[], None]) -> None:
    """Keep the text of the widget `box` in the browser; `found` is called when one of before a reload comes back.

    The text itself is read from the page: only its check sum is sent down.
    """
    held = f"{key}.held"
    st.session_state[held] = st.session_state.get(held, False) or bool(text)

    def take() -> None:
        came = (st.session_state.get(key) or {}).get("found")
        if isinstance(came, str) and came and not st.session_state[held]:
            st.session_state[box] = came
            found()

    data = {
        "box": box.replace(".", "-"),  # as Streamlit writes a key into the page
        "holds": zlib.crc32(text.encode(errors="replace")) + 1 if text else 0,
        "held": st.session_state[held],
    }
    _component()(key=key, data=data, on_found_change=take)
