"""The planner in a real browser: from a pasted summary to code, in few actions, at any width."""

import ast
import contextlib
import re

import pytest
from playwright.sync_api import TimeoutError

from explorer.planner.gallery import gallery_text

PLANNER = "/fine_tuning_planner"
MOST_BYTES = 200_000  # of one rerun with a large model on the page


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
    page.get_by_role("textbox", name="What your framework printed").fill(HOSTILE)
    app.act(lambda: page.get_by_role("button", name="Read it").click())
    page.wait_for_timeout(500)  # leaving the box and the button each cause a run
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
    box = page.get_by_role("textbox", name="What your framework printed")
    box.wait_for()
    assert box.input_value() == HOSTILE
    assert page.get_by_role("combobox", name="Which is the last layer?").input_value() == "plain_three"
    assert not [url for url in asked if "evil.example" in url]


def test_a_changed_cell_changes_the_plan_and_can_be_taken_back(open_app):
    app = open_app(f"{PLANNER}?model=resnet50&examples=5000", height=1500)
    page = app.page
    page.wait_for_timeout(1000)  # the table draws itself on a canvas, without a sign that it is ready
    grid = page.get_by_test_id("stDataFrame").first.bounding_box()
    page.mouse.click(grid["x"] + 160, grid["y"] + 35 * 2 + 17)  # the second part's action
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    page.keyboard.type("Keep")
    page.wait_for_timeout(300)
    app.act(lambda: page.keyboard.press("Enter"))
    edits = "new URLSearchParams(location.search).get('edits')"
    assert page.evaluate(edits) == "1k"
    app.act(lambda: page.get_by_role("button", name="Back to the advice").click())
    assert page.evaluate(edits) == ""


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_everything_without_scrolling_sideways(open_app, dark):
    app = open_app(PLANNER, width=390, height=844, dark=dark)
    page = app.page
    for lens in ("Table", "Reasons", "Cost", "Try it", "Code"):
        if not page.get_by_role("radio", name=lens).is_checked():
            app.act(lambda name=lens: page.get_by_role("radio", name=name).click())
        page.wait_for_timeout(300)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390, lens
        assert page.get_by_test_id("stException").count() == 0, lens
    page.get_by_role("link", name="See the plan").click()
    page.wait_for_timeout(500)
    assert 0 <= page.get_by_role("heading", name="3 Your plan").bounding_box()["y"] < 400


def test_the_address_bar_brings_everything_back(open_app):
    app = open_app(PLANNER)
    app.act(lambda: app.page.get_by_role("radio", name="A number").click())
    address = app.page.evaluate("location.pathname + location.search")
    again = open_app(address)
    assert again.page.get_by_role("radio", name="A number").is_checked()


def test_the_miniature_shows_progress_and_can_be_stopped(open_app):
    page = open_app(f"{PLANNER}?lens=try&examples=500&similarity=90").page
    page.get_by_role("button", name="Run the miniature").click()
    page.get_by_text(re.compile(r"Network \d of 8 done|Bands: 95 %")).first.wait_for(timeout=60_000)
    with contextlib.suppress(TimeoutError):  # a quick machine may be done before the click
        page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop").click(timeout=2_000)
    page.get_by_role("button", name="Run it again").wait_for(timeout=30_000)
    assert page.get_by_text("Network").filter(has_text="of 8 done").count() == 0
    assert page.get_by_test_id("stException").count() == 0


def test_answers_can_be_changed_while_the_miniature_runs(open_app):
    app = open_app(f"{PLANNER}?lens=try")
    page = app.page
    app.act(lambda: page.get_by_role("button", name="Run the miniature").click())
    page.get_by_role("radio", name="Cost").click()
    page.get_by_text("Work for one example").wait_for(timeout=10_000)
    assert page.get_by_test_id("stException").count() == 0
