"""The counts that must be zero: each is zero on a sound ledger, and not when what it watches is harmed."""

import pytest

from agencies.enums import UserRole
from tasks.enums import Move, TargetKind
from tasks.models import Assignment, Chain, Entry, Evidence, Return, Slip, Target
from tasks.reconciliation import CHECKS, balances
from tasks.rounds import life
from tasks.targets.readings import ReadingGiven
from tests import factories
from tests.tasks.scenes import LATER, date, make, tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """Issued for two bodies; a round; NHC reports with a reading, gets a slip, claims with evidence."""
    plan = factories.plan(others={"MOF": "co_responsible"})
    with factories.at(factories.START):
        life.set_rule(plan, by=None, pace="monthly", opens_day=20, due_day=28, grace=5)
    with factories.at("2018-09-20", 8):
        life.tend()
    duty, officer = factories.duty(), factories.officer("NHC")
    target = Target.objects.create(
        measure=duty.measure, position=1, text="Ten", value=10, comparator=">=", kind=TargetKind.COUNT
    )
    given = [ReadingGiven(target.pk, date("2018-09-20"), value=4)]
    make(Move.REPORT, duty, officer, day="2018-09-25", readings=given)
    make(Move.ESCALATE, factories.duty(), factories.secretariat())
    make(Move.CLAIM, factories.duty(), officer)
    return plan


def differing() -> list[int]:
    """The position of each check that finds something, repeated as often as it does."""
    return [number for number, one in enumerate(balances()) for _ in range(one.differing)]


POSITIONS, ISSUED, NUMBERS, HEADS, OWNERS, SLIPS, EVIDENCE, READINGS, RETURNS = range(len(CHECKS))


def test_nothing_differs_on_a_sound_ledger_and_everything_was_asked(plan):
    assert [(one.asked, one.plans) for one in balances()] == [
        (2, {}), (2, {}), (5, {}), (1, {}), (5, {}), (1, {}), (1, {}), (1, {}), (1, {}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"),
    [("percent", 1), ("version", 9), ("reported_on", None), ("asked_due_on", LATER), ("objecting", "MOF")],
)
def test_a_position_that_no_entry_gave_differs(column, value, plan):
    Assignment.objects.filter(agency__code="NHC").update(**{column: value})

    assert differing() == [POSITIONS]
    assert balances()[POSITIONS].plans == {"p": 1}


def test_a_duty_without_any_entry_differs(plan):
    measure = factories.duty().measure
    factories.add_task(measure.task.area, 2, {"NHC": "lead"})

    assert differing() == [POSITIONS, ISSUED]


def test_a_draft_owes_no_entries(plan):
    factories.plan("draft", issued=False)

    assert differing() == []


def test_a_missing_entry_differs_and_so_does_one_behind_the_head(plan):
    Chain.objects.update(n=7)
    ahead = differing()
    Chain.objects.update(n=3)

    assert (ahead, differing()) == ([NUMBERS, NUMBERS, HEADS], [NUMBERS, NUMBERS, HEADS])


def test_a_head_that_is_not_the_last_entry_differs(plan):
    Chain.objects.update(hash="ab" * 32)

    assert differing() == [HEADS]


def test_an_entry_under_another_plan_differs(plan):
    other = factories.plan("other")
    tamper("UPDATE tasks_entry SET plan_id = %s, n = 2 WHERE move = 'claim'", [other.pk])

    found = balances()
    assert (found[OWNERS].plans, found[NUMBERS].plans) == ({"other": 1}, {"p": 1, "other": 1})


def test_a_slip_that_is_gone_and_one_that_nobody_issued_differ(plan):
    tamper("DELETE FROM tasks_slip")
    gone = differing()
    for move in (Move.ESCALATE, Move.REPORT):
        entry = Entry.objects.get(move=move)
        Slip.objects.create(assignment=factories.duty(), entry=entry, colour="yellow", reply_by=LATER)

    assert (gone, differing()) == ([SLIPS], [SLIPS])


def test_evidence_that_is_gone_and_evidence_that_nobody_attached_differ(plan):
    Evidence.objects.create(entry=Entry.objects.get(move=Move.ESCALATE), reference="found later")
    added = differing()
    tamper("DELETE FROM tasks_evidence")

    assert (added, differing()) == ([EVIDENCE], [EVIDENCE])


def test_readings_that_are_gone_or_hung_onto_another_entry_differ(plan):
    tamper("UPDATE tasks_reading SET entry_id = (SELECT id FROM tasks_entry WHERE move = 'claim')")
    moved = differing()
    tamper("DELETE FROM tasks_reading")

    assert (moved, differing()) == ([READINGS, READINGS], [READINGS])


def test_a_return_given_by_an_entry_of_another_duty_differs(plan):
    Return.objects.filter(entry__isnull=False).update(entry=Entry.objects.get(n=2))

    assert differing() == [RETURNS]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (UserRole.AUDITOR, 200), (UserRole.SECRETARIAT, 200), (UserRole.AUDIT_ADMIN, 200),
        (UserRole.OFFICER, 403), (UserRole.SYSTEM_ADMIN, 403),
    ],
)  # fmt: skip
def test_the_page_is_for_those_who_read_the_ledger(role, status, client, plan):
    client.force_login(factories.user(role, "NHC" if role == UserRole.OFFICER else None))

    assert client.get("/ledger/reconciliation/").status_code == status


def test_the_page_says_in_words_what_agrees_and_where_something_differs(client, plan):
    client.force_login(factories.user(UserRole.AUDITOR))
    sound = client.get("/ledger/reconciliation/").content.decode()
    Chain.objects.update(hash="ab" * 32)

    harmed = client.get("/ledger/reconciliation/").content.decode()

    assert (sound.count("agrees</span>"), sound.count("differs</span>")) == (len(CHECKS), 0)
    assert (harmed.count("agrees</span>"), harmed.count("differs</span>")) == (len(CHECKS) - 1, 1)
    assert '<a href="/ledger/p/">p</a>: 1' in harmed
