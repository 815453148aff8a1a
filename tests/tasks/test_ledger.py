"""The chain: what is hashed, how the entries link, and that it never runs backwards."""

import datetime as dt
import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reformtracker.lib import clock
from reformtracker.lib.canonical import as_text
from tasks import hashing, ledger
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
        algorithm="sha256-v2",
        previous_hash="ef" * 32,
    )


SAID = (
    '{"actor_id":5,"actor_label":"NHC office (nhc)","algorithm":"%s","asked_due_on":null,'
    '"assignment_id":11,"at":"2018-10-10T02:00:00.000000+00:00","command":"' + "cd" * 32 + '",'
    '"completed_on":"2018-10-10","demonstration":false,"details":{"evidence":[{"sha256":"' + "ab" * 32 + '",'
    '"size":12}],"percent_before":40},"due_on":"2018-12-31","move":"claim","n":3,"note":"已完成 “café”",'
    '"objecting":"","on_behalf_id":2,"percent":100,"plan_id":7,%s'
    '"reason":"","reported_on":"2018-10-10","state":"claimed","subject":"2018-h2 2.5/1 NHC lead","version":4,'
    '"wall_at":"2018-10-10T02:00:00.000001+00:00"}'
)
CONTENT = SAID % ("sha256-v2", "")
OLD_CONTENT = SAID % ("sha256-v1", '"previous_hash":"' + "ef" * 32 + '",')
GOLDEN_CONTENT = "7de6bd944d17646284b087d08ab859a1b6fe0f6dedc20dc6654498d5121f7d75"
GOLDEN = "e8a474b423f277f31d8c2d5b28a6d5fadcd85e2041d735260bdfa75470d4bb70"
OLD_GOLDEN = "49b4cd3619839a4d676dd403dcc72f09880a84336529d58e81b47691238b5ae3"


def test_the_canonical_form_of_what_an_entry_says_is_frozen():
    entry = fixed_entry()

    text = ledger.canonical({name: getattr(entry, name) for name in hashing.CONTENT_FIELDS}).decode()

    assert text == CONTENT


def test_the_hash_of_an_entry_is_frozen():
    """If this fails, every ledger ever written stops verifying: give the new form a new algorithm name."""
    assert ledger.digest(fixed_entry()) == GOLDEN


def test_the_hash_is_made_of_the_hash_before_it_and_a_digest_of_the_content_alone():
    content = hashlib.sha256(b"reform-task-portal/ledger/v2/content\n" + CONTENT.encode()).hexdigest()

    joined = f"reform-task-portal/ledger/v2/link\n{'ef' * 32}\n{content}\n"

    assert (content, hashlib.sha256(joined.encode()).hexdigest()) == (GOLDEN_CONTENT, GOLDEN)


def test_what_the_first_algorithm_wrote_stays_verifiable():
    entry = fixed_entry()
    entry.algorithm = "sha256-v1"

    assert ledger.digest(entry) == OLD_GOLDEN
    assert hashlib.sha256(b"reform-task-portal/ledger/v1\n" + OLD_CONTENT.encode()).hexdigest() == OLD_GOLDEN


def test_an_algorithm_that_nobody_knows_gives_no_hash():
    entry = fixed_entry()
    entry.algorithm = "md5"

    with pytest.raises(KeyError):
        ledger.digest(entry)
    assert hashing.hash_of_row(row_of(entry)) is None


def row_of(entry: Entry) -> hashing.Row:
    """The entry as the walk reads it."""
    said = {name: getattr(entry, name) for name in hashing.Row._fields}
    return hashing.Row(
        **{name: as_text(value) if isinstance(value, dt.date) else value for name, value in said.items()}
    )


LETTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from('\n\u0301e\u0338<"\\')
TEXTS = st.text(LETTERS, max_size=20)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))


@given(
    note=TEXTS, reason=TEXTS, details=st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers(), st.none())),
    due_on=DAYS, completed_on=st.none() | DAYS, demonstration=st.booleans(),
    actor_id=st.none() | st.integers(1), at=st.datetimes(timezones=st.just(dt.UTC)),
    algorithm=st.sampled_from(["sha256-v1", "sha256-v2"]),
)  # fmt: skip
@settings(max_examples=60)
def test_the_quick_form_of_a_row_is_the_canonical_one_whatever_it_says(**said):
    entry = fixed_entry()
    for name, value in said.items():
        setattr(entry, name, value)
    row = row_of(entry)

    assert hashing.content_of(row) == ledger.canonical(
        {name: getattr(entry, name) for name in hashing.CONTENT_FIELDS}
    )
    assert hashing.hash_of_row(row) == ledger.digest(entry)


WRONG = [
    ("percent", "100"), ("percent", 100.0), ("percent", True), ("n", "3"), ("due_on", None), ("note", None),
    ("actor_id", "5"), ("details", {1, 2}), ("at", 5), ("subject", b"2018-h2 2.5/1 NHC lead"),
    ("demonstration", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_what_no_entry_can_hold_does_not_give_the_hash_of_what_looks_like_it(name, value):
    row = row_of(fixed_entry())

    assert hashing.hash_of_row(row) == GOLDEN
    assert hashing.hash_of_row(row._replace(**{name: value})) != GOLDEN


def test_every_column_but_the_key_and_the_hash_itself_is_hashed():
    columns = {field.attname for field in Entry._meta.concrete_fields}

    assert columns - set(ledger.HASHED_FIELDS) == {"id", "hash"}
    assert list(hashing.CONTENT_FIELDS) == sorted(hashing.CONTENT_FIELDS)


def test_both_unicode_forms_of_a_text_have_one_canonical_form():
    assert ledger.canonical({"a": "cafe\u0301"}) == ledger.canonical({"a": "caf\u00e9"})


def test_a_combining_mark_at_the_beginning_of_a_line_leaves_canonical_json_readable():
    """Composed after it is written, the n of the escaped line break would swallow it."""
    text = {"note": "one\n\u0301two", "\t\u0301": ["\n\u0301"]}

    assert json.loads(ledger.canonical(text)) == text


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
