"""Documents kept on record: shown like plans, compared like plans, and nobody reports under them."""

import re

import pytest

from agencies.enums import UserRole
from tasks import reviewing
from tasks.issuing import keep_on_record
from tasks.models import Deadline, Measure, Plan, Target
from tests import factories
from tests.tasks.reviews import again, in_review

pytestmark = pytest.mark.django_db

AIMS = "Aims of the city\n\nI. Aims\n1. Be kind. Be kind to patients by the end of the year.\n"


def record(slug: str = "old", edition_of: Plan | None = None) -> Plan:
    """A document without a period whose only task names nobody."""
    plan = factories.plan(slug, tasks=0, issued=False)
    factories.add_task(plan.areas.get(), 1, {})
    Measure.objects.filter(task__area__plan=plan).update(clause=None, mode=None)
    plan.period_start = plan.period_end = None
    plan.edition_of = edition_of
    plan.save(update_fields=["period_start", "period_end", "edition_of"])
    return keep_on_record(plan)


@pytest.fixture
def page(client):
    client.force_login(factories.user(UserRole.AUDITOR))

    def read(address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status
        return answer.content.decode()

    return read


def buttons(html: str) -> list[str]:
    return re.findall(r'<a class="button[^>]*href="(/[^"]+)"', html)


def heads(html: str) -> list[str]:
    return re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', html)


def test_the_page_of_a_record_leads_nowhere_that_is_empty(page):
    factories.plan()
    record()

    html = page("/plans/old/")

    assert buttons(html) == ["/plans/compare/?left=old", "/plans/old/notice.json", "/plans/old/workbook.xlsx"]
    assert heads(html) == ["No.", "Task"]
    assert "Kept on record: the text makes no body responsible" in html
    assert re.findall(r'href="/plans/old/(?:dashboard|areas)[^"]*"', html) == []


def test_an_edition_and_its_original_lead_to_each_other_and_to_their_comparison(page):
    record(edition_of=factories.plan())

    ways = [
        re.findall(r'href="(/plans/(?:old|p)/|/plans/compare/\?left=p&amp;right=old)"', page(address))
        for address in ("/plans/p/", "/plans/old/")
    ]

    assert ways == [
        ["/plans/old/", "/plans/compare/?left=p&amp;right=old"],
        ["/plans/p/", "/plans/compare/?left=p&amp;right=old"],
    ]
    assert "Kept on record as another edition of Plan p." in page("/plans/old/")


def test_the_task_of_a_record_shows_what_it_states_and_nothing_to_report(page):
    record()
    measure = Measure.objects.get()
    Deadline.objects.create(measure=measure, position=1, text="by the end of the year")
    Target.objects.create(measure=measure, position=1, text="reach 60%", value=60, unit="%", comparator="=")

    html = page("/plans/old/tasks/1.1/")

    stated = re.findall(r'<(?:span class="muted"|a href="/plans/old/targets/\d+/") lang="en">([^<]+)</', html)
    assert (stated, "no date stated" in html) == (["by the end of the year", "reach 60%"], True)
    assert [word for word in ("History", "Evidence", "Responsibilities") if f">{word}</h" in html] == []


def test_records_stand_last_in_the_list_of_plans(page):
    record("a-record")
    factories.plan("plan")

    html = page("/plans/")

    assert re.findall(r'<th scope="row"><a href="/plans/([^/]+)/"', html) == ["plan", "a-record"]
    assert re.findall(r'reports" class="num">([^<]+)<', html) == ["1", "–"]
    assert re.findall(r'data-label="Period"[^>]*>(?:<span[^>]*>)?([^<]+)<', html) == [
        "2018-07-01 – 2018-12-31",
        "not stated in the text",
    ]


@pytest.mark.parametrize(
    "address", ["/tasks/", "/tasks/?plan=all", "/reports/", "/plans/p/dashboard/", "/agencies/"]
)
def test_where_duties_are_chosen_a_record_is_not_offered(page, address):
    factories.plan()
    record("kept-only")

    assert "kept-only" not in page(address)


def test_a_record_has_no_dashboard(page):
    record()

    page("/plans/old/dashboard/", status=404)


def test_a_document_that_names_nobody_needs_no_period():
    intake = in_review(AIMS)
    before = {point.code for point in reviewing.open_points(intake) if point.blocking}
    for each in intake.draft["warnings"]:
        operation = {"op": "settle", "node": each["id"], "how": "ticked", "note": "The year is not stated."}
        reviewing.decide(intake, operation, by=None)

    plan = reviewing.issue(intake, by=None)

    assert (before - {"serious_warning"}, plan.state, plan.period_start) == (set(), "record", None)
    assert again(intake).plan == plan


def test_a_date_that_was_ticked_as_unknown_is_asked_for_no_more():
    intake = in_review(AIMS)
    date = intake.draft["areas"][0]["tasks"][0]["measures"][0]["deadlines"][0]
    warning = next(each for each in intake.draft["warnings"] if each["node"] == date["id"])
    asked = [point.node for point in reviewing.open_points(intake) if point.code == "no_date"]

    reviewing.decide(intake, {"op": "settle", "node": warning["id"], "how": "ticked"}, by=None)

    assert asked == [date["id"]]
    assert [point.node for point in reviewing.open_points(again(intake)) if point.code == "no_date"] == []
