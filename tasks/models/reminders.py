"""What people are told: digests in their inbox, what was sent already, chases, and calendar feeds."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.enums import NotificationKind
from tasks.models.assignment import Assignment
from tasks.models.plan import Plan
from tasks.models.rounds import Round


class Notification(models.Model):
    """One digest for one person: everything of a kind that was found in one run, its items being reminders.

    `at` is the portal's clock. `mailed_at` stays empty where e-mail is not configured or not wanted.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=20, choices=NotificationKind)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    in_inbox = models.BooleanField(default=True)
    mail_wanted = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=NotificationKind.values), name="notification_kind_known"
            )
        ]
        indexes = [
            # The unread count in the bar of every page.
            models.Index(
                fields=["user"], condition=Q(read_at=None, in_inbox=True), name="notification_unread"
            ),
            models.Index(fields=["user", "-at"], name="notification_inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.at}"


class Reminder(models.Model):
    """One thing that one person was told: the sent log. `key` names it and its rung, and is told once.

    `said` holds what the sentence was made of at that time (due date, standing, colour …), in no language.
    """

    notification = models.ForeignKey(Notification, models.PROTECT, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    key = models.CharField(max_length=120)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reminders")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="reminders")
    said = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["notification", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="reminder_told_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"


class ReminderWish(models.Model):
    """A person's own choice for one kind; without a row the kind's default holds (tasks.reminders.wishes)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminder_wishes")
    kind = models.CharField(max_length=20, choices=NotificationKind)
    inbox = models.BooleanField()
    mail = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="reminder_wish_once"),
            models.CheckConstraint(condition=Q(kind__in=NotificationKind.values), name="wish_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class Chase(models.Model):
    """Somebody of the secretariat asked after a duty by hand (催办); append-only."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="chases")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="chases")
    note = models.TextField()
    told = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    wall_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.at}"


class CalendarFeed(models.Model):
    """The secret address under which a person's deadlines can be subscribed to; only its SHA-256 is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    language = models.CharField(max_length=8)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="calendar_feed_one_living"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.hint}…"
