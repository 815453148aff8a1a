"""The pages of reports: the person who asked, a colleague, those who see everything, strangers."""

import base64
import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import building
from reports.artifacts import artifacts
from reports.enums import Failure
from reports.models import Report
from reports.queue import queue
from tests import factories
from tests.reports.factories import a_plan, a_report, a_running_report

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FORM = {
    "kind": "progress",
    "plan": "p",
    "as_of": "2018-10-31",
    "formats": ["xlsx", "csv"],
    "language": "zh-hans",
    "agency": "",
    "field": "",
}


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"


@pytest.fixture
def officer(client):
    a_plan()
    account = factories.officer()
    client.force_login(account)
    return account


def ready(officer) -> Report:
    report = a_report(requested_by=officer)
    building.build(report.pk)
    report.refresh_from_db()
    return report


def address(name: str, report: Report, *more: str) -> str:
    return reverse(f"reports:{name}", args=[report.public_id, *more])


def test_asking_puts_a_row_into_the_queue_and_leads_to_its_page(client, officer):
    answer = client.post(reverse("reports:ask"), FORM)

    report = Report.objects.get()
    assert (answer.status_code, answer.url) == (302, report.get_absolute_url())
    assert (report.state, report.requested_by, str(report.as_of)) == ("queued", officer, "2018-10-31")
    assert report.parameters == {"language": "zh-hans", "formats": ["xlsx", "csv"], "filter": {}}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"plan": "draft"}, "plan"),
        ({"as_of": "2018-11-22"}, "as_of"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"formats": []}, "formats"),
        ({"formats": ["exe"]}, "formats"),
        ({"kind": "x"}, "kind"),
        ({"agency": "NOPE"}, "agency"),
    ],
)
def test_a_faulty_request_comes_back_with_the_form_and_what_is_wrong(client, officer, said, field):
    factories.plan("draft", issued=False)

    answer = client.post(reverse("reports:ask"), FORM | said)

    assert (answer.status_code, set(answer.context["form"].errors)) == (400, {field})
    assert Report.objects.count() == 0


def test_a_third_report_at_once_gets_429_and_when_to_come_back(client, officer):
    a_report(requested_by=officer)
    a_report(requested_by=officer)

    answer = client.post(reverse("reports:ask"), FORM)

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert answer.context["form"].non_field_errors() == ["You already have 2 reports waiting or being made."]
    assert Report.objects.count() == 2


def test_the_list_shows_ones_own_reports_and_nobody_elses(client, officer):
    mine = a_report(requested_by=officer)
    a_report(requested_by=factories.secretariat())
    a_report()

    answer = client.get(reverse("reports:list"))

    assert list(answer.context["page_obj"]) == [mine]


def test_the_list_needs_the_same_queries_for_one_report_and_for_three(client, officer):
    a_report(requested_by=officer)
    client.get(reverse("reports:list"))  # the portal remembers from here on whether it is a demonstration
    one = queries_of(client, reverse("reports:list"))
    a_report(requested_by=officer)
    a_report(requested_by=officer)

    assert queries_of(client, reverse("reports:list")) == one


def queries_of(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def test_while_it_is_made_the_page_asks_again_by_itself_and_offers_to_cancel(client, officer):
    report, _lease = a_running_report(requested_by=officer, progress=53, step="pdf")

    page = client.get(report.get_absolute_url()).content.decode()

    shown = ['hx-trigger="every 2s"', "Typesetting the document", "53%", address("cancel", report)]
    assert [part in page for part in shown] == [True] * 4


def test_the_fragment_stops_asking_when_the_report_is_ready(client, officer):
    report = ready(officer)

    fragment = client.get(address("status", report), headers=HTMX).content.decode()

    assert ("<html" in fragment, "hx-trigger" in fragment) == (False, False)
    assert (address("download", report, "csv") in fragment, report.data_sha256 in fragment) == (True, True)


def test_the_fragments_address_opened_alone_leads_to_the_page(client, officer):
    report = a_report(requested_by=officer)

    answer = client.get(address("status", report))

    assert (answer.status_code, answer.url) == (302, report.get_absolute_url())


def test_a_failed_report_says_why_and_can_be_tried_again(client, officer):
    report = a_report(requested_by=officer)
    queue.fail(queue.claim(report.pk), Failure.STORAGE, "No space left on device", final=True)

    page = client.get(report.get_absolute_url()).content.decode()
    client.post(address("retry", report))

    report.refresh_from_db()
    reasons = [str(Failure.STORAGE.label), "No space left on device"]
    assert [reason in page for reason in reasons] == [True, True]
    assert (report.state, report.attempt) == ("queued", 0)


def test_cancelling_ends_a_waiting_report(client, officer):
    report = a_report(requested_by=officer)

    client.post(address("cancel", report))

    report.refresh_from_db()
    assert report.state == "cancelled"


def test_a_ready_report_cannot_be_cancelled_any_more(client, officer):
    report = ready(officer)

    answer = client.post(address("cancel", report))

    report.refresh_from_db()
    assert (answer.status_code, report.state) == (409, "done")


def test_the_download_is_an_attachment_with_fixed_type_safe_name_and_its_hash(client, officer):
    report = ready(officer)

    answer = client.get(address("download", report, "csv"))

    content = b"".join(answer.streaming_content)
    digest = hashlib.sha256(content)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    name = f"p-progress-2018-10-31-{digest.hexdigest()[:8]}.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["ETag"] == f'"{digest.hexdigest()}"'
    assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("kind", ["pdf", "exe"])
def test_a_format_that_was_not_made_is_not_found(client, officer, kind):
    assert client.get(address("download", ready(officer), kind)).status_code == 404


def test_a_file_that_was_changed_on_disk_is_not_handed_out(client, officer):
    report = ready(officer)
    artifacts.path_of(report.artifacts[0]["sha256"]).write_text("forged")

    assert client.get(address("download", report, "csv")).status_code == 409


@pytest.mark.parametrize(
    ("role", "code"),
    [("officer", 404), ("secretariat", 200), ("auditor", 200), ("system_admin", 404), (None, 404)],
)
def test_somebody_elses_report_is_not_found_except_by_those_who_see_everything(client, officer, role, code):
    report = ready(officer)
    client.force_login(factories.user(role, "MOF" if role == "officer" else None))

    pages = [client.get(address("detail", report)), client.get(address("status", report), headers=HTMX)]
    pages.append(client.get(address("download", report, "csv")))

    assert [page.status_code for page in pages] == [code] * 3


@pytest.mark.parametrize(("role", "code"), [("officer", 404), ("secretariat", 403), ("auditor", 403)])
@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_nobody_else_cancels_or_retries(client, officer, role, code, action):
    report = a_report(requested_by=officer)
    client.force_login(factories.user(role, "MOF" if role == "officer" else None))

    answer = client.post(address(action, report))

    report.refresh_from_db()
    assert (answer.status_code, report.state) == (code, "queued")


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", None])
def test_administrators_have_no_business_here(client, role):
    a_plan()
    client.force_login(factories.user(role))

    answers = [client.get(reverse("reports:list")), client.post(reverse("reports:ask"), FORM)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Report.objects.count() == 0


def test_without_an_account_every_address_leads_to_the_door(client):
    report = a_report()
    paths = [reverse("reports:list"), *(address(name, report) for name in ("detail", "status"))]

    answers = [client.get(path) for path in paths] + [client.post(reverse("reports:ask"), FORM)]

    assert [(a.status_code, a.url.split("?")[0]) for a in answers] == [(302, reverse("agencies:sign_in"))] * 4


@pytest.mark.parametrize("name", ["cancel", "retry"])
def test_reading_an_action_changes_nothing(client, officer, name):
    report = a_report(requested_by=officer)

    assert client.get(address(name, report)).status_code == 405


@pytest.mark.parametrize(
    ("language", "said"), [("en", "NHC, Medical insurance"), ("zh-hans", "NHC简称、医疗保障")]
)
def test_what_a_report_is_limited_to_stands_in_words_in_the_list_and_on_its_page(
    client, officer, language, said
):
    report = a_report(requested_by=officer)
    report.parameters |= {"filter": {"agency": "NHC", "field": "insurance"}}
    report.save(update_fields=["parameters"])
    client.cookies["django_language"] = language

    pages = [client.get(place).content.decode() for place in ("/reports/", report.get_absolute_url())]

    assert [page.count(said) for page in pages] == [1, 1]


def test_the_files_of_a_report_can_be_fetched_from_the_list(client, officer):
    report = ready(officer)

    html = client.get("/reports/").content.decode()

    assert [address("download", report, file["format"]) in html for file in report.artifacts] == [True] * len(
        report.artifacts
    )
