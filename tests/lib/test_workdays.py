"""Chinese working days, above all National Day 2018: 29 and 30 September are worked, 1 to 7 October free."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformtracker.lib import workdays


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("2018-09-24", False),  # Mid-Autumn, a Monday
        ("2018-09-29", True),  # a Saturday, made up
        ("2018-09-30", True),  # a Sunday, made up
        ("2018-10-01", False),
        ("2018-10-07", False),
        ("2018-10-08", True),
        ("2018-12-29", True),  # a Saturday, made up for 31 December
        ("2018-12-31", False),
        ("2018-11-21", True),
        ("2018-11-24", False),
        ("2099-06-01", True),  # a Monday beyond the published calendars
        ("2099-06-06", False),
    ],
)
def test_whether_offices_work(text, worked):
    assert workdays.is_workday(day(text)) is worked


@pytest.mark.parametrize(
    ("text", "known"), [("2018-01-01", True), ("2099-01-01", False), ("1999-01-01", False)]
)
def test_whether_the_calendar_of_the_year_is_published(text, known):
    assert workdays.is_published(day(text)) is known


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2018-09-28", 1, "2018-09-29"),
        ("2018-09-28", 2, "2018-09-30"),
        ("2018-09-28", 3, "2018-10-08"),
        ("2018-10-03", 1, "2018-10-08"),
        ("2018-10-08", -1, "2018-09-30"),
        ("2018-10-08", -3, "2018-09-28"),
        ("2018-10-03", 0, "2018-10-03"),
    ],
)
def test_so_many_working_days_later_or_earlier(start, count, end):
    assert workdays.add_workdays(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2018-09-28", "2018-10-08", 3),
        ("2018-10-08", "2018-09-28", -3),
        ("2018-10-01", "2018-10-07", 0),
        ("2018-10-08", "2018-10-08", 0),
    ],
)
def test_working_days_between_two_days_leave_out_the_first_and_count_the_last(start, end, count):
    assert workdays.workdays_between(day(start), day(end)) == count


@given(st.dates(dt.date(2017, 1, 1), dt.date(2020, 1, 1)), st.integers(1, 60))
def test_going_and_counting_agree(start, count):
    later, earlier = workdays.add_workdays(start, count), workdays.add_workdays(start, -count)

    assert workdays.workdays_between(start, later) == count
    assert (workdays.is_workday(later), workdays.is_workday(earlier)) == (True, True)
    assert workdays.workdays_between(earlier - dt.timedelta(1), start - dt.timedelta(1)) == count


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2018-09-01", "2018-09-30"),
        ("2018-10-31", "2018-10-31"),
        ("2018-12-05", "2018-12-29"),
        ("2018-02-28", "2018-02-28"),
        ("2018-06-30", "2018-06-29"),
    ],
)
def test_the_last_working_day_of_a_month(text, last):
    assert workdays.last_workday_of_month(day(text)) == day(last)
