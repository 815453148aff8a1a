"""Which rounds a plan has and on which days they open, fall due and close; asks no database."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from reformtracker.lib import workdays
from tasks.enums import RoundPace

MONTHS = {RoundPace.MONTHLY: 1, RoundPace.QUARTERLY: 3}


@dataclass(frozen=True, slots=True)
class Pace:
    """How a plan reports; see tasks.models.RoundRule. `grace` in working days."""

    pace: str
    opens_day: int
    due_day: int
    grace: int


@dataclass(frozen=True, slots=True)
class Days:
    """One round: its number ("2018-09", "2018-Q3"), its period and its three days, all included."""

    number: str
    period_start: dt.date
    period_end: dt.date
    opens_on: dt.date
    due_on: dt.date
    closes_on: dt.date


def rounds_between(start: dt.date, end: dt.date, pace: Pace) -> Iterator[Days]:
    """The rounds of a plan with that period, oldest first; a month only partly in it counts too."""
    months = MONTHS[RoundPace(pace.pace)]
    first = start.replace(month=start.month - (start.month - 1) % months, day=1)
    while first <= end:
        last = _last_day(_later(first, months - 1))
        yield _days(first, max(first, start), min(last, end), pace)
        first = _later(first, months)


def _days(first: dt.date, start: dt.date, end: dt.date, pace: Pace) -> Days:
    """The days stand in the last month of the period, as far as the plan reaches."""
    due_on = workday_of_month(end, pace.due_day)
    return Days(
        _number(first, pace.pace),
        start,
        end,
        workday_of_month(end, pace.opens_day),
        due_on,
        closing_day(due_on, pace.grace),
    )


def closing_day(due_on: dt.date, grace: int) -> dt.date:
    """The last day of a round: `grace` working days after its due day."""
    return workdays.add_workdays(due_on, grace)


def workday_of_month(month: dt.date, day: int) -> dt.date:
    """That day of the month (its last one where it is shorter), or the working day before."""
    found = month.replace(day=min(day, _last_day(month).day))
    return found if workdays.is_workday(found) else workdays.add_workdays(found, -1)


def _number(first: dt.date, pace: str) -> str:
    if pace == RoundPace.QUARTERLY:
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return f"{first:%Y-%m}"


def _later(first: dt.date, months: int) -> dt.date:
    """The first day of the month so many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)


def _last_day(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
