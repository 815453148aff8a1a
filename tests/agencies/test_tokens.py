"""API tokens: shown once, kept as a hash, refused when unknown, expired, revoked or of a closed account."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from agencies.api.authentication import LAST_USED_STEP, TokenAuthentication
from agencies.models import ApiToken
from tests import factories

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2018, 11, 21, 10, tzinfo=dt.UTC)


def authenticate(header: str):
    request = Request(RequestFactory().get("/", headers={"Authorization": header}))
    return TokenAuthentication().authenticate(request)


def test_a_token_is_the_key_of_its_account_and_its_text_is_kept_nowhere():
    officer = factories.officer()

    token, key = ApiToken.issue(officer, "read")

    assert authenticate(f"Token {key}") == (officer, token)
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert [name for name, value in row.items() if key in str(value)] == []
    assert (len(key), key[4:10], len(row["digest"])) == (47, row["hint"], 64)


def test_every_token_is_another():
    officer = factories.officer()

    keys = {ApiToken.issue(officer, "read")[1] for _ in range(20)}

    assert len(keys) == 20


@pytest.mark.parametrize(
    "harm",
    [
        {"revoked_at": timezone.now() - dt.timedelta(seconds=1)},
        {"expires_at": timezone.now() - dt.timedelta(seconds=1)},
    ],
)
def test_a_revoked_or_expired_token_opens_nothing(harm):
    token, key = ApiToken.issue(factories.officer(), "read")
    ApiToken.objects.filter(pk=token.pk).update(**harm)

    with pytest.raises(AuthenticationFailed):
        authenticate(f"Token {key}")


def test_the_token_of_a_closed_account_opens_nothing():
    officer = factories.officer()
    _token, key = ApiToken.issue(officer, "read")
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)

    with pytest.raises(AuthenticationFailed):
        authenticate(f"Token {key}")


@pytest.mark.parametrize("key", ["", " ", "rtp_", "rtp_" + "x" * 43, "x" * 10_000, "\x00", "é"])
def test_a_key_that_nobody_gave_out_opens_nothing(key):
    ApiToken.issue(factories.officer(), "read")

    with pytest.raises(AuthenticationFailed):
        authenticate(f"Token {key}")


@pytest.mark.parametrize("header", ["", "Basic dTpw", "Bearer rtp_x", "token rtp_x"])
def test_another_kind_of_header_is_left_to_others(header):
    assert authenticate(header) is None


@pytest.mark.parametrize(
    ("expires", "usable"), [(None, True), (NOW, False), (NOW + dt.timedelta(microseconds=1), True)]
)
def test_a_token_is_usable_before_the_moment_at_which_it_expires(expires, usable):
    token, _key = ApiToken.issue(factories.officer(), "read")
    token.expires_at = expires

    assert token.is_usable(NOW) is usable


def test_its_use_is_noted_but_not_at_every_request(django_assert_num_queries):
    token, key = ApiToken.issue(factories.officer(), "read")
    authenticate(f"Token {key}")
    first = ApiToken.objects.get(pk=token.pk).last_used_at

    with django_assert_num_queries(1):  # the token with its account; nothing is written
        authenticate(f"Token {key}")
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=first - 2 * LAST_USED_STEP)
    authenticate(f"Token {key}")

    assert first is not None
    assert ApiToken.objects.get(pk=token.pk).last_used_at >= first


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("create_token", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.parametrize("scope", ["read", "report", "export", "admin"])
def test_the_command_prints_a_key_that_opens(scope):
    officer = factories.officer()

    key = run(officer.username, "--scope", scope).strip()

    assert authenticate(f"Token {key}")[1].scope == scope


def test_the_command_refuses_an_account_that_is_closed_or_not_there():
    officer = factories.officer()
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)

    for name in (officer.username, "nobody-at-all"):
        with pytest.raises(CommandError, match=f"^There is no active account {name}"):
            run(name, "--scope", "read")
    assert not ApiToken.objects.exists()


def test_the_command_refuses_a_scope_that_there_is_not():
    with pytest.raises(CommandError, match="invalid choice"):
        run(factories.officer().username, "--scope", "everything")
