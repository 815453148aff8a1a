"""The catalogue of access events: every kind, made through the door through which people make it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from agencies import events, roles
from agencies.enums import EventKind
from agencies.models import AccessEvent, User
from reformtracker.lib import clock
from reports import jobs
from reports.enums import SealKind
from reports.models import Check
from reports.sealing import service
from tasks import evidence, services
from tasks.models import Evidence
from tests import factories
from tests.reports.editions.scenes import made, reported

pytestmark = pytest.mark.django_db
SOURCE = "10.20.30.40"
# What each door leaves: whether somebody did it, from where, how it ended, what it was about.
HERE, NOWHERE = SOURCE, ""
CATALOGUE: dict[str, tuple[bool, str, str, str]] = {
    "sign_in": (True, HERE, "done", "account:who"),
    "sign_out": (True, HERE, "done", "account:who"),
    "refused": (True, HERE, "refused", "GET /accounts/"),
    "account": (True, NOWHERE, "done", "account:other"),
    "role_granted": (True, NOWHERE, "done", "account:other"),
    "role_revoked": (True, NOWHERE, "done", "account:other"),
    "token": (False, NOWHERE, "done", "account:other"),
    "export": (True, HERE, "done", "tasks:-"),
    "download": (True, HERE, "done", "evidence:{pk}"),
    "edition": (True, HERE, "done", "edition:{pk}"),
    "setting": (True, HERE, "done", "retention"),
    "seal": (True, HERE, "done", "seal:1"),
    "check": (True, NOWHERE, "done", "ledger:*"),
    "retention": (False, NOWHERE, "done", "access_events"),
}
Door = Callable[[Client], object]
DOORS: dict[str, Door] = {}


def door(to: Door) -> Door:
    DOORS[to.__name__] = to
    return to


def enter(client: Client, role: str, body: str | None = None) -> User:
    who = factories.user(role, body, username="who")
    client.force_login(who)
    return who


@door
def sign_in(client: Client) -> None:
    factories.user("auditor", username="who")
    client.post("/account/sign-in/", {"username": "who", "password": "password"})


@door
def sign_out(client: Client) -> None:
    enter(client, "auditor")
    client.post("/account/sign-out/")


@door
def refused(client: Client) -> None:
    enter(client, "auditor")
    client.get("/accounts/")


@door
def account(client: Client) -> None:
    roles.lock(factories.user(None, username="other"), by=enter(client, "security_admin"), reason="left")


@door
def role_granted(client: Client) -> None:
    roles.grant(factories.user(None, username="other"), "auditor", by=enter(client, "security_admin"))


@door
def role_revoked(client: Client) -> None:
    roles.revoke(factories.user("auditor", username="other"), "auditor", by=enter(client, "security_admin"))


@door
def token(client: Client) -> None:
    factories.user("auditor", username="other")
    call_command("create_token", "other", scope="read")


@door
def export(client: Client) -> None:
    enter(client, "auditor")
    list(client.get("/tasks/export/csv/").streaming_content)


@door
def download(client: Client) -> object:
    factories.plan()
    piece = evidence.store(SimpleUploadedFile("minutes.pdf", b"%PDF-1.4 minutes", "application/pdf"))
    services.report(factories.duty(), by=factories.officer(), percent=80, note="x", evidence=[piece])
    enter(client, "auditor")
    kept = Evidence.objects.get()
    list(client.get(f"/evidence/{kept.pk}/").streaming_content)
    return kept.pk


@door
def edition(client: Client) -> object:
    factories.plan()
    reported("2018-10-10", 40)
    report = made()
    enter(client, "secretariat")
    client.post(reverse("reports:issue", args=[report.public_id]))
    return report.public_id


@door
def setting(client: Client) -> None:
    enter(client, "audit_admin")
    client.post("/events/retention/", {"days": "400", "reason": "a ruling"})


@door
def seal(client: Client) -> None:
    enter(client, "audit_admin")
    with factories.at("2018-11-21", hour=0):
        service.seal(SealKind.DAILY, day=dt.date(2018, 11, 20))
    client.post("/seals/1/publish/", {"where": "Gazette No. 12"})


@door
def check(client: Client) -> None:
    enter(client, "audit_admin")
    client.post("/seals/checks/")
    jobs.check(Check.objects.get().pk)


@door
def retention(client: Client) -> None:
    long_ago = clock.wall_now() - dt.timedelta(days=1200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events.clock, "wall_now", lambda: long_ago)
        events.record(EventKind.CHECK, by=None)
    call_command("purge_events")


def test_every_kind_has_a_door_and_no_door_leads_nowhere():
    assert set(DOORS) == set(CATALOGUE) == set(EventKind.values)


@pytest.mark.parametrize("kind", EventKind.values)
def test_every_kind_says_who_when_where_what_and_how_it_ended(kind, tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"
    client = Client(REMOTE_ADDR=SOURCE)

    made_of = DOORS[kind](client)

    event = AccessEvent.objects.filter(kind=kind).latest("n")
    by_somebody, source, outcome, subject = CATALOGUE[kind]
    who = User.objects.get(username="who") if by_somebody else None
    assert (event.actor, event.source, event.outcome) == (who, source, outcome)
    assert event.subject == subject.format(pk=made_of)
    assert clock.day_of(event.at) == clock.today()
    assert events.verify() is None
