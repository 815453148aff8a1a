"""Plans as documents: who sees them, what they show, and issuing a draft."""

import json
import re

import pytest

from agencies.enums import UserRole
from tasks import services
from tasks.enums import PlanState
from tasks.models import Entry, Plan
from tasks.notices import read_plan
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db


def get(client, account, address="/plans/p/"):
    client.force_login(account)
    return client.get(address)


def test_the_document_says_what_the_text_does_not_state(client):
    factories.plan()

    html = get(client, factories.officer()).content.decode()

    facts = dict(re.findall(r"<div><dt>([^<]+)</dt><dd>([^<]+)</dd></div>", html))
    assert facts == {
        "Issued by": "not stated in the text",
        "Document number": "not stated in the text",
        "Issued on": "not stated in the text",
        "Period": "2018-07-01 – 2018-12-31",
        "Place": "China",
        "State": "Issued",
    }


def test_tasks_stand_under_their_area_with_progress_and_leads(client):
    factories.plan(tasks=2, others={"MOF": "participating"})
    services.report(factories.duty(), by=factories.officer(), percent=80, note="x")

    html = get(client, factories.officer("MOF")).content.decode()

    rows = re.findall(
        r'class="num-left">([0-9.]+)<.*?data-label="Lead">([^<]+)<.*?>(no figure|\d+%)<', html, re.S
    )
    assert rows == [("1.1", "NHC", "80%"), ("1.2", "NHC", "no figure")]


def test_a_past_day_is_answered_from_the_ledger(client):
    factories.plan()
    with at("2018-11-20"):
        services.report(factories.duty(), by=factories.officer(), percent=80, note="x")

    percents = [
        re.findall(
            r'class="num">(\d+)%', get(client, factories.officer(), f"/plans/p/?as_of={day}").content.decode()
        )
        for day in ("2018-11-19", "2018-11-20")
    ]

    assert percents == [[], ["80"]]


def test_the_remarks_of_the_reader_are_shown_as_text(client):
    factories.plan()
    Plan.objects.update(warnings=[{"code": "x", "message": "Read <b>twice</b>"}])

    html = get(client, factories.officer()).content.decode()

    assert ("Read &lt;b&gt;twice&lt;/b&gt;" in html, "1 remark of the reader" in html) == (True, True)


def test_the_notice_is_the_plan_in_its_schema(client):
    plan = factories.plan()

    response = get(client, factories.officer(), "/plans/p/notice.json")

    assert (json.loads(response.content), response["Content-Disposition"]) == (
        json.loads(json.dumps(read_plan(plan))),
        'attachment; filename="p.json"',
    )


def test_the_secretariat_issues_a_draft_once(client):
    factories.plan(tasks=2, issued=False)
    client.force_login(factories.secretariat())
    offered = "/plans/p/issue/" in client.get("/plans/p/").content.decode()

    answers = [client.post("/plans/p/issue/").status_code for _press in range(2)]

    assert (offered, answers, Plan.objects.get().state) == (True, [302, 302], PlanState.ISSUED)
    assert Entry.objects.count() == 2
    assert "/plans/p/issue/" not in client.get("/plans/p/").content.decode()


def test_reading_the_address_of_issuing_issues_nothing(client):
    factories.plan(issued=False)

    assert get(client, factories.secretariat(), "/plans/p/issue/").status_code == 405
    assert Plan.objects.get().state == PlanState.DRAFT


def test_the_auditor_sees_a_draft_and_cannot_issue_it(client):
    factories.plan(issued=False)
    client.force_login(factories.user(UserRole.AUDITOR))
    html = client.get("/plans/p/").content.decode()

    response = client.post("/plans/p/issue/")

    assert ("/plans/p/issue/" in html, response.status_code, Plan.objects.get().state) == (
        False,
        403,
        PlanState.DRAFT,
    )


@pytest.mark.parametrize("role", [UserRole.OFFICER, UserRole.PROVINCIAL, UserRole.SYSTEM_ADMIN])
def test_a_draft_does_not_exist_for_others(client, role):
    factories.plan(issued=False)
    factories.agency("FJ", factories.province())
    client.force_login(factories.user(role, "FJ" if role != UserRole.SYSTEM_ADMIN else None))

    answers = [client.get("/plans/p/"), client.get("/plans/p/notice.json"), client.post("/plans/p/issue/")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert "/plans/p/" not in client.get("/plans/").content.decode()


def test_the_list_of_plans_counts_duties_that_owe_reports(client):
    factories.plan(tasks=2, others={"MOF": "participating"})

    html = get(client, factories.officer(), "/plans/").content.decode()

    assert re.findall(r'reports" class="num">(\d+)<', html) == ["2"]


def test_without_a_plan_the_list_says_what_will_be_there(client):
    assert "No plan has been issued yet" in get(client, factories.officer(), "/plans/").content.decode()


@pytest.mark.parametrize("tasks", [1, 3])
def test_nine_queries_however_many_tasks(client, django_assert_num_queries, tasks):
    factories.plan(tasks=tasks)
    client.force_login(factories.officer())
    client.get("/plans/p/")

    # session, user with posts; plan, editions, counts, summaries, lead agencies, tasks; what places hold
    with django_assert_num_queries(9):
        client.get("/plans/p/")


@pytest.mark.parametrize(
    ("language", "title", "heading"), [("en", "Plan p", "Title as printed"), ("zh-hans", "方案p", "原文标题")]
)
def test_it_speaks_both_languages(client, language, title, heading):
    factories.plan()
    client.cookies["django_language"] = language

    html = get(client, factories.officer()).content.decode()

    assert (f"<h1>{title}</h1>" in html, heading in html) == (True, True)


@pytest.mark.parametrize(("language", "said"), [("en", "MOF, NHC"), ("zh-hans", "MOF简称、NHC简称")])
def test_the_leads_of_a_task_are_listed_as_the_readers_language_does_it(client, language, said):
    factories.plan(lead="MOF", others={"NHC": "lead"}, mode="respective")
    client.cookies["django_language"] = language

    html = get(client, factories.officer()).content.decode()

    assert re.findall(r'data-label="(?:Lead|牵头)">([^<]+)<', html) == [said]
