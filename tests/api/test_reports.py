"""Reports through the API: ask, watch, take the files, cancel, try again."""

import hashlib
import uuid

import pytest

from reports.artifacts import artifacts
from reports.enums import Format
from reports.models import Report
from tests.api.calls import V1, post, results, signed_in
from tests.factories import officer, plan, secretariat, user

pytestmark = pytest.mark.django_db
ASKED = {
    "kind": "progress",
    "plan": "p",
    "as_of": "2018-10-31",
    "formats": ["csv"],
    "language": "zh-hans",
    "filter": {"agency": "NHC", "field": "insurance"},
}
CONTENT = b"code,percent\r\nNHC,60\r\n"


def _finished(holder) -> Report:
    """The holder's report, as the worker leaves it."""
    report = Report.objects.get(public_id=post(signed_in(holder), "/reports/", ASKED).json()["id"])
    kept = artifacts.keep(lambda path: path.write_bytes(CONTENT))
    item = {"format": "csv", "sha256": kept.sha256, "size": kept.size, "name": "progress-p.csv"}
    Report.objects.filter(pk=report.pk).update(
        state="done", progress=100, artifacts=[item], data_sha256="0" * 64
    )
    return report


def test_asking_puts_a_report_into_the_queue_and_says_where_it_is():
    plan()
    holder = officer()
    client = signed_in(holder)

    answer = post(client, "/reports/", ASKED)

    report, body = Report.objects.get(), answer.json()
    assert (answer.status_code, answer["Location"]) == (202, f"{V1}/reports/{report.public_id}/")
    assert body == client.get(answer["Location"]).json()
    assert {
        name: body[name]
        for name in (*ASKED, "requested_by", "state", "step", "progress", "artifacts", "failure")
    } == {
        **ASKED,
        "requested_by": holder.username,
        "state": "queued",
        "step": "waiting",
        "progress": 0,
        "artifacts": [],
        "failure": None,
    }


def test_the_same_report_asked_for_twice_is_one():
    plan()
    client = signed_in(officer())

    first, again = (post(client, "/reports/", ASKED) for _time in range(2))

    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert Report.objects.count() == 1


def test_what_is_not_said_is_all_formats_of_today():
    plan()

    body = post(signed_in(officer()), "/reports/", {"kind": "overdue", "plan": "p"}).json()

    assert (body["formats"], body["as_of"], body["language"], body["filter"]) == (
        Format.values,
        "2018-11-21",
        "en",
        {},
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "horoscope"}, "kind"),
        ({"plan": "draft"}, "plan"),
        ({"plan": "a\ud800"}, "plan"),
        ({"plan": {"slug": "p"}}, "plan"),
        ({"as_of": "2018-11-22"}, "as_of"),
        ({"as_of": "0001-01-01"}, "as_of"),
        ({"formats": []}, "formats"),
        ({"formats": [["csv"]]}, "formats"),
        ({"language": "la"}, "language"),
        ({"filter": {"agency": "XX"}}, "agency"),
        ({"filter": {"field": "astrology"}}, "filter.field"),
        ({"filter": "NHC"}, "filter"),
        ({"filter": {"colour": "red"}}, "filter"),
        ({"filter": {"colour": {"red": 1}}}, "filter.colour"),
        ({"filter": {"area": 2}}, "area"),
        ({"filter": {"area": "first"}}, "filter.area"),
        ({"filter": {"place": "999999"}}, "place"),
        ({"filter": {"saved": 1}}, "saved"),
        ({"filter": {"query": "standing=sunny"}}, "query"),
        ({"filter": {"since": "2018-10-01"}}, "since"),
        ({"kind": "changes", "filter": {}}, "since"),
    ],
)
def test_what_cannot_be_reported_is_named(change, field):
    plan()
    plan("draft", issued=False)

    answer = post(signed_in(officer()), "/reports/", ASKED | change)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert Report.objects.count() == 0


def test_a_report_is_narrowed_by_every_part_and_gives_the_filter_back_as_it_will_be_asked():
    plan()
    holder = officer()
    client = signed_in(holder)
    view = post(client, "/saved-filters/", {"name": "Mine", "query": "role=lead"}).json()
    narrowed = {"agency": "NHC", "area": 1, "saved": view["id"], "since": "2018-08-01"}

    body = post(client, "/reports/", ASKED | {"kind": "changes", "filter": narrowed}).json()

    assert body["filter"] == {
        "agency": "NHC", "area": 1, "named": "Mine", "query": "part=both&role=lead", "since": "2018-08-01",
    }  # fmt: skip
    again = post(client, "/reports/", ASKED | {"kind": "changes", "filter": body["filter"]}).json()
    assert again["id"] == body["id"]


def test_whoever_has_no_business_with_plans_asks_for_none():
    plan()

    assert post(signed_in(user("system_admin")), "/reports/", ASKED).status_code == 403


def test_a_finished_report_gives_its_files_as_they_were_made():
    plan()
    holder = officer()
    report = _finished(holder)
    client = signed_in(holder)

    (item,) = client.get(f"{V1}/reports/{report.public_id}/").json()["artifacts"]
    answer = client.get(item["url"], headers={"Accept": "text/csv"})

    content = b"".join(answer.streaming_content)
    assert (item["url"], item["size"]) == (f"{V1}/reports/{report.public_id}/files/csv/", len(CONTENT))
    assert (answer.status_code, content, hashlib.sha256(content).hexdigest()) == (
        200,
        CONTENT,
        item["sha256"],
    )
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"] == 'attachment; filename="progress-p.csv"'


@pytest.mark.parametrize("kind", ["pdf", "exe"])
def test_a_file_that_the_report_does_not_have_is_not_found(kind):
    plan()
    holder = officer()
    report = _finished(holder)

    answer = signed_in(holder).get(f"{V1}/reports/{report.public_id}/files/{kind}/")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_anothers_report_is_not_there():
    plan()
    report = _finished(officer())
    path, colleague = f"/reports/{report.public_id}/", signed_in(officer("MOF"))

    statuses = [
        colleague.get(V1 + path).status_code,
        colleague.get(f"{V1}{path}files/csv/").status_code,
        post(colleague, path + "cancel/").status_code,
        post(colleague, path + "retry/").status_code,
    ]

    assert (statuses, results(colleague, "/reports/")) == ([404] * 4, [])


def test_the_auditor_sees_a_report_but_does_not_cancel_it():
    plan()
    body = post(signed_in(officer()), "/reports/", ASKED).json()
    auditor = signed_in(user("auditor"))

    answer = post(auditor, f"/reports/{body['id']}/cancel/")

    assert [row["id"] for row in results(auditor, "/reports/", state="queued", plan="p")] == [body["id"]]
    assert (answer.status_code, Report.objects.get().state) == (403, "queued")


def test_a_report_can_be_cancelled_and_tried_again():
    plan()
    client = signed_in(officer())
    path = f"/reports/{post(client, '/reports/', ASKED).json()['id']}/"

    answers = [post(client, path + step) for step in ("retry/", "cancel/", "cancel/", "retry/")]

    assert [answer.status_code for answer in answers] == [409, 202, 409, 202]
    assert [answers[n].json()["state"] for n in (1, 3)] == ["cancelled", "queued"]


def test_a_failed_report_says_why():
    plan()
    client = signed_in(secretariat())
    report_id = post(client, "/reports/", ASKED).json()["id"]
    Report.objects.update(state="failed", failure_code="no_duties", failure_detail="")

    body = client.get(f"{V1}/reports/{report_id}/").json()

    assert body["failure"] == {
        "code": "no_duties",
        "detail": "",
        "text": "On that day there was no duty that you may see and that fits the filter.",
    }


def test_a_report_that_is_not_there_is_not_found():
    assert signed_in(officer()).get(f"{V1}/reports/{uuid.uuid4()}/").status_code == 404
