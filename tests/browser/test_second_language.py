"""A second language in a real browser: all that is drawn, said or shown on hovering is in it, and all of it fits.

The language is generated (`tests/pseudo_language.py`): every letter accented, every text 40 % longer. Each page is
opened once and walked through, every state looked at on a wide screen and on a phone. What is sent but not drawn at
first, and rarer states, are held without a browser by `tests/pages/test_second_language.py`.
"""

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from explorer import __version__
from explorer.planner import gallery_text, read_summary
from explorer.planner.evidence.comparison import comparisons
from explorer.simulation import in_everybodys_words, read_layer, recipe_for
from explorer.ui.first_weights.experiment.settings import LENSES as WEIGHT_LENSES
from explorer.ui.first_weights.experiment.stories import STORIES
from explorer.ui.planner.answers.fields import LENSES as PLAN_LENSES
from explorer.ui.planner.lenses.table import short_name
from tests.browser.conftest import opener, running_app
from tests.plain_words import STREAMLIT, plain_words
from tests.pseudo_language import KEY, write_language

SEEN = (Path(__file__).parent / "seen.js").read_text(encoding="utf-8")
SIZES = ((1440, 900), (390, 844))
MODEL = read_summary(gallery_text("alexnet"))
RECIPE = recipe_for(read_layer("Linear(64, 64)", None), "normal", 0.01)
NAMES = {
    __version__, MODEL.name, *MODEL.stage_names, *map(short_name, MODEL.stage_names), RECIPE.layer.name,
    *(name for layer in MODEL.layers for name in (layer.path, layer.kind)),
    *(one.call for one in in_everybodys_words(RECIPE)),
    *(text for row in comparisons() for text in (row.key, row.source, row.place, row.model)),
}  # fmt: skip
LONGEST_WAIT = 20  # seconds for a page to come to rest
WEIGHTS = f"/?language={KEY}&width=64&samples=64&depth=10"
PLANNER = f"/fine_tuning_planner?language={KEY}&model=alexnet"


@pytest.fixture(scope="module")
def bilingual_url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("languages")
    write_language(folder)
    with running_app(LAYERWISE_TEXT=str(folder)) as url:
        yield url


@pytest.fixture
def open_bilingual(browser, bilingual_url):
    with opener(browser, bilingual_url) as open_:
        yield open_


def at_rest(page):
    """Return what is to be seen once two looks at the page, a moment apart, see the same."""
    looks, start = [None], time.monotonic()
    while time.monotonic() - start < LONGEST_WAIT:
        looks.append(page.evaluate(SEEN))
        if looks[-1] == looks[-2]:
            return looks[-1]
        page.wait_for_timeout(150)
    differing = {key: set(map(str, looks[-1][key])) ^ set(map(str, looks[-2][key])) for key in ("texts", "cut")}
    raise AssertionError(f"the page does not come to rest: {differing}")


def faults(page, names=()):
    """Return what is plain, cut off or too wide on this page, at every size."""
    page.wait_for_timeout(500)  # the last run may have ended before the browser has drawn it
    expect(page.get_by_test_id("stProgress")).to_have_count(0, timeout=60_000)  # work that is shown is under way
    assert page.get_by_test_id("stException").count() == 0
    found = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        seen = at_rest(page)
        found[width] = plain_words(seen["texts"], {*NAMES, *STREAMLIT, *names}), seen["cut"], seen["width"] > width
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    return {width: fault for width, fault in found.items() if any(fault)}


def choices(page, key):
    """Return the buttons of a control that offers a few choices side by side."""
    return page.locator(f".st-key-{key.replace('.', '-').replace('_', '_')} button")


def walk(app, key, names, some=None):
    """Choose one after the other, all or some; return the faults of each state."""
    found = {}
    for place, name in enumerate(names):
        if some and name not in some:
            continue
        button = choices(app.page, key).nth(place)
        if button.get_attribute("aria-checked") != "true":
            app.act(button.click)
        found[name] = faults(app.page)
    return {name: fault for name, fault in found.items() if fault}


def test_every_lens_of_first_weights_and_the_longest_stories(open_bilingual):
    app = open_bilingual(WEIGHTS)
    assert not walk(app, "first_weights.story", STORIES, ("large", "xavier_relu", "zero"))
    app = open_bilingual(WEIGHTS)
    assert not walk(app, "first_weights.lens", WEIGHT_LENSES)


def test_every_lens_of_the_planner(open_bilingual):
    assert not walk(open_bilingual(PLANNER), "planner.lens", PLAN_LENSES)


def test_every_panel_and_the_refusal_of_a_text(open_bilingual):
    """What is folded away: reasons, numbers, sharing, help; what is hovered: a tooltip; what cannot be read."""
    app = open_bilingual(WEIGHTS)
    page, found = app.page, {}
    at_rest(page)
    page.locator("[data-testid=stVegaLiteChart] .mark-symbol path").first.hover()
    page.locator("#vg-tooltip-element.visible").wait_for()
    found["tooltip"] = plain_words([page.locator("#vg-tooltip-element").inner_text()])
    page.get_by_test_id("stTooltipIcon").first.hover()
    bubble = page.get_by_test_id("stTooltipContent").first
    bubble.wait_for()
    found["help"] = plain_words([bubble.inner_text()])
    page.mouse.move(0, 0)
    for place, panel in enumerate(page.get_by_test_id("stPopoverButton").all()):
        panel.click()
        page.get_by_test_id("stPopoverBody").first.wait_for()
        found[f"panel {place}"] = plain_words(at_rest(page)["texts"], {*NAMES, *STREAMLIT})
        until(page, lambda: page.keyboard.press("Escape"), page.get_by_test_id("stPopoverBody"), 0)
    assert not any(found.values()), found

    app = open_bilingual(f"{PLANNER}&classics=1&rarest=3&batch=2&channels=1&source=paste")
    page = app.page
    for panel in page.get_by_test_id("stExpander").all():
        if not panel.locator("details[open]").count():
            panel.locator("summary").click()
    written = "No layers, only prose"
    page.get_by_role("textbox").first.fill(written)
    app.act(page.locator(".st-key-planner-read button").click)
    page.get_by_test_id("stText").first.wait_for()
    assert not faults(page, written.replace(",", "").split())


def address(page):
    return page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")


BOXES = {  # path -> a box whose choice has to stay, and the lenses
    "/fine_tuning_planner?model=alexnet&examples=700&shift=feature": ("planner-shift", "planner.lens", PLAN_LENSES),
    "/?depth=7&width=64&activation=sigmoid": ("first_weights-activation", "first_weights.lens", WEIGHT_LENSES),
}


@pytest.mark.parametrize("path", BOXES)
def test_the_switch_changes_the_language_and_nothing_else(open_bilingual, path):
    app = open_bilingual(path)
    page, (box, lens, lenses) = app.page, BOXES[path]
    before, shown = address(page), chosen(page, box)
    assert before["language"] == "en"
    where = page.locator(".st-key-language-switch").bounding_box()
    assert where["y"] < 250 and where["x"] > 700  # at the top right
    app.act(lambda: choose(page, 1))
    page.wait_for_function(f"new URLSearchParams(location.search).get('language') === '{KEY}'")
    assert address(page) == before | {"language": KEY}
    page.wait_for_function(f"document.documentElement.lang === '{KEY}'", timeout=20_000)
    assert not faults(page)
    in_it = chosen(page, box)
    app.act(choices(page, lens).nth(1).click)  # the browser sends every choice anew
    page.wait_for_function(f"new URLSearchParams(location.search).get('lens') === '{lenses[1]}'")
    assert address(page) == before | {"language": KEY, "lens": lenses[1]}
    app.act(lambda: choose(page, 0))
    page.wait_for_function("new URLSearchParams(location.search).get('language') === 'en'")
    expect(page.locator(f".st-key-{box}")).to_contain_text(shown)
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.go_back()  # a step of the visitor's, like any other
    page.wait_for_function(f"new URLSearchParams(location.search).get('language') === '{KEY}'")
    expect(page.locator(f".st-key-{box}")).to_contain_text(in_it)


def chosen(page, box):
    """Return what a box says is chosen: the last line of its text, below the label."""
    return page.locator(f".st-key-{box}").inner_text().strip().splitlines()[-1]


def choose(page, place):
    def open_list():
        page.locator(".st-key-language-switch input").focus()
        page.keyboard.press("ArrowDown")

    at_rest(page)
    until(page, open_list, page.get_by_role("option"), len(("en", KEY)))
    page.get_by_role("option").nth(place).click()


def until(page, do, shown, count):
    """Do something until so many are shown: a key that comes while the page is drawn anew is lost."""
    start = time.monotonic()
    while shown.count() != count and time.monotonic() - start < LONGEST_WAIT:
        do()
        page.wait_for_timeout(500)
    expect(shown).to_have_count(count)


@pytest.mark.parametrize(("locale", "language"), [("xx-AT", KEY), ("de-DE", "en")])
def test_the_browser_chooses_the_first_time_and_the_link_outdoes_it(open_bilingual, locale, language):
    app = open_bilingual("/?width=64&samples=64", locale=locale)
    assert address(app.page)["language"] == language
    app.act(app.page.get_by_test_id("stTopNavLink").nth(1).click)
    app.page.wait_for_url(f"**/fine_tuning_planner?**language={language}")  # the other page goes on in it
    asked = "en" if language == KEY else KEY
    linked = open_bilingual(f"/?width=64&samples=64&language={asked}", locale=locale).page
    assert address(linked)["language"] == asked
