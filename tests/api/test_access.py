"""Who may call the API: sessions, tokens and their scopes."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import ApiToken
from reformtracker.api import router
from tasks import services
from tests.api.calls import REPORT, V1, move, post, signed_in, with_token
from tests.factories import at, claimed, duty, officer, plan, user

pytestmark = pytest.mark.django_db
ASKED = {"kind": "progress", "plan": "p"}


@pytest.mark.parametrize(
    "path", [f"/{prefix}/" for prefix, *_ in router.registry] + ["/me/", "/moves/", "/nothing/"]
)
def test_nobody_gets_anything_without_signing_in(path):
    answer = Client().get(V1 + path)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": dt.datetime(2018, 1, 1, tzinfo=dt.UTC)},
        {"expires_at": dt.datetime(2018, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_a_revoked_or_expired_token_opens_nothing(change):
    client = with_token(officer(), "admin")
    ApiToken.objects.update(**change)

    answer = client.get(f"{V1}/me/")

    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")


def test_the_token_of_a_closed_account_opens_nothing():
    holder = officer()
    client = with_token(holder, "admin")
    type(holder).objects.update(is_active=False)

    assert client.get(f"{V1}/me/").status_code == 401


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("read", [200, 403, 403]),
        ("report", [200, 201, 403]),
        ("export", [200, 201, 202]),
        ("admin", [200, 201, 202]),
    ],
)
def test_each_scope_includes_the_ones_before_it(scope, expected):
    plan()
    client = with_token(officer(), scope)

    answers = [
        client.get(f"{V1}/assignments/{duty().pk}/"),
        move(client, duty(), "report", REPORT),
        post(client, "/reports/", ASKED),
    ]

    assert [answer.status_code for answer in answers] == expected


def test_a_token_that_may_only_read_writes_nothing_and_is_told_why():
    plan()

    answer = move(with_token(officer(), "read"), duty(), "report", REPORT)

    assert answer.json()["code"] == "scope_missing"
    assert answer.json()["detail"] == "This token's scope is “read”; this needs “report”."
    assert duty().version == 1


def test_a_scope_gives_no_right_that_the_account_does_not_have():
    plan()

    answer = move(with_token(user("auditor"), "admin"), duty(), "report", REPORT)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_cancelling_and_trying_again_need_the_scope_of_exporting(action):
    plan()
    holder = officer()
    report = post(signed_in(holder), "/reports/", ASKED).json()

    answer = post(with_token(holder, "report"), f"/reports/{report['id']}/{action}/")

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


@pytest.mark.parametrize("method", ["get", "head"])
def test_taking_a_file_needs_the_scope_of_exporting(method):
    plan()
    holder = officer()
    report = post(signed_in(holder), "/reports/", ASKED).json()

    answer = getattr(with_token(holder, "report"), method)(f"{V1}/reports/{report['id']}/files/csv/")

    assert answer.status_code == 403


def test_a_session_needs_the_forms_own_token_to_change_anything():
    plan()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer())

    answer = move(strict, duty(), "report", REPORT)

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert duty().version == 1


def test_me_says_who_asks_with_what_and_what_waits():
    plan(tasks=4)
    holder = officer()
    with at("2018-11-02"):
        services.report(duty(number="1.2"), by=holder, percent=90, note="on the way")
    claimed(by=holder, day="2018-11-05")
    with at("2018-11-06"):
        services.return_(duty(), by=user("secretariat"), reason="no proof")
    client = with_token(holder, "report")
    token = holder.api_tokens.get()

    body = client.get(f"{V1}/me/").json()

    assert body == {
        "username": holder.username,
        "display_name_en": holder.username,
        "display_name_zh": holder.username,
        "roles": ["officer"],
        "posts": [{"role": "officer", "agency": "NHC"}],
        "agency": {"code": "NHC", "name_en": "NHC name", "name_zh": "NHC名称"},
        "token": {
            "hint": token.hint,
            "scope": "report",
            "created_at": timezone.localtime(token.created_at).isoformat(),
            "expires_at": None,
        },
        "scopes": ["read", "report"],
        "desk": {"owed": 2, "overdue": 0, "returned": 1},
    }


def test_me_with_a_session_has_no_token():
    body = signed_in(user("auditor")).get(f"{V1}/me/").json()

    assert (body["token"], body["scopes"], body["agency"], body["roles"]) == (None, None, None, ["auditor"])
    assert body["desk"] == {"owed": 0, "overdue": 0, "returned": 0}
