"""What each move changes, what its entry says, and what it refuses."""

import datetime as dt

import pytest

from reformtracker.lib.errors import Impossible, Invalid, NotAllowed, Stale
from tasks import services
from tasks.enums import Move
from tasks.evidence import Piece
from tasks.models import Assignment, Entry, Evidence, Slip
from tasks.models.assignment import POSITION_FIELDS
from tests import factories
from tests.tasks.scenes import DAY, LATER, entry_of, make, now

pytestmark = pytest.mark.django_db

END = factories.END


@pytest.fixture
def duty() -> Assignment:
    """NHC's duty, with MOF co-responsible and NHSA participating, freshly issued."""
    factories.plan(others={"MOF": "co_responsible", "NHSA": "participating"})
    return factories.duty()


@pytest.fixture
def officer(duty):
    return factories.officer("NHC")


@pytest.fixture
def secretariat():
    return factories.secretariat()


def position(duty: Assignment, *names: str) -> tuple:
    found = now(duty)
    return tuple(getattr(found, name) for name in names)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_a_report_sets_percent_and_day_and_its_entry_says_who_for_whom_and_what(duty, officer):
    entry = make(Move.REPORT, duty, officer, percent=60, note="half done", reason="")

    assert position(duty, "state", "percent", "reported_on", "version") == ("in_progress", 60, day(DAY), 2)
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
    assert position(duty, *fields) == ("claimed", 100, day(DAY), day(DAY), "")
    kept = [(row.sha256, row.name, row.size, row.reference) for row in entry.evidence.all()]
    assert kept == [("ab" * 32, "minutes.pdf", 12, ""), ("", "", 0, "Document No. 1 (2018)")]
    assert [piece["sha256"] for piece in entry.details["evidence"]] == ["ab" * 32, ""]


def test_verifying_closes_the_duty_and_says_who_concurred_and_who_was_silent(duty, officer, secretariat):
    make(Move.CLAIM, duty, officer)
    make(Move.CONCUR, duty, factories.officer("NHSA"))

    entry = make(Move.VERIFY, duty, secretariat, note="checked on the spot")

    assert position(duty, "state", "percent", "completed_on") == ("verified", 100, day(DAY))
    assert (entry.note, entry.on_behalf) == ("checked on the spot", None)
    assert entry.details == {"concurred": ["NHSA"], "silent": ["MOF"], "by_silence": []}


@pytest.mark.parametrize(("verified_on", "by_silence"), [("2018-10-17", []), ("2018-10-18", ["MOF"])])
def test_silence_of_the_co_responsible_counts_only_after_five_working_days(
    verified_on, by_silence, duty, officer, secretariat
):
    make(
        Move.CLAIM, duty, officer, day="2018-10-10"
    )  # a Wednesday: the fifth working day after it is the 17th

    entry = make(Move.VERIFY, duty, secretariat, day=verified_on)

    assert (entry.details["silent"], entry.details["by_silence"]) == (["MOF", "NHSA"], by_silence)


def test_an_earlier_concurrence_does_not_count_for_a_second_claim(duty, officer, secretariat):
    make(Move.CLAIM, duty, officer)
    make(Move.CONCUR, duty, factories.officer("MOF"))
    make(Move.RETURN, duty, secretariat)
    make(Move.CLAIM, duty, officer, day="2018-10-11")

    entry = make(Move.VERIFY, duty, secretariat, day="2018-10-11")

    assert entry.details["concurred"] == []


def test_an_objection_blocks_verification_until_its_agency_concurs(duty, officer, secretariat):
    finance, insurance = factories.officer("MOF"), factories.officer("NHSA")
    make(Move.CLAIM, duty, officer)
    objection = make(Move.OBJECT, duty, finance, note="no money was paid")
    make(Move.OBJECT, duty, insurance)

    with pytest.raises(Impossible) as refused:
        make(Move.VERIFY, duty, secretariat)
    make(Move.CONCUR, duty, insurance)
    still = position(duty, "objecting")
    make(Move.CONCUR, duty, finance)

    assert (refused.value.code, str(refused.value.message)) == (
        "objection_stands",
        "An objection stands: MOF NHSA.",
    )
    assert (objection.on_behalf.code, objection.objecting, still) == ("MOF", "MOF", ("MOF",))
    assert make(Move.VERIFY, duty, secretariat).state == "verified"


def test_nobody_verifies_their_own_claim_even_with_a_post_in_the_secretariat(duty, officer):
    officer.memberships.create(role="secretariat")
    make(Move.CLAIM, duty, officer)

    with pytest.raises(NotAllowed) as refused:
        make(Move.VERIFY, duty, officer)

    assert (refused.value.code, now(duty).state) == ("own_claim", "claimed")


@pytest.mark.parametrize("between", [(), (Move.CONCUR,), (Move.RETURN, Move.CLAIM)])
def test_nor_do_they_correct_their_own_claim_into_a_verified_one(between, duty, officer, secretariat):
    officer.memberships.create(role="secretariat")
    by = {Move.CONCUR: factories.officer("MOF"), Move.RETURN: secretariat, Move.CLAIM: officer}
    make(Move.CLAIM, duty, officer)
    for move in between:
        make(move, duty, by[move], day="2018-10-11")

    with pytest.raises(NotAllowed) as refused:
        make(Move.CORRECT, duty, officer, day="2018-10-11", state="verified")

    assert refused.value.code == "own_claim"


def test_who_corrects_a_duty_into_a_claimed_one_does_not_verify_it(duty, secretariat):
    make(Move.CORRECT, duty, secretariat, state="claimed")

    with pytest.raises(NotAllowed) as refused:
        make(Move.VERIFY, duty, secretariat)

    assert refused.value.code == "own_claim"
    assert make(Move.VERIFY, duty, factories.secretariat()).state == "verified"


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


def test_an_old_claim_does_not_bring_its_percentage_back_through_a_correction(duty, officer, secretariat):
    make(Move.REPORT, duty, officer, percent=40)
    make(Move.CLAIM, duty, officer)
    make(Move.RETURN, duty, secretariat)
    make(Move.REPORT, duty, officer, percent=75, day="2018-10-20")
    make(Move.CORRECT, duty, secretariat, state="verified", percent=100, day="2018-10-21")

    make(Move.REOPEN, duty, secretariat, day="2018-10-22")

    assert position(duty, "state", "percent") == ("in_progress", 75)


def test_returning_a_report_keeps_its_percentage(duty, officer, secretariat):
    make(Move.REPORT, duty, officer, percent=40)

    make(Move.RETURN, duty, secretariat)

    assert position(duty, "state", "percent", "reported_on") == ("in_progress", 40, day(DAY))


def test_suspending_and_resuming(duty, secretariat):
    make(Move.SUSPEND, duty, secretariat)
    suspended = now(duty).state
    make(Move.RESUME, duty, secretariat)

    assert (suspended, now(duty).state) == ("suspended", "in_progress")


def test_an_extension_asked_and_granted_moves_the_due_date_and_leaves_the_original(
    duty, officer, secretariat
):
    asked = make(Move.ASK_EXTENSION, duty, officer, new_due_on=LATER)
    before = position(duty, "due_on", "asked_due_on")

    granted = make(Move.GRANT, duty, secretariat)

    assert (before, asked.on_behalf.code) == ((END, LATER), "NHC")
    assert position(duty, "due_on", "asked_due_on", "original_due_on") == (LATER, None, END)
    assert granted.details == {"due_before": "2018-12-31"}


def test_an_extension_refused_leaves_the_date_and_may_be_asked_again(duty, officer, secretariat):
    make(Move.ASK_EXTENSION, duty, officer)

    refused = make(Move.REFUSE, duty, secretariat, reason="no grounds")
    make(Move.ASK_EXTENSION, duty, officer, day="2018-10-11")

    assert (refused.due_on, refused.asked_due_on, refused.details) == (END, None, {"asked": "2019-01-31"})
    assert position(duty, "due_on", "asked_due_on") == (END, LATER)


def test_granting_never_moves_the_due_date_backwards(duty, officer, secretariat):
    make(Move.ASK_EXTENSION, duty, officer)
    make(Move.CORRECT, duty, secretariat, due_on=dt.date(2019, 6, 30))

    make(Move.GRANT, duty, secretariat)

    assert position(duty, "due_on", "asked_due_on") == (dt.date(2019, 6, 30), None)


def test_a_second_extension_is_not_asked_while_one_is_pending(duty, officer):
    make(Move.ASK_EXTENSION, duty, officer)

    with pytest.raises(Impossible) as refused:
        make(Move.ASK_EXTENSION, duty, officer, new_due_on=dt.date(2019, 2, 28))

    assert refused.value.code == "already_asked"


@pytest.mark.parametrize("move", [Move.GRANT, Move.REFUSE])
def test_nothing_is_granted_or_refused_that_was_not_asked(move, duty, secretariat):
    with pytest.raises(Impossible) as refused:
        make(move, duty, secretariat)

    assert refused.value.code == "nothing_asked"


def test_an_extension_is_asked_on_the_due_day_but_not_after_it(duty, officer):
    with pytest.raises(Impossible) as refused:
        make(Move.ASK_EXTENSION, duty, officer, day="2019-01-01")

    assert refused.value.code == "after_due_date"
    assert make(Move.ASK_EXTENSION, duty, officer, day="2018-12-31").asked_due_on == LATER


def test_the_new_date_must_be_later_than_the_present_one(duty, officer):
    with pytest.raises(Invalid) as refused:
        make(Move.ASK_EXTENSION, duty, officer, new_due_on=END)

    assert refused.value.fields == {"new_due_on": "The new date must be later than 2018-12-31."}


@pytest.mark.parametrize(
    ("moves", "end"),
    [((Move.CLAIM, Move.VERIFY), "verified"), ((Move.CLOSE_UNIMPLEMENTED,), "closed_unimplemented")],
)
def test_closing_settles_a_pending_extension(moves, end, duty, officer, secretariat):
    make(Move.ASK_EXTENSION, duty, officer)

    for move in moves:
        make(move, duty, officer if move is Move.CLAIM else secretariat)

    assert position(duty, "state", "asked_due_on") == (end, None)


def test_correcting_into_a_closed_state_settles_a_pending_extension_too(duty, officer, secretariat):
    make(Move.ASK_EXTENSION, duty, officer)

    make(Move.CORRECT, duty, secretariat, state="closed_unimplemented")

    assert position(duty, "state", "asked_due_on") == ("closed_unimplemented", None)


def test_the_portal_itself_escalates_and_leaves_a_slip(duty):
    entry = make(Move.ESCALATE, duty, None, colour="red", reply_by=dt.date(2018, 10, 10))

    slip = Slip.objects.get()
    assert (slip.assignment, slip.entry, slip.colour, slip.reply_by) == (duty, entry, "red", day(DAY))
    assert (entry.actor, entry.actor_label, entry.state) == (None, "", "assigned")
    assert entry.details == {"colour": "red", "reply_by": "2018-10-10"}


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"colour": "green"}, {"colour": "A slip is blue, yellow or red."}),
        ({"reply_by": dt.date(2018, 10, 9)}, {"reply_by": "The reply-by date lies in the past."}),
    ],
)
def test_a_slip_of_no_colour_or_with_a_past_date_is_refused(said, fields, duty, secretariat):
    with pytest.raises(Invalid) as refused:
        make(Move.ESCALATE, duty, secretariat, **said)

    assert refused.value.fields == fields
    assert not Slip.objects.exists()


def test_a_correction_changes_the_position_and_leaves_both_entries_to_be_seen(duty, officer, secretariat):
    wrong = make(Move.REPORT, duty, officer, percent=90)

    right = make(Move.CORRECT, duty, secretariat, corrects=wrong.n, percent=9, due_on=LATER, note="a zero")

    assert position(duty, "state", "percent", "due_on") == ("in_progress", 9, LATER)
    assert [(e.n, e.move, e.percent) for e in duty.entries.order_by("n")][1:] == [
        (wrong.n, "report", 90),
        (right.n, "correct", 9),
    ]
    assert right.details == {"corrects": wrong.n}


def test_a_correction_into_a_claimed_state_gets_a_day_and_out_of_it_loses_the_day(duty, secretariat):
    make(Move.CORRECT, duty, secretariat, state="claimed", day="2018-10-10")
    claimed = position(duty, "state", "completed_on")

    make(Move.CORRECT, duty, secretariat, state="suspended", day="2018-10-11")

    assert claimed == ("claimed", day("2018-10-10"))
    assert position(duty, "state", "completed_on", "objecting") == ("suspended", None, "")


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"corrects": 999}, {"corrects": "This duty has no entry number 999."}),
        ({"corrects": 10**30}, {"corrects": "This must be the number of an entry."}),
        ({"corrects": "1"}, {"corrects": "This must be the number of an entry."}),
        ({"due_on": dt.date(2018, 6, 30)}, {"due_on": "The due date lies before the start 2018-07-01."}),
        ({"percent": 101}, {"percent": "The percentage is a whole number from 0 to 100."}),
    ],
)
def test_an_impossible_correction_is_refused_with_the_field(said, fields, duty, secretariat):
    with pytest.raises(Invalid) as refused:
        make(Move.CORRECT, duty, secretariat, **said)

    assert refused.value.fields == fields


def test_an_entry_of_another_duty_is_not_corrected_here(duty, secretariat):
    other = entry_of(factories.duty("MOF"))

    with pytest.raises(Invalid):
        make(Move.CORRECT, duty, secretariat, corrects=other.n)

    assert entry_of(duty).move == "issue"


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


def test_nothing_of_a_move_stays_when_its_entry_cannot_be_written(duty, officer, monkeypatch):
    before = {name: getattr(duty, name) for name in POSITION_FIELDS}
    counts = Entry.objects.count(), Evidence.objects.count()

    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Entry, "save", fail)
    with pytest.raises(RuntimeError):
        make(Move.CLAIM, duty, officer)

    assert {name: getattr(now(duty), name) for name in POSITION_FIELDS} == before
    assert (Entry.objects.count(), Evidence.objects.count()) == counts
    assert duty.plan.chain.n == counts[0]


def test_nothing_stays_either_when_only_the_evidence_cannot_be_written(duty, officer, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(type(Evidence.objects), "bulk_create", fail)
    with pytest.raises(RuntimeError):
        make(Move.CLAIM, duty, officer)

    assert (now(duty).state, now(duty).version, duty.entries.count()) == ("assigned", 1, 1)


def test_a_stale_writer_changes_nothing(duty, officer, secretariat):
    make(Move.ESCALATE, duty, secretariat)

    with pytest.raises(Stale) as refused:
        make(Move.REPORT, duty, officer, version=1)

    assert (refused.value.status, refused.value.code) == (412, "stale")
    assert position(duty, "state", "version") == ("assigned", 2)


def test_permission_is_asked_before_the_version_tells_anything(duty):
    with pytest.raises(NotAllowed):
        make(Move.REPORT, duty, factories.officer("MOE"), version=999)


def test_the_service_reads_the_duty_again_before_it_decides(duty, officer, secretariat):
    seen = factories.duty()
    make(Move.SUSPEND, duty, secretariat)

    with pytest.raises(Impossible):
        services.report(seen, by=officer, percent=10, note="progress", reason="late")

    assert now(duty).state == "suspended"
