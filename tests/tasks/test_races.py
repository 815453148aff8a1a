"""Many at once: exactly one wins, nothing is lost, and the chain has no gap.

The races need PostgreSQL's row locks and run with threads that hold connections of their own. The negative
controls show that the tests can fail: without the lock, and without SQLite's early one.
"""

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, connections

from reformtracker.lib.errors import Refused
from tasks import services
from tasks.enums import Move
from tasks.models import Assignment, Chain, Entry
from tasks.verification import verify
from tests import factories
from tests.tasks.scenes import make, now, words

WRITERS = 8


def at_once(*commands: Callable[[], object]) -> list[str]:
    """Runs each command in a thread with a connection of its own, let go together; what became of each."""
    barrier, results = threading.Barrier(len(commands)), ["lost"] * len(commands)

    def run(place: int, command: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            command()
            results[place] = "made"
        except Refused as refusal:
            results[place] = refusal.code
        except DatabaseError as error:
            results[place] = f"database: {error}"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(commands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def moving(move: Move, duty: Assignment, by, **said) -> Callable[[], object]:
    """The move as a command that can be run later, with all its words found now."""
    carried = words(move, duty) | said
    return lambda: services.SERVICES[move](duty, by=by, **carried)


@pytest.fixture
def duty(transactional_db) -> Assignment:
    factories.plan(tasks=4, others={"MOF": "co_responsible"})
    return factories.duty()


@pytest.mark.postgres
@pytest.mark.parametrize("attempt", range(5))
def test_of_eight_verifications_at_once_exactly_one_is_made(attempt, duty):
    make(Move.CLAIM, duty, factories.officer("NHC"))
    people = [factories.secretariat() for _ in range(WRITERS)]

    got = at_once(*[moving(Move.VERIFY, duty, by) for by in people])

    assert Counter(got) == {"made": 1, "wrong_state": WRITERS - 1}
    assert duty.entries.filter(move="verify").count() == 1
    assert factories.duty("MOF").entries.filter(move="follow").count() == 1
    assert verify(duty.plan) is None


@pytest.mark.postgres
def test_of_eight_claims_of_the_same_version_exactly_one_is_made_and_the_others_are_stale(duty):
    people = [factories.officer("NHC") for _ in range(WRITERS)]

    got = at_once(*[moving(Move.CLAIM, duty, by, version=1) for by in people])

    assert Counter(got) == {"made": 1, "stale": WRITERS - 1}
    assert (now(duty).version, duty.entries.count()) == (2, 2)


@pytest.mark.postgres
def test_eight_clicks_of_one_person_are_one_entry_and_eight_times_the_same_answer(duty):
    officer = factories.officer("NHC")

    got = at_once(*[moving(Move.CLAIM, duty, officer, version=1)] * WRITERS)

    assert Counter(got) == {"made": WRITERS}
    assert duty.entries.count() == 2


@pytest.mark.postgres
def test_of_two_reports_of_the_same_version_one_wins_and_nothing_is_lost(duty):
    one, other = factories.officer("NHC"), factories.officer("NHC")

    got = at_once(
        moving(Move.REPORT, duty, one, version=1, percent=30),
        moving(Move.REPORT, duty, other, version=1, percent=40),
    )

    assert sorted(got) == ["made", "stale"]
    assert (now(duty).percent, now(duty).version) == ([30, 40][got.index("made")], 2)


@pytest.mark.postgres
@pytest.mark.parametrize("attempt", range(5))
def test_an_objection_and_a_verification_at_once_never_both_stand(attempt, duty):
    make(Move.CLAIM, duty, factories.officer("NHC"))

    got = at_once(
        moving(Move.OBJECT, duty, factories.officer("MOF")),
        moving(Move.VERIFY, duty, factories.secretariat()),
    )

    assert sorted(got) in (["made", "objection_stands"], ["made", "wrong_state"])
    found = now(duty)
    assert (found.state, found.objecting) == (("claimed", "MOF") if got[0] == "made" else ("verified", ""))


@pytest.mark.postgres
def test_twenty_rounds_of_eight_writers_leave_no_gap_no_deadlock_and_no_lost_move(duty):
    officers = [factories.officer("NHC") for _ in range(WRITERS // 2)]
    finance = [factories.officer("MOF") for _ in range(WRITERS // 2)]
    before, made = Chain.objects.get().n, Counter()

    for turn in range(20):
        number = f"1.{turn % 4 + 1}"
        leads, support = factories.duty(number=number), factories.duty("MOF", number=number)
        commands = [moving(Move.REPORT, leads, by, percent=turn, note=f"turn {turn}") for by in officers]
        commands += [moving(Move.REPORT, support, by, percent=turn, note=f"turn {turn}") for by in finance]
        made.update(at_once(*commands))

    assert made == {"made": 20 * WRITERS}
    assert Chain.objects.get().n == before + 20 * WRITERS
    assert list(Entry.objects.order_by("n").values_list("n", flat=True)) == list(
        range(1, before + 20 * WRITERS + 1)
    )
    assert verify(duty.plan) is None


@pytest.mark.postgres
def test_moves_on_leads_and_on_their_support_at_once_do_not_lock_each_other_out(duty):
    make(Move.CLAIM, duty, factories.officer("NHC"))
    support = factories.duty("MOF")

    got = at_once(
        moving(Move.VERIFY, duty, factories.secretariat()),
        *[moving(Move.REPORT, support, factories.officer("MOF")) for _ in range(WRITERS - 1)],
    )

    assert set(got) <= {"made", "wrong_state"}
    assert (got[0], now(support).state) == ("made", "verified")
    assert verify(duty.plan) is None


@pytest.mark.postgres
def test_without_the_lock_these_races_are_lost(duty, monkeypatch):
    """The negative control: read without locking, and eight verifications are no longer one."""
    make(Move.CLAIM, duty, factories.officer("NHC"))
    together = threading.Barrier(WRITERS)

    def plain_read(duty: Assignment) -> list[Assignment]:
        rows = list(Assignment.objects.filter(measure_id=duty.measure_id).select_related("plan", "agency"))
        together.wait(timeout=20)  # everybody has read before anybody writes
        return rows

    monkeypatch.setattr(services, "_locked", plain_read)
    people = [factories.secretariat() for _ in range(WRITERS)]

    got = at_once(*[moving(Move.VERIFY, duty, by) for by in people])

    assert Counter(got)["made"] > 1
    assert duty.entries.filter(move="verify").count() > 1


def eight_writers(mode: str) -> dict:
    command = [sys.executable, "-m", "tests.tasks.eight_writers", mode]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return json.loads(done.stdout)


def test_eight_writers_of_one_sqlite_file_wait_for_each_other_and_none_is_turned_away():
    assert eight_writers("IMMEDIATE") == {"outcomes": {"made": WRITERS}, "entries": 84, "fault": "None"}


def test_without_taking_the_write_lock_at_once_some_of_them_would_be_turned_away():
    outcomes = eight_writers("DEFERRED")["outcomes"]

    assert outcomes.get("made", 0) < WRITERS
    assert outcomes["database: database is locked"] >= 1
