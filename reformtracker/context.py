"""What every page gets: navigation by role, theme, language, and whether demonstration data are shown."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.event_list import reads_some
from agencies.models import User
from agencies.permissions import own_place
from tasks.models import Plan

THEMES = ("light", "dark")
# Pages that belong to a section whose own page has another name.
SECTIONS = {
    "reports:dashboard": "reports:overview",
    "reports:area": "reports:overview",
    "tasks:plan": "tasks:plans",
    "tasks:targets": "tasks:plans",
    "tasks:target": "tasks:plans",
    "reports:compare": "tasks:plans",
    "tasks:detail": "tasks:list",
    "tasks:views": "tasks:list",
    "tasks:keep_view": "tasks:list",
    "tasks:rename_view": "tasks:list",
    "reports:agency": "reports:agencies",
    "reports:matrix": "reports:provinces",
    "reports:province": "reports:provinces",
    "reports:place_task": "reports:provinces",
    "reports:task_provinces": "reports:provinces",
    "reports:detail": "reports:list",
    "reports:read": "reports:list",
    "reports:ask": "reports:list",
    "reports:editions": "reports:list",
    "reports:edition": "reports:list",
    "reports:edition_check": "reports:list",
    "reports:edition_correct": "reports:list",
    "reports:edition_comparison": "reports:list",
    "reports:schedules": "reports:list",
    "reports:schedule_new": "reports:list",
    "reports:schedule_edit": "reports:list",
    "tasks:ledger": "tasks:ledgers",
    "tasks:ledger_reconciliation": "tasks:ledgers",
    "reports:seal": "reports:seals",
    "reports:check": "reports:seals",
    "reports:publish_seal": "reports:seals",
    "agencies:retention": "agencies:events",
    "tasks:round": "tasks:rounds",
    "tasks:round_act": "tasks:rounds",
    "tasks:round_rule": "tasks:rounds",
    "reports:discipline": "tasks:rounds",
    "tasks:workbook": "tasks:plans",
    "tasks:adoption": "tasks:plans",
    "tasks:decide": "tasks:plans",
    "tasks:findings": "tasks:plans",
    "tasks:hand_out": "tasks:plans",
    "tasks:intake": "tasks:intakes",
    "tasks:hand_in": "tasks:intakes",
    "tasks:intake_edit": "tasks:intakes",
    "tasks:intake_add": "tasks:intakes",
    "tasks:intake_decisions": "tasks:intakes",
    "tasks:intake_preview": "tasks:intakes",
    "tasks:intake_issue": "tasks:intakes",
    "tasks:slip_proposals": "tasks:slips",
    "tasks:issue_slips": "tasks:slips",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the side navigation."""

    url: str
    label: object
    icon: str
    current: bool
    count: int | None = None


def portal(request: HttpRequest) -> dict:
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in THEMES else "",
        "navigation": _navigation(request, user) if isinstance(user, User) else [],
        **(_inbox(user) if isinstance(user, User) and user.sees_business else {}),
        "demonstration": _shows_demonstration(user),
    }


def _inbox(user: User) -> dict:
    """Where the inbox is, and how much of it is unread, as sign_in.PortalBackend has counted."""
    return {"inbox_url": reverse("tasks:inbox"), "inbox_count": getattr(user, "unread", 0)}


def _shows_demonstration(user: object) -> bool:
    """Whether any plan carries demonstration data; sign_in.PortalBackend has looked already."""
    if hasattr(user, "sees_demonstration"):
        return user.sees_demonstration
    return Plan.objects.filter(demonstration=True).exists()


def _navigation(request: HttpRequest, user: User) -> list[Link]:
    entries: list[tuple[str, object, str]] = []
    if user.sees_business:
        entries += [
            ("tasks:desk", _("My desk"), "desk"),
            ("reports:overview", _("Dashboard"), "dashboard"),
            ("tasks:list", _("Task list"), "list"),
            ("tasks:slips", _("Slips"), "slip"),
            ("tasks:plans", _("Plans"), "plan"),
            ("reports:provinces", _("Provinces"), "map"),
            ("reports:agencies", _("Agencies"), "agency"),
            ("tasks:rounds", _("Rounds"), "round"),
            ("reports:list", _("Reports"), "report"),
        ]
    if user.is_auditor or user.is_secretariat:
        entries.append(("tasks:intakes", _("Intake"), "upload"))
    if user.is_auditor or user.is_secretariat or "audit_admin" in user.roles:
        entries.append(("tasks:ledgers", _("Ledger"), "ledger"))
    if user.is_auditor or "audit_admin" in user.roles:
        entries.append(("reports:seals", _("Seals"), "seal"))
    if reads_some(user):
        entries.append(("agencies:events", _("Access events"), "key"))
    if user.roles & {"system_admin", "security_admin"}:
        entries.append(("agencies:accounts", _("Accounts"), "users"))
    entries.append(("agencies:profile", _("My account"), "user"))
    own = _own_places(request, user) if user.sees_business else []
    links = [_link(request, *entry) for entry in entries]
    if any(link.current for link in own):  # not the entry of all places as well
        links = [replace(link, current=False) for link in links]
    return links[:1] + own + links[1:]


def _own_places(request: HttpRequest, user: User) -> list[Link]:
    """The page of each place for which the reader reports."""
    places = {place.code: place for post in user.reporting_posts if (place := own_place(post))}
    urls = {reverse("reports:province", args=[code]): place for code, place in places.items()}
    return [Link(url, place.name, "home", current=request.path == url) for url, place in urls.items()]


def _link(request: HttpRequest, name: str, label: object, icon: str) -> Link:
    url = reverse(name)
    return Link(url, label, icon, current=_section(request) == name)


def _section(request: HttpRequest) -> str:
    """The entry of the navigation under which the page stands, by the name of its address."""
    match = request.resolver_match
    return SECTIONS.get(match.view_name, match.view_name) if match else ""
