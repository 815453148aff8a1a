"""SO WHAT: reports. The row of a report is the queue itself.

A broker's message is only a hint that it is there.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from agencies.permissions import sees_everything
from reports.enums import ACTIVE_STATES, Failure, Kind, ReportState, Step
from tasks.models import Plan


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReportQuerySet":
        """One's own reports.

        The portal's own hold the whole plan, so only those who see everything see them.
        """
        if not user.sees_business:
            return self.none()
        if sees_everything(user):
            return self
        return self.filter(requested_by=user, plan__in=Plan.objects.visible_to(user))

    def active(self) -> "ReportQuerySet":
        return self.filter(state__in=ACTIVE_STATES)

    def for_list(self) -> "ReportQuerySet":
        """What one row of the list shows, in one query."""
        return self.select_related("plan", "requested_by")


class Report(models.Model):
    """One report that somebody asked for, or the portal itself (`requested_by` is null: schedule or command).

    `as_of` is a Shanghai day; the report shows the ledger at its end. `parameters` holds language, formats
    and filter. Moments of the queue (created, lease, dispatch) are the database's own clock; `requested_at`,
    `finished_at` and `as_of_moment` are the portal's. `artifacts` lists the files: format, sha256, size,
    name.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reports")
    as_of = models.DateField()
    parameters = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="reports"
    )
    requested_at = models.DateTimeField()
    # "progress:2018-h2:2018-10-31": two beats, or one that runs twice, make one report per period.
    schedule_key = models.CharField(max_length=120, null=True, blank=True, unique=True)

    state = models.CharField(max_length=12, choices=ReportState, default=ReportState.QUEUED)
    created_at = models.DateTimeField(db_default=Now())
    attempt = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(db_default=Now())
    dispatched_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)

    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=12, choices=Step, default=Step.WAITING)
    failure_code = models.CharField(max_length=16, choices=Failure, blank=True)
    failure_detail = models.CharField(max_length=500, blank=True)

    finished_at = models.DateTimeField(null=True, blank=True)
    artifacts = models.JSONField(default=list, blank=True)
    data_sha256 = models.CharField(max_length=64, blank=True)
    rule_version = models.CharField(max_length=16, blank=True)
    as_of_moment = models.DateTimeField(null=True, blank=True)
    ledger_n = models.PositiveBigIntegerField(null=True, blank=True)
    ledger_hash = models.CharField(max_length=64, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="report_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_progress_at_most_100"),
            models.CheckConstraint(
                condition=~Q(state=ReportState.RUNNING)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="report_running_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.DONE) | (~Q(data_sha256="") & ~Q(artifacts=[])),
                name="report_done_has_artifacts",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.FAILED) | ~Q(failure_code=""), name="report_failed_says_why"
            ),
        ]
        indexes = [
            # The dispatcher's look each second: what waits or runs, oldest first.
            models.Index(
                F("created_at"), condition=Q(state__in=sorted(ACTIVE_STATES)), name="report_active_by_age"
            ),
            # A person's own list, and the limit per hour.
            models.Index(fields=["requested_by", "-created_at"], name="report_by_requester"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.plan.slug} {self.as_of}"

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.public_id])

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    @property
    def formats(self) -> list[str]:
        return self.parameters.get("formats", [])

    @property
    def language(self) -> str:
        return self.parameters.get("language", "en")

    @property
    def filter(self) -> dict[str, str]:
        """The narrowing asked for: `agency` (code) and `field` (canonical field), each only if given."""
        return self.parameters.get("filter", {})

    def artifact(self, kind: str) -> dict | None:
        """The file of that format, if the report is ready and has it."""
        return next((item for item in self.artifacts if item["format"] == kind), None)
