"""The plan as working code, and as a file that opens here again."""

from collections.abc import Callable

import streamlit as st

from explorer.planner import EXPORTERS, Plan, export_plan, why_not
from explorer.ui.language import kept, said, worded
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

CODE_LANGUAGES = {".prototxt": "protobuf", ".py": "python"}
OWN_GUARDS = {"keras": "code.guards.keras", "caffe": "code.guards.caffe"}  # others share PyTorch's


def fitting(plan: Plan) -> list[str]:
    """List the keys of the exports that fit the plan's model, tables apart."""
    return [key for key, exporter in EXPORTERS.items() if exporter.frameworks and exporter.fits(plan.model)]


def show_code(state: PageState, plan: Plan) -> None:
    """Offer the code of one framework, with copy and download."""
    keys = fitting(plan)
    if not keys:
        st.info(say("code.none"), icon=":material/info:")
    else:
        _code_of(plan, keys)
    with st.container(horizontal=True):
        _download(say("code.json"), "json", lambda: export_plan(plan, "json"))
        _download(say("code.csv"), "csv", lambda: export_plan(plan, "csv"))


def _code_of(plan: Plan, keys: list[str]) -> None:
    left, right = st.columns(2, vertical_alignment="bottom")
    key = left.selectbox(
        say("code.framework"),
        keys,
        format_func=lambda key: worded("exporters", EXPORTERS[key]),
        key=kept("planner.framework"),
    )
    code = export_plan(plan, key)
    with right:
        _download(say("code.download"), key, code)
    st.markdown(f"**{say('code.use')}** {worded('exporters', EXPORTERS[key], 'sentence')}")
    st.caption(f"{say('code.guards')}  \n{say(OWN_GUARDS.get(key, 'code.guards.text'))}")
    if (missing := why_not(plan, key)) is not None:
        st.warning(said(missing), icon=":material/warning:")
    if plan.head is None:
        st.warning(say("code.no_head"), icon=":material/warning:")
    if any(planned.layer.name_known != "full" and planned.layer.weighted for planned in plan.layers):
        st.caption(say("code.position"))
    st.code(code, language=CODE_LANGUAGES[EXPORTERS[key].ending], height=420)


def _download(label: str, key: str, data: str | Callable[[], str]) -> None:
    st.download_button(
        label,
        data,
        file_name=EXPORTERS[key].file_name,
        key=f"planner.download.{key}",
        on_click="ignore",
        icon=":material/download:",
    )
