"""Concurring, objecting, verifying: who believes a claim, and never one's own."""

import pytest
from django.utils import translation

from reformtracker.lib.errors import Impossible, NotAllowed
from tasks.enums import Move
from tests import factories
from tests.tasks.scenes import DAY, date, make, now, position

pytestmark = pytest.mark.django_db


def test_verifying_closes_the_duty_and_says_who_concurred_and_who_was_silent(duty, officer, secretariat):
    make(Move.CLAIM, duty, officer)
    make(Move.CONCUR, duty, factories.officer("NHSA"))

    entry = make(Move.VERIFY, duty, secretariat, note="checked on the spot")

    assert position(duty, "state", "percent", "completed_on") == ("verified", 100, date(DAY))
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
        "An objection stands: MOF, NHSA.",
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


def test_the_refusal_names_the_objecting_agencies_in_the_readers_language(duty, officer, secretariat):
    make(Move.CLAIM, duty, officer)
    make(Move.OBJECT, duty, factories.officer("MOF"))
    make(Move.OBJECT, duty, factories.officer("NHSA"))

    with translation.override("zh-hans"), pytest.raises(Impossible) as refused:
        make(Move.VERIFY, duty, secretariat)

    assert str(refused.value.message) == "尚有异议未撤回：MOF简称、NHSA简称。"
