"""The doors to the portal and what is not let through them: what each leaves, what it never tells."""

import logging

import pytest
from django.db import DatabaseError
from django.test import Client

from agencies import doors, events
from agencies.enums import EventKind
from agencies.models import AccessEvent, User
from tests import factories
from tests.api.calls import with_token

pytestmark = pytest.mark.django_db
DOOR = "/account/sign-in/"
HERE = "127.0.0.1"


def told(*kinds: EventKind) -> list[tuple]:
    """Kind, outcome, who, where, what about and the details, of each event of those kinds (none: of all)."""
    rows = AccessEvent.objects.filter(kind__in=kinds or EventKind.values)
    return [(row.kind, row.outcome, row.actor, row.source, row.subject, row.details) for row in rows]


def broken(*args, **kwargs):
    raise DatabaseError("the disk is full")


@pytest.fixture
def nhc() -> User:
    return factories.user("officer", "NHC", username="nhc")


def test_signing_in_and_out_is_told(client, nhc):
    client.post(DOOR, {"username": "nhc", "password": "password"})
    client.post("/account/sign-out/")
    client.post("/account/sign-out/")

    assert told() == [
        ("sign_in", "done", nhc, HERE, "account:nhc", {}),
        ("sign_out", "done", nhc, HERE, "account:nhc", {}),
    ]


@pytest.mark.parametrize(
    ("typed", "subject"),
    [("nhc", "account:nhc"), ("no\u202ebody", "account:no\ufffdbody"), ("x" * 150, "account:" + "x" * 150)],
)
def test_a_sign_in_that_failed_is_told_by_the_name_typed_and_never_the_password(client, nhc, typed, subject):
    client.post(DOOR, {"username": typed, "password": "a-secret-word"})

    assert told() == [("sign_in", "failed", None, HERE, subject, {})]
    assert [row for row in AccessEvent.objects.values() if "a-secret-word" in str(row)] == []


def test_nobody_is_signed_in_unrecorded(client, nhc, monkeypatch):
    monkeypatch.setattr(events, "record", broken)
    client.raise_request_exception = False

    answer = client.post(DOOR, {"username": "nhc", "password": "password"})

    assert (answer.status_code, client.get("/account/").status_code) == (500, 302)


def test_a_refusal_stands_and_is_an_error_in_the_log_where_it_cannot_be_recorded(
    client, nhc, monkeypatch, caplog
):
    client.force_login(nhc)
    monkeypatch.setattr(events, "record", broken)

    with caplog.at_level(logging.ERROR, logger="agencies.doors"):
        answer = client.get("/accounts/")

    assert answer.status_code == 403
    assert [record.getMessage() for record in caplog.records if record.name == "agencies.doors"] == [
        "a refusal could not be recorded: /accounts/ by nhc"
    ]


def test_who_signs_out_is_signed_out_recorded_or_not(client, nhc, monkeypatch):
    client.force_login(nhc)
    monkeypatch.setattr(events, "record", broken)

    client.post("/account/sign-out/")

    assert client.get("/account/").status_code == 302


def test_a_page_refused_is_told_by_its_pattern_with_its_parts_and_without_the_query(client, nhc):
    factories.plan()
    client.force_login(nhc)

    client.get("/plans/p/rounds/rule/?q=secret")

    assert told(EventKind.REFUSED) == [
        (
            "refused", "refused", nhc, HERE, "GET /plans/<slug:slug>/rounds/rule/",
            {"path": {"slug": "p"}, "code": "not_allowed"},
        )
    ]  # fmt: skip


def test_a_refusal_of_the_api_is_told_with_its_code(nhc):
    client = with_token(nhc, "read")

    client.post("/api/v1/reports/", {"kind": "progress"}, content_type="application/json")

    assert told(EventKind.REFUSED) == [
        ("refused", "refused", nhc, HERE, "POST /api/v1/reports/", {"path": {}, "code": "scope_missing"})
    ]


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_form_without_its_token_is_told(nhc, signed_in):
    client = Client(enforce_csrf_checks=True)
    if signed_in:
        client.force_login(nhc)

    client.post("/language/", {"language": "en"})

    who = nhc if signed_in else None
    said = {"path": {}, "code": "csrf"}
    assert told(EventKind.REFUSED) == [("refused", "refused", who, HERE, "POST /language/", said)]


def test_an_address_that_is_a_secret_is_not_told():
    Client(enforce_csrf_checks=True).post("/calendar/a-secret.ics")

    assert [(row[4], row[5]["path"]) for row in told()] == [("POST /calendar/<str:secret>.ics", {})]


def test_what_is_not_there_or_not_in_sight_is_no_refusal(client, nhc):
    client.force_login(nhc)

    client.get("/no-such-page/")
    client.get("/tasks/export/pdf/")
    Client().get("/accounts/")

    assert told(EventKind.REFUSED) == []


def test_hammering_at_a_closed_door_is_told_once_a_minute_for_each_door_and_person(client, nhc, monkeypatch):
    client.force_login(nhc)
    for _each in range(5):
        client.get("/accounts/")
    client.get("/events/")
    client.force_login(factories.user("officer", "NHC"))
    client.get("/accounts/")
    within_a_minute = len(told(EventKind.REFUSED))

    later = doors.clock.wall_now() + doors.QUIET
    monkeypatch.setattr(doors.clock, "wall_now", lambda: later)
    client.get("/accounts/")

    assert (within_a_minute, len(told(EventKind.REFUSED))) == (3, 4)


def test_of_two_strangers_each_is_told_and_one_only_once(nhc):
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.1"):
        Client(enforce_csrf_checks=True, REMOTE_ADDR=address).post("/language/")

    assert [source for _kind, _outcome, _who, source, *_rest in told()] == ["10.0.0.1", "10.0.0.2"]


def test_another_rule_of_the_rounds_is_told_with_old_and_new(client):
    factories.plan()
    who = factories.secretariat()
    client.force_login(who)
    rule = {"pace": "monthly", "opens_day": 20, "due_day": 28, "grace": 5}

    for change in ({}, {}, {"grace": 3}):
        client.post("/plans/p/rounds/rule/", rule | change)

    found = told(EventKind.SETTING)
    assert [row[:5] for row in found] == [("setting", "done", who, HERE, "rounds:p")] * 2
    assert [row[5] for row in found] == [
        {"setting": "rounds", "old": None, "new": rule},
        {"setting": "rounds", "old": rule, "new": rule | {"grace": 3}},
    ]


def test_the_secret_address_of_a_calendar_is_told_when_it_is_made_and_when_it_ends(client, nhc):
    client.force_login(nhc)

    client.post("/inbox/settings/feed/", {"language": "en"})

    assert [row[:5] for row in told(EventKind.TOKEN)] == [("token", "done", nhc, HERE, "calendar:nhc")]
