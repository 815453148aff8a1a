"""Supporting duties follow their leads; what was decided for them alone outlives the leads' reports."""

import datetime as dt

import pytest

from reformtracker.lib.errors import Impossible
from tasks.enums import Move
from tests import factories
from tests.tasks.scenes import LATER, entry_of, make, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return factories.secretariat()


@pytest.fixture
def measure():
    """NHC leads, MOF is co-responsible, NHSA takes part."""
    factories.plan(others={"MOF": "co_responsible", "NHSA": "participating"})
    return {code: factories.duty(code) for code in ("NHC", "MOF", "NHSA")}


@pytest.fixture
def respective():
    """NHC and NHSA each lead their part; MOF takes part."""
    factories.plan(others={"NHSA": "lead", "MOF": "participating"}, mode="respective")
    return {code: factories.duty(code) for code in ("NHC", "NHSA", "MOF")}


def finish(code: str, secretariat, day: str = "2018-10-10") -> None:
    make(Move.CLAIM, factories.duty(code), factories.officer(code), day=day)
    make(Move.VERIFY, factories.duty(code), secretariat, day=day)


def states(duties: dict) -> dict[str, str]:
    return {code: now(duty).state for code, duty in duties.items()}


def test_the_supporting_duties_end_when_their_lead_is_verified(measure, secretariat):
    finish("NHC", secretariat)

    assert states(measure) == {"NHC": "verified", "MOF": "verified", "NHSA": "verified"}
    assert now(measure["MOF"]).completed_on == dt.date(2018, 10, 10)


def test_the_following_entry_names_the_entry_it_follows_and_nobody_made_it(measure, secretariat):
    finish("NHC", secretariat)

    followed, entry = entry_of(measure["NHC"]), entry_of(measure["MOF"])
    assert (entry.move, entry.actor, entry.note, entry.state) == ("follow", None, "", "verified")
    assert entry.details == {"follows": followed.n, "lead_move": "verify"}
    assert entry.version == now(measure["MOF"]).version == 2


def test_a_supporting_duty_keeps_its_own_percentage(measure, secretariat):
    make(Move.REPORT, measure["MOF"], factories.officer("MOF"), percent=30)

    finish("NHC", secretariat)

    assert (now(measure["MOF"]).percent, now(measure["NHSA"]).percent) == (30, 0)


def test_reports_claims_and_objections_of_others_move_no_supporting_duty(measure):
    make(Move.REPORT, measure["NHC"], factories.officer("NHC"))
    make(Move.CLAIM, measure["NHC"], factories.officer("NHC"))
    make(Move.OBJECT, measure["NHC"], factories.officer("MOF"))

    assert entry_of(measure["MOF"]).move == entry_of(measure["NHSA"]).move == "issue"


def test_the_due_date_moves_with_the_lead(measure, secretariat):
    make(Move.ASK_EXTENSION, measure["NHC"], factories.officer("NHC"))
    make(Move.GRANT, measure["NHC"], secretariat)

    assert {now(duty).due_on for duty in measure.values()} == {LATER}
    assert {now(duty).original_due_on for duty in measure.values()} == {factories.END}


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        ((Move.SUSPEND,), "suspended"),
        ((Move.SUSPEND, Move.RESUME), "in_progress"),
        ((Move.CLOSE_UNIMPLEMENTED,), "closed_unimplemented"),
        ((Move.CLOSE_UNIMPLEMENTED, Move.REOPEN), "in_progress"),
    ],
)
def test_pausing_closing_and_coming_back_go_with_the_lead(moves, state, measure, secretariat):
    for move in moves:
        make(move, measure["NHC"], secretariat)

    assert set(states(measure).values()) == {state}


def test_reopening_the_lead_reopens_what_ended_with_it(measure, secretariat):
    finish("NHC", secretariat)

    make(Move.REOPEN, measure["NHC"], secretariat)

    assert set(states(measure).values()) == {"in_progress"}
    assert now(measure["MOF"]).completed_on is None


def test_a_correction_of_the_lead_is_followed_too(measure, secretariat):
    make(Move.CORRECT, measure["NHC"], secretariat, state="verified", due_on=LATER)

    found = now(measure["MOF"])
    assert (found.state, found.completed_on, found.due_on) == ("verified", dt.date(2018, 10, 10), LATER)


def test_of_several_leads_the_last_one_ends_the_supporting_duty(respective, secretariat):
    finish("NHC", secretariat, "2018-11-20")
    one = states(respective)
    finish("NHSA", secretariat, "2018-11-10")

    assert one == {"NHC": "verified", "NHSA": "assigned", "MOF": "assigned"}
    assert states(respective)["MOF"] == "verified"
    assert now(respective["MOF"]).completed_on == dt.date(2018, 11, 20)


def test_one_unimplemented_lead_beside_a_verified_one_leaves_the_support_done(respective, secretariat):
    finish("NHC", secretariat)
    make(Move.CLOSE_UNIMPLEMENTED, respective["NHSA"], secretariat)

    assert states(respective)["MOF"] == "verified"


def test_all_leads_closed_unimplemented_close_the_support_so(respective, secretariat):
    for code in ("NHC", "NHSA"):
        make(Move.CLOSE_UNIMPLEMENTED, respective[code], secretariat)

    assert states(respective)["MOF"] == "closed_unimplemented"


def test_the_support_pauses_only_when_no_lead_is_at_work(respective, secretariat):
    make(Move.SUSPEND, respective["NHC"], secretariat)
    first = states(respective)["MOF"]
    finish("NHSA", secretariat)

    assert (first, states(respective)["MOF"]) == ("assigned", "suspended")


def test_the_support_is_due_with_the_latest_lead(respective, secretariat):
    make(Move.ASK_EXTENSION, respective["NHC"], factories.officer("NHC"))
    make(Move.GRANT, respective["NHC"], secretariat)

    assert (now(respective["MOF"]).due_on, now(respective["NHSA"]).due_on) == (LATER, factories.END)


def test_no_lead_follows_another(respective, secretariat):
    finish("NHC", secretariat)

    assert entry_of(respective["NHSA"]).move == "issue"


@pytest.mark.parametrize(
    "move", [Move.ASK_EXTENSION, Move.SUSPEND, Move.CLOSE_UNIMPLEMENTED, Move.CLAIM, Move.GRANT]
)
def test_a_supporting_duty_is_not_moved_alone(move, measure, secretariat):
    by = factories.officer("MOF") if move in (Move.ASK_EXTENSION, Move.CLAIM) else secretariat

    with pytest.raises(Impossible) as refused:
        make(move, measure["MOF"], by)

    assert refused.value.code == ("not_the_lead" if move is Move.CLAIM else "follows_the_lead")


def test_a_corrected_date_of_the_supporting_duty_outlives_the_leads_report(measure, secretariat):
    make(Move.CORRECT, measure["MOF"], secretariat, due_on=LATER)

    make(Move.REPORT, measure["NHC"], factories.officer("NHC"))

    assert now(measure["MOF"]).due_on == LATER


def test_a_corrected_state_of_the_supporting_duty_outlives_the_leads_report_and_date(measure, secretariat):
    make(Move.CORRECT, measure["MOF"], secretariat, state="suspended")

    make(Move.REPORT, measure["NHC"], factories.officer("NHC"))
    make(Move.ASK_EXTENSION, measure["NHC"], factories.officer("NHC"))
    make(Move.GRANT, measure["NHC"], secretariat)

    assert (now(measure["MOF"]).state, now(measure["MOF"]).due_on) == ("suspended", LATER)


def test_implementing_provinces_and_joint_bodies_stand_for_themselves(secretariat):
    factories.agency("FJHC", factories.province())
    factories.plan(others={"FJHC": "implementing"})
    factories.plan("joint", others={"MOF": "co_responsible"}, mode="joint")
    make(Move.CLOSE_UNIMPLEMENTED, factories.duty("NHC"), secretariat)
    make(Move.CLOSE_UNIMPLEMENTED, factories.duty("NHC", slug="joint"), secretariat)

    assert now(factories.duty("FJHC")).state == "assigned"
    assert now(factories.duty("MOF", slug="joint")).state == "assigned"
