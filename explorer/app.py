"""Entry point: run `streamlit run explorer/app.py` from the repository root."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # `streamlit run` puts explorer/ on the path, not the root
    sys.path.insert(0, str(ROOT))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is loaded: many sessions share few cores

import streamlit as st  # noqa: E402

from explorer.ui.components.arrival import hold_back, let_in  # noqa: E402
from explorer.ui.components.screen import fit_screen  # noqa: E402
from explorer.ui.language import follow_link, language, words  # noqa: E402
from explorer.ui.reconnect import run_again_on_reconnect  # noqa: E402
from explorer.ui.state import complete_address  # noqa: E402

st.set_page_config(page_icon=str(ROOT / "explorer" / "ui" / "favicon.png"))


@st.cache_resource(show_spinner=False)
def settle_imports() -> None:
    """Keep what the imports made out of the garbage collection that Streamlit runs after every rerun."""
    import gc

    import altair  # noqa: F401
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow  # noqa: F401

    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False)
def settle_page(page: str) -> None:
    """Keep what a page's first visitor made this process load out of that collection, too: modules, texts, charts."""
    import gc

    gc.collect()
    gc.freeze()


settle_imports()
follow_link()
page = st.navigation(
    [
        st.Page(
            ROOT / "pages" / "weight_initialization.py",
            title=words("common", "page.first_weights"),
            icon=":material/line_axis:",
            default=True,
        ),
        st.Page(
            ROOT / "pages" / "fine_tuning_planner.py",
            title=words("common", "page.fine_tuning_planner"),
            icon=":material/tune:",
            url_path="fine_tuning_planner",
        ),
    ],
    position="top",
)
st.set_page_config(page_title=f"{page.title} · Layerwise")
place = hold_back(page.url_path)
fit_screen()
run_again_on_reconnect()
try:
    with place:
        page.run()
    complete_address(page.url_path)
except Exception:  # what went wrong must be seen, too
    let_in(page.url_path, language())
    raise
let_in(page.url_path, language())
settle_page(page.url_path)
