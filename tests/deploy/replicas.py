"""How do the tests start the app? As the Dockerfile does: alone, or as replicas behind the nginx of docs/deploy."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from importlib import util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
NO_NGINX = "These tests start a real nginx. Install it first, for example: apt-get install nginx-light"
PATIENCE = 60  # seconds until a process has to answer


def nginx_path() -> str | None:
    """Find nginx; Debian keeps it where an ordinary user's PATH does not look."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def image() -> tuple[dict[str, str], list[str]]:
    """Return the environment and the command that the Dockerfile sets."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    command = next(line for line in text.splitlines() if line.startswith("CMD "))
    return dict(re.findall(r"^ENV (\w+)=(.*)$", text, re.M)), json.loads(command.removeprefix("CMD "))


def replicas_conf(addresses: list[str]) -> str:
    """Write replicas.conf with the script of docs/deploy."""
    spec = util.spec_from_file_location("deploy_replicas", DEPLOY / "replicas.py")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.replicas_conf(addresses)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen) -> None:
    """Wait until a fresh process answers; raises RuntimeError where it ended or stays silent."""
    for _ in range(PATIENCE * 10):
        if process.poll() is not None:
            raise RuntimeError(f"what should answer at {url} ended with code {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answered at {url} within {PATIENCE} seconds")


def serve(port: int, **environment: str) -> subprocess.Popen:
    """Start the app on a port of this machine, as the Dockerfile starts it, and wait until it answers."""
    settings, command = image()
    settings |= {"STREAMLIT_SERVER_ADDRESS": "127.0.0.1", "STREAMLIT_SERVER_PORT": str(port), **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = settings["STREAMLIT_SERVER_BASE_URL_PATH"]
    try:
        wait_for(f"http://127.0.0.1:{port}/{base + '/' if base else ''}_stcore/health", process)
    except BaseException:
        process.kill()
        raise
    return process


def memory_mib(process: subprocess.Popen) -> float:
    """Return a process's resident memory in MiB (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lay_out(folder: Path, door: int, addresses: list[str]) -> list[str]:
    """Lay nginx's files out as the containers see them; return the call that starts it there."""
    folder.chmod(0o755)  # where root starts nginx, its workers are somebody else
    shutil.copy(DEPLOY / "nginx.conf", folder)
    listen = (DEPLOY / "listen.conf").read_text(encoding="utf-8")
    assert listen.count("\nlisten 8080;") == 1
    (folder / "listen.conf").write_text(listen.replace("\nlisten 8080;", f"\nlisten 127.0.0.1:{door};"))
    (folder / "replicas.conf").write_text(replicas_conf(addresses))
    call = ["-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    return [nginx_path() or "nginx", *call]


class Replicas:
    """Some processes of the app behind one nginx: `with Replicas(2) as replicas: replicas.url`."""

    def __init__(self, count: int, **environment: str):
        self.ports = [free_port() for _ in range(count)]
        self.environment, self.processes = environment, {}
        self.door = free_port()
        self.url = f"http://127.0.0.1:{self.door}"
        self.base = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")

    def __enter__(self) -> "Replicas":
        self.folder = Path(tempfile.mkdtemp(prefix="layerwise-"))
        try:
            for port in self.ports:
                self.start(port)
            call = lay_out(self.folder, self.door, [f"127.0.0.1:{port}" for port in self.ports])
            with open(self.folder / "nginx.log", "wb") as log:
                self.nginx = subprocess.Popen(call, stdout=log, stderr=log)
            self.processes[self.door] = self.nginx
            wait_for(f"{self.url}/{self.base + '/' if self.base else ''}_stcore/health", self.nginx)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, port: int) -> None:
        """Start a replica, or start it again."""
        self.processes[port] = serve(port, **self.environment)

    def kill(self, port: int) -> None:
        """End a replica without a word, as a crash does."""
        self.processes[port].kill()
        self.processes[port].wait(10)

    def __exit__(self, *_) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
