"""Days of the calendar: ends of months, quarters, half-years and years, as ISO dates."""

import calendar
import datetime as dt

_PART_ENDS = {"H1": 6, "H2": 12, "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12}


def day(year: int, month: int = 12, day_of_month: int | None = None) -> str | None:
    """That day, or the last of the month; None where the calendar has none."""
    try:
        last = calendar.monthrange(year, month)[1]
        return dt.date(year, month, day_of_month or last).isoformat()
    except (ValueError, calendar.IllegalMonthError):
        return None


def part_end(year: int, part: str) -> str | None:
    """The last day of "H1", "H2", "Q1" … "Q4"."""
    return day(year, _PART_ENDS[part])


def day_before(year: int, month: int = 1) -> str | None:
    """The day before a month or a year begins."""
    return day(year, month - 1) if month > 1 else day(year - 1)


def days_after(start: str, days: int) -> str | None:
    try:
        return (dt.date.fromisoformat(start) + dt.timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return None


def months_after(start: str, months: int) -> str | None:
    """The same day that many months on, or the last of that month."""
    first = dt.date.fromisoformat(start)
    index = first.year * 12 + first.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(first.day, last)).isoformat()
