"""What becomes of a finished report of a schedule: it is issued if that was said, and its recipients hear."""

import datetime as dt
import logging
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from django.utils.translation import override

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Refused
from reformtracker.lib.queue import QueueState
from reports.editions.issuing import issue
from reports.enums import Kind
from reports.models import Report
from tasks.enums import NotificationKind
from tasks.models import Reminder
from tasks.reminders.delivering import deliver, wanted
from tasks.reminders.findings import Finding
from tasks.reminders.readers import Reader
from tasks.reminders.wishes import Wishes

logger = logging.getLogger(__name__)

# A report that nobody could be told of for so long is no news any more.
NEWS = dt.timedelta(days=7)


def deliver_ready() -> int:
    """Issues and tells of what is ready; gives how many people were told something. Harmless to repeat."""
    _issue_ready()
    told = [(reader, finding) for report in _ready() for reader, finding in _addressed(report)]
    if not told:
        return 0
    wishes = Wishes({reader.pk for reader, _finding in told})
    return len(deliver(wanted(told, wishes), clock.now()))


def _scheduled() -> QuerySet[Report]:
    """What schedules brought lately and what is ready of it, the oldest first."""
    since = clock.now() - NEWS
    ready = Report.objects.filter(schedule__isnull=False, state=QueueState.DONE, finished_at__gte=since)
    return ready.order_by("finished_at", "pk")


def _issue_ready() -> None:
    for report in _scheduled().filter(parameters__issue=True, edition=None).select_related("plan"):
        try:
            issue(report, by=None)
        except Refused as refused:
            # Somebody issued the same report by hand, or its files are gone: the report itself is delivered.
            logger.warning("report %s is not issued: %s", report.public_id, refused.message)


def _ready() -> QuerySet[Report]:
    people = Prefetch("schedule__recipients", User.objects.filter(is_active=True).order_by("pk"))
    rows = _scheduled().filter(schedule__recipients__isnull=False).distinct()
    return rows.select_related("plan__jurisdiction", "schedule", "edition").prefetch_related(people)


def _addressed(report: Report) -> Iterable[tuple[Reader, Finding]]:
    """Each recipient who was not told yet and sees the report, with what there is to tell."""
    assert report.schedule is not None
    people = list(report.schedule.recipients.all())
    finding = _finding(report)
    told = Reminder.objects.filter(key=finding.key, user__in=people).values_list("user", flat=True)
    known = set(told)
    for person in people:
        if person.pk not in known and person.sees_business:
            yield Reader(person.pk, person.username, person.email), finding


def _finding(report: Report) -> Finding:
    """The report as a thing to be told of, without a body: it goes to people, not to offices."""
    edition = getattr(report, "edition", None)
    said = {
        "report": str(report.public_id),
        "kind": report.kind,
        "en": _label(report.kind, "en"),
        "zh": _label(report.kind, "zh-hans"),
        "as_of": report.as_of.isoformat(),
        "edition": edition.number if edition else None,
    }
    return Finding(
        NotificationKind.REPORT, f"{NotificationKind.REPORT.value}:{report.public_id}", report.plan_id,
        report.plan.jurisdiction.path, 0, "", "", str(report), said=said,
    )  # fmt: skip


def _label(kind: str, language: str) -> str:
    with override(language):
        return str(Kind(kind).label)
