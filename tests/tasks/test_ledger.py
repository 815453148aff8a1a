"""The chain: what is hashed, how the entries link, and that it never runs backwards."""

import datetime as dt
import hashlib
import json

import pytest

from reformtracker.lib import clock
from tasks import ledger
from tasks.enums import Move
from tasks.models import Chain, Entry
from tests import factories
from tests.tasks.scenes import entry_of, make

MOMENT = dt.datetime(2018, 10, 10, 10, 0, tzinfo=clock.SHANGHAI)


def fixed_entry() -> Entry:
    """An entry that never changes, with every kind of value in it."""
    return Entry(
        plan_id=7,
        n=3,
        assignment_id=11,
        subject="2018-h2 2.5/1 NHC lead",
        move="claim",
        state="claimed",
        percent=100,
        due_on=dt.date(2018, 12, 31),
        reported_on=dt.date(2018, 10, 10),
        completed_on=dt.date(2018, 10, 10),
        objecting="",
        asked_due_on=None,
        version=4,
        note="已完成 “café”",
        reason="",
        details={"evidence": [{"sha256": "ab" * 32, "size": 12}], "percent_before": 40},
        actor_id=5,
        actor_label="NHC office (nhc)",
        on_behalf_id=2,
        demonstration=False,
        command="cd" * 32,
        at=MOMENT,
        wall_at=MOMENT + dt.timedelta(microseconds=1),
        algorithm="sha256-v1",
        previous_hash="ef" * 32,
    )


CANONICAL = (
    '{"actor_id":5,"actor_label":"NHC office (nhc)","algorithm":"sha256-v1","asked_due_on":null,'
    '"assignment_id":11,"at":"2018-10-10T02:00:00.000000+00:00","command":"' + "cd" * 32 + '",'
    '"completed_on":"2018-10-10","demonstration":false,"details":{"evidence":[{"sha256":"' + "ab" * 32 + '",'
    '"size":12}],"percent_before":40},"due_on":"2018-12-31","move":"claim","n":3,"note":"已完成 “café”",'
    '"objecting":"","on_behalf_id":2,"percent":100,"plan_id":7,"previous_hash":"' + "ef" * 32 + '",'
    '"reason":"","reported_on":"2018-10-10","state":"claimed","subject":"2018-h2 2.5/1 NHC lead","version":4,'
    '"wall_at":"2018-10-10T02:00:00.000001+00:00"}'
)
GOLDEN = "49b4cd3619839a4d676dd403dcc72f09880a84336529d58e81b47691238b5ae3"


def test_the_canonical_form_of_an_entry_is_frozen():
    entry = fixed_entry()

    text = ledger.canonical({name: getattr(entry, name) for name in ledger.HASHED_FIELDS}).decode()

    assert text == CANONICAL


def test_the_hash_of_an_entry_is_frozen():
    """If this fails, every ledger ever written stops verifying: give the new form a new algorithm name."""
    assert ledger.digest(fixed_entry()) == GOLDEN
    assert hashlib.sha256(b"reform-task-portal/ledger/v1\n" + CANONICAL.encode()).hexdigest() == GOLDEN


def test_every_column_but_the_key_and_the_hash_itself_is_hashed():
    columns = {field.attname for field in Entry._meta.concrete_fields}

    assert columns - set(ledger.HASHED_FIELDS) == {"id", "hash"}


def test_both_unicode_forms_of_a_text_have_one_canonical_form():
    assert ledger.canonical({"a": "cafe\u0301"}) == ledger.canonical({"a": "caf\u00e9"})


def test_what_an_entry_cannot_hold_is_no_canonical_json():
    with pytest.raises(TypeError):
        ledger.canonical({"a": {1, 2}})


@pytest.mark.django_db
def test_entries_link_without_a_gap_from_the_beginning_and_the_head_is_the_last():
    factories.plan(others={"MOF": "co_responsible"})
    make(Move.CLAIM, factories.duty(), factories.officer("NHC"))
    make(Move.VERIFY, factories.duty(), factories.secretariat())

    entries = list(Entry.objects.order_by("n"))

    assert [(entry.n, entry.move) for entry in entries] == [
        (1, "issue"),
        (2, "issue"),
        (3, "claim"),
        (4, "verify"),
        (5, "follow"),
    ]
    hashes = [ledger.GENESIS, *(entry.hash for entry in entries)]
    assert [entry.previous_hash for entry in entries] == hashes[:-1]
    assert [ledger.digest(entry) for entry in entries] == hashes[1:]
    chain = Chain.objects.get()
    assert (chain.n, chain.hash, chain.at) == (5, hashes[-1], entries[-1].at)


@pytest.mark.django_db
def test_each_plan_has_a_chain_of_its_own():
    factories.plan("a")
    factories.plan("b", tasks=2)

    firsts = Entry.objects.filter(n=1)

    assert {chain.plan.slug: chain.n for chain in Chain.objects.all()} == {"a": 1, "b": 2}
    assert {entry.previous_hash for entry in firsts} == {ledger.GENESIS}
    assert firsts.values("hash").distinct().count() == 2


@pytest.mark.django_db
def test_the_ledger_never_runs_backwards_when_the_clock_is_set_back():
    factories.plan()
    officer = factories.officer("NHC")
    late = make(Move.REPORT, factories.duty(), officer, day="2018-11-10")

    early = make(Move.REPORT, factories.duty(), officer, day="2018-10-10")

    assert (early.n, early.at) == (late.n + 1, late.at)


@pytest.mark.django_db
def test_an_entry_keeps_the_real_moment_beside_the_portals():
    factories.plan()
    before = clock.wall_now()

    entry = make(Move.REPORT, factories.duty(), factories.officer("NHC"), day="2018-10-10")

    assert clock.day_of(entry.at) == dt.date(2018, 10, 10)
    assert before <= entry.wall_at <= clock.wall_now()


@pytest.mark.django_db
def test_an_entry_reads_the_same_after_a_way_through_the_database():
    factories.plan()
    written = make(Move.CLAIM, factories.duty(), factories.officer("NHC"), note="cafe\u0301 医改 🏥")

    read = Entry.objects.get(pk=written.pk)

    assert ledger.digest(read) == written.hash == read.hash
    assert json.loads(json.dumps(read.details)) == written.details


@pytest.mark.django_db
def test_the_longest_names_fit_into_an_entry():
    officer = factories.officer("NHC")
    officer.username, officer.display_name_en = "u" * 150, "n" * 120
    officer.save(update_fields=["username", "display_name_en"])
    factories.plan("s" * 60)
    entry = make(Move.REPORT, factories.duty(slug="s" * 60), officer)

    assert entry.actor_label == ("n" * 120 + " (" + "u" * 150)[:160]
    assert len(entry.subject) <= 120


@pytest.mark.django_db
def test_the_first_entry_records_what_no_move_changes():
    factories.plan()

    entry = entry_of(factories.duty())

    assert entry.details == {
        "role": "lead",
        "owes": 1,
        "named": "NHC",
        "start_on": "2018-07-01",
        "original_due_on": "2018-12-31",
    }
