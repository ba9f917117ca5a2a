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


def ink_turns(start: str, end: str, colours: Palette) -> float:
    """Tell how far on the way from one colour to another letters in the page's background read better than its text.

    The way is a straight line through red, green and blue; 0 is its start, 1 its end, 2 where they never do.
    """
    ways = (share / 100 for share in range(101))
    reads = (share for share in ways if _reads_better(_between(start, end, share), colours.background, colours.text))
    return next(reads, 2.0)


def _channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))


def _between(start: str, end: str, share: float) -> tuple[float, ...]:
    return tuple(one + share * (other - one) for one, other in zip(_channels(start), _channels(end), strict=True))


def _luminance(channels: tuple[float, ...]) -> float:
    """Weigh red, green and blue as WCAG 2.2 does under "relative luminance"."""
    linear = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _reads_better(behind: tuple[float, ...], ink: str, other: str) -> bool:
    """Tell whether one ink has more contrast (WCAG 2.2) than the other on what lies behind both."""

    def contrast(colour: str) -> float:
        dark, light = sorted((_luminance(behind), _luminance(_channels(colour))))
        return (light + 0.05) / (dark + 0.05)

    return contrast(ink) > contrast(other)


def palette(name: str | None) -> Palette:
    """Return the palette of an appearance; light when the browser did not tell."""
    return PALETTES.get(name or "light", LIGHT)
