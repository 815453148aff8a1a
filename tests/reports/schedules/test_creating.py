"""The reports that the portal makes by itself: each period once, whatever beat and clock do."""

import datetime as dt
import threading

import pytest
from django.db import connection

from reformtracker.celery import app
from reports.models import Report, Schedule
from reports.schedules import creating
from tasks.models import Round
from tests import factories
from tests.factories import at
from tests.reports.schedules.scenes import schedule

PROGRESS, OVERDUE = ("progress", "month"), ("overdue", "week")


def days(*, kind: str = "progress") -> list[str]:
    rows = Report.objects.filter(kind=kind).order_by("as_of")
    return [day.isoformat() for day in rows.values_list("as_of", flat=True)]


def create(day: str) -> int:
    with at(day):
        return creating.create_due()


@pytest.mark.django_db
def test_every_issued_plan_gets_its_own_two_schedules_once():
    factories.plan("p")
    factories.plan("draft", issued=False)

    create("2018-08-06")
    create("2018-08-07")

    rows = Schedule.objects.order_by("kind").values_list("plan__slug", "kind", "every", "by", "since")
    first = dt.date(2018, 7, 1)
    assert list(rows) == [("p", *OVERDUE, None, first), ("p", *PROGRESS, None, first)]


@pytest.mark.django_db
def test_each_period_is_queued_once_however_often_the_beat_ticks():
    factories.plan("p")

    made = [create("2018-08-06"), create("2018-08-06")]

    assert made == [5, 0]
    assert days() == ["2018-07-31"]
    assert days(kind="overdue") == ["2018-07-15", "2018-07-22", "2018-07-29", "2018-08-05"]


@pytest.mark.django_db
def test_the_key_names_the_schedule_and_the_end_of_its_period():
    factories.plan("p")

    create("2018-08-02")

    report = Report.objects.get(kind="progress")
    own = Schedule.objects.get(kind="progress")
    assert (report.schedule, report.schedule_key) == (own, f"{own.pk}:2018-07-31")


@pytest.mark.django_db
def test_after_three_days_without_a_beat_the_missed_period_is_made_once_and_none_besides():
    factories.plan("p")
    create("2018-10-31")
    before = days()

    create("2018-11-03")

    assert (before, days()) == (["2018-07-31", "2018-08-31", "2018-09-30"], [*before, "2018-10-31"])


@pytest.mark.django_db
def test_a_clock_that_goes_back_and_forth_makes_nothing_twice():
    factories.plan("p")

    made = [create(day) for day in ("2018-11-21", "2018-09-02", "2018-11-21")]

    assert (made[0], made[2]) == (7, 0)
    assert len(days()) == len(set(days()))


@pytest.mark.django_db
def test_the_portals_own_reports_end_with_the_plan():
    factories.plan("p")
    create("2019-01-02")

    assert create("2019-03-01") == 0
    assert days()[-1] == "2018-12-31"


@pytest.mark.django_db
def test_a_report_that_an_earlier_portal_made_of_the_period_is_not_made_again():
    plan = factories.plan("p")
    Report.objects.create(
        kind="progress", plan=plan, as_of=dt.date(2018, 7, 31), schedule_key="progress:p:2018-07-31",
        requested_at=factories.clock.now(),
    )  # fmt: skip

    create("2018-08-03")

    assert days() == ["2018-07-31"]


@pytest.mark.django_db
def test_a_paused_schedule_makes_nothing():
    factories.plan("p")
    create("2018-08-03")
    Schedule.objects.filter(kind="progress").update(is_active=False)

    create("2018-10-03")

    assert days() == ["2018-07-31"]


@pytest.mark.django_db
def test_a_schedule_of_a_person_asks_what_was_said():
    plan = factories.plan("p")
    one = schedule(plan, "overdue", "quarter", since="2018-09-01", filter={"field": "insurance"}, issue=True)

    create("2018-10-02")

    report = Report.objects.get(schedule=one)
    assert (report.as_of.isoformat(), report.requested_by, report.parameters) == (
        "2018-09-30",
        None,
        {"language": "en", "formats": ["csv"], "filter": {"field": "insurance"}, "issue": True},
    )


@pytest.mark.django_db
def test_a_report_of_changes_begins_at_the_end_of_the_period_before():
    plan = factories.plan("p")
    one = schedule(plan, "changes", "month", since="2018-10-15")

    create("2018-11-05")

    assert [report.filter for report in one.reports.all()] == [{"since": "2018-09-30"}]


@pytest.mark.django_db
def test_after_a_round_has_closed_the_report_of_that_day_comes_on_the_next():
    plan = factories.plan("p")
    one = schedule(plan, "discipline", "round", since="2018-09-01")
    for number, day in (("2018-08", "2018-09-07"), ("2018-09", "2018-10-12")):
        a_closed_round(plan, number, day)

    made = [create(day) for day in ("2018-10-12", "2018-10-13", "2018-10-14")]

    assert [report.as_of.isoformat() for report in one.reports.order_by("as_of")] == [
        "2018-09-07",
        "2018-10-12",
    ]
    assert made[2] == 0


def a_closed_round(plan, number: str, day: str) -> Round:
    """A round that the office closed on that day at ten."""
    closes = dt.date.fromisoformat(day)
    with at(day):
        now = factories.clock.now()
    return Round.objects.create(
        plan=plan, number=number, period_start=closes.replace(day=1), period_end=closes, opens_on=closes,
        due_on=closes, closes_on=closes, opened_at=now, closed_at=now,
    )  # fmt: skip


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_the_same_moment_make_one_report_per_period_and_two_schedules():
    factories.plan("p")

    made = two_beats()

    assert (sum(made), Report.objects.count(), Schedule.objects.count()) == (7, 7, 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_key_two_beats_would_make_everything_twice(monkeypatch):
    """The look before is no guard: both beats look before either has written."""
    factories.plan("p")
    creating.make_own()
    looked = threading.Barrier(2)
    exists = Report.objects.filter().__class__.exists
    monkeypatch.setattr(
        Report.objects.filter().__class__, "exists", lambda rows: (looked.wait(5), exists(rows))[1]
    )
    create_row = Report.objects.create
    monkeypatch.setattr(Report.objects, "create", lambda **said: create_row(**said | {"schedule_key": None}))

    made = two_beats()

    assert (sum(made), Report.objects.count()) == (14, 14)


def two_beats() -> list[int]:
    """What each of two beats made that tick together, in database sessions of their own."""
    mark, made = threading.Barrier(2), []

    def run() -> None:
        connection.ensure_connection()
        mark.wait()
        try:
            made.append(creating.create_due())
        finally:
            connection.close()

    beats = [threading.Thread(target=run) for _ in range(2)]
    for beat in beats:
        beat.start()
    for beat in beats:
        beat.join()
    return made


def test_everything_on_the_beat_schedule_is_a_job_that_the_workers_know():
    app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert scheduled - set(app.tasks) == set()
