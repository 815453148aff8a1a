"""Real processes on real services: beat, broker, worker; and a worker that is killed in the middle."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection

from reports.artifacts import artifacts
from reports.models import Report
from tests.reports.factories import a_report

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db(transaction=True)]
PATIENCE = 60.0
BUILD = {"language": "zh-hans", "formats": ["xlsx", "pdf", "csv"], "filter": {}}


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts a Celery process of the portal on this test's database and broker; ends them all afterwards."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    started: list[subprocess.Popen] = []

    def start_one(*arguments: str, app: str = "reformtracker", hang: float = 600) -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-A", app, "--workdir", str(settings.BASE_DIR), *arguments]
        log = (tmp_path / f"{len(started)}.log").open("w")
        said = environment() | {"HANG_SECONDS": str(hang)}
        process = subprocess.Popen(command, env=said, stdout=log, stderr=log, start_new_session=True)
        started.append(process)
        return process

    yield start_one
    for process in started:
        kill(process)


def environment() -> dict[str, str]:
    database = connection.settings_dict
    account = ":".join(filter(None, [database["USER"], database["PASSWORD"]]))
    address = f"postgres://{account}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    portal = {"DJANGO_SETTINGS_MODULE": "reformtracker.settings", "PORTAL_TODAY": "2018-11-21", "HTTPS": "0"}
    lease = {"QUEUE_LEASE_SECONDS": "4", "QUEUE_HEARTBEAT_SECONDS": "1"}
    return os.environ | portal | lease | {"DATABASE_URL": address, "REFORM_VAR": str(settings.VAR)}


def kill(process: subprocess.Popen) -> None:
    """kill -9 for the process and its pool."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(report: Report, **wanted: object) -> None:
    """Reads the row until it is as wanted."""
    end = time.monotonic() + PATIENCE
    while any(getattr(report, name) != value for name, value in wanted.items()):
        assert time.monotonic() < end, f"still {report.state}, {report.step}, attempt {report.attempt}"
        time.sleep(0.1)
        report.refresh_from_db()


def wait_for_line(log: Path, words: str) -> None:
    end = time.monotonic() + PATIENCE
    while words not in log.read_text():
        assert time.monotonic() < end, log.read_text()[-2000:]
        time.sleep(0.1)


def worker(start, **said) -> subprocess.Popen:
    return start("worker", "--concurrency", "1", "--loglevel", "WARNING", **said)


def beat(start, tmp_path) -> subprocess.Popen:
    return start("beat", "--schedule", str(tmp_path / "beat"), "--pidfile", "", "--loglevel", "WARNING")


def test_a_row_becomes_files_through_beat_broker_and_worker(start, tmp_path):
    report = a_report(parameters=BUILD)

    beat(start, tmp_path)
    worker(start)
    wait_for(report, state="done")

    assert [item["format"] for item in report.artifacts] == ["xlsx", "pdf", "csv"]
    assert [artifacts.is_intact(item["sha256"]) for item in report.artifacts] == [True] * 3
    assert report.attempt == 1


def test_a_report_whose_worker_is_killed_in_the_middle_is_finished_by_the_next(start, tmp_path):
    report = a_report(parameters=BUILD)
    beat(start, tmp_path)
    doomed = worker(start, app="tests.reports.slow_worker")
    wait_for(report, state="running", step="csv")

    kill(doomed)
    worker(start)
    wait_for(report, state="done")

    assert (report.attempt, len(report.artifacts)) == (2, 3)


def test_a_heartbeat_keeps_a_slow_report_from_being_taken_twice(start, tmp_path):
    report = a_report(parameters=BUILD)
    beat(start, tmp_path)
    worker(start, app="tests.reports.slow_worker")
    wait_for(report, state="running", step="csv")

    worker(start)
    time.sleep(8)  # twice the lease

    report.refresh_from_db()
    assert (report.state, report.attempt) == ("running", 1)


def test_a_frozen_worker_that_wakes_up_too_late_changes_nothing(start, tmp_path):
    report = a_report(parameters=BUILD)
    beat(start, tmp_path)
    frozen = worker(start, app="tests.reports.slow_worker", hang=1)
    wait_for(report, state="running", step="csv")
    os.killpg(frozen.pid, signal.SIGSTOP)
    worker(start)
    wait_for(report, state="done")
    before = report.artifacts

    os.killpg(frozen.pid, signal.SIGCONT)
    wait_for_line(tmp_path / "1.log", "attempt 1 was replaced, its result is dropped")

    report.refresh_from_db()
    assert (report.state, report.attempt, report.artifacts) == ("done", 2, before)


def test_messages_wiped_from_the_broker_are_sent_again(start, tmp_path):
    report = a_report(parameters=BUILD)
    beat(start, tmp_path)
    while report.dispatched_at is None:
        time.sleep(0.1)
        report.refresh_from_db()

    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    worker(start)
    wait_for(report, state="done")

    assert report.attempt == 1
