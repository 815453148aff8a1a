"""The demonstration's seals: each day as it stood at its end, so that a later row does not stand in it."""

import pytest

from reports.models import Seal, SealLeaf
from reports.sealing.demonstration import seal_story
from reports.sealing.examination import Examination
from tasks.enums import Move
from tests import factories
from tests.tasks import scenes

pytestmark = pytest.mark.django_db


def test_each_of_the_last_days_holds_what_there_was_and_everything_holds():
    plan = factories.plan()
    officer = factories.officer()
    for day, percent in (("2018-11-17", 10), ("2018-11-19", 20), ("2018-11-21", 30)):
        scenes.make(Move.REPORT, factories.duty(), officer, day=day, percent=percent)

    made = seal_story(4)

    days = [(seal.day.day, seal.size) for seal in Seal.objects.order_by("number")]
    assert (made, days) == (4, [(17, 1), (18, 1), (19, 2), (20, 2)])
    assert list(SealLeaf.objects.order_by("index").values_list("n", flat=True)) == [2, 3]
    assert Examination([plan]).run().faults == []


def test_a_portal_that_has_seals_gets_no_invented_ones():
    factories.plan()

    assert (seal_story(2), seal_story(4), Seal.objects.count()) == (2, 0, 2)
