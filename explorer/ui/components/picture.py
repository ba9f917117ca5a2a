"""How is a picture handed out as SVG and as PNG? The browser itself turns our SVG into both files."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


@st.cache_resource(show_spinner=False)
def _component():
    parts = {kind: (HERE / f"picture.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")}
    return st.components.v2.component("layerwise_picture", **parts)


def show_picture(svg: str, alt: str, name: str, labels: tuple[str, str], key: str) -> None:
    """Show a picture with two buttons below it that save `name`.png and `name`.svg; `labels` are theirs."""
    png, vector = labels
    _component()(key=key, data={"svg": svg, "alt": alt, "name": name, "png_label": png, "svg_label": vector})
