"""Making moves through the API: the same doors as the pages, with versions and stable answers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies.models import Agency
from reformtracker.lib import clock
from tasks.enums import Move
from tasks.models import Entry, Evidence
from tasks.serializers.moves import INPUTS
from tasks.workflow import PEOPLES_MOVES, RULES
from tests.api.calls import REPORT, V1, move, post, signed_in
from tests.factories import agency, claimed, duty, officer, plan, province, secretariat, user

pytestmark = pytest.mark.django_db


def _multipart(client: Client, name: str, data: dict):
    path = f"{V1}/assignments/{duty().pk}/moves/{name}/"
    return client.post(path, data, headers={"If-Match": f'"{duty().version}"'})


def test_a_report_is_written_and_answered_with_its_entry():
    plan()

    answer = move(signed_in(officer()), duty(), "report", REPORT)

    entry = Entry.objects.get(move=Move.REPORT)
    body = answer.json()
    assert answer.status_code == 201
    assert (body["id"], body["n"], body["percent"], body["note"]) == (entry.pk, 2, 60, REPORT["note"])
    assert (answer["ETag"], answer["Location"]) == ('"2"', f"{V1}/entries/{entry.pk}/")
    assert (duty().state, duty().percent, duty().version) == ("in_progress", 60, 2)


def test_the_same_said_again_is_answered_with_the_same_entry_and_written_once():
    plan()
    client, seen = signed_in(officer()), duty()

    first = move(client, seen, "report", REPORT)
    again = move(client, seen, "report", REPORT)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Entry.objects.filter(move=Move.REPORT).count() == 1


def test_a_move_without_a_version_is_asked_for_one():
    plan()
    client = signed_in(officer())

    answers = [
        post(client, f"/assignments/{duty().pk}/moves/report/", REPORT, If_Match=tag) for tag in ("", "*")
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (428, "version_required")
    ] * 2
    assert duty().version == 1


@pytest.mark.parametrize("tag", ["1", '"one"', '"1", "2"', '"99999999999999999999"', "'1'"])
def test_what_is_no_version_is_refused(tag):
    plan()

    answer = post(signed_in(officer()), f"/assignments/{duty().pk}/moves/report/", REPORT, If_Match=tag)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["If-Match"])
    assert duty().version == 1


def test_a_tag_that_a_proxy_made_weak_is_taken():
    plan()

    answer = post(signed_in(officer()), f"/assignments/{duty().pk}/moves/report/", REPORT, If_Match='W/"1"')

    assert answer.status_code == 201


def test_a_stale_version_gets_the_present_duty():
    plan()
    client = signed_in(officer())
    move(client, duty(), "report", REPORT)

    answer = move(client, duty(), "report", REPORT | {"percent": 70}, version=1)

    body = answer.json()
    assert (answer.status_code, body["code"]) == (412, "stale")
    assert body["current"] == client.get(f"{V1}/assignments/{duty().pk}/").json()
    assert (body["current"]["version"], duty().percent) == (2, 60)


def test_a_neighbouring_provinces_duty_is_not_there():
    plan(lead="FJ-HC")

    Agency.objects.filter(code="FJ-HC").update(jurisdiction=province())
    stranger = user("provincial", agency("GD-HC", province("440000", "Guangdong", "广东")))

    answer = move(signed_in(stranger), duty("FJ-HC"), "report", REPORT)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_visible_duty_of_another_agency_is_not_ones_own():
    plan()

    answer = move(signed_in(officer("MOF")), duty(), "report", {"percent": "nonsense"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_an_impossible_move_is_refused_with_its_code():
    plan()

    answer = move(signed_in(secretariat()), duty(), "verify", {"note": "seen"})

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


@pytest.mark.parametrize("name", ["issue", "follow"])
def test_the_portals_own_moves_are_nobodys(name):
    plan()

    answer = move(signed_in(secretariat()), duty(), name)

    assert (answer.status_code, duty().version) == (403, 1)


def test_an_unknown_move_is_not_found():
    plan()

    assert move(signed_in(officer()), duty(), "delete").status_code == 404


def test_what_is_missing_or_wrong_is_named_field_by_field():
    plan()

    answer = move(signed_in(officer()), duty(), "report", {"percent": 101, "colour": "red"})

    body = answer.json()
    assert (answer.status_code, body["code"], sorted(body["fields"])) == (400, "invalid", ["note", "percent"])


def test_what_a_move_cannot_carry_is_refused_not_lost():
    plan()

    answer = move(signed_in(officer()), duty(), "report", REPORT | {"colour": "red"})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["colour"])
    assert duty().version == 1


def test_a_late_report_owes_its_reason():
    plan()

    answer = move(signed_in(officer()), duty(), "report", {"percent": 10, "note": "slow"})

    assert (answer.status_code, answer.json()["code"]) == (400, "reason_needed")
    assert list(answer.json()["fields"]) == ["reason"]


def test_a_claim_carries_files_and_references():
    plan()
    paper = SimpleUploadedFile("proof.pdf", b"%PDF-1.4 all done", "application/pdf")

    answer = _multipart(
        signed_in(officer()), "claim", {"note": "done", "evidence": paper, "reference": ["No. 1", "No. 2"]}
    )

    kept = Evidence.objects.filter(entry__move=Move.CLAIM).values_list("name", "media_type", "reference")
    assert answer.status_code == 201
    assert list(kept) == [("proof.pdf", "application/pdf", ""), ("", "", "No. 1"), ("", "", "No. 2")]
    assert [item["reference"] for item in answer.json()["evidence"]] == ["", "No. 1", "No. 2"]


def test_a_claim_in_json_may_name_one_document():
    plan()

    answer = move(
        signed_in(officer()), duty(), "claim", {"note": "done", "reference": "Document No. 1 (2018)"}
    )

    assert [item["reference"] for item in answer.json()["evidence"]] == ["Document No. 1 (2018)"]


def test_a_claim_without_evidence_is_incomplete():
    plan()

    answer = move(signed_in(officer()), duty(), "claim", {"note": "done"})

    assert (answer.status_code, answer.json()["code"]) == (400, "incomplete")
    assert list(answer.json()["fields"]) == ["evidence"]


def test_a_file_that_is_not_what_its_name_says_is_refused():
    plan()
    fake = SimpleUploadedFile("proof.pdf", b"MZ not a pdf", "application/pdf")

    answer = _multipart(signed_in(officer()), "claim", {"note": "done", "evidence": fake})

    assert (answer.status_code, answer.json()["code"]) == (400, "evidence_refused")
    assert duty().state == "assigned"


def test_more_files_than_ten_are_refused():
    plan()
    files = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.4", "application/pdf") for n in range(11)]

    answer = _multipart(signed_in(officer()), "claim", {"note": "done", "evidence": files})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["evidence"])


def test_a_whole_course_can_be_run_through_the_api():
    plan(others={"MOF": "co_responsible"})
    lead, co_body, office = (signed_in(who) for who in (officer(), officer("MOF"), secretariat()))
    course = [
        (lead, "ask_extension", {"new_due_on": "2019-01-31", "reason": "floods"}),
        (office, "grant", {}),
        (office, "escalate", {"colour": "yellow", "reply_by": "2018-12-01"}),
        (office, "suspend", {"reason": "law pending"}),
        (office, "resume", {"reason": "law passed"}),
        (lead, "claim", {"note": "done", "reference": ["No. 1"]}),
        (co_body, "object", {"note": "not with us"}),
        (co_body, "concur", {}),
        (office, "verify", {"note": "seen"}),
        (office, "reopen", {"reason": "undone"}),
        (office, "correct", {"corrects": 3, "reason": "typing error", "percent": 40}),
        (office, "close_unimplemented", {"reason": "overtaken by law"}),
    ]

    answers = [move(client, duty(), name, body) for client, name, body in course]

    assert [answer.status_code for answer in answers] == [201] * len(course)
    assert (duty().state, duty().due_on.isoformat(), duty().version) == (
        "closed_unimplemented",
        "2019-01-31",
        13,
    )


def test_the_moves_offered_are_the_readers_own():
    plan()
    path = f"{V1}/assignments/{duty().pk}/moves/"

    offered = {
        who: signed_in(account).get(path).json()
        for who, account in {
            "owner": officer(),
            "colleague": officer("MOF"),
            "auditor": user("auditor"),
        }.items()
    }

    assert [row["move"] for row in offered["owner"]] == ["report", "claim", "ask_extension"]
    assert (offered["colleague"], offered["auditor"]) == ([], [])
    assert offered["owner"][0] == {
        "move": "report",
        "label": "Report progress",
        "sources": ["assigned", "in_progress"],
        "target": "in_progress",
        "who": "reporter",
        "carries": ["percent", "note"],
        "may_carry": ["evidence", "reference", "readings", "reason"],
        "url": f"{path}report/",
    }


def test_every_move_offered_can_be_posted_where_it_says():
    plan()
    claimed()
    client = signed_in(secretariat())
    offered = {row["move"]: row for row in client.get(f"{V1}/assignments/{duty().pk}/moves/").json()}

    answer = client.post(
        offered["verify"]["url"],
        {"note": "seen"},
        content_type="application/json",
        headers={"If-Match": f'"{duty().version}"'},
    )

    assert (answer.status_code, duty().state) == (201, "verified")


def test_the_table_of_moves_is_the_workflows():
    table = signed_in(user(None)).get(f"{V1}/moves/").json()

    assert {row["move"]: set(row["carries"]) for row in table} == {
        move.value: set(rule.carries) for move, rule in RULES.items()
    }


def test_every_move_of_people_has_an_input_that_asks_for_what_it_must_carry():
    asked = {
        move: {name for name, field in INPUTS[move]().fields.items() if field.required} for move in INPUTS
    }

    # Evidence is a file or a reference: neither alone is required, the workflow asks for one of them.
    assert asked == {move: set(RULES[move].carries) - {"evidence"} for move in PEOPLES_MOVES}


def test_a_move_is_of_today_whatever_day_is_looked_at():
    plan()
    path = f"/assignments/{duty().pk}/moves/report/?as_of=2018-10-01"

    answer = post(signed_in(officer()), path, REPORT, If_Match='"1"')

    assert answer.json()["reported_on"] == clock.today().isoformat()
