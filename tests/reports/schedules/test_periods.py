"""On which days periods end."""

import datetime as dt

import pytest

from reports.enums import Every
from reports.schedules import periods

FIRST = dt.date(2018, 1, 1)


def ends(every: Every, today: str) -> list[str]:
    return [day.isoformat() for day in periods.ends(every, FIRST, dt.date.fromisoformat(today))]


@pytest.mark.parametrize(
    ("every", "today", "last"),
    [
        (Every.WEEK, "2018-07-08", "2018-07-01"),
        (Every.WEEK, "2018-07-09", "2018-07-08"),
        (Every.MONTH, "2018-07-31", "2018-06-30"),
        (Every.MONTH, "2018-08-01", "2018-07-31"),
        (Every.QUARTER, "2018-09-30", "2018-06-30"),
        (Every.QUARTER, "2018-10-01", "2018-09-30"),
    ],
)
def test_a_period_counts_from_the_day_after_its_last(every, today, last):
    assert ends(every, today)[-1] == last


def test_only_the_latest_periods_are_made_up_for():
    assert {every: ends(every, "2018-11-21") for every in periods.ENDS} == {
        Every.WEEK: ["2018-10-28", "2018-11-04", "2018-11-11", "2018-11-18"],
        Every.MONTH: ["2018-08-31", "2018-09-30", "2018-10-31"],
        Every.QUARTER: ["2018-06-30", "2018-09-30"],
    }


@pytest.mark.parametrize(
    ("every", "end", "start"),
    [
        (Every.WEEK, "2018-11-18", "2018-11-12"),
        (Every.MONTH, "2018-10-31", "2018-10-01"),
        (Every.QUARTER, "2018-09-30", "2018-07-01"),
    ],
)
def test_a_period_begins_where_the_one_before_ended(every, end, start):
    assert periods.start_of(every, dt.date.fromisoformat(end)).isoformat() == start


def test_the_next_end_may_be_the_day_itself():
    assert periods.next_end(Every.WEEK, dt.date(2018, 11, 18)) == dt.date(2018, 11, 18)
    assert periods.next_end(Every.QUARTER, dt.date(2018, 10, 1)) == dt.date(2018, 12, 31)
