"""How does the app hold up when a class of 30 opens it at once? Run: python -m tests.benchmarks.sessions

Starts the app, opens sessions over the WebSocket that the browser uses, and lets each move a slider with some
thought in between. Prints the waiting times as ratios to those of a single visitor.
"""

import argparse
import asyncio
import hashlib
import itertools
import random
import statistics
import time

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.deploy.replicas import free_port, memory_mib, serve

SLIDER = "Number of layers"
DEPTHS = (9, 11, 8, 12, 10)


class Visitor:
    """One open page: knows the slider's id and fragment, waits for runs to end, keeps what the last one said."""

    def __init__(self, connection, query: str = ""):
        self.connection, self.query, self.slider, self.fragment, self.received = connection, query, None, "", 0
        self.link = ""  # what the page wrote into the address bar
        self.charts: set[str] = set()  # a fingerprint of the data of each chart

    async def wait(self) -> None:
        """Read messages until a script run has ended."""
        while True:
            data = await self.connection.recv()
            self.received += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._look_at(message.delta)
            elif kind == "page_info_changed":
                self.link = message.page_info_changed.query_string
            elif kind == "script_finished":
                return

    def _look_at(self, delta) -> None:
        element = delta.new_element
        if element.WhichOneof("type") == "slider" and element.slider.label.startswith(SLIDER):
            self.slider, self.fragment = element.slider.id, delta.fragment_id
        elif element.WhichOneof("type") == "vega_lite_chart":
            self.charts.add(hashlib.sha256(element.vega_lite_chart.data.data).hexdigest())

    async def rerun(self, depth: int | None = None) -> float:
        """Ask for a run, with the slider moved where a depth is given; return the seconds until it ended."""
        request = BackMsg()
        request.rerun_script.query_string = self.query
        if depth is not None:
            request.rerun_script.fragment_id = self.fragment
            state = request.rerun_script.widget_states.widgets.add()
            state.id = self.slider
            state.double_array_value.data.append(depth)
        self.charts.clear()
        start = time.perf_counter()
        await self.connection.send(request.SerializeToString())
        await self.wait()
        return time.perf_counter() - start


async def visit(url: str, moves: int, thought: float, start_after: float) -> tuple[float, list[float], int]:
    """Open the page, move the slider; return the first page's seconds, each move's, and the bytes of a move."""
    await asyncio.sleep(start_after)
    async with websockets.connect(url, subprotocols=["streamlit"], max_size=None) as connection:
        visitor = Visitor(connection)
        opened = await visitor.rerun()
        assert visitor.slider, f"the page shows no slider named {SLIDER!r}"
        visitor.received, waits = 0, []
        for depth in itertools.islice(itertools.cycle(DEPTHS), moves):
            await asyncio.sleep(thought * random.uniform(0.5, 1.5))  # people do not move in step
            waits.append(await visitor.rerun(depth))
        return opened, waits, visitor.received // moves


async def measure(url: str, visitors: int, moves: int, thought: float) -> tuple[float, list[float], int]:
    """Let visitors come in over one thought's time; return the median opening, all waits, and the bytes of a move."""
    results = await asyncio.gather(*(visit(url, moves, thought, i * thought / visitors) for i in range(visitors)))
    waits = sorted(itertools.chain.from_iterable(result[1] for result in results))
    return statistics.median(result[0] for result in results), waits, max(result[2] for result in results)


def main() -> None:
    """Measure one visitor, then many, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--moves", type=int, default=10)
    parser.add_argument("--thought", type=float, default=1.0, help="seconds between two moves")
    options = parser.parse_args()
    port = free_port()
    server = serve(port)
    try:
        url = f"ws://127.0.0.1:{port}/_stcore/stream"
        asyncio.run(measure(url, 1, 3, 0.1))  # the first visit pays for the imports
        alone = statistics.median(asyncio.run(measure(url, 1, options.moves, options.thought))[1])
        for visitors in (1, options.visitors):
            opened, waits, size = asyncio.run(measure(url, visitors, options.moves, options.thought))
            p95 = waits[int(0.95 * (len(waits) - 1))]
            print(
                f"{visitors:3d} visitors: a move takes {statistics.median(waits) / alone:5.1f} times one visitor's "
                f"({1000 * alone:.0f} ms), p95 {p95 / alone:5.1f} times; opening {opened / alone:5.1f} times; "
                f"{size / 1000:.0f} kB a move; server {memory_mib(server):.0f} MiB"
            )
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
