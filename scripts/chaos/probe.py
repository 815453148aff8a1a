"""Somebody who uses the web all the while: asks for a report, then looks at the list of reports."""

import datetime as dt
import http.client
import itertools
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

from scripts.chaos.world import DAYS, FIRST_DAY, PLAN

# Longer than any answer should take, so that a page that hangs is seen as the time that it took.
TIMEOUT = 30
CSRF = "c" * 32
PAUSE = 0.5


@dataclass(frozen=True)
class Answer:
    what: str
    status: int
    seconds: float


@dataclass
class Probe:
    """A thread with the sessions of many accounts, each in its turn, so that no limit per person is met."""

    port: int
    sessions: list[str]
    answers: list[Answer] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._turns = zip(
            itertools.cycle(self.sessions), itertools.cycle(range(DAYS)), strict=False
        )  # 60 accounts and 140 days: the same account asks for the same day only after a long while
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Lets every process of the web answer once before anything counts: first pages compile templates."""
        for _ in range(8):
            self._get(self.sessions[0])
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(TIMEOUT)

    def seen(self) -> list[Answer]:
        """The answers since this was last asked."""
        taken = self.answers[:]
        del self.answers[: len(taken)]
        return taken

    def _run(self) -> None:
        for session, day in self._turns:
            if self._stopped.wait(PAUSE):
                return
            self.answers.append(self._timed("ask", session, day))
            self.answers.append(self._timed("list", session, day))

    def _timed(self, what: str, session: str, day: int) -> Answer:
        began = time.monotonic()
        try:
            status = self._ask(session, day) if what == "ask" else self._get(session)
        except (OSError, http.client.HTTPException):
            status = 0
        return Answer(what, status, time.monotonic() - began)

    def _get(self, session: str) -> int:
        return self._request("GET", "/reports/", session, None)

    def _ask(self, session: str, day: int) -> int:
        form = {
            "kind": "progress",
            "plan": PLAN,
            "as_of": str(FIRST_DAY + dt.timedelta(days=day)),
            "formats": "csv",
            "language": "en",
            "csrfmiddlewaretoken": CSRF,
        }
        return self._request("POST", "/reports/ask/", session, urllib.parse.urlencode(form))

    def _request(self, method: str, path: str, session: str, body: str | None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        headers = {"Cookie": f"session={session}; csrftoken={CSRF}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()
