"""The schedule that the demonstration shows: one round, one report, issued at once."""

import pytest

from agencies.enums import EventKind
from agencies.models import AccessEvent
from reports.models import Schedule
from reports.schedules import creating
from reports.schedules.demonstration import schedule_story
from tests import factories
from tests.factories import at
from tests.reports.schedules.test_creating import a_closed_round

pytestmark = pytest.mark.django_db


def test_the_office_sets_it_up_before_the_last_round_closes_and_gets_the_report_of_that_round():
    plan = factories.plan("p")
    plan.demonstration = True
    plan.save(update_fields=["demonstration"])
    office = factories.secretariat()
    for number, day in (("2018-08", "2018-09-07"), ("2018-09", "2018-10-12")):
        a_closed_round(plan, number, day)

    with at("2018-11-21"):
        made = [schedule_story(), schedule_story()]
        creating.create_due()

    own = Schedule.objects.get(by=office)
    assert made == [True, False]
    assert (own.issue, [str(report.as_of) for report in own.reports.all()]) == (True, ["2018-10-12"])
    event = AccessEvent.objects.get(kind=EventKind.SETTING)
    assert str(event.at.date()) == "2018-10-11"


def test_a_portal_without_a_demonstration_gets_none():
    a_closed_round(factories.plan("p"), "2018-09", "2018-10-12")
    factories.secretariat()

    assert (schedule_story(), Schedule.objects.count()) == (False, 0)
