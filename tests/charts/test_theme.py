"""Colours can be told from the page behind them."""

from dataclasses import fields

import pytest

from explorer.charts.theme import DARK, LIGHT, ink_turns, palette

ROLES = [field.name for field in fields(LIGHT) if field.name not in ("name", "background", "grid")]


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("colours", "least"), [(LIGHT, 4.5), (DARK, 7.0)], ids=["light", "dark"])
@pytest.mark.parametrize("role", ROLES)
def test_every_role_stands_out_from_the_page(colours, least, role):
    assert contrast(getattr(colours, role), colours.background) >= least


def test_an_unknown_appearance_is_light():
    assert palette(None) is LIGHT
    assert palette("dark") is DARK
    assert palette("sepia") is LIGHT


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("full", ["success", "spread"])
def test_letters_on_a_shade_take_the_ink_that_reads_better(colours, full):
    end = getattr(colours, full)
    turn = ink_turns(colours.grid, end, colours)
    for share in (percent / 100 for percent in range(101)):
        mixed = [
            round(int(colours.grid[i : i + 2], 16) * (1 - share) + int(end[i : i + 2], 16) * share) for i in (1, 3, 5)
        ]
        shade = "#" + "".join(f"{one:02X}" for one in mixed)
        inks = contrast(shade, colours.background), contrast(shade, colours.text)
        assert inks[share < turn] >= max(inks) - 0.1
        assert max(inks) > 4  # where both inks are level none can reach 4.5
