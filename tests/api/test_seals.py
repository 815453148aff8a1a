"""Seals, public keys and checks by the API."""

import datetime as dt

import pytest

from reports import jobs
from reports.enums import SealKind
from reports.models import Check, Seal
from reports.sealing import service
from reports.sealing.checkpoint import PublicKey, verify
from reports.sealing.publishing import publish
from tests.api.calls import V1, post, results, signed_in, with_token
from tests.factories import at, user
from tests.reports.sealing import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def seals() -> None:
    """One in the course of a day, one at its end that was published."""
    scenes.sealed_plan()
    with at("2018-11-21", hour=0):
        daily = service.seal(SealKind.DAILY, day=dt.date(2018, 11, 20))
    publish(daily, by=user("audit_admin"), where="Gazette No. 12")


def test_seals_come_newest_first_with_their_checkpoint_and_publication(seals):
    client = with_token(user("auditor"), "read")

    rows = results(client, "/seals/")
    daily = results(client, "/seals/", day="2018-11-20")

    assert [row["number"] for row in rows] == [4, 3, 2, 1]
    assert [row["publication"] and row["publication"]["where"] for row in rows] == [
        "Gazette No. 12", None, None, None
    ]  # fmt: skip
    assert daily == rows[:1]
    assert client.get(f"{V1}/seals/4/").json() == rows[0]
    assert rows[0]["checkpoint"] == Seal.objects.get(number=4).checkpoint


def test_a_program_can_check_a_checkpoint_with_the_keys_it_is_given(seals):
    client = with_token(user("auditor"), "read")

    keys = client.get(f"{V1}/seals/keys/").json()

    note = client.get(f"{V1}/seals/4/").json()["checkpoint"]
    said, key = verify(note, [PublicKey.parse(one["key"]) for one in keys])
    assert (said.size, key.id, key.fingerprint) == (3, keys[0]["id"], keys[0]["fingerprint"])


@pytest.mark.parametrize("path", ["/seals/", "/seals/1/", "/seals/keys/", "/seals/checks/"])
@pytest.mark.parametrize("role", ["officer", "system_admin", "security_admin"])
def test_seals_are_closed_to_everybody_else(role, path, seals):
    who = user(role, "NHC" if role == "officer" else None)

    assert signed_in(who).get(V1 + path).status_code == 403


def test_a_check_is_asked_for_watched_and_read(seals):
    client = with_token(user("auditor"), "export")

    asked = post(client, "/seals/checks/", {"plan": "p"})
    waiting = client.get(asked["Location"]).json()
    jobs.check(Check.objects.get().pk)
    done = client.get(asked["Location"]).json()

    assert asked.status_code == 202
    assert (waiting["state"], waiting["holds"], waiting["plan"]) == ("queued", None, "p")
    assert (done["state"], done["holds"], done["faults"], done["seal"]) == ("done", True, [], 4)


def test_what_does_not_hold_is_told_with_chain_number_and_code(seals):
    scenes.tamper("UPDATE tasks_entry SET note = 'other' WHERE n = 3")
    client = with_token(user("audit_admin"), "export")
    asked = post(client, "/seals/checks/")

    jobs.check(Check.objects.get().pk)

    found = client.get(asked["Location"]).json()
    assert found["holds"] is False
    assert [(fault["chain"], fault["n"], fault["code"]) for fault in found["faults"]] == [
        ("plan:p", 3, "altered")
    ]


def test_asking_and_stopping_need_the_scope_of_exporting_and_the_right_role(seals):
    auditor = user("auditor")
    check = post(signed_in(auditor), "/seals/checks/").json()

    answers = [
        post(with_token(auditor, "report"), "/seals/checks/").status_code,
        post(with_token(auditor, "report"), f"/seals/checks/{check['id']}/cancel/").status_code,
        post(signed_in(user("secretariat")), "/seals/checks/").status_code,
        post(signed_in(user("audit_admin")), f"/seals/checks/{check['id']}/cancel/").status_code,
        post(with_token(auditor, "export"), f"/seals/checks/{check['id']}/cancel/").status_code,
    ]

    assert answers == [403, 403, 403, 403, 202]
    assert Check.objects.get().state == "cancelled"


def test_a_plan_that_is_not_there_is_refused(seals):
    answer = post(signed_in(user("auditor")), "/seals/checks/", {"plan": "elsewhere"})

    assert (answer.status_code, Check.objects.count()) == (400, 0)
