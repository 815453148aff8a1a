"""The closed vocabularies of the agencies app."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    NATION = "nation", pgettext_lazy("level", "Nation")
    PROVINCE = "province", pgettext_lazy("level", "Province")
    PREFECTURE = "prefecture", pgettext_lazy("level", "Prefecture")
    COUNTY = "county", pgettext_lazy("level", "County")


class AgencyKind(models.TextChoices):
    MINISTRY = "ministry", pgettext_lazy("agency kind", "Ministry")
    COMMISSION = "commission", pgettext_lazy("agency kind", "Commission")
    ADMINISTRATION = "administration", pgettext_lazy("agency kind", "Administration")
    BUREAU = "bureau", pgettext_lazy("agency kind", "Bureau")
    PARTY = "party", pgettext_lazy("agency kind", "Party body")
    MASS_ORGANISATION = "mass_organisation", pgettext_lazy("agency kind", "Mass organisation")
    MILITARY = "military", pgettext_lazy("agency kind", "Military body")
    OFFICE = "office", pgettext_lazy("agency kind", "Office")
    INSTITUTION = "institution", pgettext_lazy("agency kind", "Public institution")
    JUDICIAL = "judicial", pgettext_lazy("agency kind", "Judicial body")


class NameKind(models.TextChoices):
    OFFICIAL = "official", pgettext_lazy("name kind", "Official name")
    SHORT = "short", pgettext_lazy("name kind", "Short name")
    TRANSLATION = "translation", pgettext_lazy("name kind", "Translation")
    FORMER = "former", pgettext_lazy("name kind", "Former name")
    ALIAS = "alias", pgettext_lazy("name kind", "Wording met in a document")


class UserRole(models.TextChoices):
    """What a membership entitles to : see docs/architecture.md."""

    SECRETARIAT = "secretariat", pgettext_lazy("role", "Secretariat")
    OFFICER = "officer", pgettext_lazy("role", "Ministry officer")
    PROVINCIAL = "provincial", pgettext_lazy("role", "Provincial officer")
    AUDITOR = "auditor", pgettext_lazy("role", "Auditor")
    SYSTEM_ADMIN = "system_admin", pgettext_lazy("role", "System administrator")
    SECURITY_ADMIN = "security_admin", pgettext_lazy("role", "Security administrator")
    AUDIT_ADMIN = "audit_admin", pgettext_lazy("role", "Audit administrator")


# Separation of duties: no account holds two of these three.
ADMIN_ROLES = frozenset({UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, UserRole.AUDIT_ADMIN})
# Roles that work with plans; the administrators see none of the business data.
BUSINESS_ROLES = frozenset({UserRole.SECRETARIAT, UserRole.OFFICER, UserRole.PROVINCIAL, UserRole.AUDITOR})
# Roles that report on behalf of a body, and therefore need one.
REPORTING_ROLES = frozenset({UserRole.OFFICER, UserRole.PROVINCIAL})


class Scope(models.TextChoices):
    """What an API token may do; each scope includes the ones before it."""

    READ = "read", pgettext_lazy("token scope", "Read")
    REPORT = "report", pgettext_lazy("token scope", "Report")
    EXPORT = "export", pgettext_lazy("token scope", "Export")
    ADMIN = "admin", pgettext_lazy("token scope", "Administer")


class EventKind(models.TextChoices):
    """What an access event tells of."""

    SIGN_IN = "sign_in", pgettext_lazy("event", "Signed in")
    SIGN_OUT = "sign_out", pgettext_lazy("event", "Signed out")
    REFUSED = "refused", pgettext_lazy("event", "Was refused")
    ACCOUNT = "account", pgettext_lazy("event", "Account changed")
    ROLE_GRANTED = "role_granted", pgettext_lazy("event", "Role given")
    ROLE_REVOKED = "role_revoked", pgettext_lazy("event", "Role taken away")
    TOKEN = "token", pgettext_lazy("event", "Key for programs")
    EXPORT = "export", pgettext_lazy("event", "Took an export")
    DOWNLOAD = "download", pgettext_lazy("event", "Fetched a file")
    EDITION = "edition", pgettext_lazy("event", "Issued an edition")
    SETTING = "setting", pgettext_lazy("event", "Changed a setting")
    SEAL = "seal", pgettext_lazy("event", "Published a seal")
    CHECK = "check", pgettext_lazy("event", "Checked the ledger")
    RETENTION = "retention", pgettext_lazy("event", "Removed what was kept long enough")


class Outcome(models.TextChoices):
    DONE = "done", pgettext_lazy("outcome", "done")
    REFUSED = "refused", pgettext_lazy("outcome", "refused")
    FAILED = "failed", pgettext_lazy("outcome", "failed")
