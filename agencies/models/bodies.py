"""WHERE and WHO: jurisdictions, agencies with all their names, and what became of them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, Level, NameKind
from reformtracker.lib.bilingual import Bilingual, is_chinese


class JurisdictionQuerySet(models.QuerySet):
    def provinces(self) -> "JurisdictionQuerySet":
        return self.filter(level=Level.PROVINCE)


class Jurisdiction(models.Model):
    """A place with a government of its own; `path` holds the codes from the root, "CN/350000/"."""

    code = models.CharField(max_length=12, unique=True)
    level = models.CharField(max_length=12, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=80, unique=True)
    position = models.PositiveIntegerField()
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    short_en = models.CharField(max_length=40)
    short_zh = models.CharField(max_length=20)
    tile_column = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = JurisdictionQuerySet.as_manager()

    name = Bilingual("name")
    other_name = Bilingual("name", other=True)
    short = Bilingual("short")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="jurisdiction_level_known"),
            models.CheckConstraint(
                condition=Q(level=Level.NATION, parent=None)
                | (~Q(level=Level.NATION) & Q(parent__isnull=False)),
                name="jurisdiction_only_the_nation_has_no_parent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def label(self) -> str:
        """For rows and sentences: a province's short Chinese name is one character, enough for a tile."""
        return self.name_zh if is_chinese() else self.short_en

    def contains(self, other: "Jurisdiction") -> bool:
        """Whether `other` is this place or lies in it."""
        return other.path.startswith(self.path)


class Agency(models.Model):
    """A body that carries duties. It is never deleted: a dissolved one keeps its date and gets successors."""

    code = models.CharField(max_length=24, unique=True)
    name_en = models.CharField(max_length=160)
    name_zh = models.CharField(max_length=160)
    short_en = models.CharField(max_length=60)
    short_zh = models.CharField(max_length=60)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="agencies")
    kind = models.CharField(max_length=24, choices=AgencyKind)
    position = models.PositiveIntegerField()
    founded_on = models.DateField(null=True, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)

    name = Bilingual("name")
    other_name = Bilingual("name", other=True)
    short = Bilingual("short")

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AgencyKind.values), name="agency_kind_known"),
            models.CheckConstraint(
                condition=Q(dissolved_on=None)
                | Q(founded_on=None)
                | Q(dissolved_on__gte=models.F("founded_on")),
                name="agency_dissolved_after_founded",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("reports:agency", args=[self.code])


class AgencyName(models.Model):
    """One wording by which documents call an agency; `key` is `name_key(name)`."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True)
    language = models.CharField(max_length=8, choices=[("en", _("English")), ("zh", _("Chinese"))])
    kind = models.CharField(max_length=16, choices=NameKind)

    class Meta:
        ordering = ["agency", "name"]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """On a day an agency's duties went to another; of several successors the first answers for the name."""

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="inheritances")
    on = models.DateField()
    position = models.PositiveSmallIntegerField()
    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)

    note = Bilingual("note")

    class Meta:
        ordering = ["predecessor", "position"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")), name="succession_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor.code} → {self.successor.code}"
