"""Fetching files that were made or handed in: in parts, and each download an access event."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.enums import EventKind
from agencies.models import AccessEvent, ApiToken
from reports import building
from reports.artifacts import artifacts
from reports.models import Report
from tasks import evidence, services
from tasks.models import Evidence
from tests import factories
from tests.reports.factories import a_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR, settings.EVIDENCE_DIR = tmp_path / "artifacts", tmp_path / "evidence"


@pytest.fixture
def officer(client):
    account = factories.officer()
    client.force_login(account)
    return account


def ready(officer) -> Report:
    report = a_report(requested_by=officer)
    building.build(report.pk)
    report.refresh_from_db()
    return report


def address(report: Report) -> str:
    return reverse("reports:download", args=[report.public_id, "csv"])


def content(report: Report) -> bytes:
    return artifacts.path_of(report.artifacts[0]["sha256"]).read_bytes()


def downloads() -> list[AccessEvent]:
    return list(AccessEvent.objects.filter(kind=EventKind.DOWNLOAD).order_by("n"))


def test_a_report_can_be_fetched_in_two_parts(client, officer):
    report = ready(officer)

    first = client.get(address(report), headers={"Range": "bytes=0-199"})
    rest = client.get(address(report), headers={"Range": "bytes=200-", "If-Range": first["ETag"]})

    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.getvalue() + rest.getvalue() == content(report)


def test_a_download_is_one_event_however_many_parts_it_takes(client, officer):
    report = ready(officer)
    item = report.artifacts[0]

    for part in ("bytes=0-199", "bytes=200-299", "bytes=300-"):
        client.get(address(report), headers={"Range": part}, REMOTE_ADDR="10.1.2.3").getvalue()

    [event] = downloads()
    assert (event.actor, event.source, event.subject) == (officer, "10.1.2.3", f"report:{report.public_id}")
    assert event.details == {
        "what": "progress",
        "plan": "p",
        "format": "csv",
        "name": item["name"],
        "sha256": item["sha256"],
        "size": item["size"],
    }


def test_looking_at_a_file_without_taking_it_leaves_no_event(client, officer):
    report = ready(officer)
    etag = f'"{report.artifacts[0]["sha256"]}"'

    answers = [
        client.head(address(report)),
        client.get(address(report), headers={"If-None-Match": etag}),
        client.get(address(report), headers={"Range": "bytes=99999999-"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 304, 416]
    assert downloads() == []


def test_a_file_leaves_only_when_the_event_is_written(client, officer, monkeypatch):
    report = ready(officer)
    client.raise_request_exception = False
    monkeypatch.setattr("agencies.events.digest", lambda event: 1 / 0)

    answer = client.get(address(report))

    assert (answer.status_code, downloads()) == (500, [])


def test_the_api_gives_parts_too(client, officer):
    report = ready(officer)
    key = ApiToken.issue(officer, "export")[1]
    client.logout()

    answer = client.get(
        f"/api/v1/reports/{report.public_id}/files/csv/",
        headers={"Authorization": f"Token {key}", "Range": "bytes=3-9"},
    )

    assert (answer.status_code, answer.getvalue()) == (206, content(report)[3:10])
    assert [event.actor for event in downloads()] == []


def test_a_file_that_is_changed_between_two_parts_is_not_gone_on_with(client, officer):
    report = ready(officer)
    before = client.get(address(report), headers={"Range": "bytes=0-9"}).status_code

    artifacts.path_of(report.artifacts[0]["sha256"]).write_bytes(content(report)[:-1] + b"!")

    assert (before, client.get(address(report), headers={"Range": "bytes=10-"}).status_code) == (206, 409)


def test_a_lost_file_is_not_handed_out(client, officer):
    report = ready(officer)
    artifacts.path_of(report.artifacts[0]["sha256"]).unlink()

    assert client.get(address(report)).status_code == 409


def test_evidence_is_fetched_in_parts_and_its_event_names_the_entry(client, officer):
    factories.plan()
    piece = evidence.store(SimpleUploadedFile("minutes.txt", b"0123456789" * 10))
    entry = services.report(factories.duty(), by=officer, percent=80, note="x", evidence=[piece])
    kept = Evidence.objects.get()

    first = client.get(f"/evidence/{kept.pk}/", headers={"Range": "bytes=0-4"})
    rest = client.get(f"/evidence/{kept.pk}/", headers={"Range": "bytes=5-"})

    [event] = downloads()
    assert first.getvalue() + rest.getvalue() == b"0123456789" * 10
    assert (event.actor, event.subject) == (officer, f"evidence:{kept.pk}")
    assert (event.details["entry"], event.details["sha256"]) == (entry.n, kept.sha256)
