"""Chinese working days: statutory holidays and make-up workdays (调休) from the `chinesecalendar` package.

The package knows the State Council's published calendars (2004 to the current year). Outside them only
Saturdays and Sundays are free, and `is_published` says so.
"""

import datetime as dt
from functools import lru_cache

import chinese_calendar

ONE_DAY = dt.timedelta(days=1)


@lru_cache(maxsize=4096)
def is_workday(day: dt.date) -> bool:
    """Whether offices in mainland China work on that day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # how the package says that a year's calendar is not published
        return day.weekday() < 5


def is_published(day: dt.date) -> bool:
    """Whether the State Council's calendar for that year is known to the package."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:  # as above
        return False
    return True


@lru_cache(maxsize=1024)
def add_workdays(day: dt.date, count: int) -> dt.date:
    """The working day `count` working days after (before, if negative) `day`; `day` itself is not counted."""
    step = ONE_DAY if count >= 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day)
    return day


def workdays_between(start: dt.date, end: dt.date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -workdays_between(end, start)
    return sum(is_workday(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))


def last_workday_of_month(day: dt.date) -> dt.date:
    """The last working day of the month in which `day` lies."""
    following = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return add_workdays(following, -1)
