"""By keyboard and by ear: few stops on the way, headings to jump to, a link that shows its focus."""

import re
from pathlib import Path

import pytest

from explorer.ui.first_weights.experiment.settings import LENSES as WEIGHT_LENSES
from explorer.ui.planner.answers.fields import LENSES as PLAN_LENSES

LENSES = [
    ("/", "first_weights-lens", WEIGHT_LENSES),
    ("/fine_tuning_planner", "planner-lens", PLAN_LENSES),
]
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
    told = page.locator(".st-key-first_weights-lens_content .heard[role=img]").get_attribute("aria-label")
    assert "layer 3: 97 % in one bar" in told.replace("\u00a0", " ")


OUTLINE = """(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(
    document.activeElement.closest("label") || document.activeElement))"""


def test_the_link_of_the_page_that_is_open_a_switch_and_a_link_to_another_page_show_their_focus(open_app):
    page = open_app("/").page
    assert stops_until(page, r"line_axis\s+First weights")
    assert page.evaluate("document.activeElement.ariaCurrent") == "page"
    assert page.evaluate(OUTLINE) == ["solid", "2px"]
    for name in ("Drag live", r"tune\s+Have a trained model"):
        assert stops_until(page, name)
        assert page.evaluate(OUTLINE) == ["solid", "2px"], name


DRAWN = """() => !document.querySelector("[data-testid=stMain] [data-testid=stSkeleton], [data-testid=stProgress]")
    && [...document.querySelectorAll("[data-testid=stVegaLiteChart]")]
        .every((chart) => chart.querySelector("svg, canvas"))"""
GRAVE = """axe.run(document).then(({violations}) => violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, nodes}) => [id, nodes.slice(0, 5).map(({html}) => html.slice(0, 200))]))"""


@pytest.mark.slow
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)], ids=["dark phone", "light desk"])
@pytest.mark.parametrize(("path", "key", "lenses"), LENSES)
def test_no_lens_has_a_serious_finding_of_axe_or_a_warning_in_the_console(open_app, path, key, lenses, width, dark):
    told = []
    app = open_app(path, width=width, dark=dark, listen=lambda message: told.append(message.text))
    page = app.page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for place, lens in enumerate(lenses):
        button = page.locator(f".st-key-{key} button").nth(place)
        if button.get_attribute("aria-checked") != "true":
            app.act(button.click)
        page.wait_for_function(DRAWN)
        page.wait_for_timeout(500)  # colours that fade in
        assert not page.evaluate(GRAVE), lens
    assert not [text for text in told if "WARN" in text]


def test_code_is_scrolled_by_the_keyboard(open_app):
    page = open_app("/fine_tuning_planner?lens=code", width=390).page
    code = page.get_by_test_id("stCode")
    code.get_by_text("import torch").first.wait_for()
    code.focus()
    page.keyboard.press("End")
    page.wait_for_function("document.activeElement.scrollTop > 1000")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
