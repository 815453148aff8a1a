"""Extensions: asked for in time, granted or refused, and settled when the duty closes."""

import datetime as dt

import pytest

from reformtracker.lib.errors import Impossible, Invalid
from tasks.enums import Move
from tests import factories
from tests.tasks.scenes import LATER, make, position

pytestmark = pytest.mark.django_db


def test_an_extension_asked_and_granted_moves_the_due_date_and_leaves_the_original(
    duty, officer, secretariat
):
    asked = make(Move.ASK_EXTENSION, duty, officer, new_due_on=LATER)
    before = position(duty, "due_on", "asked_due_on")

    granted = make(Move.GRANT, duty, secretariat)

    assert (before, asked.on_behalf.code) == ((factories.END, LATER), "NHC")
    assert position(duty, "due_on", "asked_due_on", "original_due_on") == (LATER, None, factories.END)
    assert granted.details == {"due_before": "2018-12-31"}


def test_an_extension_refused_leaves_the_date_and_may_be_asked_again(duty, officer, secretariat):
    make(Move.ASK_EXTENSION, duty, officer)

    refused = make(Move.REFUSE, duty, secretariat, reason="no grounds")
    make(Move.ASK_EXTENSION, duty, officer, day="2018-10-11")

    assert (refused.due_on, refused.asked_due_on, refused.details) == (
        factories.END,
        None,
        {"asked": "2019-01-31"},
    )
    assert position(duty, "due_on", "asked_due_on") == (factories.END, LATER)


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
        make(Move.ASK_EXTENSION, duty, officer, new_due_on=factories.END)

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
