"""The ledger: append-only entries, chained per plan; the database refuses UPDATE, DELETE and TRUNCATE."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency
from agencies.permissions import sees_everything, within_sight
from tasks.enums import Move, PlanState, SlipColour, State
from tasks.models.assignment import Assignment
from tasks.models.plan import Plan


class LedgerQuerySet(models.QuerySet):
    def visible_to(self, user) -> "LedgerQuerySet":
        """What belongs to duties in the user's sight."""
        if not user.sees_business:
            return self.none()
        if sees_everything(user):
            return self
        duty = self.model.to_assignment  # type: ignore[attr-defined]  # each model of this queryset has it
        body, document = (within_sight(user, f"{duty}{of}__jurisdiction") for of in ("agency", "plan"))
        return self.filter(body, document, **{f"{duty}plan__state": PlanState.ISSUED})


class Chain(models.Model):
    """The head of a plan's chain: locked last in every move, so that writers queue only for an instant."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="chain")
    n = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.plan.slug} #{self.n}"


class Entry(models.Model):
    """One move and the complete position after it.

    `at` is the portal's clock, which never runs backwards within a plan; `wall_at` is the real one.
    `details` holds what the move carried beyond the columns (evidence hashes, slip, corrected entry …).
    `command` is the digest of who asked for what, by which a repeat is recognised.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="entries")
    n = models.PositiveBigIntegerField()
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="entries")
    subject = models.CharField(max_length=120)
    move = models.CharField(max_length=20, choices=Move)
    state = models.CharField(max_length=24, choices=State)
    percent = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    reported_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    objecting = models.CharField(max_length=400, blank=True)
    asked_due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    actor_label = models.CharField(max_length=160, blank=True)
    on_behalf = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="entries")
    demonstration = models.BooleanField(default=False)
    command = models.CharField(max_length=64)
    at = models.DateTimeField()
    wall_at = models.DateTimeField()
    algorithm = models.CharField(max_length=16)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = LedgerQuerySet.as_manager()
    to_assignment = "assignment__"

    class Meta:
        ordering = ["plan", "n"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["plan", "n"], name="entry_n_once_per_plan"),
            models.CheckConstraint(condition=Q(move__in=Move.values), name="entry_move_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="entry_state_known"),
        ]
        indexes = [
            # The position of a duty on a past day: the newest entry before a moment.
            models.Index(fields=["assignment", "-n"], name="entry_newest_of_assignment"),
            # "What changed this week" and the change feeds of a plan.
            models.Index(fields=["plan", "-at"], name="entry_by_plan_and_time"),
        ]

    def __str__(self) -> str:
        return f"{self.plan.slug} #{self.n} {self.move}"

    # Django's own look-up translates every choice for each row; these two are asked fifty times on a page.
    def get_move_display(self) -> str:  # type: ignore[no-redef]  # the plugin adds Django's own
        return str(Move(self.move).label)

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # as above
        return str(State(self.state).label)


class Evidence(models.Model):
    """A file (kept once under its SHA-256) or a document reference that supports an entry; append-only."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="evidence")
    sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    reference = models.CharField(max_length=300, blank=True)

    objects = LedgerQuerySet.as_manager()
    to_assignment = "entry__assignment__"

    class Meta:
        ordering = ["entry", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256="", name="") & ~Q(reference="") | ~Q(sha256="") & ~Q(name=""),
                name="evidence_is_a_file_or_a_reference",
            )
        ]
        indexes = [
            # Downloads ask by hash; the sweep of orphaned files does too.
            models.Index(fields=["sha256"], name="evidence_by_hash"),
        ]

    def __str__(self) -> str:
        return self.name or self.reference


class Slip(models.Model):
    """An escalation notice (督办单) with the day by which the agency must reply."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="slips")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="slip")
    colour = models.CharField(max_length=8, choices=SlipColour)
    reply_by = models.DateField()

    objects = LedgerQuerySet.as_manager()
    to_assignment = "assignment__"

    class Meta:
        ordering = ["-entry__n"]
        constraints = [
            models.CheckConstraint(condition=Q(colour__in=SlipColour.values), name="slip_colour_known")
        ]

    def __str__(self) -> str:
        return f"{self.colour} {self.reply_by}"
