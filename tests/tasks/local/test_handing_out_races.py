"""Handing out at the same moment: each pair of measure and place gets one duty, and the chain has no gap."""

import pytest
from django.db import connection

from agencies.models import Jurisdiction
from tasks.enums import Move
from tasks.local import handing_out
from tasks.models import Assignment, Chain, Entry, Measure, Plan
from tasks.verification import verify
from tests import factories, places
from tests.factories import at
from tests.tasks.test_races import at_once, moving

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CODES = ("350000", "420000", "320000")


@pytest.fixture
def plan(transactional_db) -> Plan:
    for code in CODES:
        places.province(code)
    return factories.plan(tasks=3)


def handing(*codes: str):
    """The hand-out of all measures to these places, as a command that can be run later."""
    measures = list(Measure.objects.all())
    found = [Jurisdiction.objects.get(code=code) for code in codes]
    office = factories.secretariat()
    return lambda: handing_out.hand_out(measures, found, by=office)


def test_the_same_handed_out_by_eight_at_once_is_handed_out_once(plan):
    with at("2018-07-02"):
        results = at_once(*[handing(*CODES) for _n in range(8)])

    assert results == ["made"] * 8
    assert Assignment.objects.local().count() == 9
    assert Entry.objects.filter(assignment__role="implementing", move=Move.ISSUE).count() == 9
    assert Chain.objects.get().n == Entry.objects.count()
    assert verify(plan) is None


def test_overlapping_choices_meet_without_a_gap(plan):
    with at("2018-07-02"):
        results = at_once(handing(*CODES[:2]), handing(*CODES[1:]), handing(CODES[0], CODES[2]))

    assert results == ["made"] * 3
    assert Assignment.objects.local().count() == 9
    assert verify(plan) is None


def test_places_report_while_others_are_still_given_their_duties(plan):
    places.hand_out(plan, CODES[0])
    duties = Assignment.objects.local().order_by("pk")
    officer = places.provincial(CODES[0])
    with at("2018-10-10"):
        results = at_once(
            handing(*CODES), *[moving(Move.REPORT, duty, officer) for duty in duties], handing(*CODES)
        )

    assert results == ["made"] * 5
    assert (Assignment.objects.local().count(), duties.filter(state="in_progress").count()) == (9, 3)
    assert verify(plan) is None


def test_the_moves_of_two_places_do_not_wait_for_each_other(plan):
    places.hand_out(plan, *CODES[:2])
    first, second = (places.local_duty(code) for code in CODES[:2])
    officer = places.provincial(CODES[1])

    with connection.cursor() as cursor, at("2018-10-10"):
        # This transaction holds the row of the first place while the second one reports.
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM tasks_assignment WHERE id = %s FOR UPDATE", [first.pk])
        results = at_once(moving(Move.REPORT, second, officer))
        cursor.execute("ROLLBACK")

    assert results == ["made"]
