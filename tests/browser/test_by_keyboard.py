"""By keyboard and by ear: few stops on the way, headings to jump to, a link that shows its focus."""

import re
from pathlib import Path

import pytest

AXE = Path(__file__).parent / "axe" / "axe.min.js"
MOST_STOPS = 30  # from the top of "First weights" to its first setting beside the figure


def stops_until(page, name, most=80):
    """Press Tab until a control of this name has the focus; return the names on the way."""
    names = []
    while len(names) < most:
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText || ''"))
        if re.match(name, names[-1]):
            return names
    raise AssertionError(f"no stop named {name} among {names}")


def test_few_stops_lead_to_the_settings_and_none_is_the_tool_of_a_chart(open_app):
    page = open_app("/").page
    page.locator("[data-testid=stVegaLiteChart] svg").nth(2).wait_for()
    names = stops_until(page, r"Bend|Number of layers")
    assert len(names) <= MOST_STOPS
    assert not [name for name in names if "Vega-Lite" in name or "Show data" in name]


def test_the_tools_of_a_chart_come_with_the_pointer(open_app):
    page = open_app("/").page
    chart = page.locator("[data-testid=stVegaLiteChart]").first
    chart.locator("svg").wait_for()
    tool = page.get_by_role("button", name="Download as PNG").first
    assert not tool.is_visible()
    chart.hover()
    tool.wait_for(state="visible")


def test_figure_closer_look_and_settings_have_headings(open_app):
    page = open_app("/").page
    for name in ("The figure: forward and backward", "A closer look", "Settings"):
        page.get_by_role("heading", name=name, level=2, exact=True).wait_for()


def test_all_histograms_are_one_chart_that_says_what_each_layer_holds(open_app):
    page = open_app("/").page
    page.locator("[data-testid=stVegaLiteChart] svg").nth(2).wait_for()
    assert page.locator("[data-testid=stVegaLiteChart]").count() == 3
    told = page.locator("[data-testid=stVegaLiteChart] svg").nth(2).get_attribute("aria-label")
    assert told is None or "layer 3: 97 % in one bar" in told.replace("\u00a0", " ")
    assert "layer 3: 97 % in one bar" in page.content().replace("\u00a0", " ").replace("&nbsp;", " ")


def test_the_link_of_the_page_that_is_open_shows_its_focus(open_app):
    page = open_app("/").page
    names = stops_until(page, r"line_axis\s+First weights")
    assert names
    style = "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    assert page.evaluate("document.activeElement.ariaCurrent") == "page"
    assert page.evaluate(style) == ["solid", "2px"]


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["/", "/fine_tuning_planner"])
def test_axe_finds_nothing_serious(open_app, path, width, dark):
    page = open_app(path, width=width, dark=dark).page
    page.locator("[data-testid=stVegaLiteChart] svg").first.wait_for()
    page.wait_for_timeout(1000)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document).then((result) => result.violations)")
    grave = [
        (one["id"], [node["html"][:200] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not grave
