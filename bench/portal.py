"""Starting the portal's programs and speaking to them as a browser would, with the standard library only."""

import http.cookiejar
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Runs a management command; gives what it printed."""
    command = [PYTHON, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def running(environment: dict[str, str], command: list[str], port: int) -> Iterator[subprocess.Popen]:
    """A server process that answers on `port`; stopped by SIGTERM at the end."""
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/livez", 120)
        yield server
    finally:
        server.terminate()
        server.wait(60)


def wait_for(url: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            if time.monotonic() > end:
                sys.exit(f"{url} does not answer")
            time.sleep(0.05)
        else:
            return


class Visitor:
    """A signed-in browser without a screen."""

    def __init__(self, base: str, username: str, password: str) -> None:
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        form = self.get("/account/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
        data = {"csrfmiddlewaretoken": token, "username": username, "password": password}
        body = urllib.parse.urlencode(data).encode()
        headers = {"Referer": base}
        with self.opener.open(urllib.request.Request(f"{base}/account/sign-in/", body, headers)) as answer:
            if "sign-in" in answer.url:
                sys.exit(f"{username} cannot sign in")

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path) as answer:
            return answer.read().decode()

    def seconds(self, path: str, times: int) -> list[float]:
        """How long each of `times` readings of the page took, after two that do not count."""
        taken = []
        for turn in range(times + 2):
            began = time.perf_counter()
            self.get(path)
            if turn >= 2:
                taken.append(time.perf_counter() - began)
        return sorted(taken)


def memory(pid: int) -> tuple[int, int]:
    """Resident (RSS) and proportional (PSS) memory in MB of a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    family, todo = [], [pid]
    while todo:
        family.append(todo.pop())
        todo += children.get(family[-1], [])
    return sum(_kb(one, "Rss") for one in family) // 1024, sum(_kb(one, "Pss") for one in family) // 1024


def _kb(pid: int, name: str) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)[1])
