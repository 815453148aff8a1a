"""Accounts of the demonstration: one per role, named for an office; nobody in them is a person.

They belong to the group DEMONSTRATION_GROUP, which carries no right at all and only tells them apart from
real accounts: those are never touched.
"""

import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import roles
from agencies.enums import AgencyKind, Level, UserRole
from agencies.models import Agency, User
from reformtracker.lib.errors import Impossible

DEMONSTRATION_GROUP = "demonstration"
PROVINCIAL_OFFICE = "FJ-RO"


@dataclass(frozen=True, slots=True)
class Account:
    """An account to be: its office in both languages, its role, the body it reports for (None: none)."""

    username: str
    role: UserRole
    office_en: str
    office_zh: str
    agency: Agency | None = None


class Listed(NamedTuple):
    """What a person needs to choose an account, in the active language."""

    username: str
    role: str
    office: str


PORTAL_ACCOUNTS = (
    Account("secretariat", UserRole.SECRETARIAT, "Secretariat of the reform office", "医改办秘书处"),
    Account("auditor", UserRole.AUDITOR, "Auditor", "审计监督员"),
    Account("sysadmin", UserRole.SYSTEM_ADMIN, "System administrator", "系统管理员"),
    Account("secadmin", UserRole.SECURITY_ADMIN, "Security administrator", "安全保密管理员"),
    Account("auditadmin", UserRole.AUDIT_ADMIN, "Audit administrator", "安全审计员"),
)


def given_password() -> str:
    """The password that DEMO_PASSWORD names, or an empty text."""
    return os.environ.get("DEMO_PASSWORD", "").strip()


def password() -> str:
    """The one password of all demonstration accounts: DEMO_PASSWORD, else made once and kept under var/."""
    return given_password() or _kept_password()


def _kept_password() -> str:
    """Made once; a link appears whole or not at all, so two processes that start together agree on one."""
    path = settings.VAR / "demo_password"
    settings.VAR.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=settings.VAR) as draft:  # its mode is 0600
            draft.write(secrets.token_urlsafe(12))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()


@transaction.atomic
def load_accounts(secret: str) -> list[User]:
    """Creates what is missing and sets `secret` where another password stands; safe to repeat.

    Gives the accounts in the order of `accounts()`. Raises Impossible when a real account has such a name.
    """
    group, _created = Group.objects.get_or_create(name=DEMONSTRATION_GROUP)
    encoded = _encoded(group, secret)
    return [_load(account, group, encoded) for account in _wanted()]


def _wanted() -> list[Account]:
    local = Agency.objects.exclude(jurisdiction__level=Level.NATION).filter(kind=AgencyKind.OFFICE)
    # The one that the sign-in page offers comes first.
    offices = sorted(local, key=lambda office: (office.code != PROVINCIAL_OFFICE, office.position))
    national = Agency.objects.filter(jurisdiction__level=Level.NATION, dissolved_on=None)
    bodies = national.filter(code__in=_bodies_with_duties())
    return [*PORTAL_ACCOUNTS, *map(_provincial, offices), *map(_officer, bodies.order_by("position", "code"))]


def _bodies_with_duties() -> set[str]:
    """The codes that the plans of data/ name: no other body of the reference data has anything to report."""
    texts = [path.read_text(encoding="utf-8") for path in (settings.DATA_DIR / "plans").glob("*.json")]
    plans = map(json.loads, texts)
    tasks = [task for plan in plans for area in plan["areas"] for task in area["tasks"]]
    measures = [measure for task in tasks for measure in task["measures"]]
    return {each["agency"] for measure in measures for each in measure["responsibilities"]}


def _provincial(office: Agency) -> Account:
    """Fujian's is called "provincial"; the others by their offices, "he-provincial" and so on."""
    name = "provincial" if office.code == PROVINCIAL_OFFICE else f"{office.code[:-3].lower()}-provincial"
    return Account(name, UserRole.PROVINCIAL, office.name_en[:120], office.name_zh, office)


def _officer(body: Agency) -> Account:
    offices = f"Officer, {body.name_en}"[:120], f"{body.name_zh}经办"
    return Account(f"{body.code.lower()}-officer", UserRole.OFFICER, *offices, body)


def _encoded(group: Group, secret: str) -> str:
    """The hash that all of them share: it is one known password, and thirty hashes would take seconds."""
    kept = User.objects.filter(groups=group).order_by("pk").values_list("password", flat=True).first()
    if kept and check_password(secret, kept):
        return kept
    return make_password(secret)


def _load(account: Account, group: Group, encoded: str) -> User:
    user = User.objects.filter(username=account.username).first()
    if user is None:
        return _create(account, group, encoded)
    if not user.groups.filter(pk=group.pk).exists():
        sentence = _("There is an account “%s” that does not belong to the demonstration.")
        raise Impossible(sentence % account.username, code="account_taken")
    if user.password != encoded:
        roles.set_password(user, by=None, password=encoded)
    return user


def _create(account: Account, group: Group, encoded: str) -> User:
    user = roles.open_account(
        account.username, by=None, password=encoded, office_en=account.office_en, office_zh=account.office_zh
    )
    roles.grant(user, account.role, by=None, agency=account.agency)
    user.groups.add(group)
    return user


def accounts() -> list[Listed]:
    """The demonstration's accounts, in the order in which they were made; empty before they are loaded."""
    made = User.objects.filter(groups__name=DEMONSTRATION_GROUP).prefetch_related("memberships")
    return [Listed(user.username, _roles(user), str(user)) for user in made.order_by("pk")]


def _roles(user: User) -> str:
    return " · ".join(str(UserRole(post.role).label) for post in user.memberships.all())
