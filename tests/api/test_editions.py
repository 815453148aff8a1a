"""Editions and schedules through the API."""

import pytest

from agencies.models import AccessEvent
from reports.models import Edition, Report, Schedule
from tests.api.calls import V1, post, results, signed_in
from tests.factories import duty, officer, plan, secretariat, user
from tests.reports.editions.scenes import edition, made, office, reported

pytestmark = pytest.mark.django_db
ASKED = {"plan": "p", "kind": "overdue", "every": "week", "formats": ["pdf"], "language": "en"}


@pytest.fixture(autouse=True)
def _scene(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"
    plan("p")
    reported("2018-10-10", 40)


def test_a_report_is_issued_and_the_edition_says_where_it_is():
    report = made()
    client = signed_in(office())

    answer = post(client, f"/reports/{report.public_id}/issue/")
    again = post(client, f"/reports/{report.public_id}/issue/")

    body = client.get(answer["Location"]).json()
    assert (answer.status_code, again.json()["id"]) == (201, str(report.public_id))
    assert (body["id"], body["number"], body["corrects"], body["corrected_by"], body["issued_by"]) == (
        str(report.public_id), 1, None, None, office().username,
    )  # fmt: skip
    assert [item["format"] for item in body["files"]] == ["csv", "json"]
    assert Edition.objects.count() == 1


def test_who_may_not_issue_is_told_so_and_nothing_is_issued():
    report = made()

    answers = [
        post(signed_in(person), f"/reports/{report.public_id}/issue/")
        for person in (user("auditor"), officer())
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (403, "not_allowed"),
        (404, "not_found"),
    ]
    assert Edition.objects.count() == 0


def test_editions_are_listed_in_sight_and_filtered():
    found = edition()
    edition(kind="overdue")

    seen = results(signed_in(user("auditor")), "/editions/", kind="progress", current=True)

    assert [row["id"] for row in seen] == [str(found.report.public_id)]
    assert results(signed_in(officer()), "/editions/") == []


def test_a_file_of_an_edition_comes_with_its_hash():
    found = edition()

    answer = signed_in(office()).get(f"{V1}/editions/{found.report.public_id}/files/json/")

    assert (answer.status_code, answer["ETag"]) == (200, f'"{found.data_sha256}"')


def test_an_edition_is_made_again_through_the_queue():
    found = edition()

    answer = post(signed_in(user("auditor")), f"/editions/{found.report.public_id}/again/")

    report = Report.objects.get(public_id=answer.json()["id"])
    assert (answer.status_code, report.state) == (202, "queued")
    assert report.parameters["again"] == str(found.report.public_id)


def test_a_schedule_is_set_up_changed_paused_and_removed():
    reader = officer()
    client = signed_in(secretariat())

    made_one = post(client, "/schedules/", ASKED | {"recipients": [reader.username], "issue": True})
    address = f"/schedules/{made_one.json()['id']}/"
    changed = client.patch(V1 + address, {"language": "zh-hans"}, content_type="application/json")
    paused = post(client, f"{address}pause/")
    resumed = post(client, f"{address}resume/")
    listed = results(client, "/schedules/")
    removed = client.delete(V1 + address)

    assert made_one.status_code == 201
    assert (changed.json()["language"], changed.json()["recipients"]) == ("zh-hans", [reader.username])
    assert [paused.json()["is_active"], resumed.json()["is_active"]] == [False, True]
    assert [(row["formats"], row["next_on"]) for row in listed] == [(["pdf"], "2018-11-26")]
    assert (removed.status_code, Schedule.objects.count()) == (204, 0)
    assert AccessEvent.objects.filter(kind="setting").count() == 5


@pytest.mark.parametrize("said", [{"kind": "extract"}, {"every": "hour"}, {"formats": []}, {"plan": "x"}])
def test_a_faulty_schedule_is_refused_with_the_name_of_the_field(said):
    answer = post(signed_in(secretariat()), "/schedules/", ASKED | said)

    assert (answer.status_code, set(answer.json()["fields"])) == (400, set(said))


def test_the_auditor_reads_schedules_and_changes_none():
    Schedule.objects.create(plan=duty().plan, kind="progress", every="month", since="2018-07-01",
                            parameters={"formats": ["csv"], "language": "en", "filter": {}})  # fmt: skip
    client = signed_in(user("auditor"))

    listed = results(client, "/schedules/")
    refused = post(client, f"/schedules/{listed[0]['id']}/pause/")

    assert ([row["by"] for row in listed], refused.status_code) == ([None], 403)
    assert results(signed_in(officer()), "/schedules/") == []
