"""The one door to accounts, roles and keys: who may, what it leaves, what it refuses."""

import pytest
from django.core.management import CommandError, call_command

from agencies import roles
from agencies.enums import EventKind
from agencies.models import AccessEvent, ApiToken, User
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tests import factories
from tests.api.calls import with_token

pytestmark = pytest.mark.django_db


def told(*kinds: EventKind) -> list[tuple]:
    """Who, about what, and what was said, of each event of those kinds."""
    rows = AccessEvent.objects.filter(kind__in=kinds)
    return [(event.actor, event.subject, event.details) for event in rows]


@pytest.fixture
def somebody() -> User:
    return factories.user(None, username="somebody")


@pytest.fixture
def security() -> User:
    return factories.user("security_admin")


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_role_is_given_once_and_taken_away_once_and_each_leaves_an_event(somebody, security):
    body = factories.agency("NHC")

    for _each in range(2):
        roles.grant(somebody, "officer", by=security, agency=body)
    held = fresh(somebody).roles
    for _each in range(2):
        roles.revoke(somebody, "officer", by=security, agency=body)

    said = (security, "account:somebody", {"role": "officer", "agency": "NHC"})
    assert (held, fresh(somebody).roles) == ({"officer"}, frozenset())
    assert told(EventKind.ROLE_GRANTED) == told(EventKind.ROLE_REVOKED) == [said]


@pytest.mark.parametrize("first", ["system_admin", "security_admin", "audit_admin"])
@pytest.mark.parametrize("second", ["system_admin", "security_admin", "audit_admin"])
def test_no_account_is_given_two_of_the_three_administrators_roles(first, second, security):
    holder = factories.user(first)

    if first == second:
        roles.grant(holder, second, by=security)
    else:
        with pytest.raises(Impossible) as refusal:
            roles.grant(holder, second, by=security)
        assert refusal.value.code == "second_administrator"

    assert (fresh(holder).roles, told(EventKind.ROLE_GRANTED)) == ({first}, [])


@pytest.mark.parametrize(("role", "body"), [("officer", None), ("auditor", "NHC"), ("king", None)])
def test_a_role_that_does_not_fit_is_refused(role, body, somebody, security):
    with pytest.raises(Invalid):
        roles.grant(somebody, role, by=security, agency=factories.agency(body) if body else None)

    assert (fresh(somebody).roles, told(EventKind.ROLE_GRANTED)) == (frozenset(), [])


DOORS = {
    "open": lambda by: roles.open_account("new", by=by, password="x", office_en="O", office_zh="办"),
    "password": lambda by: roles.set_password(other(), by=by, password="x"),
    "lock": lambda by: roles.lock(other(), by=by, reason="r"),
    "unlock": lambda by: roles.unlock(other(), by=by, reason="r"),
    "grant": lambda by: roles.grant(other(), "auditor", by=by),
    "revoke": lambda by: roles.revoke(other(), "auditor", by=by),
    "make_token": lambda by: roles.make_token(other(), "read", by=by),
}
WORK_OF = {
    "system_admin": {"open", "password", "make_token"},
    "security_admin": {"lock", "unlock", "grant", "revoke"},
}


def other() -> User:
    return User.objects.filter(username="other").first() or factories.user(None, username="other")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "role", ["system_admin", "security_admin", "audit_admin", "auditor", "secretariat", None]
)
def test_each_door_is_the_work_of_one_administrator(door, role):
    who = factories.user(role)

    if door in WORK_OF.get(role, set()):
        DOORS[door](who)
    else:
        with pytest.raises(NotAllowed):
            DOORS[door](who)


def test_nobody_gives_themselves_a_role(security):
    with pytest.raises(NotAllowed):
        roles.grant(security, "auditor", by=security)

    assert fresh(security).roles == {"security_admin"}


def test_a_locked_account_neither_signs_in_nor_opens_anything_with_its_key(client, somebody, security):
    program = with_token(somebody, "read")
    client.force_login(somebody)

    roles.lock(somebody, by=security, reason="left the office")

    assert (client.get("/account/").status_code, client.login(username="somebody", password="password")) == (
        302,
        False,
    )
    assert program.get("/api/v1/me/").status_code == 401
    said = {"change": "locked", "reason": "left the office"}
    assert told(EventKind.ACCOUNT) == [(security, "account:somebody", said)]


def test_locking_a_locked_account_is_no_second_event_and_unlocking_opens_it(client, somebody, security):
    for act in (roles.lock, roles.lock, roles.unlock):
        act(somebody, by=security, reason="r")

    assert [said["change"] for _who, _what, said in told(EventKind.ACCOUNT)] == ["locked", "unlocked"]
    assert client.login(username="somebody", password="password")


def test_locking_needs_a_reason(somebody, security):
    with pytest.raises(Invalid):
        roles.lock(somebody, by=security, reason=" ")

    assert fresh(somebody).is_active


def test_the_events_of_keys_name_how_they_begin_and_never_the_key(somebody, capsys):
    call_command("create_token", "somebody", scope="read")
    key = capsys.readouterr().out.strip()
    hint = ApiToken.objects.get().hint
    call_command("revoke_token", "somebody", hint)

    said = {"scope": "read", "hint": hint}
    assert told(EventKind.TOKEN) == [
        (None, "account:somebody", {"change": "made", **said}),
        (None, "account:somebody", {"change": "revoked", **said}),
    ]
    assert [row for row in AccessEvent.objects.values() if key in str(row)] == []
    with pytest.raises(CommandError):
        call_command("revoke_token", "somebody", hint)


def test_the_commands_go_through_the_same_door(somebody):
    factories.agency("NHC")

    call_command("grant_role", "somebody", "officer", agency="NHC")
    call_command("grant_role", "somebody", "officer", agency="NHC", revoke=True)
    call_command("lock_account", "somebody", reason="left")
    call_command("lock_account", "somebody", reason="came back", unlock=True)

    given = (None, "account:somebody", {"role": "officer", "agency": "NHC"})
    assert told(EventKind.ROLE_GRANTED) == told(EventKind.ROLE_REVOKED) == [given]
    assert [said for _who, _what, said in told(EventKind.ACCOUNT)] == [
        {"change": "locked", "reason": "left"},
        {"change": "unlocked", "reason": "came back"},
    ]


@pytest.mark.parametrize(
    ("command", "said", "sentence"),
    [
        (["grant_role", "nobody", "auditor"], {}, "There is no account nobody."),
        (["grant_role", "somebody", "officer"], {"agency": "XX"}, "There is no agency XX."),
        (
            ["grant_role", "somebody", "officer"], {},
            "An officer reports for an agency; the other roles are for the whole portal.",
        ),
        (["lock_account", "nobody"], {"reason": "r"}, "There is no account nobody."),
        (["lock_account", "somebody"], {"reason": " "}, "Please give a reason."),
    ],
)  # fmt: skip
def test_the_commands_say_in_one_line_what_is_wrong(somebody, command, said, sentence):
    with pytest.raises(CommandError) as error:
        call_command(*command, **said)

    assert (str(error.value), told(EventKind.ROLE_GRANTED, EventKind.ACCOUNT)) == (sentence, [])
