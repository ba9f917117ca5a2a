"""Which colours fit the visitor's page, light or dark?"""

import streamlit as st

from explorer.charts.theme import Palette, palette


def appearance() -> Palette:
    """Return the palette that fits the visitor's light or dark page."""
    return palette(st.context.theme.type)
