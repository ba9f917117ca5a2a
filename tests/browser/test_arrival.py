"""How a page arrives: without a jump, with a title of its own, in one step of the browser's history."""

import pytest

PAGES = {"/": "First weights", "/fine_tuning_planner": "Fine-tuning planner"}
SIZES = [(1440, 900), (390, 844)]
SLOWER = 4  # times: as on a cheap phone, where the parts of a page come late and one by one
MOST_SHIFT = 0.02  # a fifth of what web.dev/cls calls good
WATCH = """window.shifts = [];
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push([entry.value, ...entry.sources.map(
        ({node, previousRect: a, currentRect: b}) =>
            `${node?.parentElement?.className} "${node?.textContent?.slice(0, 40)}" ${a.x},${a.y} to ${b.x},${b.y}`)]);
}).observe({type: "layout-shift", buffered: true});"""
ANSWERED = "[data-testid=stVegaLiteChart] svg"
ALL_DRAWN = """() => !document.querySelector("[data-testid=stSkeleton]")
    && [...document.querySelectorAll("[data-testid=stVegaLiteChart]")].every((chart) => chart.querySelector("svg"))"""
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_jumps_while_a_page_is_loaded(open_app, path, width, height):
    page = open_app(path, width=width, height=height, script=WATCH, slower=SLOWER, fresh=True).page
    page.locator(ANSWERED).first.wait_for(timeout=60_000)
    page.wait_for_function(ALL_DRAWN, timeout=60_000)
    page.evaluate(TWO_FRAMES)
    shifts = page.evaluate("shifts")
    assert sum(shift[0] for shift in shifts) < MOST_SHIFT, shifts


@pytest.mark.parametrize("path", PAGES)
def test_until_its_style_is_there_a_page_takes_up_no_room(open_app, path):
    page = open_app(path, without="**/js/Html.*.js").page
    page.get_by_test_id("stSlider").first.wait_for(state="attached")
    assert page.locator(".st-key-page").bounding_box()["height"] < 20


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_a_page_has_its_own_title_and_the_console_no_warning_of_its_charts(open_app, path, title):
    told = []
    page = open_app(path, listen=lambda message: told.append(message.text)).page
    page.locator(ANSWERED).first.wait_for()
    page.wait_for_timeout(500)
    assert page.title() == f"{title} · Layerwise"
    assert not [text for text in told if "WARN" in text or "Infinite extent" in text]


AT_ONCE = 15_000  # milliseconds; where its script fails a page is kept out of sight for 60,000


@pytest.mark.parametrize("path", PAGES)
def test_the_other_page_is_seen_at_once_and_so_is_the_first_again(open_app, path):
    app, failed = open_app(path), []
    page = app.page
    page.on("pageerror", lambda error: failed.append(error.message))
    other = next(one for one in PAGES if one != path)
    for there in (other, path):
        app.act(lambda name=PAGES[there]: page.get_by_test_id("stTopNav").get_by_role("link", name=name).click())
        page.get_by_role("heading", level=1).wait_for(timeout=AT_ONCE)
        assert page.title() == f"{PAGES[there]} · Layerwise"
    assert not failed


def test_back_from_the_planner_takes_one_press(open_app):
    app = open_app("/")
    page = app.page
    page.locator(ANSWERED).first.wait_for()
    first, steps = page.url, page.evaluate("history.length")
    assert "scale=0.01" in first
    app.act(lambda: page.get_by_test_id("stTopNavLink").nth(1).click())
    page.wait_for_url("**/fine_tuning_planner?*")
    assert page.evaluate("history.length") == steps + 1
    app.act(page.go_back)
    page.get_by_role("heading", name="Does the message get through?").wait_for()
    assert page.url == first


def test_a_move_is_a_step_of_its_own_and_back_undoes_it(open_app):
    app = open_app("/")
    page = app.page
    slider = page.get_by_role("slider", name="Number of layers")
    app.act(lambda: slider.press("ArrowRight"))
    page.wait_for_url("**depth=11*")
    app.act(page.go_back)
    page.wait_for_url("**depth=10*")
    assert slider.input_value() == "10"
