"""What may go wrong while reports are made: a crash at any step, writers meanwhile, one who asks too much."""

import datetime as dt
import os
import threading
import time

import pytest
from django.conf import settings
from django.db import connection

from agencies.enums import EventKind
from agencies.models import AccessEvent
from reformtracker.lib import clock
from reformtracker.lib.filestore import SWEEP_AFTER_SECONDS
from reports import building, exporting, framing, jobs, queries
from reports.artifacts import artifacts
from reports.collecting import snapshot
from reports.models import Report
from reports.queries import Sight
from reports.queue import queue
from tasks import services
from tasks.models import Assignment, Entry
from tests import factories
from tests.reports.factories import a_plan, a_report

KINDS = ["progress", "extract"]


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"


class Crash(BaseException):
    """The process is gone: nothing that handles errors sees it."""


def crash_after(monkeypatch, place: object, name: str) -> None:
    """The step is done, and then nothing more."""
    step = getattr(place, name)

    def crashing(*arguments, **named):
        step(*arguments, **named)
        raise Crash

    monkeypatch.setattr(place, name, crashing)


# The places at which a worker may die: a file is kept, all are, the row is ready, the event is written.
AT = {
    "file kept": (type(artifacts), "keep"),
    "row ready": (type(queue), "finish"),
    "event written": (exporting, "record_made"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("at", AT)
@pytest.mark.parametrize("kind", KINDS)
def test_a_crash_leaves_no_report_that_is_ready_without_its_files(monkeypatch, at, kind):
    report = a_report(kind=kind, parameters={"language": "en", "formats": ["xlsx", "csv"], "filter": {}})
    with monkeypatch.context() as patch:
        crash_after(patch, *AT[at])
        with pytest.raises(Crash):
            building.build(report.pk)
    report.refresh_from_db()
    after_crash = (report.state, AccessEvent.objects.count())

    Report.objects.update(lease_until=clock.wall_now() - dt.timedelta(seconds=1))
    building.build(report.pk)

    report.refresh_from_db()
    assert after_crash == ("running", 0)
    assert (report.state, report.attempt) == ("done", 2)
    assert [artifacts.is_intact(item["sha256"]) for item in report.artifacts] == [True, True]
    assert AccessEvent.objects.filter(kind=EventKind.EXPORT).count() == 1


@pytest.mark.django_db
def test_the_sweep_removes_what_a_crash_left_and_nothing_else(monkeypatch):
    orphan = a_report(parameters={"language": "zh-hans", "formats": ["csv"], "filter": {}})
    with monkeypatch.context() as patch:
        crash_after(patch, type(artifacts), "keep")
        with pytest.raises(Crash):
            building.build(orphan.pk)
    (settings.ARTIFACT_DIR / "unfinished-of-a-crash").mkdir()
    (settings.ARTIFACT_DIR / "unfinished-of-a-crash" / "rows").write_text("half")
    report = a_report(kind="extract")
    building.build(report.pk)
    report.refresh_from_db()
    for path in settings.ARTIFACT_DIR.rglob("*"):
        os.utime(path, (time.time() - 2 * SWEEP_AFTER_SECONDS,) * 2)

    jobs.sweep_artifacts()

    left = {path.name for path in settings.ARTIFACT_DIR.rglob("*") if path.is_file()}
    assert left == {item["sha256"] for item in report.artifacts}


@pytest.mark.django_db
def test_of_fifty_reports_asked_for_two_wait_and_the_rest_are_told_when_to_come_back(client):
    a_plan()
    client.force_login(factories.officer())
    form = {"kind": "progress", "plan": "p", "formats": ["csv"], "language": "en"}

    answers = [
        client.post("/reports/ask/", form | {"as_of": (dt.date(2018, 9, 1) + dt.timedelta(n)).isoformat()})
        for n in range(50)
    ]

    assert [answer.status_code for answer in answers] == [302] * 2 + [429] * 48
    assert {answer.get("Retry-After") for answer in answers[2:]} == {"60"}
    assert Report.objects.count() == 2


WRITERS, ROUNDS = 8, 10


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_every_figure_of_a_report_is_of_one_moment_while_others_write():
    plan = factories.plan("p", tasks=WRITERS)
    stop = threading.Event()
    writers = [threading.Thread(target=write_until, args=(stop, number)) for number in range(1, WRITERS + 1)]
    for writer in writers:
        writer.start()
    try:
        seen = [read_once(plan) for _ in range(ROUNDS)]
        extracts = [extracted() for _ in range(ROUNDS)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()

    assert [percents for percents, _n in seen] == [recounted(plan, n) for _percents, n in seen]
    assert [numbers for numbers, _n in extracts] == [list(range(1, n + 1)) for _numbers, n in extracts]
    assert len({n for _percents, n in seen}) > 1, "nobody wrote meanwhile: this shows nothing"


def write_until(stop: threading.Event, number: int) -> None:
    officer = factories.officer()
    try:
        for step in range(1, 10_000):
            if stop.is_set():
                return
            services.report(
                factories.duty(number=f"1.{number}"),
                by=officer,
                percent=step % 90,
                note=f"{step}",
                reason="late",
            )
    finally:
        connection.close()


def read_once(plan) -> tuple[dict[int, int | None], int]:
    """The percentages of all duties, and the entry up to which the report says that it holds."""
    day = clock.today()
    with snapshot():
        duties = queries.duties(Sight(plan, day, None, {}))
        n = framing.provenance(plan, day, "").ledger_n
    return {duty.pk: duty.percent for duty in duties}, n


def recounted(plan, n: int) -> dict[int, int | None]:
    """The same from the ledger alone."""
    newest = {
        entry.assignment_id: entry.percent if entry.reported_on else None
        for entry in Entry.objects.filter(plan=plan, n__lte=n).order_by("n")
    }
    return {duty.pk: newest[duty.pk] for duty in Assignment.objects.filter(plan=plan)}


def extracted() -> tuple[list[int], int]:
    report = a_report(kind="extract", as_of=clock.today())
    building.build(report.pk)
    report.refresh_from_db()
    lines = artifacts.path_of(report.artifacts[0]["sha256"]).read_text("utf-8-sig").splitlines()[1:]
    return [int(line.split(",")[0].strip('"')) for line in lines], report.ledger_n
