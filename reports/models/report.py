"""Reports. The row of a report is the queue itself.

A broker's message is only a hint that it is there.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.directory import place_name, short_names
from agencies.permissions import sees_everything
from reformtracker.lib.bilingual import listed
from reformtracker.lib.queue import ACTIVE_STATES, QueuedRow, QueueState, active_by_age, sound_queue
from reports.enums import Failure, Kind, Step
from reports.extract.asking import words as of_ledger
from tasks.enums import Field
from tasks.models import Plan


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReportQuerySet":
        """One's own reports, and those of schedules that one receives.

        The portal's other ones hold the whole plan, so only those who see everything see them.
        """
        if not user.sees_business:
            return self.none()
        if sees_everything(user):
            return self
        own = Q(requested_by=user) | Q(schedule__in=user.schedules.all())
        return self.filter(own, plan__in=Plan.objects.visible_to(user))

    def active(self) -> "ReportQuerySet":
        return self.filter(state__in=ACTIVE_STATES)

    def for_list(self) -> "ReportQuerySet":
        """What one row of the list shows, in one query."""
        return self.select_related("plan", "requested_by", "edition")


class Report(QueuedRow):
    """One report that somebody asked for, or the portal itself (`requested_by` is null: schedule or command).

    `as_of` is a Shanghai day; the report shows the ledger at its end. `parameters` holds language, formats
    and filter. Moments of the queue (created, lease, dispatch) are the database's own clock; `requested_at`,
    `finished_at` and `as_of_moment` are the portal's. `artifacts` lists the files: format, sha256, size,
    name.
    """

    kind = models.CharField(max_length=16, choices=Kind)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reports")
    as_of = models.DateField()
    parameters = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="reports"
    )
    requested_at = models.DateTimeField()
    schedule = models.ForeignKey(
        "reports.Schedule", models.PROTECT, null=True, blank=True, related_name="reports"
    )
    # "7:2018-10-31", the schedule and the end of its period: two beats make one report of a period.
    schedule_key = models.CharField(max_length=120, null=True, blank=True, unique=True)

    step = models.CharField(max_length=12, choices=Step, default=Step.WAITING)
    failure_code = models.CharField(max_length=16, choices=Failure, blank=True)

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
            *sound_queue("report"),
            models.CheckConstraint(
                condition=~Q(state=QueueState.DONE) | (~Q(data_sha256="") & ~Q(artifacts=[])),
                name="report_done_has_artifacts",
            ),
        ]
        indexes = [
            active_by_age("report"),
            # A person's own list, and the limit per hour.
            models.Index(fields=["requested_by", "-created_at"], name="report_by_requester"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.plan.slug} {self.as_of}"

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.public_id])

    @property
    def formats(self) -> list[str]:
        return self.parameters.get("formats", [])

    @property
    def language(self) -> str:
        return self.parameters.get("language", "en")

    @property
    def filter(self) -> dict[str, str]:
        """The narrowing asked for, by the names of reports.scopes, each only if given."""
        return self.parameters.get("filter", {})

    @property
    def narrowed_to(self) -> str:
        """What of the plan the report is about, in the reader's language; empty for all of it."""
        wanted = self.filter
        if self.kind == Kind.EXTRACT:
            return listed(of_ledger(wanted))
        field, area, name = (wanted.get(key, "") for key in ("field", "area", "named"))
        parts = [
            short_names(wanted.get("agency", "")),
            place_name(wanted.get("place", "")),
            _("reform area %(number)s") % {"number": area} if area else "",
            Field(field).label if field else "",
            _("view “%(name)s”") % {"name": name} if name else "",
            _("a view of the task list") if "query" in wanted and not name else "",
            _("changes since %(day)s") % {"day": wanted["since"]} if "since" in wanted else "",
        ]
        return listed(part for part in parts if part)

    def artifact(self, kind: str) -> dict | None:
        """The file of that format, if the report is ready and has it."""
        return next((item for item in self.artifacts if item["format"] == kind), None)
