"""Issuing a plan."""

import pytest

from agencies.enums import UserRole
from reformtracker.lib.errors import Impossible, NotAllowed
from tasks.issuing import issue_plan
from tasks.models import Assignment, Chain, Entry, Plan
from tests import factories
from tests.tasks.scenes import entry_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Plan:
    return factories.plan(tasks=2, others={"MOF": "co_responsible"}, issued=False)


def test_every_duty_gets_its_first_entry_in_the_plans_order(draft):
    secretariat = factories.secretariat()

    with factories.at("2018-07-02"):
        issued = issue_plan(draft, by=secretariat)

    assert issued.state == "issued"
    found = [(e.n, e.move, e.state, e.version, e.actor, e.subject) for e in Entry.objects.order_by("n")]
    assert found == [
        (1, "issue", "assigned", 1, secretariat, "p 1.1/1 NHC lead"),
        (2, "issue", "assigned", 1, secretariat, "p 1.1/1 MOF co_responsible"),
        (3, "issue", "assigned", 1, secretariat, "p 1.2/1 NHC lead"),
        (4, "issue", "assigned", 1, secretariat, "p 1.2/1 MOF co_responsible"),
    ]
    assert set(Assignment.objects.values_list("version", flat=True)) == {1}


def test_issuing_again_changes_nothing(draft):
    issue_plan(draft, by=None)

    issue_plan(draft, by=factories.secretariat())

    assert (Entry.objects.count(), Chain.objects.get().n) == (4, 4)


@pytest.mark.parametrize("role", [role for role in UserRole.values if role != "secretariat"])
def test_only_the_secretariat_issues(role, draft):
    by = factories.user(role, "NHC" if role in ("officer", "provincial") else None)

    with pytest.raises(NotAllowed):
        issue_plan(draft, by=by)

    assert not Chain.objects.exists()


@pytest.mark.parametrize("lacking", ["period_start", "period_end"])
def test_a_plan_without_a_period_is_not_issued(lacking, draft):
    Plan.objects.filter(pk=draft.pk).update(**{lacking: None})

    with pytest.raises(Impossible) as refused:
        issue_plan(draft, by=None)

    assert refused.value.code == "no_period"


def test_a_plan_without_duties_is_not_issued(draft):
    Assignment.objects.all().delete()

    with pytest.raises(Impossible) as refused:
        issue_plan(draft, by=None)

    assert (refused.value.code, Plan.objects.get().state) == ("no_duties", "draft")


def test_the_entries_of_a_demonstration_say_so(draft):
    Plan.objects.filter(pk=draft.pk).update(demonstration=True)

    issue_plan(draft, by=None)

    assert entry_of(factories.duty()).demonstration is True
