"""A document that somebody handed in, what the reader made of it, and what reviewers decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from agencies.permissions import sees_everything
from reformtracker.lib.queue import QueuedRow, QueueState, active_by_age, sound_queue
from tasks.enums import IntakeFailure, IntakeStep
from tasks.models.plan import Plan


class IntakeQuerySet(models.QuerySet):
    def visible_to(self, user) -> "IntakeQuerySet":
        """What is not issued yet is the secretariat's business; the auditor reads along."""
        return self if sees_everything(user) else self.none()


class Intake(QueuedRow):
    """A document on its way to become a plan; the row is also its own place in the readers' queue.

    The file lies under its SHA-256 in the store of documents; `text` is what stands in it. `reading` is the
    draft as the reader left it, `draft` the same with all decisions; `version` rises with every change.
    """

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    asked_language = models.CharField(max_length=2, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_in_at = models.DateTimeField()
    step = models.CharField(max_length=12, choices=IntakeStep, default=IntakeStep.WAITING)
    failure_code = models.CharField(max_length=16, choices=IntakeFailure, blank=True)

    text = models.TextField(blank=True)
    reading = models.JSONField(default=dict, blank=True)
    draft = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    plan = models.OneToOneField(Plan, models.PROTECT, null=True, blank=True, related_name="intake")
    discarded = models.BooleanField(default=False)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            *sound_queue("intake"),
            models.CheckConstraint(
                condition=~Q(state=QueueState.DONE) | (~Q(reading={}) & ~Q(draft={})),
                name="intake_done_has_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(plan=None) | Q(discarded=False), name="intake_issued_is_not_discarded"
            ),
        ]
        indexes = [active_by_age("intake")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tasks:intake", args=[self.public_id])

    @property
    def in_review(self) -> bool:
        return self.state == QueueState.DONE and self.plan_id is None and not self.discarded


class Decision(models.Model):
    """One correction of a reviewer: an operation of tasks.intake.review. Undone ones stay, marked."""

    intake = models.ForeignKey(Intake, models.PROTECT, related_name="decisions")
    n = models.PositiveIntegerField()
    operation = models.JSONField()
    # The version of the draft that this decision, or taking it back, brought about.
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["intake", "n"]
        constraints = [models.UniqueConstraint(fields=["intake", "n"], name="decision_number_once")]

    def __str__(self) -> str:
        return f"{self.n}. {self.operation.get('op', '')}"
