"""Slips and corrections: what the secretariat writes besides, and what it cannot."""

import datetime as dt

import pytest

from reformtracker.lib.errors import Invalid
from tasks.enums import Move
from tasks.models import Slip
from tests import factories
from tests.tasks.scenes import DAY, LATER, date, entry_of, make, position

pytestmark = pytest.mark.django_db


def test_an_old_claim_does_not_bring_its_percentage_back_through_a_correction(duty, officer, secretariat):
    make(Move.REPORT, duty, officer, percent=40)
    make(Move.CLAIM, duty, officer)
    make(Move.RETURN, duty, secretariat)
    make(Move.REPORT, duty, officer, percent=75, day="2018-10-20")
    make(Move.CORRECT, duty, secretariat, state="verified", percent=100, day="2018-10-21")

    make(Move.REOPEN, duty, secretariat, day="2018-10-22")

    assert position(duty, "state", "percent") == ("in_progress", 75)


def test_the_portal_itself_escalates_and_leaves_a_slip(duty):
    entry = make(Move.ESCALATE, duty, None, colour="red", reply_by=dt.date(2018, 10, 10))

    slip = Slip.objects.get()
    assert (slip.assignment, slip.entry, slip.colour, slip.reply_by) == (duty, entry, "red", date(DAY))
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

    assert claimed == ("claimed", date("2018-10-10"))
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
