"""How the journeys move about: browser profiles of the accounts, and what they read there."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.workshop.processes import Portal

TODAY = "2018-11-21"
PASSWORD = "Journeys-through-the-portal-2018"
PLAN = "2018-h2"
# The worker may first have to make the portal's own reports.
REPORT_MS = 240_000
READING_MS = 180_000
NOTICE = """Notice on the Key Tasks for {place} in the First Half of 2019

I. Improve the supply of medicines
1. Buy medicines together. By the end of March 2019, buy at least 25 medicines for {place}. \
(NHC and MOF are responsible, the department ranking first is the lead department, the same below)
2. Watch what is scarce. Report every shortage to {place} before the end of April. (NHC is responsible)
II. Strengthen {place}
3. Train doctors. Train 3,000 doctors by the end of June 2019. \
(NHC and the Office of Village Doctors are responsible)

Annex: reporting form of {place}
"""
# What Chromium says about an answer that is refused on purpose; the test looks at that answer itself.
EXPECTED = "the server responded with a status of 4"


@contextmanager
def busy_worker(portal: Portal) -> Iterator[None]:
    """A worker that has no time: what is asked for meanwhile waits."""
    workers = portal.children("worker")
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Through the sign-in page, up to the page that answers."""
    page.goto("/account/sign-in/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").click()


class Visitors:
    """Browser profiles of the demonstration accounts, and everything the browser complained about in them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.complaints: list[str] = []
        # Where each account arrived when it signed in, and the cookies that it got.
        self.arrived: dict[str, str] = {}
        self._signed_in: dict[str, StorageState] = {}
        self._open: list[BrowserContext] = []

    def profile(
        self, username: str = "", *, theme: str = "", language: str = "", **options
    ) -> BrowserContext:
        """A profile of its own, signed in unless the name is empty; `options` are those of Playwright."""
        state = self._state(username) if username else None
        options |= {"base_url": self.address, "locale": "en-GB", "timezone_id": "Asia/Shanghai"}
        context = self.browser.new_context(storage_state=state, **options)
        wanted = {"theme": theme, "django_language": language}
        context.add_cookies(
            [{"name": key, "value": value, "url": self.address} for key, value in wanted.items() if value]
        )
        context.on("console", self._heard)
        context.on("weberror", lambda problem: self.complaints.append(str(problem.error)))
        self._open.append(context)
        return context

    def _state(self, username: str) -> StorageState:
        if username not in self._signed_in:
            page = self.page()
            sign_in(page, username)
            self.arrived[username] = path_of(page)
            self._signed_in[username] = page.context.storage_state()
        return self._signed_in[username]

    def page(self, username: str = "", **options) -> Page:
        return self.profile(username, **options).new_page()

    def leave(self) -> None:
        """Ends all profiles; the accounts stay signed in for the next journey."""
        while self._open:
            self._open.pop().close()
        self.complaints.clear()

    def _heard(self, message) -> None:
        if message.type in ("error", "warning") and EXPECTED not in message.text:
            self.complaints.append(f"{message.page.url if message.page else ''}: {message.text}")


def path_of(page: Page) -> str:
    """The address of the page within the portal."""
    return "/" + page.url.split("/", 3)[3]


def ledger_of(page: Page, duty: str) -> list[dict]:
    """The newest entries of a duty, newest first, as the API gives them to this visitor."""
    answer = page.request.get(f"/api/v1/entries/?assignment={duty}&ordering=-n&page_size=10")
    return answer.json()["results"]


def hand_in(page: Page, place: str) -> None:
    """Pastes a notice and waits until it stands there for review."""
    page.goto("/intake/")
    page.locator("textarea[name=text]").fill(NOTICE.format(place=place))
    page.get_by_role("button", name="Read it").click()
    for _try in range(READING_MS // 1000):
        if page.locator("#review").count():
            page.goto(page.url)  # the page may just be loading itself anew
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("the notice was not read")
