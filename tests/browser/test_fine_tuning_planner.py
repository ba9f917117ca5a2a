"""The planner in a real browser: from a pasted summary to code, in few actions, at any width."""

import ast
import contextlib
import re

import pytest
from playwright.sync_api import TimeoutError, expect

from explorer.planner.gallery import gallery_text

PLANNER = "/fine_tuning_planner"
MOST_BYTES = 200_000  # of one rerun with a large model on the page


SETTLED = """() => !document.querySelector('[data-testid=stMain] [data-testid=stSkeleton]')"""
WHAT_TO_DO, SPEED = 2, 3  # columns of the plan's table


def paste(app, text):
    """Read a pasted text in one run: Ctrl and Enter commit it; leaving the box and the button would take one each."""
    box = app.page.get_by_role("textbox", name="What your framework printed")
    box.fill(text)
    app.act(lambda: box.press("ControlOrMeta+Enter"))
    return box


def cell_of(app, row, column):
    """Return a cell of the plan's table, both from 0: the table is drawn on a canvas; readers hear it as cells."""
    return app.page.get_by_test_id(f"glide-cell-{column}-{row}")


def go_to(app, row, column):
    """Select a cell of the plan's table by keyboard."""
    page = app.page
    page.get_by_test_id("data-grid-canvas").first.focus()
    expect(cell_of(app, 0, 0)).to_have_attribute("aria-selected", "true")
    for key in ["ArrowDown"] * row + ["ArrowRight"] * column:
        page.keyboard.press(key)
    expect(cell_of(app, row, column)).to_have_attribute("aria-selected", "true")


def type_into(app, row, column, typed):
    """Change a cell of the plan's table, with Enter right after the last letter."""
    page = app.page
    go_to(app, row, column)
    page.keyboard.press("Enter")
    expect(page.locator(".gdg-clip-region :is(textarea, input)")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(typed)
    app.act(lambda: page.keyboard.press("Enter"))


def bytes_of(app, do):
    before = app.received
    app.act(do)
    return app.received - before


def test_six_actions_lead_from_a_printed_summary_to_code(open_app):
    app = open_app(PLANNER)  # 1
    page = app.page
    app.act(lambda: page.get_by_role("radio", name="Paste").click())  # 2
    page.get_by_role("textbox", name="What your framework printed").fill(gallery_text("vgg16"))  # 3
    app.act(lambda: page.get_by_role("button", name="Read it").click())  # 4
    app.act(lambda: page.get_by_role("radio", name="Code").click())  # 5
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the code").click()  # 6
    code = download.value.path().read_text(encoding="utf-8")
    tree = ast.parse(code)
    assert "apply_plan" in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert download.value.suggested_filename.endswith(".py")
    assert "block5" in code


@pytest.mark.parametrize("model", ["resnet50", "bert", "efficientnet_b0"])
def test_a_rerun_with_a_large_model_sends_little(open_app, model):
    app = open_app(f"{PLANNER}?model={model}")
    page = app.page
    for lens in ("Code", "Reasons", "Cost", "Table"):
        assert bytes_of(app, lambda name=lens: page.get_by_role("radio", name=name).click()) < MOST_BYTES, lens
    assert bytes_of(app, lambda: page.get_by_text("Every layer").click()) < MOST_BYTES
    assert bytes_of(app, lambda: page.get_by_text("Both classic strategies").click()) < MOST_BYTES


HOSTILE = """name,type,params
![x](http://evil.example/p.png),Conv2d,1000
:red[x] <img src=http://evil.example/q.png>,BatchNorm2d,64
plain_three,Conv3d,500
"""


def test_a_hostile_paste_stays_text_everywhere_and_survives_a_visit_to_the_other_page(open_app):
    app = open_app(f"{PLANNER}?source=paste", height=1800)
    page, asked = app.page, []
    page.on("request", lambda request: asked.append(request.url))
    paste(app, HOSTILE)
    page.get_by_role("combobox", name="Which is the last layer?").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    options = page.get_by_role("option").all_inner_texts()
    assert options[:2] == ["I do not know", "plain_three"]
    assert "![x](http://evil.example/p.png)" in options
    app.act(lambda: page.get_by_role("option").nth(1).click())
    for lens in ("Reasons", "Cost", "Try it", "Code", "Table"):
        app.act(lambda name=lens: page.get_by_role("radio", name=name).click())
    page.get_by_role("button", name="Share").click()
    page.keyboard.press("Escape")
    top = page.get_by_test_id("stTopNav")
    app.act(lambda: top.get_by_role("link", name="First weights").click())
    app.act(lambda: top.get_by_role("link", name="Fine-tuning planner").click())
    expect(page.get_by_role("textbox", name="What your framework printed")).to_have_value(HOSTILE)
    expect(page.get_by_role("combobox", name="Which is the last layer?")).to_have_value("plain_three")
    assert not [url for url in asked if "evil.example" in url]


def test_a_changed_cell_changes_the_plan_and_can_be_taken_back(open_app):
    app = open_app(f"{PLANNER}?model=resnet50&examples=5000", height=2200)
    page = app.page
    type_into(app, 1, WHAT_TO_DO, "Keep")
    edits = "new URLSearchParams(location.search).get('edits')"
    assert page.evaluate(edits) == "1k"
    app.act(lambda: page.get_by_role("button", name="Back to the advice").click())
    assert page.evaluate(edits) == ""


def test_a_speed_can_be_typed_and_what_is_none_gets_a_sentence(open_app):
    app = open_app(PLANNER, height=2200)
    edits = "new URLSearchParams(location.search).get('edits')"
    type_into(app, 1, SPEED, "1/20")
    assert app.page.evaluate(edits) == "1a0.05"
    expect(cell_of(app, 1, SPEED)).to_have_text("1/20×")
    type_into(app, 2, SPEED, "abc")
    app.page.get_by_text("“abc” is no speed. A speed is a number from 0 (kept) to 1").wait_for()
    assert app.page.evaluate(edits) == "1a0.05"
    app.page.get_by_test_id("stAlert").get_by_text("with 1 change of yours").wait_for()


def test_what_is_typed_straight_onto_a_cell_is_kept_although_its_editor_comes_late(open_app):
    app = open_app(PLANNER, height=2200)
    page = app.page

    def late(route):
        page.wait_for_timeout(500)
        route.continue_()

    page.route("**/data-grid-overlay-editor*", late)
    go_to(app, 1, SPEED)
    page.keyboard.type("1/20", delay=20)
    app.act(lambda: page.keyboard.press("Enter"))
    expect(cell_of(app, 1, SPEED)).to_have_text("1/20×")
    assert page.evaluate("new URLSearchParams(location.search).get('edits')") == "1a0.05"


def test_a_reload_keeps_the_pasted_text_with_its_answers_and_changes(open_app):
    app = open_app(f"{PLANNER}?source=paste")
    page = app.page
    page.get_by_text("This link holds your answers, not the text").wait_for()
    box = paste(app, gallery_text("small_cnn"))
    app.act(lambda: page.get_by_role("radio", name="A number").click())
    before = app.finished
    page.reload()
    app._wait(before + 1)  # the page, then the text that comes back
    page.get_by_text("34,826 weights").first.wait_for()
    expect(box).to_have_value(gallery_text("small_cnn"))
    expect(page.get_by_text("The page was loaded anew")).to_be_visible()
    expect(page.get_by_role("radio", name="A number")).to_be_checked()


def test_the_plan_before_stays_dimmed_until_a_new_text_is_read(open_app):
    app = open_app(PLANNER)
    page = app.page
    app.act(lambda: page.get_by_role("radio", name="Paste").click())
    dimmed = page.locator(".st-key-planner-plan-before")
    assert dimmed.evaluate("node => +getComputedStyle(node).opacity") < 0.7
    expect(dimmed.get_by_test_id("stVegaLiteChart")).to_have_count(1)
    paste(app, gallery_text("small_cnn"))
    expect(dimmed).to_have_count(0)


CUT = """() => [...document.querySelectorAll('[data-testid=stMain] :is(button, label, a, h1, h2, h3, p)')]
    .filter(node => node.offsetParent && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1
        && getComputedStyle(node).overflowX !== 'visible' && getComputedStyle(node).display !== 'inline')
    .map(node => node.innerText)"""


@pytest.mark.parametrize(("dark", "widths"), [(False, (390, 720, 1000, 1440)), (True, (390, 768, 1920))])
def test_no_word_is_cut_and_one_column_below_a_thousand_pixels(open_app, dark, widths):
    """720 is 1,440 at 200 % zoom."""
    app = open_app(f"{PLANNER}?examples=500&model=vit_b_16", width=390, height=900, dark=dark)
    page = app.page
    page.wait_for_function(SETTLED)
    expect(cell_of(app, 0, SPEED)).to_be_attached()
    for width in widths:
        app.resize(width, 900)
        assert page.evaluate(CUT) == [], width
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
        task = page.get_by_role("heading", name="2 Your task").bounding_box()
        plan = page.get_by_role("heading", name="3 Your plan").bounding_box()
        assert (plan["y"] > task["y"] + 200) == (width <= 1000), width
        if width == 1920:
            assert page.get_by_test_id("stVegaLiteChart").first.bounding_box()["width"] > 1000


def test_a_phones_first_screen_says_what_the_page_is_for_and_what_the_plan_is(open_app):
    app = open_app(PLANNER, width=390, height=844)
    page = app.page
    texts = ("teaches a trained model a new task", "New last layer, the rest gently", "See the plan", "1 Your model")
    for words in texts:
        place = page.get_by_text(words).first.bounding_box()
        assert place["y"] + place["height"] < 844, words
    assert page.get_by_role("combobox", name="A model from the gallery").bounding_box()["y"] < 800
    page.get_by_text("How alike are your data").scroll_into_view_if_needed()
    expect(page.get_by_role("link", name="See the plan")).to_be_in_viewport()
    assert page.get_by_role("link", name="See the plan").bounding_box()["y"] < 200, "stays in sight"


def test_a_desks_first_screen_shows_what_the_page_is_for_its_first_picture_and_what_to_try(open_app):
    app = open_app(PLANNER, width=1440, height=900)
    page = app.page
    page.get_by_test_id("stVegaLiteChart").first.wait_for()
    shown = [page.get_by_text("teaches a trained model a new task"), page.get_by_text("Try next:"),
             page.get_by_text("1× = learning rate 0.001"), page.get_by_test_id("stVegaLiteChart").first]  # fmt: skip
    for one in shown:
        place = one.bounding_box()
        assert place["y"] + place["height"] < 900


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_everything_without_scrolling_sideways(open_app, dark):
    app = open_app(PLANNER, width=390, height=844, dark=dark)
    page = app.page
    for lens in ("Table", "Reasons", "Cost", "Try it", "Code"):
        if not page.get_by_role("radio", name=lens).is_checked():
            app.act(lambda name=lens: page.get_by_role("radio", name=name).click())
        page.wait_for_function(SETTLED)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390, lens
        assert page.get_by_test_id("stException").count() == 0, lens
    way, plan = page.get_by_role("link", name="See the plan"), page.get_by_role("heading", name="3 Your plan")
    way.click()
    page.wait_for_function("document.querySelector('#your-plan').getBoundingClientRect().y < 400")
    line = way.bounding_box()
    assert line["y"] + line["height"] <= plan.bounding_box()["y"] < 400


def test_the_address_bar_brings_everything_back(open_app):
    app = open_app(PLANNER)
    app.act(lambda: app.page.get_by_role("radio", name="A number").click())
    address = app.page.evaluate("location.pathname + location.search")
    again = open_app(address)
    assert again.page.get_by_role("radio", name="A number").is_checked()


def test_the_miniature_shows_progress_and_can_be_stopped(open_app):
    page = open_app(f"{PLANNER}?lens=try&examples=500&similarity=90").page
    page.get_by_role("button", name="Run the miniature").click()
    page.get_by_text(re.compile(r"Choosing a learning rate|Network \d of 8 done|Bands: 95 %")).first.wait_for()
    with contextlib.suppress(TimeoutError):  # a quick machine may be done before the click
        page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop").click(timeout=2_000)
    page.get_by_role("button", name="Run it again").wait_for()
    expect(page.get_by_text("Network").filter(has_text="of 8 done")).to_have_count(0)
    assert page.get_by_test_id("stException").count() == 0


def test_answers_can_be_changed_while_the_miniature_runs(open_app):
    app = open_app(f"{PLANNER}?lens=try")
    page = app.page
    app.act(lambda: page.get_by_role("button", name="Run the miniature").click())
    page.get_by_role("radio", name="Cost").click()
    page.get_by_text("Work for one example").wait_for()
    assert page.get_by_test_id("stException").count() == 0
