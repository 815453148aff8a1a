"""Access events by the API."""

import pytest

from agencies import events
from agencies.enums import EventKind
from tests.api.calls import V1, results, signed_in, with_token
from tests.factories import user

pytestmark = pytest.mark.django_db


def test_an_event_is_given_with_everything_that_its_hash_covers():
    who = user("audit_admin", username="who")
    event = events.record(EventKind.EXPORT, by=who, subject="tasks:p", details={"rows": 3}, source="10.0.0.1")

    body = with_token(who, "read").get(f"{V1}/events/{event.n}/").json()

    assert set(body) == {*events.HASHED_FIELDS, "hash"} - {"actor_id"} | {"actor"}
    assert (body["actor"], body["details"], body["hash"]) == ("who", {"rows": 3}, event.hash)


def test_events_are_filtered_and_come_newest_first():
    client = with_token(user("auditor"), "read")
    for kind in ("export", "seal", "export"):
        events.record(EventKind(kind), by=None)

    found = [row["n"] for row in results(client, "/events/", kind="export")]

    assert found == [3, 1]


def test_the_security_administrator_finds_no_event_of_another_kind():
    client = signed_in(user("security_admin"))
    taken = events.record(EventKind.EXPORT, by=None)

    assert [row["kind"] for row in results(client, "/events/")] == ["sign_in"]
    assert client.get(f"{V1}/events/{taken.n}/").status_code == 404


@pytest.mark.parametrize("query", ["since=x", "until=0", "kind=nonsense", "outcome=1"])
def test_a_filter_that_makes_no_sense_is_refused(query):
    answer = signed_in(user("auditor")).get(f"{V1}/events/?{query}")

    assert (answer.status_code, set(answer.json()["fields"])) == (400, {query.split("=")[0]})


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_or_removed_by_the_api(method):
    client = with_token(user("audit_admin"), "admin")
    event = events.record(EventKind.CHECK, by=None)

    assert getattr(client, method)(f"{V1}/events/{event.n}/").status_code == 405
