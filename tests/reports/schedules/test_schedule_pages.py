"""The pages of schedules."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import Schedule
from tests import factories
from tests.reports.schedules.scenes import schedule

pytestmark = pytest.mark.django_db
LIST, NEW = "/schedules/", "/schedules/new/"
FORM = {
    "kind": "overdue", "plan": "p", "every": "week", "formats": ["pdf"], "language": "en", "agency": "",
    "field": "", "place": "",
}  # fmt: skip


@pytest.fixture
def plan():
    return factories.plan("p")


@pytest.fixture
def desk(client):
    client.force_login(factories.secretariat())
    return client


def test_the_secretariat_sets_one_up(desk, plan):
    officer = factories.officer()

    answer = desk.post(NEW, FORM | {"recipients": [officer.pk], "agency": "NHC", "issue": "on"})

    made = Schedule.objects.get()
    assert (answer.status_code, answer.url) == (302, LIST)
    assert (made.kind, made.every, made.issue, list(made.recipients.all())) == (
        "overdue",
        "week",
        True,
        [officer],
    )
    assert made.parameters == {"language": "en", "formats": ["pdf"], "filter": {"agency": "NHC"}}


@pytest.mark.parametrize(
    ("said", "field"),
    [({"kind": "extract"}, "kind"), ({"formats": []}, "formats"), ({"every": "hour"}, "every"),
     ({"recipients": ["999999"]}, "recipients"), ({"plan": "draft"}, "plan")],
)  # fmt: skip
def test_a_faulty_form_comes_back_with_what_is_wrong(desk, plan, said, field):
    factories.plan("draft", issued=False)

    answer = desk.post(NEW, FORM | said)

    assert (answer.status_code, set(answer.context["form"].errors)) == (400, {field})
    assert Schedule.objects.count() == 0


def test_changing_it_keeps_kind_plan_and_rhythm(desk, plan):
    one = schedule(plan)
    address = reverse("reports:schedule_edit", args=[one.pk])

    shown = desk.get(address).context["form"].initial
    answer = desk.post(address, FORM | {"language": "zh-hans"})

    one.refresh_from_db()
    assert (shown["formats"], shown["language"]) == (["csv"], "en")
    assert answer.status_code == 302
    assert (one.kind, one.every, one.parameters) == (
        "progress",
        "month",
        {"language": "zh-hans", "formats": ["pdf"], "filter": {}},
    )


def test_pausing_resuming_and_removing_have_a_button_each(desk, plan):
    one = schedule(plan)
    states = []

    for act in ("pause", "resume", "remove"):
        answer = desk.post(reverse("reports:schedule_switch", args=[one.pk, act]))
        states.append((answer.status_code, list(Schedule.objects.values_list("is_active", flat=True))))

    assert states == [(302, [False]), (302, [True]), (302, [])]
    assert desk.post(reverse("reports:schedule_switch", args=[one.pk, "explode"])).status_code == 404


def test_each_role_gets_what_is_its_own(client, plan):
    one = schedule(plan)
    addresses = [LIST, NEW, reverse("reports:schedule_edit", args=[one.pk])]

    answers = {}
    for role in ("secretariat", "auditor", "officer", "audit_admin"):
        client.force_login(factories.user(role, "NHC" if role == "officer" else None))
        switch = client.post(reverse("reports:schedule_switch", args=[one.pk, "resume"])).status_code
        answers[role] = [*(client.get(address).status_code for address in addresses), switch]

    assert answers == {
        "secretariat": [200, 200, 200, 302],
        "auditor": [200, 403, 403, 403],
        "officer": [403, 403, 403, 403],
        "audit_admin": [403, 403, 403, 403],
    }


def test_the_list_costs_the_same_queries_for_one_schedule_and_for_three(desk, plan):
    schedule(plan, to=[factories.officer()])
    desk.get(LIST)
    with CaptureQueriesContext(connection) as one:
        desk.get(LIST)
    for kind in ("overdue", "matrix"):
        schedule(plan, kind, "round", to=[factories.officer()])

    with CaptureQueriesContext(connection) as three:
        desk.get(LIST)

    # One more than before: the rounds' closing days, asked once for all.
    assert len(three) == len(one) + 1
