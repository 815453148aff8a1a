"""The queue of reports, and how much one person has asked of it."""

from django.db.models import Q, QuerySet

from reformtracker.lib.queue import ACTIVE_STATES, Queue, moment_in
from reports.enums import Step
from reports.models import Report

# The portal's own reports, of which a start after a long pause makes many, come after those of people.
queue = Queue(Report, first_step=Step.COLLECTING, patient=Q(requested_by=None))


def active_of(user_id: int) -> QuerySet[Report]:
    """What the user has waiting or running."""
    return Report.objects.filter(requested_by=user_id, state__in=ACTIVE_STATES)


def asked_within(user_id: int, seconds: float) -> int:
    """How many reports the user asked for lately."""
    return Report.objects.filter(requested_by=user_id, created_at__gt=moment_in(-seconds)).count()
