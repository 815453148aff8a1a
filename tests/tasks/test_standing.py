"""The standing of a duty as a pure function: every light, its boundaries to the day, and its sentence."""

import datetime as dt
import os
import time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from reformtracker.lib import clock
from tasks.standing import (
    BEHIND_POINTS,
    Facts,
    Limits,
    days_late,
    is_behind,
    kind_of,
    planned_percent,
    standing,
)


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def facts(**changes) -> Facts:
    """A lead's duty from July to the end of 2018, in progress and well on its way; dates as texts."""
    said = {
        "state": "in_progress", "percent": 60, "start_on": "2018-07-01", "due_on": "2018-12-31",
        "original_due_on": "2018-12-31", "reported_on": "2018-10-08", "completed_on": None, "objecting": "",
        "owes": True,
    } | changes  # fmt: skip
    return Facts(**{name: day(value) if name.endswith("_on") else value for name, value in said.items()})


def kind(today: str, **changes) -> str:
    return kind_of(facts(**changes), Limits.on(day(today))).value


def reason(today: str, **changes) -> str:
    with translation.override("en"):
        return standing(facts(**changes), Limits.on(day(today)))[1]


@pytest.mark.parametrize(
    ("today", "expected"), [("2018-12-31", "due_soon"), ("2019-01-01", "overdue"), ("2019-06-01", "overdue")]
)
def test_a_duty_is_overdue_from_the_day_after_its_due_date(today, expected):
    assert kind(today) == expected


@pytest.mark.parametrize(
    ("today", "due_on", "expected"),
    [
        # Ten working days from 14 September: the 24th is a holiday, Saturday the 29th a make-up workday.
        ("2018-09-14", "2018-09-29", "due_soon"),
        ("2018-09-14", "2018-09-30", "on_track"),
        # From 20 September: the 29th and 30th are worked, 1 to 7 October are free.
        ("2018-09-20", "2018-10-10", "due_soon"),
        ("2018-09-20", "2018-10-11", "on_track"),
        # From a day within the holiday week.
        ("2018-10-03", "2018-10-19", "due_soon"),
        ("2018-10-03", "2018-10-20", "on_track"),
    ],
)
def test_a_duty_is_due_soon_within_ten_chinese_working_days(today, due_on, expected):
    assert kind(today, due_on=due_on, percent=100, reported_on=today) == expected


@pytest.mark.parametrize(
    ("percent", "expected"), [(39, "behind"), (40, "on_track"), (55, "on_track"), (100, "on_track")]
)
def test_a_duty_is_behind_when_more_than_fifteen_points_below_the_planned_percentage(percent, expected):
    assert planned_percent(day("2018-07-01"), day("2018-12-31"), day("2018-10-10")) == 55
    assert kind("2018-10-10", percent=percent) == expected


@pytest.mark.parametrize(
    ("reported_on", "expected"),
    [
        ("2018-09-06", "stale"),  # 23 working days before 15 October
        ("2018-09-07", "on_track"),  # 22
        ("2018-10-12", "on_track"),
    ],
)
def test_a_duty_is_stale_after_more_than_twenty_two_working_days_without_a_report(reported_on, expected):
    assert kind("2018-10-15", reported_on=reported_on) == expected


def test_a_duty_that_never_reported_is_stale_counted_from_its_start():
    assert kind("2018-07-31", percent=50, reported_on=None) == "on_track"
    assert kind("2018-08-01", percent=50, reported_on=None) == "stale"


def test_behind_is_worse_than_stale_and_due_soon_worse_than_behind():
    assert kind("2018-10-15", percent=0, reported_on=None) == "behind"
    assert kind("2018-12-20", percent=0, reported_on=None) == "due_soon"


def test_who_owes_no_report_is_never_behind_or_stale_but_overdue_with_the_measure():
    silent = {"percent": 0, "reported_on": None, "owes": False}

    assert [kind(today, **silent) for today in ("2018-10-15", "2018-12-31", "2019-01-01")] == [
        "on_track",
        "due_soon",
        "overdue",
    ]


@pytest.mark.parametrize("today", ["2018-07-01", "2018-12-31", "2019-06-01"])
def test_a_suspended_duty_is_blocked_and_no_day_makes_it_late(today):
    assert kind(today, state="suspended") == "blocked"


@pytest.mark.parametrize(
    ("completed_on", "objecting", "expected"),
    [
        ("2018-12-31", "", "on_track"),
        ("2018-12-31", "MOF", "blocked"),
        ("2019-01-01", "", "overdue"),
        ("2019-01-01", "MOF", "overdue"),
    ],
)
def test_a_claim_waits_blocked_or_late_by_the_day_it_was_made(completed_on, objecting, expected):
    claim = {"state": "claimed", "percent": 100, "completed_on": completed_on, "objecting": objecting}

    assert kind("2019-03-01", **claim) == expected


@pytest.mark.parametrize(
    ("completed_on", "expected"), [("2018-12-31", "done_on_time"), ("2019-01-01", "done_late")]
)
def test_a_verified_duty_is_judged_by_the_day_of_its_claim(completed_on, expected):
    assert kind("2019-06-01", state="verified", completed_on=completed_on) == expected


def test_what_is_closed_unimplemented_stays_so():
    assert kind("2019-06-01", state="closed_unimplemented") == "closed_unimplemented"


@pytest.mark.parametrize(
    ("today", "changes", "sentence"),
    [
        (
            "2018-11-21",
            {"due_on": "2018-10-31", "original_due_on": "2018-10-31", "reported_on": "2018-09-30"},
            "due 2018-10-31, 21 days ago; last report 2018-09-30, 60%",
        ),
        (
            "2018-11-01",
            {"due_on": "2018-10-31", "original_due_on": "2018-10-31", "reported_on": None},
            "due 2018-10-31, 1 day ago; no report yet",
        ),
        (
            "2018-11-21",
            {"due_on": "2018-11-20", "original_due_on": "2018-10-31"},
            "due 2018-11-20, 1 day ago; last report 2018-10-08, 60%; originally due 2018-10-31, 21 days ago",
        ),
        (
            "2018-09-28",
            {"due_on": "2018-10-08", "original_due_on": "2018-10-08"},
            "due 2018-10-08, 3 working days left; last report 2018-10-08, 60%",
        ),
        (
            "2018-11-21",
            {"percent": 10, "reported_on": "2018-11-20"},
            "10% reported, 78% planned by 2018-11-21; due 2018-12-31",
        ),
        (
            "2018-11-21",
            {"percent": 0, "reported_on": None},
            "no report yet, 78% planned by 2018-11-21; due 2018-12-31",
        ),
        (
            "2018-10-15",
            {"reported_on": "2018-09-06"},
            "no report for 23 working days; last report 2018-09-06, 60%; due 2018-12-31",
        ),
        ("2018-10-10", {"state": "suspended"}, "suspended; due 2018-12-31; last report 2018-10-08, 60%"),
        (
            "2018-10-10",
            {"state": "claimed", "completed_on": "2018-10-09", "objecting": "MOF NHSA"},
            "completion claimed 2018-10-09; objection by MOF NHSA",
        ),
        (
            "2018-10-10",
            {"state": "claimed", "completed_on": "2018-10-09"},
            "completion claimed 2018-10-09, due 2018-12-31; awaiting verification",
        ),
        (
            "2019-03-01",
            {"state": "claimed", "completed_on": "2019-01-10"},
            "due 2018-12-31; completion claimed 2019-01-10, 10 days late, not yet verified",
        ),
        ("2018-10-10", {}, "due 2018-12-31; last report 2018-10-08, 60%"),
        (
            "2018-11-21",
            {"state": "verified", "completed_on": "2018-10-09"},
            "completed 2018-10-09, due 2018-12-31",
        ),
        (
            "2019-03-01",
            {"state": "verified", "completed_on": "2019-01-31", "due_on": "2019-01-30"},
            "completed 2019-01-31, 1 day after the due date 2019-01-30; "
            "31 days after the original due date 2018-12-31",
        ),
        (
            "2019-03-01",
            {"state": "closed_unimplemented"},
            "closed without implementation; was due 2018-12-31",
        ),
    ],
)
def test_the_reason_is_a_sentence_that_a_person_can_check(today, changes, sentence):
    assert reason(today, **changes) == sentence


@pytest.mark.parametrize(
    ("today", "state", "completed_on", "late"),
    [
        ("2019-01-31", "in_progress", None, (0, 31)),
        ("2019-02-05", "in_progress", None, (5, 36)),
        ("2019-02-05", "verified", "2019-01-10", (0, 10)),
        ("2019-02-05", "claimed", "2019-02-01", (1, 32)),
        ("2019-02-05", "closed_unimplemented", None, (0, 0)),
        ("2018-12-01", "in_progress", None, (0, 0)),
    ],
)
def test_lateness_is_counted_against_the_present_and_against_the_original_due_date(
    today, state, completed_on, late
):
    extended = facts(state=state, completed_on=completed_on, due_on="2019-01-31")

    assert (
        days_late(extended, day(today)),
        days_late(extended, day(today), original=True),
    ) == late


@pytest.mark.parametrize(
    ("today", "percent"),
    [("2018-06-01", 0), ("2018-07-01", 0), ("2018-10-01", 50), ("2018-12-31", 100), ("2019-05-01", 100)],
)
def test_the_linear_plan_runs_from_nought_on_the_first_day_to_a_hundred_on_the_due_date(today, percent):
    assert planned_percent(day("2018-07-01"), day("2018-12-31"), day(today)) == percent


def test_a_plan_of_one_day_is_nought_before_it_and_a_hundred_from_it_on():
    one = day("2018-12-31")

    assert planned_percent(one, one, day("2018-12-30")) == 0
    assert planned_percent(one, one, one) == 100
    assert is_behind(100 - BEHIND_POINTS, one, one, one) is False


CLOCKS = ["UTC", "Asia/Shanghai", "America/New_York"]
MOMENTS = [
    ("2018-12-31T23:59:59", "due_soon"),
    ("2019-01-01T00:00:00", "overdue"),
    ("2019-01-01T07:59:59", "overdue"),
    ("2019-01-01T08:00:00", "overdue"),
]


@pytest.mark.parametrize("zone", CLOCKS)
@pytest.mark.parametrize(("moment", "expected"), MOMENTS)
def test_a_deadline_passes_at_midnight_in_shanghai_wherever_the_server_stands(
    zone, moment, expected, settings, monkeypatch
):
    settings.PORTAL_TODAY = None
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    local = dt.datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Shanghai"))

    try:
        # A moment in UTC: a travelled-to zone would set the process's zone, which is what this test varies.
        with time_machine.travel(local.astimezone(dt.UTC).timestamp(), tick=False):
            assert os.environ["TZ"] == zone
            got = kind_of(facts(), Limits.on(clock.today())).value
    finally:
        monkeypatch.undo()
        time.tzset()

    assert got == expected


def test_the_parts_of_a_chinese_reason_are_set_apart_in_chinese():
    late = facts(state="verified", completed_on="2019-01-31", due_on="2019-01-30")

    with translation.override("zh-hans"):
        _kind, said = standing(late, Limits.on(day("2019-03-01")))

    assert said.split("；")[1:] == ["晚于原定期限2018-12-31共31 天"]
