"""A replica is killed in the middle of a visit: the visitor reaches another, finds the state, and can go on."""

import contextlib
import functools
import json
import os
import re
import subprocess
import sys

import pytest

from explorer.planner.gallery import gallery_text
from tests.browser.conftest import App
from tests.deploy.replicas import DEPLOY, NO_NGINX, Replicas, image, nginx_path

pytestmark = pytest.mark.slow
PLANNER = "/fine_tuning_planner"
TOLD = "The server had to begin your visit again"


@pytest.fixture(scope="module")
def start():
    """Start two replicas behind nginx for a base path, once."""
    if nginx_path() is None:
        if os.environ.get("LAYERWISE_REQUIRE_NGINX"):
            pytest.fail(NO_NGINX)
        pytest.skip(NO_NGINX)
    with contextlib.ExitStack() as running:
        yield functools.cache(lambda base: running.enter_context(Replicas(2, STREAMLIT_SERVER_BASE_URL_PATH=base)))


@pytest.fixture(params=[""])
def replicas(start, request):
    return start(request.param)


below_a_path = pytest.mark.parametrize("replicas", ["school/layerwise"], indirect=True)


@pytest.fixture
def visit(browser, replicas):
    """Open a page through the proxy: visit("/?depth=7")."""
    context = browser.new_context(viewport={"width": 1440, "height": 1500})
    base = f"{replicas.url}/{replicas.base}".rstrip("/")
    yield lambda path: App(context.new_page()).open(base + path)
    context.close()


def replica_of(app):
    (cookie,) = [one for one in app.page.context.cookies() if one["name"] == "layerwise_replica"]
    return int(cookie["value"])


def kill_its_replica(app, replicas):
    """Kill the replica, wait until another has drawn the page, and let the first come back."""
    gone = replica_of(app)
    app.act(lambda: replicas.kill(gone))
    replicas.start(gone)
    assert replica_of(app) != gone
    assert app.page.get_by_test_id("stException").count() == 0


def settings_in(address):
    return dict(re.findall(r"(\w+)=([^&]*)", address))


def test_an_experiment_goes_on_although_nothing_was_touched_before(visit, replicas):
    app = visit("/?depth=7&seed=31")
    kill_its_replica(app, replicas)
    slider = app.page.get_by_role("slider", name="Number of layers")
    assert slider.get_attribute("value") == "7"
    app.act(lambda: slider.press("ArrowRight"))
    told = settings_in(app.page.url)
    assert (told["depth"], told["seed"]) == ("8", "31")
    assert not app.page.get_by_text(TOLD).count()


def test_a_pasted_text_comes_back_from_the_browser_and_the_changes_from_the_link(visit, replicas):
    app = visit(f"{PLANNER}?source=paste&examples=5000")
    box = app.page.get_by_role("textbox", name="What your framework printed")
    app.act(lambda: (box.fill(gallery_text("resnet18")), box.press("Control+Enter")))
    app.act(lambda: app.page.get_by_role("radio", name="A number").click())
    kill_its_replica(app, replicas)
    assert "11.7 million" in app.page.get_by_text("ResNet:").inner_text()
    assert app.page.get_by_role("radio", name="A number").is_checked()
    assert app.page.get_by_text("are laid over this text").count() == 1


@below_a_path
def test_a_lost_file_is_named_can_be_given_again_and_the_plan_downloaded(visit, replicas):
    app = visit(f"{PLANNER}?source=file&examples=5000&edits=1k")
    summary = {"name": "model.txt", "mimeType": "text/plain", "buffer": gallery_text("resnet18").encode()}
    chooser = app.page.locator("input[type=file]")
    app.act(lambda: chooser.set_input_files(summary))
    kill_its_replica(app, replicas)
    assert app.page.get_by_text(f"{TOLD}. Your answers came back with the link, the file did not").count() == 1
    app.act(lambda: app.page.locator("input[type=file]").set_input_files(summary))
    assert "11.7 million" in app.page.get_by_text("ResNet:").inner_text()
    app.page.get_by_role("button", name="Share").click()
    with app.page.expect_download() as download:
        app.page.get_by_role("button", name="JSON").click()
    assert '"layerwise-plan"' in download.value.path().read_text(encoding="utf-8")


def test_the_page_left_behind_says_that_it_begins_anew(visit, replicas):
    app = visit(f"{PLANNER}?model=bert")
    menu = app.page.get_by_test_id("stTopNav")
    app.act(lambda: menu.get_by_role("link", name="First weights").click())
    kill_its_replica(app, replicas)
    app.act(lambda: menu.get_by_role("link", name="Fine-tuning planner").click())
    assert app.page.get_by_text(TOLD).count() == 1


@below_a_path
def test_the_images_health_check_tells_a_living_replica_from_a_dead_one(replicas):
    (line,) = [text for text in (DEPLOY / "Dockerfile").read_text().splitlines() if text.startswith("    CMD ")]
    *_, script = json.loads(line.removeprefix("    CMD "))
    for port, alive in ((replicas.ports[0], True), (1, False)):
        environment = image()[0] | {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_BASE_URL_PATH": replicas.base}
        call = ["sh", "-c", script.replace("python ", f"{sys.executable} ")]
        done = subprocess.run(call, env=os.environ | environment, stderr=subprocess.DEVNULL)
        assert (done.returncode == 0) == alive
