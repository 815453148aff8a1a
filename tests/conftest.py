"""Fixtures of the whole suite; what belongs to one app stands in tests/factories.py or beside its tests."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, sync_playwright

# A busy machine is no bug: how long one example takes is not judged.
hypothesis_settings.register_profile("portal", deadline=None)
hypothesis_settings.load_profile("portal")

_flush = BaseDatabaseOperations.execute_sql_flush


def _flush_despite_triggers(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
    """Empties the tables after a transactional test, the append-only ones too.

    Their triggers are live in every test; they rest only inside the one transaction that flushes.
    """
    before, after = _trigger_rest(operations.connection)
    _flush(operations, [*before, *sql_list, *after])


def _trigger_rest(db) -> tuple[list[str], list[str]]:
    """The statements that put the append-only triggers to rest and those that wake them again."""
    with db.cursor() as cursor:
        if db.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]
        # tgenabled 'A': ENABLE ALWAYS, which is how the portal guards its append-only tables.
        cursor.execute(
            "SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),"
            " format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', tgrelid::regclass, tgname)"
            " FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal"
        )
        rows = cursor.fetchall()
    return [off for off, _ in rows], [on for _, on in rows]


BaseDatabaseOperations.execute_sql_flush = _flush_despite_triggers


ASKS_A_SERVICE = {"django_db", "postgres", "redis", "browser", "own_environment"}
ASKS_A_DATABASE = {"db", "transactional_db", "live_server"}


# Pages and workbooks show what queries and services give, and those are asked on both engines.
SHOWN = ("pages.py", "page.py")
SHOWN_IN = "workbook"
SERVED = {"postgres", "redis", "browser"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what no database or service can change: it is run once, not again on PostgreSQL."""
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        asks = marks & ASKS_A_SERVICE or ASKS_A_DATABASE & set(getattr(item, "fixturenames", ()))
        shown = item.path.name.endswith(SHOWN) or SHOWN_IN in item.path.parts
        if not asks or (shown and not marks & SERVED):
            item.add_marker("pure")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose service is missing fails: a suite that skips proves nothing."""
    missing = [name for name, there in _services().items() if item.get_closest_marker(name) and not there]
    if missing:
        pytest.fail(f"{missing[0]} is not there; run make test, or choose tests with -m", pytrace=False)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language on the thread; no test inherits that of another."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """No test finds what another one left in the cache: names of agencies, say, from other reference data."""
    cache.clear()


def _services() -> dict[str, bool]:
    return {
        "postgres": connection.vendor == "postgresql",
        "redis": bool(settings.REDIS_URL),
        "browser": bool(os.environ.get("CHROMIUM")),
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once; tests that use it carry the mark `browser`."""
    # Playwright keeps an event loop on this thread, and Django would refuse its ORM there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        # Without a sandbox: as root, which continuous integration often is, Chromium starts only so.
        chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """A page of a fresh browser profile; relative addresses lead to the portal of this test."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB", timezone_id="Asia/Shanghai")
    yield context.new_page()
    context.close()
