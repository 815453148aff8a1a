"""WHO signs in: accounts, what they may act as, and keys for programs."""

import hashlib
import secrets
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from agencies.enums import ADMIN_ROLES, BUSINESS_ROLES, REPORTING_ROLES, Scope, UserRole
from agencies.models.bodies import Agency
from reformtracker.lib.bilingual import Bilingual


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
