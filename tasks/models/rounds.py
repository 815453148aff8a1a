"""Reporting rounds of a plan: what was owed in each, and what came when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.permissions import sees_everything, within_sight
from tasks.enums import PlanState, RoundEventKind, RoundPace
from tasks.models.assignment import Assignment
from tasks.models.ledger import Entry
from tasks.models.plan import Plan


class RoundRule(models.Model):
    """How a plan reports: every month or quarter, from `opens_day` to `due_day` of the period's last month.

    A day that is no working day moves to the working day before. The round closes `grace` working days after
    the due day; what comes in between, or later still, is taken and counted as late.
    """

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="round_rule")
    pace = models.CharField(max_length=12, choices=RoundPace)
    opens_day = models.PositiveSmallIntegerField(default=20)
    due_day = models.PositiveSmallIntegerField(default=28)
    grace = models.PositiveSmallIntegerField(default=5)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="round_rules"
    )
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pace__in=RoundPace.values), name="round_rule_pace_known"),
            models.CheckConstraint(
                condition=Q(opens_day__gte=1, due_day__gt=F("opens_day"), due_day__lte=31),
                name="round_rule_opens_before_it_is_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.slug} {self.pace}"


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RoundQuerySet":
        if not user.sees_business:
            return self.none()
        if sees_everything(user):
            return self
        return self.filter(within_sight(user, "plan__jurisdiction"), plan__state=PlanState.ISSUED)

    def opened(self) -> "RoundQuerySet":
        return self.exclude(opened_at=None)


class Round(models.Model):
    """One reporting round; `number` is its period: "2018-09" or "2018-Q3".

    Planned until `opened_at`, open until `closed_at`. What it asks for are its returns, fixed when it opens.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rounds")
    number = models.CharField(max_length=12)
    period_start = models.DateField()
    period_end = models.DateField()
    opens_on = models.DateField()
    due_on = models.DateField()
    closes_on = models.DateField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "period_start"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="round_once_per_plan"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on"), closes_on__gte=F("due_on")),
                name="round_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False), name="round_closed_was_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.slug} {self.number}"

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None


class RoundEvent(models.Model):
    """Who opened, closed or moved a round and when; append-only. `by` None is the portal itself."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=RoundEventKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="round_events"
    )
    note = models.TextField(blank=True)
    # How many returns were owed, had come in time, late, or not at all at that moment.
    counts = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    wall_at = models.DateTimeField()

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RoundEventKind.values), name="round_event_known")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.kind}"


class ReturnQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReturnQuerySet":
        if not user.sees_business:
            return self.none()
        if sees_everything(user):
            return self
        body = within_sight(user, "assignment__agency__jurisdiction")
        return self.filter(body, within_sight(user, "round__plan__jurisdiction"))

    def pressing(self) -> "ReturnQuerySet":
        """What an open round still asks for: not given yet, or sent back and not given again."""
        return self.filter(round__opened_at__isnull=False, round__closed_at=None, excused_on=None).filter(
            Q(given_on=None) | Q(sent_back_on__isnull=False, again_on=None)
        )


class Return(models.Model):
    """What one duty owes in one round.

    `given_on` is the day of its first report or claim and `entry` that entry; neither changes. `sent_back_on`
    is the day on which the office last returned it, `again_on` the day it came again after that. A duty that
    was closed or suspended before it was given is excused. All of it follows from the ledger
    (tasks.rounds.derivation.derived), and stands here so that it can be counted.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="returns")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="returns")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="returns")
    given_on = models.DateField(null=True, blank=True)
    sent_back_on = models.DateField(null=True, blank=True)
    again_on = models.DateField(null=True, blank=True)
    times_sent_back = models.PositiveSmallIntegerField(default=0)
    corrected = models.PositiveSmallIntegerField(default=0)
    excused_on = models.DateField(null=True, blank=True)

    # Given by tasks.rounds.punctuality.with_punctuality().
    at_punctuality: str

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["round", "assignment"]
        constraints = [
            models.UniqueConstraint(fields=["round", "assignment"], name="return_once_per_round"),
            models.CheckConstraint(
                condition=Q(given_on=None, entry=None) | Q(given_on__isnull=False, entry__isnull=False),
                name="return_given_by_an_entry",
            ),
        ]
        indexes = [
            # The desk: what this round still asks of a body.
            models.Index(fields=["assignment", "round"], name="return_by_assignment"),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.assignment_id}"
