"""The plan as working code, and as a file that opens here again."""

import streamlit as st

from explorer.planner import EXPORTERS, export_plan
from explorer.planner.plan import Plan
from explorer.ui.planner.wording import say
from explorer.ui.state import PageState

CODE_LANGUAGES = {"caffe": "protobuf"}


def fitting(plan: Plan) -> list[str]:
    """List the keys of the exports that fit the plan's model, tables apart."""
    return [key for key, exporter in EXPORTERS.items() if exporter.frameworks and exporter.fits(plan.model)]


def file_name(key: str) -> str:
    """Return what a download is called."""
    return f"layerwise_plan{EXPORTERS[key].ending}"


def show_code(state: PageState, plan: Plan) -> None:
    """Offer the code of one framework, with copy and download."""
    key = st.selectbox(
        say("code.framework"), fitting(plan), format_func=lambda key: EXPORTERS[key].label, key="planner.framework"
    )
    guards = "code.guards.caffe" if key == "caffe" else "code.guards.text"
    st.caption(f"**{say('code.guards')}:** {say(guards)}")
    if any(planned.layer.name_known != "full" for planned in plan.layers):
        st.caption(say("code.position"))
    code = export_plan(plan, key)
    with st.container(horizontal=True):
        _download(say("code.download"), code, file_name(key), key)
        _download(say("code.json"), lambda: export_plan(plan, "json"), file_name("json"), "json")
        _download(say("code.csv"), lambda: export_plan(plan, "csv"), file_name("csv"), "csv")
    st.code(code, language=CODE_LANGUAGES.get(key, "python"), height=420)


def _download(label: str, data: object, file_name: str, key: str) -> None:
    st.download_button(
        label, data, file_name=file_name, key=f"planner.download.{key}", on_click="ignore", icon=":material/download:"
    )
