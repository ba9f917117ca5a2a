"""The page "First weights" at phone size, on a tablet, at 200 % and on a wide screen: nothing cut, all at hand."""

import pytest

from explorer.simulation import INITIALIZERS

QUICK = "/?width=64&samples=32"
CUT = """() => {
  const main = document.querySelector("[data-testid=stMain]"), found = [];
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const words = texts.currentNode.textContent.trim(), parent = texts.currentNode.parentElement;
    if (!words || parent.closest("svg, style, details:not([open]) > div, [data-testid=stElementToolbar]")) continue;
    if (parent.closest("[data-testid=stIconMaterial]")) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const seen = range.getBoundingClientRect();
    for (let box = parent; box !== main; box = box.parentElement) {
      const style = getComputedStyle(box), frame = box.getBoundingClientRect();
      if (style.clipPath !== "none") break; // hidden on purpose, and still read aloud
      if (style.overflowX === "auto" || style.overflowX === "scroll") break; // can be reached
      if (style.overflowX === "visible") continue;
      if (seen.right > frame.right + 1 || seen.left < frame.left - 1) found.push(words);
    }
  }
  return found;
}"""

TOO_LONG = """(box, names) => {
  const {font, paddingLeft, paddingRight} = getComputedStyle(box);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const room = box.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  return names.map((name) => [name, pen.measureText(name).width, room]).filter(([_, width]) => width > room);
}"""


def drawn(app):
    app.page.locator("[data-testid=stVegaLiteChart] svg").nth(1).wait_for()
    return app


def chart(page, place=0):
    return page.locator("[data-testid=stVegaLiteChart]").nth(place)


def sideways(page):
    return page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth > innerWidth")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_phone_shows_strength_verdict_and_the_first_chart_on_one_screen(open_app, dark):
    page = drawn(open_app("/", width=390, height=844, dark=dark)).page
    slider = page.get_by_role("slider", name="Starting strength").bounding_box()
    verdict = page.get_by_test_id("stAlert").first.bounding_box()
    first = chart(page).bounding_box()
    assert 0 < slider["y"] < verdict["y"] < first["y"]
    assert first["y"] + 0.8 * first["height"] < 844


def test_a_phone_shows_the_story_behind_the_charts_and_the_settings_behind_the_story(open_app):
    page = drawn(open_app(QUICK, width=390, height=844)).page
    places = [
        one.bounding_box()["y"]
        for one in (
            chart(page),
            chart(page, 1),
            page.get_by_text("Your own experiment"),
            page.get_by_text("On with the stories"),
            page.get_by_role("radio", name="Layers"),
            page.get_by_role("slider", name="Number of layers"),
            page.get_by_text("Dots: your network"),
        )
    ]
    assert places == sorted(places)


def test_a_phone_has_room_for_the_name_of_every_recipe(open_app):
    page = drawn(open_app(QUICK, width=390, height=844)).page
    names = [f"{one.group.capitalize()}: {one.label}" for one in INITIALIZERS.values()]
    assert page.get_by_role("combobox", name="Starting recipe").evaluate(TOO_LONG, names) == []


def test_a_laptop_shows_the_pictures_of_all_ten_layers(open_app):
    page = drawn(open_app("/")).page
    pictures = chart(page, 2).bounding_box()
    assert pictures["y"] + pictures["height"] <= 900


SIZES = [(390, 844), (720, 450), (768, 1024), (1024, 768), (1280, 720), (1440, 900), (1920, 1080)]


@pytest.mark.parametrize("path", ["/", "/?initializer=xavier_normal&scale=1&width=64&samples=32&lens=learning"])
def test_no_word_is_cut_and_nothing_scrolls_sideways(open_app, path):
    app = drawn(open_app(path, width=390, height=844))
    for width, height in SIZES:
        app.resize(width, height)
        assert app.page.evaluate(CUT) == [], width
        assert not sideways(app.page), width


def test_below_a_thousand_pixels_settings_stand_below_the_figure(open_app):
    app = drawn(open_app(QUICK, width=720, height=450))
    page = app.page
    for width, height in [(720, 450), (768, 1024), (990, 700)]:
        app.resize(width, height)
        left, right = chart(page).bounding_box(), chart(page, 1).bounding_box()
        assert page.get_by_role("slider", name="Number of layers").bounding_box()["y"] > left["y"] + left["height"]
        assert right["x"] + right["width"] > width - 60


def test_a_wide_screen_is_used_to_its_edges_and_shows_everything_at_once(open_app):
    page = drawn(open_app("/", width=1920, height=1080)).page
    asked = page.locator(".st-key-first_weights-depth").bounding_box()
    assert asked["x"] + asked["width"] > 1920 - 100
    assert chart(page).bounding_box()["width"] > 600
    assert page.get_by_text("The numbers as a table").bounding_box()["y"] < 1080


def test_after_an_answer_the_next_one_below_the_pointer_does_not_look_chosen(open_app):
    app = drawn(open_app("/?initializer=normal&scale=0.01&samples=250"))
    page = app.page
    answers = page.locator(".st-key-first_weights-next button")
    app.act(answers.first.click)
    page.get_by_text("Next story: 3 All zeros").wait_for()
    answers.first.hover()
    page.wait_for_timeout(800)  # until a colour that fades in is there
    looks = [
        answers.nth(k).evaluate("one => { const s = getComputedStyle(one); return s.color + s.borderColor }")
        for k in range(answers.count())
    ]
    assert page.locator(".st-key-first_weights-next button:hover").count() == 1
    assert len(looks) == 3
    assert len(set(looks)) == 1
