"""nginx, set up as in docs/deploy, keeps a visit with its replica and finds another when that one fails."""

import asyncio
import contextlib
import re
import socket
import subprocess
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
import websockets

from tests.deploy.replicas import DEPLOY, free_port, lay_out

SET = re.compile(r"layerwise_replica=(\d+); Path=/; HttpOnly; SameSite=Lax")
STREAM = "/_stcore/stream"


def check(folder, door=8080, addresses=("127.0.0.1:8501",), replicas=None):
    """Let nginx read a configuration; return what it says."""
    call = lay_out(folder, door, list(addresses))
    if replicas is not None:
        (folder / "replicas.conf").write_text(replicas)
    done = subprocess.run([call[0], "-t", *call[1:]], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr and "[alert]" not in done.stderr, done.stderr


def test_nginx_takes_the_configuration_of_compose(nginx, tmp_path):
    check(tmp_path, replicas=(DEPLOY / "replicas.conf").read_text())


def test_nginx_takes_the_configuration_of_kubernetes(nginx, tmp_path):
    text = (DEPLOY / "kubernetes-replicas.conf").read_text()
    check(tmp_path, replicas=re.sub(r"layerwise-\d+(?=:\d+ max_fails)", "127.0.0.1", text))


def test_nginx_takes_the_lines_for_a_site_of_ones_own(nginx, tmp_path):
    readme, conf = (DEPLOY / "README.md").read_text(), (DEPLOY / "nginx.conf").read_text()
    (block,) = re.findall(r"```nginx\n(.*?)```", readme, re.S)
    assert {limit in conf for limit in re.findall(r"(?:client_max_body_size|proxy_read_timeout) \w+;", block)} == {True}
    folders = " ".join(f"{name}_temp_path {name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    own = tmp_path / "own.conf"
    own.write_text(f"pid pid; events {{}} http {{ {folders} server {{ listen 8080; {block} }} }}")
    call = [nginx, "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(own)]
    done = subprocess.run(call, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("count", [1, 3, 8])
def test_nginx_takes_any_number_of_replicas(nginx, tmp_path, count):
    check(tmp_path, addresses=[f"127.0.0.1:{8501 + number}" for number in range(count)])


class Stand:
    """A stand-in for a replica: answers every request with its own port, and keeps what it was asked."""

    def __init__(self, port):
        self.port, self.asked, self.server = port, [], None

    async def start(self):
        self.server = await websockets.serve(self.talk, "127.0.0.1", self.port, process_request=self.answer)

    async def stop(self):
        self.server.close()
        await self.server.wait_closed()

    def answer(self, connection, request):
        self.asked.append(request)
        return None if "Upgrade" in request.headers else connection.respond(200, str(self.port))

    async def talk(self, connection):
        async for message in connection:
            await connection.send(message)


@contextlib.asynccontextmanager
async def proxied(folder, count=2):
    """Stand-ins behind a real nginx."""
    stands = {port: Stand(port) for port in (free_port() for _ in range(count))}
    door = free_port()
    nginx = subprocess.Popen(lay_out(folder, door, [f"127.0.0.1:{port}" for port in stands]), stderr=subprocess.DEVNULL)
    try:
        for stand in stands.values():
            await stand.start()
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", door), timeout=1):
                break
            await asyncio.sleep(0.05)
        yield door, stands
    finally:
        for stand in stands.values():
            await stand.stop()
        nginx.terminate()
        nginx.wait(10)


async def get(door, path="/", replica=None, data=None, method=None):
    """Ask the proxy; return the body, or the error's number."""
    headers = {"Cookie": f"layerwise_replica={replica}"} if replica else {}
    request = urllib.request.Request(f"http://127.0.0.1:{door}{path}", data, headers, method=method)

    def ask():
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    return await asyncio.to_thread(ask)


def told(story):
    """Run a story to its end, in a thread of its own: the browser tests' own loop may still run in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, story).result()


async def visit(door, replica=None, path=STREAM):
    """Open a WebSocket; return it and the replica that the answer's cookie names."""
    headers = {"Cookie": f"layerwise_replica={replica}"} if replica else {}
    connection = await websockets.connect(f"ws://127.0.0.1:{door}{path}", additional_headers=headers, proxy=None)
    return connection, int(SET.fullmatch(connection.response.headers["Set-Cookie"])[1])


def test_new_visits_are_spread_evenly_and_the_rest_of_a_visit_follows(nginx, tmp_path):
    async def story():
        async with proxied(tmp_path) as (door, stands):
            visits = [await visit(door) for _ in range(10)]
            chosen = [replica for _, replica in visits]
            assert {replica: chosen.count(replica) for replica in stands} == dict.fromkeys(stands, 5)
            for connection, replica in visits:
                for path in ("/", "/_stcore/health", "/_stcore/upload_file/s/f", "/media/x.csv", "/layerwise/media/x"):
                    assert await get(door, path, replica) == str(replica)
                assert (await visit(door, replica))[1] == replica
                await connection.close()

    told(story())


def test_a_dead_replicas_visits_go_to_another_and_stay_there_when_it_is_back(nginx, tmp_path):
    async def story():
        async with proxied(tmp_path) as (door, stands):
            _, first = await visit(door)
            (other,) = set(stands) - {first}
            await stands[first].stop()
            assert await get(door, "/_stcore/health", first) == str(other)
            _, second = await visit(door, first)
            assert second == other
            await stands[first].start()
            assert await get(door, "/media/x.csv", second) == str(second)  # the cookie names the new one

    told(story())


@pytest.mark.parametrize("cookie", ["", "7", "8501", "example.org:80", "any", "replica_1"])
def test_a_cookie_that_names_no_replica_is_a_new_visit(nginx, tmp_path, cookie):
    async def story():
        async with proxied(tmp_path) as (door, stands):
            assert (await visit(door, cookie))[1] in stands

    told(story())


@pytest.mark.slow
def test_a_replica_that_says_nothing_is_left_out(nginx, tmp_path):
    async def story():
        async with proxied(tmp_path) as (door, stands):
            first, second = stands
            await stands[first].stop()
            with socket.create_server(("127.0.0.1", first)):  # takes connections and never answers
                assert await get(door, "/_stcore/health", first) == str(second)  # after five seconds
                assert (await visit(door, first))[1] == second  # at once

    told(story())


def test_replicas_see_the_visitors_own_host_and_address(nginx, tmp_path):
    async def story():
        async with proxied(tmp_path, 1) as (door, stands):
            await visit(door, path=f"/layerwise{STREAM}")
            (stand,) = stands.values()
            headers = stand.asked[-1].headers
            assert headers["Host"] == f"127.0.0.1:{door}"  # with its port, as the browser's Origin has it
            assert (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
            assert (headers["Upgrade"], headers["Connection"]) == ("websocket", "upgrade")

    told(story())


def test_the_longest_link_and_the_largest_file_pass_and_no_larger_file(nginx, tmp_path):
    async def story():
        async with proxied(tmp_path, 1) as (door, stands):
            (port,) = stands
            assert await get(door, f"/?edits={'0a0.123456_' * 500}") == str(port)
            assert await get(door, "/_stcore/upload_file/s/f", data=b"x" * (7 * 2**20 + 1), method="PUT") == 413

    told(story())
