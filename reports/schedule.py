"""The reports that the portal makes by itself: progress for every month, overdue for every week.

Each elapsed period of an issued plan gives one report. The unique key in the row makes a repeated tick, or
two beats, harmless; a beat that was away catches up, but only the latest periods: nobody reads the weekly
report of half a year ago, and the first start of an old plan must not fill the queue.
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db import IntegrityError, transaction

from reformtracker.lib import clock
from reports import services
from reports.enums import Kind
from reports.models import Report
from tasks.models import Entry, Plan

ONE_DAY = dt.timedelta(days=1)
# How many elapsed periods are made up for.
LATEST_MONTHS = 3
LATEST_WEEKS = 4


def month_ends(first: dt.date, before: dt.date) -> Iterator[dt.date]:
    """The last days of months from `first` (included) to `before` (excluded)."""
    day = first
    while (end := _end_of_month(day)) < before:
        yield end
        day = end + ONE_DAY


def _end_of_month(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - ONE_DAY


def sundays(first: dt.date, before: dt.date) -> Iterator[dt.date]:
    """The Sundays from `first` (included) to `before` (excluded).

    The report of a week appears on the Monday after.
    """
    day = first + ONE_DAY * (6 - first.weekday())
    while day < before:
        yield day
        day += ONE_DAY * 7


def due_periods(first: dt.date, last: dt.date, today: dt.date) -> list[tuple[Kind, dt.date]]:
    """Kind and day of every report that should exist today for a ledger from `first` to `last`."""
    before = min(today, last + ONE_DAY)
    months = list(month_ends(first, before))[-LATEST_MONTHS:]
    weeks = list(sundays(first, before))[-LATEST_WEEKS:]
    return [(Kind.PROGRESS, day) for day in months] + [(Kind.OVERDUE, day) for day in weeks]


def create_due() -> int:
    """Puts the missing reports of all issued plans into the queue; gives their number."""
    return sum(_create(plan, kind, day) for plan in Plan.objects.issued() for kind, day in _due(plan))


def _due(plan: Plan) -> list[tuple[Kind, dt.date]]:
    entry = Entry.objects.filter(plan=plan).order_by("n").first()
    if entry is None or plan.period_end is None:
        return []
    return due_periods(clock.day_of(entry.at), plan.period_end, clock.today())


def _create(plan: Plan, kind: str, day: dt.date) -> bool:
    key = f"{kind}:{plan.slug}:{day}"
    if Report.objects.filter(schedule_key=key).exists():
        return False
    try:
        with transaction.atomic():
            services.request_report(
                kind=kind, plan=plan, as_of=day, by=None, language=settings.LANGUAGE_CODE, schedule_key=key
            )
    except IntegrityError:
        return False  # another beat was quicker
    return True
