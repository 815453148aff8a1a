"""What happened at the doors: access events, append-only and chained; how long they are kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.enums import EventKind, Outcome

# The law asks for six months of logs; no setting goes below.
FEWEST_DAYS = 183
GENESIS = "0" * 64


class EventChain(models.Model):
    """The one chain of access events. `start_n` and `start_hash` name the last event that retention removed.

    Nothing before it is there any more; the first event that is still kept continues it.
    """

    n = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    at = models.DateTimeField(null=True, blank=True)
    start_n = models.PositiveBigIntegerField(default=0)
    start_hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="event_chain_is_one"),
            models.CheckConstraint(
                condition=Q(start_n__lte=models.F("n")), name="event_chain_starts_before_end"
            ),
        ]

    def __str__(self) -> str:
        return f"access #{self.n}"


class AccessEvent(models.Model):
    """Somebody came in, was refused, was given a role, took something out, or changed a setting.

    `subject` names in stable words what it is about (a file, an account, a page). `source` is the address
    that it came from, as the portal's own proxy states it. `at` is the portal's clock and never runs
    backwards, `wall_at` the real one.
    """

    n = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=EventKind)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.DONE)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="access_events"
    )
    actor_label = models.CharField(max_length=160, blank=True)
    source = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    wall_at = models.DateTimeField()
    algorithm = models.CharField(max_length=16)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["n"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="event_outcome_known"),
        ]
        indexes = [
            models.Index(fields=["-at"], name="event_by_time"),
            # Who did what, and the limits per person.
            models.Index(fields=["actor", "kind", "-n"], name="event_by_actor"),
        ]

    def __str__(self) -> str:
        return f"access #{self.n} {self.kind}"


class Retention(models.Model):
    """How many days access events are kept; append-only, the newest row holds."""

    days = models.PositiveIntegerField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="retentions")
    at = models.DateTimeField()
    wall_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=FEWEST_DAYS), name="retention_never_under_six_months"
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} days"
