"""The reports that the portal makes by itself."""

import datetime as dt
import threading

import pytest
from django.db import connection

from reformtracker.celery import app
from reports import schedule
from reports.models import Report
from tests import factories
from tests.factories import at

FIRST, LAST = dt.date(2018, 7, 1), dt.date(2018, 12, 31)


def periods(today: str) -> list[tuple[str, str]]:
    found = schedule.due_periods(FIRST, LAST, dt.date.fromisoformat(today))
    return [(str(kind), day.isoformat()) for kind, day in found]


def test_a_month_is_reported_on_the_first_day_after_it():
    assert ("progress", "2018-07-31") not in periods("2018-07-31")
    assert ("progress", "2018-07-31") in periods("2018-08-01")


def test_a_week_is_reported_on_the_monday_after_it():
    assert ("overdue", "2018-07-08") not in periods("2018-07-08")
    assert ("overdue", "2018-07-08") in periods("2018-07-09")


def test_a_beat_that_was_away_makes_up_for_the_latest_periods_only():
    assert periods("2018-11-21") == [
        ("progress", "2018-08-31"),
        ("progress", "2018-09-30"),
        ("progress", "2018-10-31"),
        ("overdue", "2018-10-28"),
        ("overdue", "2018-11-04"),
        ("overdue", "2018-11-11"),
        ("overdue", "2018-11-18"),
    ]


def test_nothing_is_due_before_the_first_period_is_over_and_nothing_new_after_the_last():
    assert periods("2018-07-01") == []
    assert periods("2019-03-01") == periods("2019-01-01")


@pytest.mark.django_db
def test_each_period_of_an_issued_plan_is_queued_once_however_often_the_beat_ticks():
    factories.plan("p")
    factories.plan("draft", issued=False)

    with at("2018-08-06"):
        made = [schedule.create_due(), schedule.create_due()]

    keys = set(Report.objects.values_list("schedule_key", flat=True))
    weeks = {f"overdue:p:{day}" for day in ("2018-07-15", "2018-07-22", "2018-07-29", "2018-08-05")}
    assert made == [5, 0]
    assert keys == {"progress:p:2018-07-31"} | weeks


@pytest.mark.django_db
def test_after_three_days_without_a_beat_the_missed_period_is_made_once_and_none_besides():
    factories.plan("p")
    with at("2018-10-31"):
        schedule.create_due()
    before = set(Report.objects.values_list("schedule_key", flat=True))

    with at("2018-11-03"):
        schedule.create_due()

    assert set(Report.objects.values_list("schedule_key", flat=True)) - before == {"progress:p:2018-10-31"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_the_same_moment_make_one_report_per_period():
    factories.plan("p")

    made = two_beats()

    assert (sum(made), Report.objects.count()) == (7, 7)


def two_beats() -> list[int]:
    """What each of two beats made that tick together, in database sessions of their own."""
    mark, made = threading.Barrier(2), []

    def run() -> None:
        connection.ensure_connection()
        mark.wait()
        try:
            made.append(schedule.create_due())
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
