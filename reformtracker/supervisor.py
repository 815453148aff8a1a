"""Keeps web, worker and beat running in the foreground until somebody says stop.

Runs as a program of its own (`python -P supervisor.py DESCRIPTOR`), put in the place of
`manage.py run_portal` once that has prepared everything: with the standard library alone it takes a tenth of
the memory. From the open descriptor it reads JSON: address (host, port), banner (lines to print when the
portal answers) and commands (name to argument list).
"""

import contextlib
import ctypes
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

PR_SET_PDEATHSIG = 1
TICK_SECONDS = 0.1
QUESTION_SECONDS = 0.3
HEAD_START_SECONDS = 10.0
# Back-off before a process that ended is started again; one that ran for a minute counts as healthy.
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, HEALTHY_SECONDS = 1.0, 30.0, 60.0
# A portal that never answered and whose processes ended this often will not get better by itself.
ENDS_BEFORE_FIRST_ANSWER = 3
# For all processes together: the worker finishes its job within this time or leaves it to its lease.
STOP_SECONDS = 30.0
# `make` passes on a signal that the whole process group has already got; only a later one means impatience.
SAME_SIGNAL_SECONDS = 1.0


@dataclass
class Child:
    """One supervised process."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT_SECONDS
    next_start: float = 0.0
    ends: int = 0

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with(os.getpid())
        )
        self.started = time.monotonic()

    def watch(self) -> None:
        """Notices an end and starts again after the back-off."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            healthy = now - self.started > HEALTHY_SECONDS
            self.wait = FIRST_WAIT_SECONDS if healthy else min(self.wait * 2, LONGEST_WAIT_SECONDS)
            how = _how(self.process.returncode)
            say(f"{self.name} ended ({how}); starting it again in {self.wait:.0f} s")
            self.process, self.next_start, self.ends = None, now + self.wait, self.ends + 1
        if self.process is None and now >= self.next_start:
            self.start()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: int, *, group: bool) -> None:
        """A signal to the process, or to its whole session."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if group:
                os.killpg(self.process.pid, number)
            elif self.is_running():
                os.kill(self.process.pid, number)


@dataclass
class Supervisor:
    """Starts the children, watches them, and stops them all; `run` returns the exit code."""

    children: list[Child]
    host: str
    port: int
    banner: list[str]
    answered: bool = False
    next_question: float = 0.0
    began: float = field(default_factory=time.monotonic)
    signals: list[float] = field(default_factory=list)

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._take_signal)
        # The command before us held signals back until somebody could answer them.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
        while not self.signals:
            for child in self._due():
                child.watch()
            if not self.answered and not self._first_answer():
                return self._give_up()
            time.sleep(TICK_SECONDS)
        self.stop()
        return 0

    def _due(self) -> list[Child]:
        """All children; but the first alone, the web, until it answers: so the first page comes sooner."""
        alone = not self.answered and time.monotonic() - self.began < HEAD_START_SECONDS
        return self.children[:1] if alone else self.children

    def _take_signal(self, number: int, frame: object) -> None:
        now = time.monotonic()
        if not self.signals:
            say("stopping, a few seconds…")
        if not self.signals or now - self.signals[-1] > SAME_SIGNAL_SECONDS:
            self.signals.append(now)

    def _first_answer(self) -> bool:
        """Prints the banner at the first answer; False when the portal will not come up."""
        if time.monotonic() >= self.next_question:
            self.answered = answers(self.host, self.port)
            self.next_question = time.monotonic() + QUESTION_SECONDS
        if self.answered:
            print(*self.banner, sep="\n", flush=True)
        return self.answered or max(child.ends for child in self.children) < ENDS_BEFORE_FIRST_ANSWER

    def _give_up(self) -> int:
        name = max(self.children, key=lambda child: child.ends).name
        self.stop()
        print(f"error: {name} does not start; its messages stand above", file=sys.stderr)
        return 1

    def stop(self) -> None:
        """Asks politely, hurries when asked twice or when the time is over, and leaves nobody behind."""
        for child in self.children:
            child.send(signal.SIGTERM, group=False)
        asked, end = len(self.signals), time.monotonic() + STOP_SECONDS
        while any(child.is_running() for child in self.children):
            if len(self.signals) > max(asked, 1) or time.monotonic() > end:
                break
            time.sleep(TICK_SECONDS)
        for child in self.children:
            # Also reaches what a child that ended may have left behind in its session.
            child.send(signal.SIGKILL, group=True)
            if child.process:
                child.process.wait()


def _end_with(parent: int):
    """What a child does before it starts: to end with its parent, even when that is killed outright."""

    def prepare() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before prctl took effect
            os._exit(1)

    return prepare


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def answers(host: str, port: int) -> bool:
    """Whether the portal's /livez answers 200 within a second."""
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/livez", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def say(text: str) -> None:
    print(f"portal: {text}", flush=True)


def main(specification: dict[str, Any]) -> int:
    host, port = specification["address"]
    children = [Child(name, command) for name, command in specification["commands"].items()]
    return Supervisor(children, host, port, specification["banner"]).run()


if __name__ == "__main__":
    with os.fdopen(int(sys.argv[1])) as source:
        specification = json.load(source)
    sys.exit(main(specification))
