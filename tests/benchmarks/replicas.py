"""How many more moves do several processes serve than one? Run: python -m tests.benchmarks.replicas

Starts nginx with the configuration of docs/deploy in front of one process and of several, in alternation. Visitors
come over the WebSocket, each with an experiment of its own, and each moves a slider on a fixed beat: one who
waits longer than a beat moves again at once. No two moves of a round are alike, so no result comes from a cache.
After each move the link that the page writes must be the visitor's own; after each round every visitor's link is
opened once more, past the proxy, and must show the same charts.
"""

import argparse
import asyncio
import os
import random
import re
import resource
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import websockets

from tests.benchmarks.sessions import Visitor
from tests.deploy.replicas import Replicas, cpu_seconds, memory_mib

SHALLOW, DEEP = 6, 14  # layers; ten in the mean, as on the first visit
SPREAD = 0.1  # how far a visitor's width may lie from the mean
COOKIE = re.compile(r"layerwise_replica=(\d+)")


@dataclass(frozen=True)
class Round:
    """What one round came to."""

    replicas: int
    moves: float  # finished a second, after the first few of everybody
    waits: tuple[float, ...]  # seconds, of the moves that were begun in that time
    memory: float  # MiB, all processes of the app
    app: float  # cores in use
    proxy: float
    visitors: float  # the visitors themselves: this process
    others: float  # whatever else ran on the machine
    shares: tuple[int, ...]  # visitors by replica


class Guest:
    """A visitor with an experiment of its own, who counts and checks."""

    def __init__(self, number: int, width: int, draw: random.Random):
        self.own = {"seed": number + 1, "width": round(width * draw.uniform(1 - SPREAD, 1 + SPREAD))}
        self.depths = draw.sample(range(SHALLOW, DEEP + 1), DEEP - SHALLOW + 1)
        self.phase, self.waits, self.ends = draw.random(), [], []

    async def come(self, url: str) -> None:
        """Open the page through the proxy."""
        stream = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        self.connection = await websockets.connect(stream, subprotocols=["streamlit"], max_size=None)
        self.replica = COOKIE.search(self.connection.response.headers["Set-Cookie"])[1]
        self.visitor = Visitor(self.connection, urlencode({"v": 1, **self.own, "depth": DEEP + 1}))
        await self.visitor.rerun()
        self.check(DEEP + 1)

    async def move(self, start: float, every: float, window: float) -> None:
        """Move on the beat from `start` on, until the window is over."""
        beat = start + self.phase * every
        for turn in range(10_000):
            await asyncio.sleep(max(0.0, beat + turn * every - time.perf_counter()))
            begun = time.perf_counter()
            if begun > start + window:
                return
            depth = self.depths[turn % len(self.depths)]
            wait = await self.visitor.rerun(depth)
            self.check(depth)
            self.waits.append((begun, wait))
            self.ends.append(begun + wait)

    def check(self, depth: int) -> None:
        """Raise AssertionError where the page speaks of another visitor's experiment."""
        told = {key: values[0] for key, values in parse_qs(self.visitor.link).items()}
        mine = {key: str(value) for key, value in {**self.own, "depth": depth}.items()}
        assert {key: told.get(key) for key in mine} == mine, f"the page of {mine} told {told}"


async def same_again(guest: Guest, port: int) -> None:
    """Open a guest's link in a process of its own choice; its charts must be those that the guest saw last."""
    async with websockets.connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None
    ) as connection:
        again = Visitor(connection, guest.visitor.link)
        await again.rerun()
        assert guest.visitor.charts, "the page showed no chart"
        assert guest.visitor.charts <= again.charts, f"{guest.own} saw charts of another experiment"


async def visit(replicas: Replicas, options: argparse.Namespace, draw: random.Random) -> Round:
    """Let everybody come, move and be checked."""
    for port in replicas.ports:  # the first visit of a process pays for its imports
        async with websockets.connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None
        ) as connection:
            await Visitor(connection).rerun()
    guests = [Guest(number, options.width, draw) for number in range(options.visitors)]
    for some in range(0, len(guests), 5):
        await asyncio.gather(*(guest.come(replicas.url) for guest in guests[some : some + 5]))

    before, start = readings(replicas), time.perf_counter()
    lead, window = options.lead * options.every, options.beats * options.every
    await asyncio.gather(*(guest.move(start, options.every, window) for guest in guests))
    spent = time.perf_counter() - start
    app, proxy, own, all_ = ((b - a) / spent for a, b in zip(before, readings(replicas), strict=True))
    memory = sum(memory_mib(replicas.processes[port]) for port in replicas.ports)

    assert len({frozenset(guest.visitor.charts) for guest in guests}) == len(guests), "two visitors saw the same charts"
    for number, guest in enumerate(guests):
        await same_again(guest, replicas.ports[(number + 1) % len(replicas.ports)])
        await guest.connection.close()
    return Round(
        replicas=len(replicas.ports),
        moves=sum(start + lead < end <= start + window for guest in guests for end in guest.ends) / (window - lead),
        waits=tuple(wait for guest in guests for begun, wait in guest.waits if begun > start + lead),
        memory=memory,
        app=app,
        proxy=proxy,
        visitors=own,
        others=all_ - app - proxy - own,
        shares=tuple(sum(guest.replica == str(port) for guest in guests) for port in replicas.ports),
    )


def readings(replicas: Replicas) -> tuple[float, float, float, float]:
    """Read the processor seconds used so far: by the app, by nginx, by this process, by the whole machine."""
    workers = Path(f"/proc/{replicas.nginx.pid}/task/{replicas.nginx.pid}/children").read_text().split()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    user, nice, system, _, _, irq, softirq, *_ = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    return (
        sum(cpu_seconds(replicas.processes[port].pid) for port in replicas.ports),
        sum(cpu_seconds(int(pid)) for pid in [replicas.nginx.pid, *workers]),
        usage.ru_utime + usage.ru_stime,
        (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK"),
    )


def row(name: str, moves: float, waits: list[float], rounds: list[Round]) -> str:
    """Write one line of the table."""
    waits = sorted(waits)

    def mean(part: str) -> float:
        return statistics.mean(getattr(one, part) for one in rounds)

    return (
        f"| {name} | {moves:.1f} | {statistics.median(waits):.2f} s | {waits[int(0.95 * (len(waits) - 1))]:.2f} s "
        f"| {mean('memory'):.0f} MiB | {mean('app'):.2f} | {mean('proxy'):.2f} | {mean('visitors'):.2f} "
        f"| {mean('others'):.2f} |"
    )


def main() -> None:
    """Run the rounds in alternation and print them, then the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=60)
    parser.add_argument("--every", type=float, default=4.0, help="seconds from one move of a visitor to the next")
    parser.add_argument("--beats", type=int, default=15, help="how often each moves")
    parser.add_argument("--lead", type=int, default=3, help="how many of these come before the counting")
    parser.add_argument("--width", type=int, default=500, help="neurons in a layer, in the mean: what a move costs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--replicas", type=int, default=2)
    options = parser.parse_args()
    counts, rounds = (1, options.replicas), []
    print("| processes | moves a second | median wait | 95 % | memory | app | nginx | visitors | others |")
    print("|---|---|---|---|---|---|---|---|---|")
    for turn in range(options.rounds):
        for count in counts if turn % 2 == 0 else counts[::-1]:
            draw = random.Random(turn)  # the same people for one process and for several
            with Replicas(count) as replicas:
                one = asyncio.run(visit(replicas, options, draw))
            rounds.append(one)
            shares = " + ".join(map(str, one.shares))
            print(row(f"{count} (round {turn + 1}, visitors {shares})", one.moves, list(one.waits), [one]), flush=True)
    means = {}
    for count in counts:
        mine = [one for one in rounds if one.replicas == count]
        means[count] = statistics.mean(one.moves for one in mine)
        print(row(f"**{count}**", means[count], [wait for one in mine for wait in one.waits], mine))
    ratio = means[options.replicas] / means[1]
    print(f"\n{ratio:.2f} times the moves; none mixed up among {sum(len(one.waits) for one in rounds):,} moves")


if __name__ == "__main__":
    main()
