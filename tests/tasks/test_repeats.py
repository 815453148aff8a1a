"""A repeat of the same command is no second entry; a new command never counts as a repeat."""

import pytest

from reformtracker.lib.errors import Impossible, Stale
from tasks.enums import Move
from tasks.evidence import Piece
from tasks.models import Assignment, Entry, Evidence, Slip
from tests import factories
from tests.tasks.scenes import make, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty() -> Assignment:
    factories.plan(others={"MOF": "co_responsible"})
    return factories.duty()


@pytest.fixture
def officer(duty):
    return factories.officer("NHC")


@pytest.mark.parametrize("version", [1, None])
def test_a_double_click_gives_the_entry_already_written(version, duty, officer):
    first = make(Move.REPORT, duty, officer, version=version)

    second = make(Move.REPORT, duty, officer, version=version)

    assert (second.pk, duty.entries.count(), now(duty).version) == (first.pk, 2, 2)


def test_a_resent_claim_keeps_its_evidence_once(duty, officer):
    file = Piece("ab" * 32, "minutes.pdf", "application/pdf", 12)
    first = make(Move.CLAIM, duty, officer, evidence=[file], version=1)

    second = make(Move.CLAIM, duty, officer, evidence=[file], version=1)

    assert (second.pk, Evidence.objects.count()) == (first.pk, 1)


def test_a_resent_slip_is_one_slip(duty):
    first = make(Move.ESCALATE, duty, None)

    second = make(Move.ESCALATE, duty, None)

    assert (second.pk, Slip.objects.count()) == (first.pk, 1)


def test_a_repeated_verification_repeats_nothing_for_the_supporting_duties_either(duty, officer):
    secretariat = factories.secretariat()
    make(Move.CLAIM, duty, officer)
    make(Move.VERIFY, duty, secretariat, version=2)
    entries = Entry.objects.count()

    make(Move.VERIFY, duty, secretariat, version=2)

    assert Entry.objects.count() == entries


@pytest.mark.parametrize("version", [2, None])
def test_the_same_report_next_month_is_a_new_entry(version, duty, officer):
    first = make(Move.REPORT, duty, officer, day="2018-10-10", version=1)

    second = make(Move.REPORT, duty, officer, day="2018-11-10", version=version)

    assert (second.n, second.command) == (first.n + 1, first.command)
    assert now(duty).reported_on.isoformat() == "2018-11-10"


def test_the_same_report_on_the_same_day_from_a_newer_version_is_meant(duty, officer):
    first = make(Move.REPORT, duty, officer, version=1)

    second = make(Move.REPORT, duty, officer, version=2)

    assert second.n == first.n + 1


@pytest.mark.parametrize(
    "other",
    [{"percent": 71}, {"note": "other"}, {"reason": "other"}, {"evidence": factories.evidence()}],
)
def test_another_word_makes_another_command(other, duty, officer):
    make(Move.REPORT, duty, officer, version=1)

    with pytest.raises(Stale):
        make(Move.REPORT, duty, officer, version=1, **other)

    assert duty.entries.count() == 2


def test_the_same_words_of_somebody_else_are_no_repeat(duty, officer):
    colleague = factories.officer("NHC")
    make(Move.REPORT, duty, officer, version=1)

    with pytest.raises(Stale):
        make(Move.REPORT, duty, colleague, version=1)

    assert make(Move.REPORT, duty, colleague, version=2).actor == colleague


def test_a_resend_after_somebody_elses_move_is_told_so(duty, officer):
    make(Move.CLAIM, duty, officer, version=1)
    make(Move.CONCUR, duty, factories.officer("MOF"))

    with pytest.raises(Stale):
        make(Move.CLAIM, duty, officer, version=1)
    with pytest.raises(Impossible):
        make(Move.CLAIM, duty, officer)

    assert duty.entries.filter(move="claim").count() == 1
