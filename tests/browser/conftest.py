"""A real Chromium, a running app, and a page that knows when a script run has ended."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[2]
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # milliseconds that a state may take to come on a slow and busy machine; none is waited out
expect.set_options(timeout=PATIENCE)
PLACES = """() => [...document.querySelectorAll("[data-testid=stMain] :is(p, svg, button, input)")].map(node => {
    const box = node.getBoundingClientRect();
    return [box.x, box.y, box.width].map(Math.round).join();
}).join(" ")"""
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def app_url():
    with running_app() as url:
        yield url


@contextmanager
def running_app(**environment):
    """Start the app on a free port; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "streamlit", "run", "explorer/app.py", f"--server.port={port}",
        "--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none",
    ]  # fmt: skip
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    try:
        for _ in range(300):
            try:
                if urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).read() == b"ok":
                    break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError("the app did not start within 30 seconds")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def browser():
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        message = "These tests drive a real browser. Install Chromium first, for example: apt-get install chromium"
        if os.environ.get("LAYERWISE_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield chromium
        chromium.close()


class App:
    """A page of the app; `act` returns when the script run that it caused has ended.

    Reads Streamlit's own messages: waiting for the page's "not running" mark reads the state of the
    run before, more often than not.
    """

    def __init__(self, page):
        self.page, self.finished, self.received = page, 0, 0  # page, runs ended, bytes received
        page.on("websocket", lambda socket_: socket_.on("framereceived", self._frame))

    def _frame(self, data):
        if isinstance(data, str):
            return
        self.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data)
        if message.WhichOneof("type") == "script_finished":
            self.finished += message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def open(self, url, arrives=True):
        before = self.finished
        self.page.goto(url)
        self._wait(before)
        if arrives:  # until then it is kept out of sight
            self.page.wait_for_selector("html[class*=arrived-]", state="attached", timeout=60_000)
        return self

    def act(self, do):
        before = self.finished
        do()
        self._wait(before)

    def resize(self, width, height):
        """Give the window another size; return when four looks in a row have seen everything in the same place."""
        self.page.set_viewport_size({"width": width, "height": height})
        looks = []
        while len(looks) < 4 or len({*looks[-4:]}) > 1:
            assert len(looks) < 200, "the page does not come to rest"
            self.page.wait_for_timeout(200)
            looks.append(self.page.evaluate(PLACES))

    def _wait(self, before):
        start = time.monotonic()
        while self.finished <= before:
            assert time.monotonic() - start < PATIENCE / 1000, "no script run ended in time"
            self.page.wait_for_timeout(10)  # not time.sleep: Playwright's events need its loop
        self.page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")


@pytest.fixture
def open_app(browser, app_url):
    """Open a path of the app at a size and colour scheme: open_app("/?x=1", width=390, dark=True)."""
    with opener(browser, app_url) as open_:
        yield open_


@contextmanager
def opener(browser, url):
    """Yield the function that opens a path below `url`, each time for a new visitor in a tab of its own.

    Visitors share what their browser keeps of the app's files: reading those anew took a quarter of each visit; a
    `fresh` one reads them anew. `script` runs before the page, `listen` gets what the console says; the browser works
    `slower` times more slowly, and `without` the files that this pattern names, so that the page does not arrive.
    """
    pages = []

    def open_(
        path="/", width=1440, height=900, dark=False, script=None, listen=None, slower=1, without="", fresh=False,
        **more,
    ):  # fmt: skip
        context = _new_context(browser, **more) if fresh else _context(browser, **more)
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        if script:
            page.add_init_script(script)
        if listen:
            page.on("console", listen)
        if slower > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        if without:
            page.route(without, lambda route: route.abort())
        return App(page).open(url + path, arrives=not without)

    yield open_
    for page in pages:
        page.close()
        page.context.clear_cookies()


def _new_context(browser, **more):
    context = browser.new_context(**more)
    context.set_default_timeout(PATIENCE)
    return context


_context = cache(_new_context)
