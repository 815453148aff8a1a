"""Every error of the API is a problem with a stable code, and bad input is never a fault of the portal."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.calls import REPORT, V1, post, signed_in
from tests.factories import duty, officer, plan, secretariat

pytestmark = pytest.mark.django_db
MEMBERS = ["code", "detail", "status", "title", "type"]


@pytest.fixture
def client() -> Client:
    plan()
    return signed_in(officer())


def _moves() -> str:
    return f"/assignments/{duty().pk}/moves/report/"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/nothing/", 404, "not_found"),
        ("post", "/api/v1/nothing/", 404, "not_found"),
        ("get", "/api/", 404, "not_found"),
        ("get", "/api/v1/assignments/4711/", 404, "not_found"),
        ("get", "/api/v1/assignments/99999999999999999999999/", 404, "not_found"),
        ("get", "/api/v1/assignments/one/", 404, "not_found"),
        ("get", "/api/v1/reports/not-a-uuid/", 404, "not_found"),
        ("delete", "/api/v1/plans/p/", 405, "method_not_allowed"),
        ("put", "/api/v1/assignments/", 405, "method_not_allowed"),
        ("options", "/api/v1/assignments/", 405, "method_not_allowed"),
        ("get", "/api/v1/plans/?format=xml", 404, "not_found"),
        ("get", "/api/v1/plans/%00/", 400, "invalid_character"),
        ("get", "/api/v1/plans/?q=a%00b", 400, "invalid_character"),
        ("get", "/api/v1/plans/?%00=1", 400, "invalid_character"),
    ],
)
def test_an_error_is_a_problem(client, method, path, status, code):
    answer = getattr(client, method)(path)

    body = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (sorted(body), body["status"], body["code"]) == (MEMBERS, status, code)
    assert body["type"] == f"urn:reform-portal:{code}"


def test_a_format_that_is_not_spoken_is_a_problem(client):
    answer = client.get(f"{V1}/plans/", headers={"Accept": "application/xml"})

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_the_schema_refuses_in_the_same_shape():
    answer = Client().get("/api/schema/")

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert sorted(answer.json()) == MEMBERS


def test_a_missing_slash_is_added_as_elsewhere(client):
    answer = client.get(f"{V1}/plans", {"q": "a b"})

    assert (answer.status_code, answer["Location"]) == (302, f"{V1}/plans/?q=a+b")


def test_no_address_leads_out_of_the_portal(client):
    answer = client.get("/api/%0d%0aLocation:%20evil/%3F//evil")

    assert answer["Location"] == "/api/%0D%0ALocation:%20evil/%3F//evil/"


def test_a_body_of_an_unknown_kind_is_a_problem(client):
    answer = client.post(V1 + _moves(), "percent=60", content_type="text/plain", headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("language", "detail"), [("en", 'Method "PUT" not allowed.'), ("zh-hans", "方法 “PUT” 不被允许。")]
)
def test_a_problem_speaks_the_readers_language(client, language, detail):
    assert client.put(f"{V1}/plans/", headers={"Accept-Language": language}).json()["detail"] == detail


def test_too_many_reports_say_when_to_come_back(client):
    days = ["2018-10-01", "2018-10-02", "2018-10-03"]

    answers = [post(client, "/reports/", {"kind": "progress", "plan": "p", "as_of": day}) for day in days]

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert (answers[2]["Retry-After"], sorted(answers[2].json())) == ("60", MEMBERS)


BAD_BODIES = {
    "nothing": b"",
    "not JSON": b"{percent: 60}",
    "not UTF-8": b'{"note": "\xff\xfe", "percent": 60}',
    "no object": b"[1, 2]",
    "null": b"null",
    "a number that is none": b'{"percent": NaN, "note": "x"}',
    "an endless number": b'{"percent": 1e999, "note": "x"}',
    "a huge number": b'{"percent": ' + b"9" * 4000 + b', "note": "x"}',
    "a number too long to read": b'{"percent": ' + b"9" * 5000 + b', "note": "x"}',
    "true for a number": b'{"percent": true, "note": "x"}',
    "NUL": b'{"percent": 60, "note": "a\\u0000b"}',
    "half a character": b'{"percent": 60, "note": "a\\ud800b"}',
    "half a character as a name": b'{"percent": 60, "note": "x", "reason": "y", "\\ud800": 1}',
    "a control character": b'{"percent": 60, "note": "a\\u0007b"}',
    "deep nesting": b'{"percent": 60, "note": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "nesting where a text belongs": b'{"percent": 60, "note": ' + b"[" * 200 + b"]" * 200 + b"}",
    "a file as text": b'{"percent": 60, "note": "x", "reason": "y", "evidence": ["abc"]}',
    "a text that is too long": b'{"percent": 60, "note": "' + b"x" * 4001 + b'"}',
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_body_is_refused_and_changes_nothing(client, body):
    answer = post(client, _moves(), body, If_Match='"1"')

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert (sorted(set(answer.json()) - {"fields"}), duty().version) == (MEMBERS, 1)


@pytest.mark.parametrize("charset", ["rot13", "hex", "bogus", "utf-16"])
def test_json_is_utf_8_whatever_its_sender_says(client, charset):
    kind = f"application/json; charset={charset}"

    answer = client.generic(
        "POST", V1 + _moves(), json.dumps(REPORT).encode(), content_type=kind, headers={"If-Match": '"1"'}
    )

    assert answer.status_code == 201


@pytest.mark.parametrize(("strict", "status"), [(False, 400), (True, 403)])
def test_a_form_in_an_encoding_that_is_none_is_no_fault(strict, status):
    plan()
    client = Client(enforce_csrf_checks=strict)
    client.force_login(officer())
    kind = "multipart/form-data; boundary=x; charset=hex"
    body = b'--x\r\nContent-Disposition: form-data; name="percent"\r\n\r\n60\r\n--x--\r\n'

    answer = client.generic("POST", V1 + _moves(), body, content_type=kind, headers={"If-Match": '"1"'})

    assert (answer.status_code, duty().version) == (status, 1)


def test_a_body_larger_than_the_portal_reads_is_refused(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = post(client, _moves(), REPORT | {"note": "x" * 1000}, If_Match='"1"')

    assert (answer.status_code, answer.json()["code"], duty().version) == (413, "too_large", 1)


def test_files_larger_than_ten_may_be_are_refused_before_they_are_read(client, settings):
    settings.EVIDENCE_MAX_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100, 1000
    paper = SimpleUploadedFile("proof.pdf", b"%PDF-" + b"x" * 3000, "application/pdf")

    answer = client.post(V1 + _moves(), {"note": "x", "evidence": paper}, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"]
)
def test_a_broken_form_is_refused(client, kind):
    answer = client.post(V1 + _moves(), b"--y\r\nnothing", content_type=kind, headers={"If-Match": '"1"'})

    assert (answer.status_code, duty().version) == (400, 1)


def test_a_form_of_too_many_fields_is_refused(client):
    fields = {f"field{n}": "x" for n in range(1001)}

    answer = client.post(V1 + _moves(), fields, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("escalate", {"colour": "\ud800", "reply_by": "2018-12-01"}, "colour"),
        ("escalate", {"colour": "red", "reply_by": "0001-01-01"}, "reply_by"),
        ("escalate", {"colour": ["red"], "reply_by": "2018-12-01"}, "colour"),
        ("correct", {"corrects": 2**63, "reason": "x"}, "corrects"),
        ("correct", {"corrects": 4711, "reason": "x"}, "corrects"),
        ("correct", {"corrects": 1, "reason": "x", "state": "finished"}, "state"),
        ("correct", {"corrects": 1, "reason": "x", "due_on": "2018-06-30"}, "due_on"),
    ],
)
def test_a_value_that_cannot_be_is_named(client, name, body, field):
    path = f"/assignments/{duty().pk}/moves/{name}/"

    answer = post(signed_in(secretariat()), path, body, If_Match='"1"')

    assert (answer.status_code, list(answer.json()["fields"]), duty().version) == (400, [field], 1)
