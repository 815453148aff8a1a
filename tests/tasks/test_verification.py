"""Whoever gets past the guards and changes anything is found, and the first bad row is named."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from tasks import evidence, ledger, walking
from tasks.enums import Move
from tasks.issuing import keep_on_record
from tasks.models import Assignment, Chain, Entry, Evidence, Plan, Slip
from tasks.models.assignment import ISSUED_FIELDS, POSITION_FIELDS
from tasks.verification import Fault, verify
from tests import factories
from tests.tasks.scenes import LATER, make, tamper

pytestmark = pytest.mark.django_db

# The claim is the fifth entry of seven: there is something before it and something after it.
CLAIM = 5
MOVES = ["issue", "issue", "report", "escalate", "claim", "verify", "follow"]


@pytest.fixture
def plan(settings, tmp_path) -> Plan:
    """A plan with a report, a slip, a claim with a file and a reference, and a followed verification."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    plan = factories.plan(others={"MOF": "co_responsible"})
    officer, secretariat = factories.officer("NHC"), factories.secretariat()
    file = evidence.store(SimpleUploadedFile("minutes.pdf", b"%PDF-1.7 minutes"))
    make(Move.REPORT, factories.duty(), officer)
    make(Move.ESCALATE, factories.duty(), secretariat)
    make(Move.CLAIM, factories.duty(), officer, evidence=[file, *factories.evidence()])
    make(Move.VERIFY, factories.duty(), secretariat)
    return plan


def other_value(name: str, entry: Entry) -> object:
    """Something else of the column's own kind."""
    value = getattr(entry, name)
    if name in ("plan_id", "assignment_id", "actor_id", "on_behalf_id"):
        return {
            "plan_id": factories.plan("other").pk,
            "assignment_id": factories.duty("MOF").pk,
            "actor_id": factories.officer("MOF").pk,
            "on_behalf_id": factories.agency("MOF").pk,
        }[name]
    if name == "details":
        return value | {"more": 1}
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value - 1 if name == "percent" else value + 100
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(microseconds=1)
    if name.endswith("_on"):
        return (value or dt.date(2018, 1, 1)) + dt.timedelta(1)
    return {"move": "report", "state": "in_progress"}.get(name, "~" + value[1:])


def test_what_nobody_touched_holds(plan):
    walked = []

    assert verify(plan, walked.append) is None
    assert walked == [7, 7]
    assert list(plan.entries.values_list("move", flat=True)) == MOVES


def test_the_size_of_the_batches_changes_nothing(plan, monkeypatch):
    monkeypatch.setattr(walking, "BATCH", 2)
    walked = []

    assert verify(plan, walked.append) is None
    assert walked == [2, 4, 6, 7, 7]
    tamper("UPDATE tasks_slip SET colour = 'red'")
    assert verify(plan).n == 4


def test_what_is_written_while_it_walks_is_no_fault(plan, monkeypatch):
    monkeypatch.setattr(walking, "BATCH", 2)
    secretariat = factories.secretariat()

    def write(n: int) -> None:
        if n == 4:
            make(Move.REOPEN, factories.duty(), secretariat, day="2018-10-20")

    assert verify(plan, write) is None
    assert Chain.objects.get(plan=plan).n == 9
    assert verify(plan) is None


def test_it_can_be_stopped_between_two_batches(plan, monkeypatch):
    monkeypatch.setattr(walking, "BATCH", 2)

    def stop(n: int) -> None:
        raise InterruptedError(str(n))

    with pytest.raises(InterruptedError, match=r"^2$"):
        verify(plan, stop)


def test_an_entry_whose_duty_was_moved_to_another_plan_is_found(plan):
    other = factories.plan("other")

    Assignment.objects.filter(pk=factories.duty("MOF").pk).update(plan=other)

    strange = "its duty belongs to another plan"
    assert [verify(one) for one in (plan, other)] == [
        Fault("p", 2, "position", strange),
        Fault("other", 2, "position", strange),
    ]


def test_details_rewritten_and_rechained_into_what_nobody_can_read_are_a_fault_and_no_crash(plan):
    entry = Entry.objects.get(plan=plan, n=7)
    entry.details = {"evidence": [1], "readings": 3}
    tamper("UPDATE tasks_entry SET details = %s WHERE n = 7", [json.dumps(entry.details)])
    tamper("UPDATE tasks_entry SET hash = %s WHERE n = 7", [ledger.digest(entry)])
    Chain.objects.filter(plan=plan).update(hash=ledger.digest(entry))

    assert verify(plan) == Fault("p", 7, "evidence", "its evidence differs from what the entry says")


@pytest.mark.parametrize("name", ledger.HASHED_FIELDS)
def test_a_change_of_any_one_field_is_found_and_its_row_named(name, plan):
    entry = Entry.objects.get(plan=plan, n=CLAIM)
    column = Entry._meta.get_field(name)
    value = column.get_db_prep_save(other_value(name, entry), connection)

    tamper(f"UPDATE tasks_entry SET {column.column} = %s WHERE id = %s", [value, entry.pk])

    fault = verify(plan)
    assert fault is not None
    assert (fault.plan, fault.n) == ("p", CLAIM)


def test_a_change_of_the_hash_itself_is_found(plan):
    tamper("UPDATE tasks_entry SET hash = %s WHERE n = 3", ["ab" * 32])

    assert verify(plan) == Fault("p", 3, "altered", "its content does not give its hash")


def test_a_changed_row_with_a_hash_made_to_fit_breaks_the_link_to_the_next(plan):
    entry = Entry.objects.get(plan=plan, n=3)
    entry.percent = 99
    tamper("UPDATE tasks_entry SET percent = 99, hash = %s WHERE n = 3", [ledger.digest(entry)])

    assert verify(plan) == Fault("p", 4, "broken_link", "it does not continue entry 3")


def test_a_last_row_changed_with_a_hash_made_to_fit_does_not_fit_the_head(plan):
    entry = Entry.objects.get(plan=plan, n=7)
    entry.note = "more"
    tamper("UPDATE tasks_entry SET note = 'more', hash = %s WHERE n = 7", [ledger.digest(entry)])

    fault = verify(plan)
    assert (fault.n, fault.code) == (8, "cut")


def delete(*numbers: int) -> None:
    for n in numbers:
        tamper("DELETE FROM tasks_slip WHERE entry_id IN (SELECT id FROM tasks_entry WHERE n = %s)", [n])
        tamper("DELETE FROM tasks_evidence WHERE entry_id IN (SELECT id FROM tasks_entry WHERE n = %s)", [n])
        tamper("DELETE FROM tasks_entry WHERE n = %s", [n])


@pytest.mark.parametrize("n", [1, 3, 5])
def test_a_row_removed_from_the_middle_is_missed(n, plan):
    delete(n)

    assert verify(plan) == Fault("p", n, "missing", f"entry {n} is missing; the next one found is {n + 1}")


@pytest.mark.parametrize("gone", [(7,), (6, 7), (2, 3, 4, 5, 6, 7)])
def test_a_cut_tail_is_missed(gone, plan):
    delete(*gone)

    fault = verify(plan)
    assert (fault.n, fault.code) == (gone[0], "cut")


def test_a_cut_tail_is_missed_even_with_the_head_set_back(plan):
    """Inside the database the positions still tell; against who sets those back too, only a seal helps."""
    delete(7)
    last = Entry.objects.get(plan=plan, n=6)
    Chain.objects.filter(plan=plan).update(n=6, hash=last.hash, at=last.at)

    fault = verify(plan)
    assert (fault.n, fault.code) == (2, "position")


def test_the_whole_ledger_gone_is_no_draft(plan):
    delete(7, 6, 5, 4, 3, 2, 1)
    Chain.objects.filter(plan=plan).delete()

    assert verify(plan).code == "cut"


def test_two_rows_swapped_are_found(plan):
    for old, new in ((3, 1003), (4, 3), (1003, 4)):
        tamper("UPDATE tasks_entry SET n = %s WHERE n = %s", [new, old])

    assert verify(plan) == Fault("p", 3, "broken_link", "it does not continue entry 2")


def test_a_row_put_in_between_is_found(plan):
    for n in (7, 6, 5, 4):
        tamper("UPDATE tasks_entry SET n = %s WHERE n = %s", [n + 1, n])
    entry = Entry.objects.get(plan=plan, n=3)
    entry.pk, entry.n, entry.previous_hash = None, 4, entry.hash
    entry.hash = ledger.digest(entry)
    entry.save(force_insert=True)

    fault = verify(plan)
    assert (fault.n, fault.code) == (5, "broken_link")


def test_a_row_put_at_the_end_is_found(plan):
    entry = Entry.objects.get(plan=plan, n=7)
    entry.pk, entry.n, entry.previous_hash = None, 8, entry.hash
    entry.hash = ledger.digest(entry)
    entry.save(force_insert=True)

    assert verify(plan).code == "cut"


OTHER_POSITION = {
    "state": "in_progress", "percent": 7, "due_on": LATER, "reported_on": LATER, "completed_on": LATER,
    "objecting": "MOF", "asked_due_on": LATER, "version": 99,
}  # fmt: skip
OTHER_ISSUE = {
    "role": "participating", "owes": True, "named": "Somebody", "start_on": dt.date(2018, 1, 1),
    "original_due_on": LATER,
}  # fmt: skip


@pytest.mark.parametrize("name", POSITION_FIELDS)
def test_a_position_that_no_entry_gave_is_found(name, plan):
    duty = factories.duty()
    Assignment.objects.filter(pk=duty.pk).update(**{name: OTHER_POSITION[name]})

    assert verify(plan) == Fault("p", 6, "position", f"p 1.1/1 NHC lead: {name} differs")


@pytest.mark.parametrize("name", ISSUED_FIELDS)
def test_what_was_fixed_at_issue_and_is_otherwise_now_is_found(name, plan):
    duty = factories.duty("MOF")
    Assignment.objects.filter(pk=duty.pk).update(**{name: OTHER_ISSUE[name]})

    fault = verify(plan)
    assert (fault.n, fault.code, fault.detail.endswith(f": {name} differs")) == (2, "position", True)


def test_a_duty_put_into_an_issued_plan_without_an_entry_is_found(plan):
    duty = factories.duty()
    duty.pk, duty.agency = None, factories.agency("MOE")
    duty.save(force_insert=True)

    fault = verify(plan)
    assert (fault.n, fault.code) == (0, "position")


@pytest.mark.parametrize(("column", "value"), [("colour", "'red'"), ("reply_by", "'2019-02-01'")])
def test_a_changed_slip_is_found(column, value, plan):
    tamper(f"UPDATE tasks_slip SET {column} = {value}")

    assert verify(plan) == Fault("p", 4, "slip", "its slip differs from what the entry says")


def test_a_slip_removed_and_a_slip_added_are_found(plan):
    tamper("DELETE FROM tasks_slip")
    removed = verify(plan)
    duty, said = factories.duty(), {"colour": "yellow", "reply_by": LATER}
    for n in (4, 3):
        Slip.objects.create(assignment=duty, entry=plan.entries.get(n=n), **said)

    assert (removed.n, removed.code) == (4, "slip")
    assert verify(plan) == Fault("p", 3, "slip", "it has a slip of which it says nothing")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tasks_evidence SET name = 'other.pdf' WHERE name <> ''",
        "UPDATE tasks_evidence SET media_type = 'text/html' WHERE name <> ''",
        "UPDATE tasks_evidence SET size = size + 1 WHERE name <> ''",
        "UPDATE tasks_evidence SET reference = 'Document No. 2 (2018)' WHERE reference <> ''",
        "UPDATE tasks_evidence SET entry_id = (SELECT id FROM tasks_entry WHERE n = 3)",
        "DELETE FROM tasks_evidence WHERE reference <> ''",
        "DELETE FROM tasks_evidence",
    ],
)
def test_a_changed_or_removed_evidence_row_is_found(statement, plan):
    tamper(statement)

    fault = verify(plan)
    assert fault.code == "evidence"
    assert fault.n in (3, CLAIM)


def test_evidence_added_to_an_entry_afterwards_is_found(plan):
    Evidence.objects.create(entry=plan.entries.get(n=3), reference="found later")

    assert verify(plan) == Fault("p", 3, "evidence", "its evidence differs from what the entry says")


@pytest.mark.parametrize("harm", ["alter", "remove"])
def test_an_altered_or_missing_file_is_found(harm, plan):
    path = evidence.path_of(Evidence.objects.exclude(sha256="").get().sha256)
    if harm == "alter":
        path.write_bytes(path.read_bytes() + b" ")
    else:
        path.unlink()

    assert verify(plan) == Fault("p", CLAIM, "evidence_file", "the file minutes.pdf is missing or altered")


def test_a_draft_has_no_ledger_and_holds():
    assert verify(factories.plan(issued=False)) is None


def test_a_plan_on_record_has_no_ledger_and_holds():
    assert verify(keep_on_record(factories.plan("old", issued=False))) is None


@pytest.mark.parametrize("state", ["draft", "record"])
def test_a_plan_without_a_ledger_cannot_hold_entries(plan, state):
    Plan.objects.filter(pk=plan.pk).update(state=state)
    Chain.objects.filter(plan=plan).delete()

    assert verify(Plan.objects.get(pk=plan.pk)).code == "cut"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_ledger", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_says_per_plan_that_it_holds_and_the_head(plan):
    factories.plan("draft", issued=False)

    said = run()

    assert set(said.splitlines()) == {
        f"p: 7 entries hold, head {Chain.objects.get(plan=plan).hash}",
        "draft: 0 entries hold",
        "access: 0 events hold",
        "seals: there is none yet",
    }


def test_the_command_names_the_plan_and_the_row_of_every_plan_that_does_not_hold(plan):
    tamper("UPDATE tasks_entry SET percent = 1 WHERE n = 3")
    factories.plan("whole")

    with pytest.raises(CommandError) as error:
        run()

    assert str(error.value).splitlines() == [
        "The ledger does not hold.",
        "p: entry 3: altered: its content does not give its hash",
    ]
    assert error.value.returncode == 1
    assert run("--plan", "whole").startswith("whole: 1 entries hold")


def test_the_command_refuses_a_plan_that_is_not_there(plan):
    with pytest.raises(CommandError, match=r"^There is no plan elsewhere\.$"):
        run("--plan", "elsewhere")
