"""Schedules for people: each with what it last made and when the next report comes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from reformtracker.lib import clock
from reports.enums import Every
from reports.models import Report, Schedule
from reports.schedules.periods import ONE_DAY, next_end
from tasks.models import Round


@dataclass(frozen=True, slots=True)
class Next:
    """The day on which the next report is made, and the day whose end it shows; both Asia/Shanghai."""

    on: dt.date
    as_of: dt.date


def schedules() -> QuerySet[Schedule]:
    """All of them with how many reports they made, the newest report and the recipients; two queries."""
    newest = Report.objects.filter(schedule=OuterRef("pk")).order_by("-as_of", "-pk")
    return (
        Schedule.objects.select_related("plan", "by")
        .prefetch_related("recipients")
        .annotate(
            made=Count("reports", distinct=True),
            last_as_of=Max("reports__as_of"),
            last_id=Subquery(newest.values("public_id")[:1]),
            last_state=Subquery(newest.values("state")[:1]),
        )
        .order_by("plan__slug", "kind", "every", "pk")
    )


def next_reports(found: Iterable[Schedule], today: dt.date) -> dict[int, Next]:
    """The next report of each schedule that has one, by its key; one query at most, for the rounds."""
    found = [schedule for schedule in found if schedule.is_active]
    closings = _closings([one.plan_id for one in found if one.every == Every.ROUND])
    nexts = ((schedule.pk, _next_end(schedule, today, closings)) for schedule in found)
    return {key: Next(end + ONE_DAY, end) for key, end in nexts if end is not None}


def _next_end(schedule: Schedule, today: dt.date, closings: dict[int, dt.date]) -> dt.date | None:
    if schedule.every == Every.ROUND:
        return closings.get(schedule.plan_id)
    end = next_end(schedule.every, max(today, schedule.since))
    last = schedule.plan.period_end if schedule.by_id is None else None
    return None if last and end > last else end


def _closings(plans: list[int]) -> dict[int, dt.date]:
    """The day on which the next round of each plan closes, if nobody moves it."""
    if not plans:
        return {}
    rows = Round.objects.filter(plan__in=plans, closed_at=None, closes_on__gte=clock.today())
    in_order = rows.order_by("-closes_on").values_list("plan", "closes_on")
    return dict(in_order)
