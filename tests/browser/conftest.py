"""The real portal (web, worker, beat, demonstration), started once and entered as any of its accounts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.visiting import PASSWORD, TODAY, Visitors
from tests.workshop.processes import Portal, end, start


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[Portal]:
    """The portal of all journeys. They change its data: each has duties of its own."""
    var = tmp_path_factory.mktemp("journeys") / "var"
    running = start(var, "--demo", PORTAL_TODAY=TODAY, DEMO_PASSWORD=PASSWORD)
    yield running
    end(running)


@pytest.fixture(scope="session")
def all_visitors(browser: Browser, portal: Portal) -> Visitors:
    return Visitors(browser, f"http://127.0.0.1:{portal.port}")


@pytest.fixture
def visitors(all_visitors: Visitors) -> Iterator[Visitors]:
    """For one journey, in which the browser must not complain about anything."""
    yield all_visitors
    complaints = list(all_visitors.complaints)
    all_visitors.leave()
    assert complaints == []
