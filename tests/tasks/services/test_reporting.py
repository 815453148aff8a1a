"""Reporting, claiming, suspending: what each changes, what its entry says."""

import pytest

from reformtracker.lib.errors import Impossible, NotAllowed
from tasks.enums import Move
from tasks.evidence import Piece
from tasks.models.assignment import POSITION_FIELDS
from tests import factories
from tests.tasks.scenes import DAY, date, make, now, position

pytestmark = pytest.mark.django_db


def test_a_report_sets_percent_and_day_and_its_entry_says_who_for_whom_and_what(duty, officer):
    entry = make(Move.REPORT, duty, officer, percent=60, note="half done", reason="")

    assert position(duty, "state", "percent", "reported_on", "version") == ("in_progress", 60, date(DAY), 2)
    assert (entry.move, entry.note, entry.reason, entry.actor) == ("report", "half done", "", officer)
    assert (entry.on_behalf.code, entry.subject) == ("NHC", "p 1.1/1 NHC lead")
    assert entry.actor_label == f"{officer.username} ({officer.username})"


def test_every_entry_repeats_the_whole_position_after_its_move(duty, officer, secretariat):
    for move, by in ((Move.ASK_EXTENSION, officer), (Move.CLAIM, officer), (Move.VERIFY, secretariat)):
        entry = make(move, duty, by)

        assert {n: getattr(entry, n) for n in POSITION_FIELDS} == {
            n: getattr(now(duty), n) for n in POSITION_FIELDS
        }


def test_a_claim_sets_one_hundred_percent_and_the_day_and_keeps_its_evidence(duty, officer):
    file = Piece("ab" * 32, "minutes.pdf", "application/pdf", 12)

    entry = make(Move.CLAIM, duty, officer, evidence=[file, *factories.evidence()])

    fields = ("state", "percent", "reported_on", "completed_on", "objecting")
    assert position(duty, *fields) == ("claimed", 100, date(DAY), date(DAY), "")
    kept = [(row.sha256, row.name, row.size, row.reference) for row in entry.evidence.all()]
    assert kept == [("ab" * 32, "minutes.pdf", 12, ""), ("", "", 0, "Document No. 1 (2018)")]
    assert [piece["sha256"] for piece in entry.details["evidence"]] == ["ab" * 32, ""]


@pytest.mark.parametrize(
    "moves",
    [
        (Move.RETURN,),
        (Move.VERIFY, Move.REOPEN),
        (Move.SUSPEND, Move.RESUME),
        (Move.CLOSE_UNIMPLEMENTED, Move.REOPEN),
    ],
)
def test_a_claim_that_stands_no_longer_gives_back_the_percentage_from_before_it(
    moves, duty, officer, secretariat
):
    make(Move.REPORT, duty, officer, percent=40)
    make(Move.CLAIM, duty, officer)

    for move in moves:
        entry = make(move, duty, secretariat)

        if entry.state != "verified":
            assert (entry.percent, entry.completed_on, entry.objecting) == (40, None, "")
    assert now(duty).state == "in_progress"


def test_returning_a_report_keeps_its_percentage(duty, officer, secretariat):
    make(Move.REPORT, duty, officer, percent=40)

    make(Move.RETURN, duty, secretariat)

    assert position(duty, "state", "percent", "reported_on") == ("in_progress", 40, date(DAY))


def test_suspending_and_resuming(duty, secretariat):
    make(Move.SUSPEND, duty, secretariat)
    suspended = now(duty).state
    make(Move.RESUME, duty, secretariat)

    assert (suspended, now(duty).state) == ("suspended", "in_progress")


def test_a_supporting_agency_claims_nothing_but_may_report(duty):
    finance = factories.officer("MOF")

    with pytest.raises(Impossible) as refused:
        make(Move.CLAIM, factories.duty("MOF"), finance)

    assert refused.value.code == "not_the_lead"
    assert make(Move.REPORT, factories.duty("MOF"), finance).state == "in_progress"


def test_in_a_joint_measure_everybody_claims_and_nobody_concurs():
    factories.plan(lead="NHC", others={"MOF": "co_responsible"}, mode="joint")
    duty = factories.duty("MOF")
    entry = make(Move.CLAIM, duty, factories.officer("MOF"))
    lead = factories.officer("NHC")

    with pytest.raises(NotAllowed):
        make(Move.CONCUR, duty, lead)
    verified = make(Move.VERIFY, duty, factories.secretariat())

    assert (entry.state, verified.state, verified.details["silent"]) == ("claimed", "verified", [])
