"""Reading a finished report on the screen: who may, what is shown, and what is not there."""

import pytest
from django.urls import reverse
from lxml import html

from reports import building
from reports.artifacts import artifacts
from reports.models import Report
from tests import factories
from tests.reports.factories import a_plan, a_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"


@pytest.fixture
def officer(client):
    a_plan()
    account = factories.officer()
    client.force_login(account)
    return account


def made(by, *formats: str, language: str = "en") -> Report:
    report = a_report(
        requested_by=by, parameters={"language": language, "formats": list(formats), "filter": {}}
    )
    building.build(report.pk)
    report.refresh_from_db()
    return report


def address(report: Report) -> str:
    return reverse("reports:read", args=[report.public_id])


def test_the_page_shows_the_article_of_the_file_in_the_language_of_the_report(client, officer):
    report = made(officer, "html", language="zh-hans")

    page = html.fromstring(client.get(address(report)).content)

    assert page.xpath("//h1/text()") == ["进展情况报告"]
    assert page.xpath("//article/@lang") == ["zh-Hans"]
    assert report.data_sha256 in page.xpath("string(//article)")


def test_the_page_keeps_the_policy_of_the_portal(client, officer):
    answer = client.get(address(made(officer, "html")))

    page = html.fromstring(answer.content)
    assert page.xpath("//article//style | //article//script | //@style") == []
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_without_the_html_file_there_is_no_such_page(client, officer):
    assert client.get(address(made(officer, "csv"))).status_code == 404


def test_somebody_elses_report_is_not_there(client, officer):
    report = made(officer, "html")
    client.force_login(factories.officer("MOF"))

    assert client.get(address(report)).status_code == 404


def test_a_changed_file_is_not_shown(client, officer):
    report = made(officer, "html")
    artifacts.path_of(report.artifact("html")["sha256"]).write_text("<!--report-->x<!--/report-->")

    assert client.get(address(report)).status_code == 409
