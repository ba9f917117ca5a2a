"""Which colour means what, in light and in dark?

Each role has a mark of its own besides its colour, so that colour never carries the meaning alone. Contrast
against the page: at least 4.5 in light, 7 in dark.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of one appearance."""

    name: str
    spread: str  # standard deviation: solid line, filled circles
    average: str  # mean: dashed line, hollow circles
    correction: str  # gradient: solid line, squares
    limit: str  # saturated or silent: diamonds
    reference: str  # theory, "before", keep: thin or dashed
    success: str  # gets through, learned: check mark or ring
    text: str
    background: str
    grid: str


LIGHT = Palette(
    name="light",
    spread="#C2410C",
    average="#0072B2",
    correction="#7A4FBF",
    limit="#8A6100",
    reference="#5B6472",
    success="#00735C",
    text="#14171F",
    background="#FFFFFF",
    grid="#E3E6EB",
)
DARK = Palette(
    name="dark",
    spread="#FF8A5B",
    average="#6EA8FE",
    correction="#C9A6FF",
    limit="#F2C14E",
    reference="#A8B0BD",
    success="#40C9A2",
    text="#FAFAFA",
    background="#181714",
    grid="#3A3934",
)
PALETTES = {palette.name: palette for palette in (LIGHT, DARK)}


def palette(name: str | None) -> Palette:
    """Return the palette of an appearance; light when the browser did not tell."""
    return PALETTES.get(name or "light", LIGHT)
