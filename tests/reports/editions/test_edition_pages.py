"""The pages of editions: what they show, to whom, and what their buttons do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AccessEvent
from reports.models import Edition, Report
from tests import factories
from tests.factories import at
from tests.reports.editions.scenes import DAY, again, built, corrected, edition, made, office, reported
from tests.reports.schedules.scenes import ready, schedule

pytestmark = pytest.mark.django_db
LIST = "/editions/"


@pytest.fixture(autouse=True)
def _scene(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"
    factories.plan("p")
    reported("2018-10-10", 40)


@pytest.fixture
def desk(client):
    client.force_login(office())
    return client


def page(of: Edition, name: str = "edition", *more: object) -> str:
    return reverse(f"reports:{name}", args=[of.report.public_id, *more])


def test_the_secretariat_issues_from_the_page_of_a_report(desk):
    report = made()
    shown = desk.get(report.get_absolute_url()).content.decode()

    answer = desk.post(reverse("reports:issue", args=[report.public_id]))

    found = Edition.objects.get()
    assert "Issue as an edition" in shown
    assert (answer.status_code, answer.url) == (302, found.get_absolute_url())
    assert "Issued as edition 1" in desk.get(report.get_absolute_url()).content.decode()


def test_the_auditor_reads_editions_and_issues_none(client):
    found, report = edition(), made(as_of=DAY.replace(day=30))
    client.force_login(factories.user("auditor"))

    answers = [client.get(LIST), client.get(page(found)), client.get(report.get_absolute_url())]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "Issue as an edition" not in answers[2].content.decode()
    assert client.post(reverse("reports:issue", args=[report.public_id])).status_code == 403
    assert Edition.objects.count() == 1


def test_who_sees_which_edition_by_every_address(client):
    officer, stranger = factories.officer(), factories.officer()
    one = schedule(factories.duty().plan, to=[officer], issue=True)
    found = edition(schedule=one, schedule_key="k")
    addresses = [page(found), page(found, "edition_comparison"), page(found, "edition_file", "csv")]

    seen = {}
    for person in (officer, stranger, factories.user("auditor"), factories.user("audit_admin")):
        client.force_login(person)
        seen[person.roles] = [client.get(address).status_code for address in addresses]
        if person is stranger:
            assert seen[person.roles] == [404, 404, 404]

    assert list(seen.values())[1:] == [[200, 200, 200], [403, 403, 403]]
    client.force_login(officer)
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]


def test_the_list_shows_only_what_is_in_sight(client):
    found = edition()
    client.force_login(factories.officer())

    answer = client.get(LIST)

    assert list(answer.context["page"].object_list) == []
    assert str(found.report.public_id) not in answer.content.decode()


def test_the_filters_narrow_list_calendar_and_export_alike(desk):
    edition()
    other = edition(kind="overdue")

    shown = desk.get(LIST, {"kind": "overdue"})
    export = desk.get(reverse("reports:export_editions", args=["csv"]), {"kind": "overdue"})

    text = b"".join(export.streaming_content).decode("utf-8-sig")
    assert list(shown.context["page"].object_list) == [other]
    assert shown.context["month"].count == 1
    assert [other.data_sha256 in text, text.count("\r\n")] == [True, 2]
    assert AccessEvent.objects.filter(kind="export", subject__startswith="editions").count() == 1


def test_the_calendar_shows_an_edition_on_the_day_of_its_issue(desk):
    with at("2018-11-05"):
        found = edition()

    month = desk.get(LIST).context["month"]
    other = desk.get(LIST, {"month": "2018-12"}).context["month"]

    issued = {str(day.date): day.editions for week in month.weeks for day in week if day.editions}
    assert (month.number, month.before, month.after) == ("2018-11", "2018-10", "2018-12")
    assert issued == {"2018-11-05": (found,)}
    assert (other.number, other.count) == ("2018-12", 0)


@pytest.mark.parametrize("asked", ["", "x", "2018-13", "0001-01", "9999-12", "2018-11-01"])
def test_a_month_that_is_none_shows_that_of_the_newest_edition(desk, asked):
    with at("2018-11-05"):
        edition()

    assert desk.get(LIST, {"month": asked}).context["month"].number == "2018-11"


def test_the_page_says_everything_that_is_frozen_and_how_to_check_it(desk):
    found = edition()

    text = desk.get(page(found)).content.decode()

    lines = [f"{item['sha256']}  {item['name']}" for item in found.frozen["files"]]
    said = [found.data_sha256, found.frozen["generator"], found.frozen["ledger"]["hash"], *lines]
    assert [part for part in said if part not in text] == []


def test_a_file_comes_as_it_was_frozen_and_leaves_an_event(desk):
    found = edition()

    answer = desk.get(page(found, "edition_file", "json"))

    assert b"".join(answer.streaming_content).startswith(b'{"figures":')
    assert answer["ETag"] == f'"{found.data_sha256}"'
    assert desk.get(page(found, "edition_file", "pdf")).status_code == 404
    assert AccessEvent.objects.filter(kind="download").count() == 1


def test_making_it_again_leads_to_the_comparison_of_the_same_bytes(desk):
    found = edition()

    answer = desk.post(page(found, "edition_again"))
    waiting = desk.get(answer.url).content.decode()
    built(Report.objects.order_by("-pk")[0])
    done = desk.get(answer.url).content.decode()

    assert "The comparison stands here when it is ready." in waiting
    assert "The same bytes" in done
    assert "Issue it as a correction" not in done


def later_today() -> tuple[Edition, Report]:
    with at("2018-11-21", 11):
        found = edition(as_of=factories.clock.today())
        reported("2018-11-21", 70, hour=12)
    with at("2018-11-21", 13):
        return found, again(found)


def test_a_correction_is_issued_with_its_reason_and_the_old_one_leads_to_it(desk):
    found, report = later_today()
    check = page(found, "edition_check", report.public_id)
    shown = desk.get(check).content.decode()

    refused = desk.post(page(found, "edition_correct", report.public_id), {"reason": " "})
    answer = desk.post(page(found, "edition_correct", report.public_id), {"reason": "One came late."})

    second = Edition.objects.get(number=2)
    old = desk.get(page(found)).content.decode()
    assert "Other data than were issued." in shown
    assert (refused.status_code, answer.status_code, answer.url) == (400, 302, second.get_absolute_url())
    assert "This edition was corrected: edition 2 holds." in old
    assert "One came late." in old
    assert "It was issued as edition 2." in desk.get(check).content.decode()


def test_later_corrections_are_shown_beside_the_figures_on_wish(desk):
    wrong = factories.duty().entries.order_by("-n")[0].n
    found = edition()
    corrected(wrong, "2018-11-10", 20)
    noticed = desk.get(page(found)).content.decode()
    plain = desk.get(page(found, "edition_check", again(found).public_id)).content.decode()

    answer = desk.post(page(found, "edition_again"), {"with_corrections": "1"})
    built(Report.objects.order_by("-pk")[0])
    shown = desk.get(answer.url).content.decode()

    assert "Since then 1 entry of the ledger that this edition rests on was corrected." in noticed
    assert "Make it again with these corrections beside the figures" in plain
    assert "The corrections made up to entry 3 of the ledger stand beside the figures." in shown
    assert "Issue it as a correction" in shown
    assert "Make it again with these corrections beside the figures" not in shown


def test_a_report_that_made_another_edition_again_is_not_found_here(desk):
    found, report = edition(), made(as_of=DAY.replace(day=30))

    assert desk.get(page(found, "edition_check", report.public_id)).status_code == 404


def test_an_edition_is_compared_with_the_one_before_and_with_a_chosen_one(desk):
    first = edition(as_of=DAY.replace(day=5))
    second = edition(as_of=DAY.replace(day=20))
    third = edition()

    last = desk.get(page(third, "edition_comparison")).context
    chosen = desk.get(page(third, "edition_comparison"), {"with": str(first.report.public_id)}).context

    reported_now = [pair for pair in chosen["differences"].figures if pair.label == "Reported progress"]
    assert (last["before"], chosen["before"]) == (second, first)
    assert [(pair.before, pair.after) for pair in reported_now] == [
        ("– · 0 of 1 reported", "40% · 1 of 1 reported")
    ]
    assert desk.get(page(first, "edition_comparison")).context["before"] is None


def test_the_comparison_is_exported_whole(desk):
    edition(as_of=DAY.replace(day=5))
    second = edition()

    answer = desk.get(page(second, "export_edition_comparison", "csv"))

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert '"Reported progress"' in text
    assert desk.get(page(second, "export_edition_comparison", "pdf")).status_code == 404


def test_the_list_costs_the_same_queries_for_one_edition_and_for_three(desk):
    edition()
    desk.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as one:
        desk.get(LIST)
    for day in (1, 2):
        edition(as_of=DAY.replace(day=day))

    with CaptureQueriesContext(connection) as three:
        desk.get(LIST)

    assert len(three) == len(one)


def test_a_recipient_reads_what_a_schedule_issued(client):
    officer = factories.officer()
    report = ready(schedule(factories.duty().plan, to=[officer]))
    client.force_login(officer)

    assert client.get(report.get_absolute_url()).status_code == 200
