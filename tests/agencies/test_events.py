"""The chain of access events: how one is written and hashed, and what the walk over them finds."""

import datetime as dt
import hashlib
from collections import Counter

import pytest
from django.db import connection, transaction
from django.test import RequestFactory, override_settings

from agencies import events
from agencies.enums import EventKind, Outcome
from agencies.models import AccessEvent, EventChain
from reformtracker.lib import clock
from tests import factories
from tests.factories import at
from tests.tasks.scenes import tamper
from tests.tasks.test_races import at_once

WRITERS = 8
# Of a fixed event; if the form changes, every chain ever written stops verifying: give it a new algorithm.
CANONICAL = (
    '{"actor_id":7,"actor_label":"Office (who)","algorithm":"sha256-v1",'
    '"at":"2018-11-21T02:00:00.000001+00:00","details":{"filter":{"q":"café"},"rows":3},"kind":"export","n":2,"outcome":"done",'
    '"previous_hash":"' + "ab" * 32 + '","source":"10.1.2.3","subject":"tasks:2018-h2",'
    '"wall_at":"2026-01-01T00:00:00.000000+00:00"}'
)
GOLDEN = "a6687fbcd1320fa6ae961c208993d8e66b5b9804aaab55851e5e6d995885789f"


def fixed_event() -> AccessEvent:
    return AccessEvent(
        n=2, kind=EventKind.EXPORT, outcome=Outcome.DONE, actor_id=7, actor_label="Office (who)",
        source="10.1.2.3", subject="tasks:2018-h2", details={"rows": 3, "filter": {"q": "cafe\u0301"}},
        at=dt.datetime(2018, 11, 21, 10, 0, 0, 1, tzinfo=clock.SHANGHAI),
        wall_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), algorithm="sha256-v1", previous_hash="ab" * 32,
    )  # fmt: skip


def recorded(count: int = 3) -> list[AccessEvent]:
    return [events.record(EventKind.CHECK, by=None, subject=f"s{n}") for n in range(1, count + 1)]


def test_the_hash_of_an_event_is_frozen():
    assert events.digest(fixed_event()) == GOLDEN
    assert hashlib.sha256(b"reform-task-portal/access/v1\n" + CANONICAL.encode()).hexdigest() == GOLDEN


def test_every_column_but_the_key_and_the_hash_itself_is_hashed():
    columns = {field.attname for field in AccessEvent._meta.concrete_fields}

    assert columns - set(events.HASHED_FIELDS) == {"id", "hash"}


@pytest.mark.django_db
def test_events_link_without_a_gap_and_the_head_is_the_last():
    first, second, third = recorded()

    chain = EventChain.objects.get()
    assert [one.n for one in (first, second, third)] == [1, 2, 3]
    assert [first.previous_hash, second.previous_hash] == ["0" * 64, first.hash]
    assert (chain.n, chain.hash, chain.at) == (3, third.hash, third.at)


@pytest.mark.django_db
def test_an_event_says_who_when_where_and_what_and_holds_after_reading_it_back():
    who = factories.user("auditor", username="eve")
    said = {"rows": 3, "filter": {"q": ["a", None]}, "all": True}

    with at("2018-11-20"):
        events.record(EventKind.EXPORT, by=who, subject="tasks:p", details=said, source="10.0.0.9")

    kept = AccessEvent.objects.get()
    assert (kept.actor, kept.actor_label, kept.source) == (who, "eve (eve)", "10.0.0.9")
    assert (kept.kind, kept.outcome, kept.subject, kept.details) == ("export", "done", "tasks:p", said)
    assert (clock.day_of(kept.at), kept.hash) == (dt.date(2018, 11, 20), events.digest(kept))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\u202eb", "a\x1bb"])
def test_what_no_database_or_reader_should_meet_is_replaced_by_a_mark(text):
    event = events.record(EventKind.EXPORT, by=None, subject=text, details={text: [text]}, source=text)

    assert (event.subject, event.source, event.details) == ("a�b", "a�b", {"a�b": ["a�b"]})
    assert events.verify() is None


@pytest.mark.django_db
def test_a_long_text_is_cut_to_its_column():
    event = events.record(EventKind.SIGN_IN, by=None, subject="s" * 999, source="9" * 999)

    assert (len(event.subject), len(event.source)) == (200, 64)
    assert events.verify() is None


@pytest.mark.django_db
@pytest.mark.parametrize("value", [1.5, {1, 2}, b"x", dt.date(2018, 1, 1)])
def test_what_has_no_one_form_in_json_is_refused_and_nothing_is_written(value):
    with pytest.raises(TypeError):
        events.record(EventKind.EXPORT, by=None, details={"a": [value]})

    assert (AccessEvent.objects.count(), EventChain.objects.get().n) == (0, 0)


@pytest.mark.django_db
def test_time_never_runs_backwards():
    with at("2018-11-21"):
        first = events.record(EventKind.CHECK, by=None)
    with at("2018-11-20"):
        second = events.record(EventKind.CHECK, by=None)

    assert second.at == first.at
    assert events.verify() is None


@pytest.mark.django_db
def test_an_event_goes_with_the_transaction_that_it_tells_of():
    with transaction.atomic():
        recorded(1)
        transaction.set_rollback(True)

    assert (AccessEvent.objects.count(), EventChain.objects.get().n) == (0, 0)


@pytest.mark.django_db
def test_an_untouched_chain_holds_and_an_empty_one_too():
    seen: list[int] = []
    empty = events.verify()
    recorded()

    assert (empty, events.verify(seen.append), seen) == (None, None, [1, 2, 3])


TAMPERED = {
    "altered": "UPDATE agencies_accessevent SET subject = 'x' WHERE n = 2",
    "broken_link": "UPDATE agencies_accessevent SET previous_hash = hash WHERE n = 2",
    "missing": "DELETE FROM agencies_accessevent WHERE n = 2",
    "cut": "DELETE FROM agencies_accessevent WHERE n = 3",
    "algorithm": "UPDATE agencies_accessevent SET algorithm = 'none' WHERE n = 2",
    "head": "UPDATE agencies_eventchain SET at = '2018-01-01 00:00:00+00:00'",
    "beyond": "UPDATE agencies_eventchain SET n = 2,"
    " hash = (SELECT hash FROM agencies_accessevent WHERE n = 2),"
    " at = (SELECT at FROM agencies_accessevent WHERE n = 2)",
}


@pytest.mark.django_db
@pytest.mark.parametrize("code", TAMPERED)
def test_whatever_is_done_to_the_chain_is_found_and_named(code):
    recorded()

    tamper(TAMPERED[code])

    assert (fault := events.verify()) is not None
    assert (fault.code, fault.n) == (code, {"cut": 3, "head": 3, "beyond": 3}.get(code, 2))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in events.HASHED_FIELDS if name not in ("n", "actor_id")])
def test_every_field_of_an_event_is_under_the_hash(name):
    event = recorded(1)[0]
    other = {
        "kind": "export", "outcome": "failed", "details": '{"a": 1}', "at": "2018-01-01 00:00:00+00:00",
        "wall_at": "2018-01-01 00:00:00+00:00",
    }.get(name, "x")  # fmt: skip

    tamper(f"UPDATE agencies_accessevent SET {name} = %s", [other])

    assert (events.verify() is None, events.digest(AccessEvent.objects.get()) == event.hash) == (False, False)


@pytest.mark.django_db
def test_events_cut_off_by_hand_are_missed_where_no_event_of_retention_tells_of_them():
    _first, second, _third = recorded()

    tamper("DELETE FROM agencies_accessevent WHERE n <= 2")
    EventChain.objects.update(start_n=2, start_hash=second.hash)

    assert (fault := events.verify()) is not None
    assert (fault.code, fault.n) == ("removed", 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trusted", "header", "source"),
    [
        (False, "6.6.6.6", "127.0.0.1"),
        (True, "6.6.6.6, 10.0.0.1", "10.0.0.1"),
        (True, "", "127.0.0.1"),
    ],
)
def test_the_source_is_the_neighbour_unless_a_trusted_proxy_says_who_its_own_was(trusted, header, source):
    request = RequestFactory().get("/", headers={"X-Forwarded-For": header})

    with override_settings(TRUST_PROXY=trusted):
        assert events.source_of(request) == source


def test_inside_a_request_the_source_needs_no_handing_on(db):
    with events.asked_from("10.0.0.7"):
        inside = events.record(EventKind.CHECK, by=None)

    assert (inside.source, events.record(EventKind.CHECK, by=None).source) == ("10.0.0.7", "")


@pytest.mark.postgres
def test_eight_at_once_leave_no_gap_and_lose_nothing(transactional_db):
    people = [factories.user("auditor") for _ in range(WRITERS)]

    got = at_once(*[lambda who=who: events.record(EventKind.EXPORT, by=who) for who in people * 5])

    numbers = AccessEvent.objects.order_by("n").values_list("n", flat=True)
    assert (Counter(got), list(numbers)) == ({"made": 5 * WRITERS}, list(range(1, 5 * WRITERS + 1)))
    assert events.verify() is None


@pytest.mark.postgres
def test_without_the_lock_some_of_the_eight_would_be_lost(transactional_db, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(events, "head", lambda: EventChain.objects.get_or_create(pk=1)[0])
    EventChain.objects.get_or_create(pk=1)

    got = at_once(*[lambda: events.record(EventKind.CHECK, by=None) for _ in range(WRITERS)] * 5)

    assert (connection.vendor, Counter(got)["made"] < 5 * WRITERS) == ("postgresql", True)
