"""WHO and WHERE: jurisdictions, agencies with all their names, users and what they may act as."""

import hashlib
import secrets
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import (
    ADMIN_ROLES,
    BUSINESS_ROLES,
    REPORTING_ROLES,
    AgencyKind,
    Level,
    NameKind,
    Scope,
    UserRole,
)
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


class User(AbstractUser):
    """An account. Its memberships say what it may do; `display_name` names an office, not a person."""

    display_name_en = models.CharField(max_length=120, blank=True)
    display_name_zh = models.CharField(max_length=120, blank=True)

    display_name = Bilingual("display_name")

    def __str__(self) -> str:
        return str(self.display_name or self.username)

    @cached_property
    def posts(self) -> list["Membership"]:
        """The memberships, read once per request with agency and jurisdiction."""
        if not self.is_active:
            return []
        return list(self.memberships.select_related("agency__jurisdiction"))

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(post.role for post in self.posts)

    @property
    def is_secretariat(self) -> bool:
        return UserRole.SECRETARIAT in self.roles

    @property
    def is_auditor(self) -> bool:
        return UserRole.AUDITOR in self.roles

    @property
    def sees_business(self) -> bool:
        """Whether the account may see plans at all: the three administrators may not."""
        return bool(self.roles & BUSINESS_ROLES)

    @cached_property
    def reporting_posts(self) -> list["Membership"]:
        return [post for post in self.posts if post.role in REPORTING_ROLES]

    @property
    def agency(self) -> Agency | None:
        """The body for which the account reports first, if any."""
        return self.reporting_posts[0].agency if self.reporting_posts else None


class Membership(models.Model):
    """A user acts as `role` for an agency (reporting roles) or for the whole portal (the others)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=16, choices=UserRole)
    # Holds the one administrator role of an account apart from its other posts, so that a unique
    # constraint can refuse a second one on both database engines.
    admin_slot = models.GeneratedField(
        expression=models.Case(
            models.When(role__in=sorted(ADMIN_ROLES), then=models.Value("admin")),
            default=None,
            output_field=models.CharField(max_length=8, null=True),
        ),
        output_field=models.CharField(max_length=8, null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=UserRole.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(REPORTING_ROLES)) | Q(agency__isnull=False),
                name="membership_reporters_have_an_agency",
            ),
            models.UniqueConstraint(
                fields=["user", "admin_slot"], name="membership_one_admin_role_per_account"
            ),
            models.UniqueConstraint(fields=["user", "agency", "role"], name="membership_once"),
            # NULL differs from NULL in a unique index, so posts without an agency need their own.
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(agency=None), name="membership_once_without_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.username}: {self.role}"


class ApiToken(models.Model):
    """A key for programs: only its SHA-256 is kept, the text is shown once."""

    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    scope = models.CharField(max_length=8, choices=Scope)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(scope__in=Scope.values), name="token_scope_known")]

    def __str__(self) -> str:
        return f"{self.user.username} {self.hint}…"

    def is_usable(self, moment) -> bool:
        return (
            self.user.is_active
            and self.revoked_at is None
            and (self.expires_at is None or self.expires_at > moment)
        )

    @staticmethod
    def digest_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def issue(cls, user: User, scope: str) -> tuple["ApiToken", str]:
        """Makes a token; gives the row and the key, which cannot be read again."""
        key = "rtp_" + secrets.token_urlsafe(32)
        return cls.objects.create(user=user, scope=scope, digest=cls.digest_of(key), hint=key[4:10]), key
