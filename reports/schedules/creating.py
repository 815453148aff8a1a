"""The reports that are due by the schedules: each elapsed period gives one report.

The unique key in the row makes a repeated tick, or two beats, harmless; a beat that was away catches up, but
only with the latest periods.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Min

from reformtracker.lib import clock
from reports.editions.beside import ISSUE
from reports.enums import Every, Format, Kind
from reports.models import Report, Schedule
from reports.schedules.periods import LATEST, ONE_DAY, ends, start_of
from tasks.models import Entry, Plan, Round

# What the portal makes of every issued plan without being asked.
OWN = ((Kind.PROGRESS, Every.MONTH), (Kind.OVERDUE, Every.WEEK))
OWN_FORMATS = (Format.XLSX, Format.PDF, Format.CSV)


def create_due() -> int:
    """Puts the missing reports of all issued plans into the queue; gives their number."""
    make_own()
    active = Schedule.objects.filter(is_active=True, plan__in=Plan.objects.issued()).select_related("plan")
    return sum(_create(schedule, day) for schedule in active for day in due_days(schedule, clock.today()))


def make_own() -> int:
    """Gives every issued plan with a ledger and an end its own two schedules; gives how many it made."""
    own = Schedule.objects.filter(by=None).values_list("plan", "kind", "every")
    there = set(own)
    missing = [
        (plan, kind, every)
        for plan in Plan.objects.issued().exclude(period_end=None)
        for kind, every in OWN
        if (plan.pk, kind.value, every.value) not in there
    ]
    first = _first_entries({plan.pk for plan, _kind, _every in missing})
    return sum(_make(plan, kind, every, first[plan.pk]) for plan, kind, every in missing if plan.pk in first)


def _first_entries(plans: set[int]) -> dict[int, dt.datetime]:
    rows = Entry.objects.filter(plan__in=plans).order_by().values_list("plan").annotate(first=Min("at"))
    return dict(rows)


def _make(plan: Plan, kind: Kind, every: Every, first: dt.datetime) -> bool:
    parameters = {
        "language": settings.LANGUAGE_CODE,
        "formats": [choice.value for choice in OWN_FORMATS],
        "filter": {},
    }
    said = {"parameters": parameters, "since": clock.day_of(first)}
    return Schedule.objects.get_or_create(plan=plan, kind=kind, every=every, by=None, defaults=said)[1]


def due_days(schedule: Schedule, today: dt.date) -> list[dt.date]:
    """The ends of the latest periods that are over today.

    The portal's own reports end with the plan; those that people set up end when they are paused.
    """
    before = today
    if schedule.by_id is None and schedule.plan.period_end is not None:
        before = min(today, schedule.plan.period_end + ONE_DAY)
    if schedule.every == Every.ROUND:
        return list(_closings(schedule, before))[-LATEST[Every.ROUND] :]
    return ends(schedule.every, schedule.since, before)


def _closings(schedule: Schedule, before: dt.date) -> Iterator[dt.date]:
    """The days on which rounds of the plan were closed; the report shows the end of that day."""
    closed = Round.objects.filter(plan=schedule.plan_id).exclude(closed_at=None).order_by("closed_at")
    moments = [moment for moment in closed.values_list("closed_at", flat=True) if moment]
    days = dict.fromkeys(clock.day_of(moment) for moment in moments)
    return (day for day in days if schedule.since <= day < before)


def _create(schedule: Schedule, day: dt.date) -> bool:
    key = f"{schedule.pk}:{day}"
    if Report.objects.filter(schedule_key__in=[key, *_earlier_keys(schedule, day)]).exists():
        return False
    try:
        with transaction.atomic():
            Report.objects.create(
                kind=schedule.kind,
                plan=schedule.plan,
                as_of=day,
                parameters=_parameters(schedule, day),
                requested_at=clock.now(),
                schedule=schedule,
                schedule_key=key,
            )
    except IntegrityError:
        return False  # another beat was quicker
    return True


def _earlier_keys(schedule: Schedule, day: dt.date) -> list[str]:
    """The key by which a portal without schedules knew the report of that period."""
    return [f"{schedule.kind}:{schedule.plan.slug}:{day}"] if schedule.by_id is None else []


def _parameters(schedule: Schedule, day: dt.date) -> dict[str, Any]:
    """What is asked, with the period's beginning where the kind tells of changes between two days."""
    parameters: dict[str, Any] = dict(schedule.parameters)
    if schedule.kind == Kind.CHANGES:
        since = {"since": _before(schedule, day).isoformat()}
        parameters["filter"] = parameters.get("filter", {}) | since
    return parameters | ({ISSUE: True} if schedule.issue else {})


def _before(schedule: Schedule, day: dt.date) -> dt.date:
    """The day at whose end the period began: the last one of the period before."""
    if schedule.every != Every.ROUND:
        return start_of(schedule.every, day) - ONE_DAY
    earlier = list(_closings(schedule, day))
    return earlier[-1] if earlier else schedule.since - ONE_DAY
