"""Editions: reports that were issued and stay as they are; schedules: reports that come by themselves."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from agencies.permissions import sees_everything
from reports.enums import Every, Kind
from reports.models.report import Report
from tasks.models import Plan


class EditionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EditionQuerySet":
        """Editions of one's own reports and of schedules one receives; all of them who sees everything."""
        if not user.sees_business:
            return self.none()
        if sees_everything(user):
            return self
        own = Q(report__requested_by=user) | Q(report__schedule__recipients=user)
        return self.filter(own, plan__in=Plan.objects.visible_to(user)).distinct()


class Edition(models.Model):
    """A report that was issued: frozen, numbered within its series, reproducible; append-only.

    `series` is the SHA-256 of what is asked again when the same report is asked again (kind, plan, day,
    language, filter). `frozen` holds everything that a reader needs to check it later: parameters, labels of
    the kinds and bodies as they were, versions of generator and rule, the ledger's head, the SHA-256 of the
    data and of every file. A correction is the next number and says why; both stay.
    """

    series = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField()
    report = models.OneToOneField(Report, models.PROTECT, related_name="edition")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="report_editions")
    kind = models.CharField(max_length=16, choices=Kind)
    as_of = models.DateField()
    title = models.CharField(max_length=300)
    data_sha256 = models.CharField(max_length=64)
    frozen = models.JSONField()
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.TextField(blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="editions"
    )
    issued_label = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()
    wall_at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="edition_number_once_per_series"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="edition_kind_known"),
            models.CheckConstraint(
                condition=Q(number=1, corrects=None)
                | (Q(number__gt=1, corrects__isnull=False) & ~Q(reason="")),
                name="edition_correction_says_what_and_why",
            ),
        ]
        indexes = [
            # The calendar of what was issued.
            models.Index(fields=["plan", "-as_of"], name="edition_by_plan_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.plan.slug} {self.as_of} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("reports:edition", args=[self.report.public_id])


class Schedule(models.Model):
    """A report that the portal makes by itself after every period; `by` is null for the two of every plan.

    `parameters` as in Report. `issue`: whether the finished report becomes an edition at once. `since`: the
    first day that a period may end on.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="schedules")
    kind = models.CharField(max_length=16, choices=Kind)
    every = models.CharField(max_length=12, choices=Every)
    parameters = models.JSONField(default=dict)
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="schedules")
    issue = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    since = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="own_schedules"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["plan", "kind", "every", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="schedule_kind_known"),
            models.CheckConstraint(condition=Q(every__in=Every.values), name="schedule_every_known"),
            # The portal's own two of a plan are made once, however many beats run.
            models.UniqueConstraint(
                fields=["plan", "kind", "every"], condition=Q(by=None), name="schedule_own_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.slug} {self.kind} {self.every}"
