"""The demonstration on an earlier day of the portal's clock: nothing lies in the future."""

import datetime as dt

import pytest
from django.conf import settings

from tasks.demonstration.loading import load
from tasks.enums import Move, PlanState
from tasks.models import Entry

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

    [plan] = load()

    assert (plan.state, plan.demonstration, Entry.objects.count()) == (PlanState.DRAFT, True, 0)


def test_progress_counts_every_move(monkeypatch):
    monkeypatch.setattr(settings, "PORTAL_TODAY", dt.date(2018, 7, 20))
    steps = []

    load(lambda done, total: steps.append((done, total)))

    made = Entry.objects.filter(move__in=[Move.CORRECT, Move.REPORT]).count()
    assert steps == [(done, made) for done in range(1, made + 1)]
