"""Real processes of the portal for tests: their environment, their start, and who is left afterwards."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET = "Zx8-processes-of-the-tests-0123456789-abcdefghij-KLMNOPQ"
START_SECONDS, STOP_SECONDS = 240, 30
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR")


def environment(var: Path, **values: str) -> dict[str, str]:
    """What a portal process gets: nothing of the test's own settings, and a state folder."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return kept | {"REFORM_VAR": str(var)} | values


def production(var: Path, **values: str) -> dict[str, str]:
    """A proper production environment (its services are only addresses), with some values replaced."""
    (var / "static").mkdir(exist_ok=True)
    proper = {
        "DATABASE_URL": "postgres://portal:not-shown@127.0.0.1:1/portal",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "portal.example.gov.cn",
        "TRUST_PROXY": "1",
        "SEAL_PUBLIC_KEYS": "reform-task-portal+5fdeebf6+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
    }
    return environment(var, **(proper | values))


def run(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def living(var: Path) -> list[int]:
    """The processes that work on a state folder."""
    mark = f"REFORM_VAR={var}\0".encode()
    found = [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [int(pid) for pid in found if mark in _of_process(pid, "environ") + b"\0"]


def _of_process(pid: str, what: str) -> bytes:
    """A file of /proc; empty when the process ended while we looked."""
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


def wait_for(condition: Callable[[], object], seconds: float) -> bool:
    """Whether the condition became true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@dataclass
class Portal:
    """A running portal on a state folder of its own."""

    process: subprocess.Popen
    var: Path
    port: int
    log: Path

    def get(self, path: str):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10)

    def is_ready(self) -> bool:
        return f"ready at http://127.0.0.1:{self.port}/" in self.log.read_text()

    def children(self, name: str) -> list[int]:
        """The direct children of the supervisor whose command line holds a word."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in found if f"\0{name}".encode() in _of_process(pid, "cmdline")]


def start(var: Path, *options: str, **values: str) -> Portal:
    """manage.py run_portal on a free port, waited for until it answers."""
    port, log = free_port(), var.with_suffix(".log")
    with log.open("w") as output:
        command = [sys.executable, "manage.py", "run_portal", *options]
        env = environment(var, PORT=str(port), **values)
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output)
    portal = Portal(process, var, port, log)
    wait_for(lambda: portal.is_ready() or process.poll() is not None, START_SECONDS)
    assert portal.is_ready(), log.read_text()
    return portal


def end(portal: Portal) -> None:
    """Nothing of a portal survives its test, whatever the test did."""
    portal.process.kill()
    portal.process.wait()
    for pid in living(portal.var):
        with suppress(ProcessLookupError):  # it ended by itself in the meantime
            os.kill(pid, signal.SIGKILL)
