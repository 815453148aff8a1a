"""The demonstration on an earlier day of the portal's clock: nothing lies in the future."""

import datetime as dt

import pytest
from django.conf import settings

from agencies.models import Agency, AgencyName, Jurisdiction
from agencies.reference import load_reference
from tasks.demonstration.loading import load
from tasks.enums import Move, PlanState
from tasks.models import Entry, Plan

pytestmark = pytest.mark.django_db


def test_the_story_stops_before_today(monkeypatch):
    monkeypatch.setattr(settings, "PORTAL_TODAY", dt.date(2018, 7, 20))

    load()

    assert Entry.objects.latest("n").at.date() < dt.date(2018, 7, 20)
    assert set(Entry.objects.values_list("move", flat=True)) == {
        Move.ISSUE, Move.CORRECT, Move.REPORT, Move.FOLLOW,
    }  # fmt: skip


def test_a_plan_that_has_not_begun_stays_a_draft(monkeypatch):
    monkeypatch.setattr(settings, "PORTAL_TODAY", dt.date(2018, 7, 1))

    plan, *others = load()

    assert (plan.state, plan.demonstration, Entry.objects.count()) == (PlanState.DRAFT, True, 0)
    assert [other.slug for other in others] == [
        "2009-opinions-four-systems", "qinhuangdao-opinions", "sanming-2022",
    ]  # fmt: skip


def test_another_edition_of_it_waits_until_it_is_issued(monkeypatch):
    monkeypatch.setattr(settings, "PORTAL_TODAY", dt.date(2018, 7, 1))
    load()
    monkeypatch.setattr(settings, "PORTAL_TODAY", dt.date(2018, 7, 3))

    load()

    assert Plan.objects.get(slug="2018-h2-second-translation").edition_of.slug == "2018-h2"


def test_a_portal_that_was_set_up_earlier_gets_the_places_it_lacks(monkeypatch):
    monkeypatch.setattr(settings, "PORTAL_TODAY", dt.date(2018, 7, 1))
    load_reference(settings.DATA_DIR)
    AgencyName.objects.filter(agency__jurisdiction__code="130300").delete()
    Agency.objects.filter(jurisdiction__code="130300").delete()
    Jurisdiction.objects.get(code="130300").delete()

    load()

    assert Plan.objects.get(slug="qinhuangdao-opinions").jurisdiction.path == "CN/130000/130300/"


def test_progress_counts_every_move(monkeypatch):
    monkeypatch.setattr(settings, "PORTAL_TODAY", dt.date(2018, 7, 20))
    steps = []

    load(lambda done, total: steps.append((done, total)))

    made = Entry.objects.filter(move__in=[Move.CORRECT, Move.REPORT]).count()
    assert steps == [(done, made) for done in range(1, made + 1)]
