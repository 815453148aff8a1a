"""The periods of a schedule: on which days weeks, months and quarters end. Pure functions over days."""

import datetime as dt
from collections.abc import Callable, Iterator

from reports.enums import Every

ONE_DAY = dt.timedelta(days=1)
# How many elapsed periods are made up for: nobody reads the weekly report of half a year ago, and the first
# start of an old plan must not fill the queue.
LATEST = {Every.WEEK: 4, Every.MONTH: 3, Every.QUARTER: 2, Every.ROUND: 2}


def sundays(first: dt.date, before: dt.date) -> Iterator[dt.date]:
    """The Sundays from `first` (included) to `before` (excluded).

    The report of a week appears on the Monday after.
    """
    day = first + ONE_DAY * (6 - first.weekday())
    while day < before:
        yield day
        day += ONE_DAY * 7


def month_ends(first: dt.date, before: dt.date) -> Iterator[dt.date]:
    """The last days of months from `first` (included) to `before` (excluded)."""
    day = first
    while (end := end_of_month(day)) < before:
        yield end
        day = end + ONE_DAY


def quarter_ends(first: dt.date, before: dt.date) -> Iterator[dt.date]:
    """The last days of March, June, September and December in that span."""
    return (day for day in month_ends(first, before) if day.month % 3 == 0)


def end_of_month(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - ONE_DAY


ENDS: dict[str, Callable[[dt.date, dt.date], Iterator[dt.date]]] = {
    Every.WEEK: sundays,
    Every.MONTH: month_ends,
    Every.QUARTER: quarter_ends,
}


def ends(every: str, first: dt.date, before: dt.date) -> list[dt.date]:
    """The last days of the latest periods that ended from `first` (included) to `before` (excluded)."""
    return list(ENDS[every](first, before))[-LATEST[Every(every)] :]


def next_end(every: str, from_day: dt.date) -> dt.date:
    """The first end of a period on or after the day."""
    return next(ENDS[every](from_day, from_day + ONE_DAY * 100))


def start_of(every: str, end: dt.date) -> dt.date:
    """The first day of the period that ends on `end`."""
    if every == Every.WEEK:
        return end - ONE_DAY * 6
    month = end.replace(day=1)
    return month if every == Every.MONTH else month.replace(month=month.month - 2)
