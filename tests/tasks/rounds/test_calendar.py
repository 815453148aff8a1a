"""Which rounds a plan has, and on which days."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reformtracker.lib import workdays
from tasks.enums import RoundPace
from tasks.rounds.calendar import Pace, rounds_between, workday_of_month
from tests.tasks.rounds.scenes import date

MONTHLY = Pace(RoundPace.MONTHLY, 20, 28, 5)
QUARTERLY = Pace(RoundPace.QUARTERLY, 20, 28, 5)
HALF_YEAR = (date("2018-07-01"), date("2018-12-31"))


def test_the_round_of_september_2018_opens_on_the_20th_and_is_due_on_friday_the_28th():
    september = list(rounds_between(*HALF_YEAR, MONTHLY))[2]

    assert (september.number, september.opens_on, september.due_on) == (
        "2018-09",
        date("2018-09-20"),
        date("2018-09-28"),
    )
    assert september.due_on.weekday() == 4


def test_a_round_closes_after_its_grace_in_working_days_over_the_national_holidays():
    """1 to 7 October are free; the Saturday and Sunday before are worked."""
    september = list(rounds_between(*HALF_YEAR, MONTHLY))[2]

    assert september.closes_on == date("2018-10-10")


def test_a_half_year_has_six_monthly_and_two_quarterly_rounds():
    monthly, quarterly = (list(rounds_between(*HALF_YEAR, pace)) for pace in (MONTHLY, QUARTERLY))

    assert [one.number for one in monthly] == [f"2018-{month:02}" for month in range(7, 13)]
    assert [(one.number, one.opens_on) for one in quarterly] == [
        ("2018-Q3", date("2018-09-20")),
        ("2018-Q4", date("2018-12-20")),
    ]


def test_a_day_that_is_no_working_day_moves_to_the_working_day_before():
    """28 October 2018 was a Sunday, 1 October the national day after two days worked."""
    assert workday_of_month(date("2018-10-15"), 28) == date("2018-10-26")
    assert workday_of_month(date("2018-10-15"), 1) == date("2018-09-30")


def test_a_day_that_the_month_lacks_is_its_last_one():
    assert workday_of_month(date("2018-11-05"), 31) == date("2018-11-30")
    assert workday_of_month(date("2018-02-01"), 31) == date("2018-02-28")


def test_a_plan_that_begins_and_ends_within_a_month_reports_on_these_months_too():
    found = list(rounds_between(date("2018-07-16"), date("2018-09-10"), MONTHLY))

    assert [(one.number, one.period_start, one.period_end) for one in found] == [
        ("2018-07", date("2018-07-16"), date("2018-07-31")),
        ("2018-08", date("2018-08-01"), date("2018-08-31")),
        ("2018-09", date("2018-09-01"), date("2018-09-10")),
    ]


PACES = st.builds(
    Pace, st.sampled_from(RoundPace.values), st.integers(1, 15), st.integers(16, 31), st.integers(0, 20)
)


@given(st.dates(dt.date(2010, 1, 1), dt.date(2025, 1, 1)), st.integers(0, 900), PACES)
def test_rounds_cover_the_period_once_and_their_days_stand_in_order(start, length, pace):
    end = start + dt.timedelta(days=length)

    found = list(rounds_between(start, end, pace))

    assert (found[0].period_start, found[-1].period_end) == (start, end)
    for one, following in pairwise(found):
        assert following.period_start == one.period_end + dt.timedelta(days=1)
        assert one.opens_on < following.opens_on
    for one in found:
        assert one.opens_on <= one.due_on <= one.closes_on
        assert workdays.is_workday(one.due_on)
        assert workdays.workdays_between(one.due_on, one.closes_on) == pace.grace
