"""Readings: reported values of targets; and findings, what a source says about one place."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Jurisdiction
from agencies.permissions import sees_everything, within_sight
from reformtracker.lib.bilingual import Bilingual
from tasks.enums import PlanState
from tasks.models.ledger import Entry
from tasks.models.plan import Target, Task


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReadingQuerySet":
        """Readings of places and plans in sight."""
        if not user.sees_business:
            return self.none()
        if sees_everything(user):
            return self
        place = within_sight(user, "jurisdiction")
        document = within_sight(user, "target__measure__task__area__plan__jurisdiction")
        return self.filter(place, document).exclude(target__measure__task__area__plan__state=PlanState.DRAFT)


class Reading(models.Model):
    """A value of a target for one place on a day; append-only, the newest of a day counts.

    `value` is in the target's unit; of a share it is 100 × numerator / denominator. `entry` is the update
    with which it was reported and whose evidence supports it; None for a value taken from a document, which
    `source` names. `out_of` and `named` belong to such values: 19 of 32 places, those that are named.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="readings")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="readings")
    on = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    out_of = models.PositiveIntegerField(null=True, blank=True)
    named = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="readings")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="readings"
    )
    at = models.DateTimeField()
    wall_at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["target", "jurisdiction", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator=None, denominator=None)
                | Q(numerator__gte=0, denominator__gt=0, numerator__isnull=False, denominator__isnull=False),
                name="reading_share_has_both_parts",
            ),
            models.CheckConstraint(
                condition=Q(entry__isnull=False) | ~Q(source=""), name="reading_has_an_entry_or_a_source"
            ),
        ]
        indexes = [
            # The newest value of each place, and a place's course over time.
            models.Index(fields=["target", "jurisdiction", "-on", "-id"], name="reading_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.jurisdiction_id} {self.on}: {self.value}"


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FindingQuerySet":
        """Findings about places in sight."""
        if not user.sees_business:
            return self.none()
        return self if sees_everything(user) else self.filter(within_sight(user, "jurisdiction"))


class Finding(models.Model):
    """What a named source says about one place under one task, on a day; append-only, never a duty.

    `quote` is verbatim; the texts say it in the portal's languages; `source` names document, day and passage.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="findings")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="findings")
    on = models.DateField()
    text_en = models.TextField()
    text_zh = models.TextField()
    quote = models.TextField()
    source = models.TextField()
    at = models.DateTimeField()
    wall_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    text = Bilingual("text")

    class Meta:
        ordering = ["task", "jurisdiction", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.jurisdiction_id} {self.on}: {self.text_en}"
