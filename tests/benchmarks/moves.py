"""How long until a moved slider has its answer, beside a bare Streamlit page? Run: python -m tests.benchmarks.moves

Drives a real Chromium: an arrow key on a slider, the page's own clock until the text of the answer has changed, and
until the page is at rest. A move on the app and a move on a page with nothing but a slider and a line of text take
turns, so that other work on the machine weighs on both. Prints the medians, the processor time of the server and the
bytes that a move sends.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.deploy.replicas import cpu_seconds, free_port, serve, wait_for

BARE = """import streamlit as st
value = st.slider("Value", 0, 100, 50)
st.text(f"The value is {value}")
"""
TO_AND_FRO = ("ArrowRight", "ArrowLeft")
ALERT, TEXT = "[data-testid=stAlert]", "[data-testid=stText]"
MOST_MOVES = 20  # the slider of strengths has no more new ones on its way from end to end
REST = 400  # milliseconds without a change: the page is at rest
CLOCK = """([answer, rest]) => {
    const text = () => document.querySelector(answer)?.textContent;
    const before = text();
    window.clock = new Promise(done => {
        let start, told, last;
        addEventListener("keydown", () => { start = performance.now(); }, {once: true, capture: true});
        const seen = new MutationObserver(() => {
            if (start === undefined) return;
            last = performance.now();
            if (told === undefined && text() !== before) told = last;
        });
        seen.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
        const wait = () => {
            if (performance.now() - start > 20000) throw new Error("no answer within 20 seconds");
            if (told === undefined || performance.now() - last < rest) return setTimeout(wait, 20);
            seen.disconnect();
            done([told - start, last - start]);
        };
        wait();
    });
}"""


@dataclass
class Mover:
    """One open page, its slider and its server."""

    name: str
    page: Page
    slider: str
    answer: str
    server: subprocess.Popen
    keys: tuple[str, ...]  # pressed in turn
    told: list[float] = field(default_factory=list)  # milliseconds
    rested: list[float] = field(default_factory=list)
    received: int = 0
    processor: list[float] = field(default_factory=list)  # seconds of a core

    def go(self, key: str) -> None:
        """Move without a clock."""
        self.page.get_by_role("slider", name=self.slider).press(key)
        self.page.wait_for_timeout(3000)

    def move(self, turn: int) -> None:
        """Press the next key and note what it cost."""
        slider = self.page.get_by_role("slider", name=self.slider)
        slider.focus()
        self.page.evaluate(CLOCK, [self.answer, REST])
        before = cpu_seconds(self.server.pid)
        slider.press(self.keys[turn % len(self.keys)])
        told, rested = self.page.evaluate("window.clock")
        self.told.append(told)
        self.rested.append(rested)
        self.processor.append(cpu_seconds(self.server.pid) - before)

    def forget(self) -> None:
        """Start to count anew: the first moves pay for imports and for results that are not at hand."""
        self.told, self.rested, self.processor, self.received = [], [], [], 0


def serve_bare(folder: Path) -> tuple[subprocess.Popen, str]:
    """Serve a page with one slider and one line of text."""
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    port = free_port()
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    options += ["--server.fileWatcherType=none", "--browser.gatherUsageStats=false"]
    command = [sys.executable, "-m", "streamlit", "run", "bare.py", *options]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
    return server, f"http://127.0.0.1:{port}"


def opened(browser, url: str, **parts) -> Mover:
    """Open a page and wait until it is at rest."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    mover = Mover(page=page, **parts)

    def count(data: bytes | str) -> None:
        mover.received += len(data)

    page.on("websocket", lambda socket: socket.on("framereceived", count))
    page.goto(url)
    page.get_by_role("slider", name=mover.slider).wait_for(timeout=60_000)
    page.locator(mover.answer).first.wait_for(timeout=60_000)
    page.wait_for_timeout(3000)
    return mover


def report(movers: list[Mover]) -> None:
    """Print a row a page, as a Markdown table; the last one is the bare page."""
    bare = movers[-1]
    print("| page | answer, ms | beside the bare page | at rest, ms | beside the bare page | core, ms | kB |")
    print("|---|---|---|---|---|---|---|")
    for one in movers:
        told, rested = statistics.median(one.told), statistics.median(one.rested)
        beside = told / statistics.median(bare.told), rested / statistics.median(bare.rested)
        core, size = 1000 * statistics.mean(one.processor), one.received / len(one.told) / 1000
        print(
            f"| {one.name} | {told:.0f} | {beside[0]:.1f} | {rested:.0f} | {beside[1]:.1f} | {core:.0f} | {size:.1f} |"
        )


def main() -> None:
    """Let the pages take turns, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=MOST_MOVES, help=f"of each page, at most {MOST_MOVES}")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    options = parser.parse_args()
    moves = min(options.moves, MOST_MOVES)
    port = free_port()
    app = serve(port)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare, bare_url = serve_bare(Path(folder))
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu"])
        try:
            url = f"http://127.0.0.1:{port}"
            first = {"slider": "Starting strength", "answer": ALERT, "server": app}
            movers = [
                opened(browser, url, name="First weights, at hand", keys=TO_AND_FRO, **first),
                opened(browser, f"{url}/?seed=5", name="First weights, new strength", keys=("ArrowRight",), **first),
                opened(browser, f"{url}/fine_tuning_planner", name="planner", keys=("Home", "End"), slider="How alike",
                       answer=ALERT, server=app),
                opened(browser, bare_url, name="bare page", keys=TO_AND_FRO, slider="Value", answer=TEXT, server=bare),
            ]  # fmt: skip
            movers[1].go("Home")
            for turn in range(moves + 4):
                for one in movers:
                    one.move(turn)
                if turn == 3:
                    for one in movers:
                        one.forget()
            report(movers)
        finally:
            browser.close()
            for server in (app, bare):
                server.terminate()
                server.wait(10)


if __name__ == "__main__":
    main()
