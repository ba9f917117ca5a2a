"""The page "First weights" in a real browser: what is seen, moved, shared and taken away."""

import xml.etree.ElementTree as ET

import pytest

LARGEST_RERUN = 150_000  # bytes
WHOLE_LINK = (
    "/?v=1&initializer=he_normal&scale=1.0&activation=relu&depth=7&normalization=none&residual=0&width=100"
    "&samples=50&bias_std=0.0&data=gaussian&seed=12&extreme=0&lens=layers"
)
QUICK = "/?width=64&samples=32"
SAMPLER = """(place) => {
    window.seen = {least: 1, now: 1, places: new Set()};
    const look = () => {
        const one = document.querySelector(place);
        if (one) {
            const {x, y, width, height} = one.getBoundingClientRect();
            seen.now = +getComputedStyle(one).opacity;
            seen.least = Math.min(seen.least, seen.now);
            seen.places.add([x, y, width, height].map(Math.round).join());
        }
        requestAnimationFrame(look);
    };
    look();
}"""


def drawn(app):
    app.page.locator("[data-testid=stVegaLiteChart] svg").first.wait_for()
    return app


def story(app, name):
    return app.page.get_by_role("button", name=name, exact=True).or_(
        app.page.get_by_role("radio", name=name, exact=True)
    )


@pytest.fixture
def app(open_app):
    return drawn(open_app("/"))


def test_verdict_controls_and_main_figure_are_in_view_together(app):
    page = app.page
    for seen in (
        page.get_by_role("slider", name="Starting strength"),
        page.get_by_text("Fades at every layer; below a tenth from layer 2"),
        page.get_by_text("Look at the straight fall"),
        page.get_by_role("slider", name="Number of layers"),
        page.locator("[data-testid=stVegaLiteChart]").nth(1),
        page.get_by_role("button", name="How to read this"),
    ):
        box = seen.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900
    before = page.locator("[data-testid=stVegaLiteChart]").first.bounding_box()
    app.act(lambda: page.get_by_role("button", name="Show me the fix").click())
    page.get_by_text("Gets through, from layer 1 to 10").wait_for()
    stays = "y => document.querySelector('[data-testid=stVegaLiteChart]').getBoundingClientRect().y === y"
    page.wait_for_function(stays, arg=before["y"])


def test_moving_the_strength_changes_the_verdict_the_address_and_little_traffic(app):
    slider = app.page.get_by_role("slider", name="Starting strength")
    before = app.received
    app.act(lambda: slider.press("End"))
    app.page.get_by_text("Stuck at the limit").wait_for()
    assert "scale=10" in app.page.url
    assert app.received - before <= LARGEST_RERUN


def test_one_tap_on_a_story_and_the_way_back(app):
    app.act(lambda: app.page.get_by_text("2 Very large", exact=True).first.click())
    app.page.get_by_text("Stuck at the limit").wait_for()
    app.act(app.page.go_back)
    app.page.get_by_text("Fades at every layer; below a tenth from layer 2").wait_for()


def test_the_fix_and_its_undoing(app):
    app.act(lambda: app.page.get_by_role("button", name="Show me the fix").click())
    app.page.get_by_text("Gets through, from layer 1 to 10").wait_for()
    app.act(lambda: app.page.get_by_role("button", name="Undo the fix").click())
    app.page.get_by_text("Fades at every layer; below a tenth from layer 2").wait_for()


def test_a_link_opens_the_same_experiment_for_somebody_else(open_app):
    app = drawn(open_app(WHOLE_LINK))
    assert app.page.get_by_role("slider", name="Number of layers").input_value() == "7"
    other = drawn(open_app("/?" + app.page.url.split("?")[1]))
    assert other.page.url == app.page.url
    assert other.page.get_by_text("link").count() == 0


def test_a_broken_link_opens_politely(open_app):
    app = drawn(open_app("/?depth=-3&scale=banana&activation=relu&width=64"))
    app.page.get_by_text("2 settings in this link could not be read").wait_for()
    assert app.page.get_by_text("banana").count() == 0


def test_table_and_picture_can_be_taken_away(open_app):
    app = drawn(open_app(QUICK))
    page = app.page
    app.act(lambda: page.get_by_role("button", name="Share").click())
    for label, ending in (("Picture (PNG)", "png"), ("Picture (SVG)", "svg"), ("Numbers as a table (CSV)", "csv")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        content = download.value.path().read_bytes()
        assert download.value.suggested_filename == f"layerwise-first-weights.{ending}"
        if ending == "png":
            assert content[:8] == b"\x89PNG\r\n\x1a\n"
            assert int.from_bytes(content[16:20], "big") == 2400
        elif ending == "svg":
            assert ET.fromstring(content).tag.endswith("svg")
        else:
            assert len(content.decode().splitlines()) == 11


def test_a_long_experiment_can_be_stopped(open_app):
    app = drawn(open_app("/?depth=18&width=512&samples=5000"))
    page = app.page
    page.get_by_role("button", name="Run 5,000 examples").click()
    page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Run 5,000 examples").wait_for()
    page.get_by_text("% of the run").wait_for(state="detached")  # it goes when the run of the page has ended


def test_what_takes_a_second_runs_unasked_while_the_picture_before_steps_back_in_its_place(open_app):
    page = drawn(open_app("/?depth=4&width=1000&samples=100")).page
    page.evaluate(SAMPLER, ".st-key-first_weights-charts")
    page.get_by_role("slider", name="Number of layers").press("End")
    page.get_by_test_id("stAlert").get_by_text("at layer 100").wait_for(timeout=60_000)
    page.get_by_text("The picture is still the one before").wait_for(state="detached")
    page.wait_for_function("seen.now === 1")
    seen = page.evaluate("({least: seen.least, places: [...seen.places]})")
    assert seen["least"] < 0.6
    assert len(seen["places"]) == 1, "it moved"
    assert page.get_by_text("Shown with the first").count() == 0
    assert "depth=100" in page.url


def test_many_weights_can_be_given_up_before_anything_was_shown(open_app):
    app = open_app("/?depth=100&width=1024&initializer=orthogonal&scale=1")
    app.page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop").click()
    app.page.get_by_text("Fades at every layer; below a tenth from layer 2").wait_for()


def test_a_long_experiment_runs_when_asked(open_app):
    app = drawn(open_app("/?depth=18&width=512&samples=4000"))
    page = app.page
    page.get_by_text("Shown with the first 551 of 4,000 examples").wait_for()
    page.get_by_role("button", name="Run 4,000 examples").click()
    page.get_by_text("Shown with the first").wait_for(state="detached", timeout=60_000)
    page.get_by_text("% of the run").wait_for(state="detached", timeout=60_000)
    assert "samples=4000" in page.url


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_phone_shows_the_verdict_first_and_never_scrolls_sideways(open_app, dark):
    app = drawn(open_app(QUICK, width=390, height=844, dark=dark))
    verdict = app.page.get_by_text("Fades at every layer").bounding_box()
    assert verdict["y"] < 844
    assert verdict["y"] < app.page.locator("[data-testid=stVegaLiteChart]").first.bounding_box()["y"]
    assert verdict["y"] < app.page.get_by_role("slider", name="Number of layers").bounding_box()["y"]
    assert app.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_figure_follows_the_thumb_without_the_server_and_letting_go_tells_the_page_once(open_app):
    app = open_app("/?live=1&width=64&samples=32")
    page = app.page
    slider = page.get_by_role("slider", name="Starting strength of the weights", exact=True)
    slider.wait_for()
    page.locator(".verdict", has_text="Fades").wait_for()
    box, received = slider.bounding_box(), app.received
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, middle, steps=20)
    page.locator(".verdict", has_text="Stuck at the limit").wait_for()
    assert app.received == received
    app.act(page.mouse.up)
    assert "Stuck at the limit" in page.locator(".verdict").text_content()
    assert app.received - received <= LARGEST_RERUN
    for kept in ("depth=10", "width=64", "samples=32", "input_offset=0.0", "live=1"):
        assert kept in page.url  # what the browser had no time to draw is not set to its lowest value


def test_while_the_thumb_is_dragged_there_is_one_verdict_and_nothing_of_the_figure_is_missing(open_app):
    app = open_app("/?live=1&width=64&samples=32")
    page = app.page
    slider = page.get_by_role("slider", name="Starting strength of the weights", exact=True)
    slider.wait_for()
    arrow = page.locator(".lines .arrow:visible")
    for drawn_too in ("Xavier", "He", "○ average (mean)", "─ theory", "● spread (std)", "■ correction (gradient)"):
        page.locator(".live").get_by_text(drawn_too, exact=True).first.wait_for()
    assert page.get_by_role("radio", name="Learning").is_visible()
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    page.mouse.down()
    for share, words in ((0.05, "Fades at every layer"), (0.95, "Stuck at the limit")):
        page.mouse.move(box["x"] + box["width"] * share, middle, steps=10)
        page.locator(".verdict", has_text=words).wait_for()
        assert page.get_by_test_id("stAlert").count() == 0
        assert page.get_by_text(words).count() == 1
        assert arrow.count() == 1
        assert page.locator(".st-key-first_weights-answer").evaluate("one => +getComputedStyle(one).opacity") < 0.5
    app.act(page.mouse.up)
    page.wait_for_function("getComputedStyle(document.querySelector('.st-key-first_weights-answer')).opacity === '1'")
    app.act(lambda: page.get_by_role("radio", name="Recipe", exact=True).click())
    page.get_by_text("In everybody's words").wait_for()
    assert "Stuck at the limit" in page.locator(".verdict").text_content()


def test_on_a_phone_the_live_slider_the_verdict_and_the_first_chart_share_one_screen(open_app):
    page = open_app("/?live=1&width=64&samples=32", width=390, height=844).page
    slider = page.get_by_role("slider", name="Starting strength of the weights", exact=True)
    slider.wait_for()
    page.locator(".lines svg").first.wait_for()
    places = [one.bounding_box() for one in (slider, page.locator(".card"), page.locator(".lines svg").first)]
    assert [place["y"] for place in places] == sorted(place["y"] for place in places)
    assert places[-1]["y"] + places[-1]["height"] < 844


def test_the_letters_of_the_live_figure_keep_their_size_on_a_phone(open_app):
    page = open_app("/?live=1&width=64&samples=32", width=390, height=844).page
    page.locator(".lines text").first.wait_for()
    sizes = page.evaluate("""() => [...document.querySelectorAll("*")].flatMap(e => e.shadowRoot
        ? [...e.shadowRoot.querySelectorAll(".lines svg")].map(s => 11 * s.getScreenCTM().a) : [])""")
    assert len(sizes) == 2
    assert min(sizes) >= 10.9


def test_the_thumb_can_be_moved_by_keys_and_says_what_it_shows(open_app):
    app = open_app("/?live=1&width=64&samples=32&initializer=he_normal&scale=1&activation=relu")
    slider = app.page.get_by_role("slider", name="Extra gain", exact=True)
    slider.wait_for()
    slider.focus()
    app.act(lambda: slider.press("End"))
    assert slider.get_attribute("aria-valuetext").startswith("10. ")
    assert "scale=10" in app.page.url


CHARTS = "[...document.querySelectorAll('[data-testid=stVegaLiteChart] svg')]"
STROKES = f"{CHARTS}.map(one => [...one.querySelectorAll('text, path')].map(STROKE).sort().join())".replace(
    "STROKE", "part => part.textContent + part.getAttribute('d')"
)


def test_a_move_keeps_the_charts_and_draws_what_a_new_visit_draws(open_app):
    app = open_app(QUICK)
    page = app.page
    page.wait_for_function(f"{CHARTS}.length === 3")
    page.evaluate(f"[window.before, window.strokes] = [{CHARTS}, {STROKES}]")
    for _ in range(4):
        app.act(lambda: page.get_by_role("slider", name="Starting strength").press("ArrowLeft"))
    page.wait_for_function(f"{STROKES}.every((one, place) => one !== window.strokes[place])")
    assert page.evaluate(f"{CHARTS}.map((one, place) => one === window.before[place])") == [True] * 3
    again = open_app(page.url[page.url.index("/", 8) :]).page
    again.wait_for_function(f"{CHARTS}.length === 3")
    drawn_anew = again.evaluate(STROKES)
    assert "layer 1" in drawn_anew[0]
    page.wait_for_function(f"anew => {STROKES}.every((one, place) => one === anew[place])", arg=drawn_anew)
