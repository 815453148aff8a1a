"""The forms of moves: who may send them, what they change, and that nothing typed is ever lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.enums import UserRole
from tasks import services
from tasks.enums import Move, State
from tasks.forms import FORMS
from tasks.models import Entry, Evidence
from tasks.workflow import PEOPLES_MOVES
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def as_user(client, account):
    client.force_login(account)
    return client


def url(duty, move="report"):
    return f"/duties/{duty.pk}/{move}/"


def report(duty, **said):
    return {"version": duty.version, "percent": 90, "note": "Rules drafted", "place": "task"} | said


def pdf(name="minutes.pdf", content=b"%PDF-1.4 minutes"):
    return SimpleUploadedFile(name, content, "text/html")


def last(duty):
    return Entry.objects.filter(assignment=duty).order_by("-n").first()


def test_every_move_that_people_make_has_a_form():
    assert set(FORMS) == set(PEOPLES_MOVES)


def test_the_officer_reports_and_is_back_on_the_task_page(client):
    factories.plan()
    duty = factories.duty()

    response = as_user(client, factories.officer()).post(url(duty), report(duty))

    after = factories.duty()
    assert (response.status_code, response["Location"]) == (302, f"/plans/p/tasks/1.1/#duty-{duty.pk}")
    assert (after.state, after.percent, last(duty).note) == (State.IN_PROGRESS, 90, "Rules drafted")


def test_a_double_click_leaves_one_entry(client):
    factories.plan()
    duty = factories.duty()
    as_user(client, factories.officer())

    answers = [client.post(url(duty), report(duty)).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert list(
        Entry.objects.filter(assignment=duty, move=Move.REPORT).values_list("percent", flat=True)
    ) == [90]


def test_a_stale_writer_gets_412_sees_what_changed_and_keeps_the_text(client):
    factories.plan()
    before = factories.duty()
    services.report(before, by=factories.officer(), percent=80, note="The colleague was quicker")

    response = as_user(client, factories.officer()).post(url(before), report(before, note="My long text"))

    page = response.content.decode()
    assert (response.status_code, factories.duty().percent) == (412, 80)
    assert [text in page for text in ("My long text", "The colleague was quicker")] == [True, True]
    assert re.findall(r'name="version" value="(\d+)"', page) == [str(before.version + 1)]


def test_the_second_press_of_a_stale_writer_goes_through(client):
    factories.plan()
    before = factories.duty()
    services.report(before, by=factories.officer(), percent=80, note="First")
    as_user(client, factories.officer())
    page = client.post(url(before), report(before)).content.decode()

    client.post(url(before), report(before, version=re.search(r'name="version" value="(\d+)"', page)[1]))

    assert (factories.duty().percent, last(before).note) == (90, "Rules drafted")


@pytest.mark.parametrize("version", [None, "", "x", "-1", "9" * 40, "１"])
def test_without_a_version_the_answer_is_428_and_the_text_is_kept(client, version):
    factories.plan()
    duty = factories.duty()
    said = report(duty, version=version or "")
    if version is None:
        del said["version"]

    response = as_user(client, factories.officer()).post(url(duty), said)

    assert (response.status_code, "Rules drafted" in response.content.decode()) == (428, True)
    assert factories.duty().version == duty.version


@pytest.mark.parametrize("percent", ["101", "-1", "4.5", "many", "", "1e2", "９９９９"])
def test_a_percentage_that_is_none_is_said_beside_its_field(client, percent):
    factories.plan()
    duty = factories.duty()

    response = as_user(client, factories.officer()).post(url(duty), report(duty, percent=percent))

    page = response.content.decode()
    assert (response.status_code, factories.duty().version) == (400, duty.version)
    assert f'id="duty-{duty.pk}-report-percent_error"' in page
    assert f'aria-describedby="duty-{duty.pk}-report-percent_error"' in page
    assert "Rules drafted" in page


def test_a_late_duty_asks_for_the_reason_beside_its_field(client):
    factories.plan()
    duty = factories.duty()
    as_user(client, factories.officer())

    with at("2019-01-10"):
        response = client.post(url(duty), report(duty))

    assert (response.status_code, factories.duty().version) == (400, duty.version)
    assert f'id="duty-{duty.pk}-report-reason_error"' in response.content.decode()


def test_a_refused_file_loses_neither_the_text_nor_the_good_file(client):
    factories.plan()
    duty = factories.duty()
    as_user(client, factories.officer())
    said = report(duty, note="Completed", evidence=[pdf(), pdf("virus.exe", b"MZ")])

    refused = client.post(url(duty, "claim"), said)
    kept = re.findall(r'name="kept" value="([^"]+)"', refused.content.decode())
    client.post(url(duty, "claim"), {"version": duty.version, "note": "Completed", "kept": kept})

    assert (refused.status_code, "Completed" in refused.content.decode(), len(kept)) == (400, True, 1)
    assert list(Evidence.objects.values_list("name", "media_type")) == [("minutes.pdf", "application/pdf")]
    assert factories.duty().state == State.CLAIMED


def test_a_kept_file_is_of_no_use_to_another_account(client):
    factories.plan()
    duty = factories.duty()
    as_user(client, factories.officer())
    page = client.post(url(duty), report(duty, percent="x", evidence=[pdf()])).content.decode()
    kept = re.findall(r'name="kept" value="([^"]+)"', page)

    response = as_user(client, factories.officer()).post(
        url(duty, "claim"), {"version": duty.version, "note": "Stolen", "kept": kept}
    )

    assert (len(kept), response.status_code, factories.duty().version) == (1, 400, duty.version)


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\secret\\plan.txt", "plan.txt"),
        ("a\"b'c<script>.txt", "a_b_c_script_.txt"),
        ("\u202etxt.exe.txt", "txt.exe.txt"),
        ("报告（终稿）.txt", "报告（终稿）.txt"),
    ],
)
def test_hostile_file_names_are_stored_as_plain_names(client, name, stored):
    factories.plan()
    duty = factories.duty()
    upload = SimpleUploadedFile("x.txt", b"plain words")
    upload._name = name  # what a hostile client sends; the setter would clean it
    as_user(client, factories.officer())

    client.post(url(duty), report(duty, evidence=[upload]))

    assert list(Evidence.objects.values_list("name", flat=True)) == [stored]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("page.txt", b"  <html><script>alert(1)</script>"),
        ("page.pdf", b"<script>alert(1)</script>"),
        ("picture.svg", b"<svg onload='alert(1)'/>"),
        ("empty.pdf", b""),
    ],
)
def test_hostile_contents_are_refused_whatever_they_are_called(client, name, content):
    factories.plan()
    duty = factories.duty()

    response = as_user(client, factories.officer()).post(
        url(duty), report(duty, evidence=[SimpleUploadedFile(name, content, "application/pdf")])
    )

    assert (response.status_code, Evidence.objects.count(), factories.duty().version) == (
        400,
        0,
        duty.version,
    )


def test_what_was_typed_is_never_markup(client):
    factories.plan()
    duty = factories.duty()

    response = as_user(client, factories.officer()).post(
        url(duty), report(duty, percent="x", note="</textarea><script>alert(1)</script>")
    )

    assert "<script>alert" not in response.content.decode()


def test_a_claim_needs_evidence(client):
    factories.plan()
    duty = factories.duty()

    response = as_user(client, factories.officer()).post(
        url(duty, "claim"), {"version": duty.version, "note": "Completed"}
    )

    assert (response.status_code, factories.duty().state) == (400, State.ASSIGNED)
    assert f'id="duty-{duty.pk}-claim-evidence_error"' in response.content.decode()


def test_the_secretariat_verifies_what_was_claimed(client):
    factories.plan()
    duty = factories.claimed()

    client_ = as_user(client, factories.secretariat())
    client_.post(url(duty, "verify"), {"version": duty.version, "note": "Seen on site"})

    assert (factories.duty().state, last(duty).note) == (State.VERIFIED, "Seen on site")


def test_a_verification_over_an_objection_is_409_with_the_text_kept(client):
    factories.plan(others={"MOF": "co_responsible"})
    duty = factories.claimed()
    services.object_to(duty, by=factories.officer("MOF"), note="Not paid for")
    now = factories.duty()

    response = as_user(client, factories.secretariat()).post(
        url(duty, "verify"), {"version": now.version, "note": "Seen on site"}
    )

    assert (response.status_code, factories.duty().state) == (409, State.CLAIMED)
    assert "Seen on site" in response.content.decode()


def test_a_supporting_agency_objects_in_its_own_name(client):
    factories.plan(others={"MOF": "co_responsible"})
    duty = factories.claimed()

    as_user(client, factories.officer("MOF")).post(
        url(duty, "object"), {"version": duty.version, "note": "No"}
    )

    assert (factories.duty().objecting, last(duty).on_behalf.code) == ("MOF", "MOF")


@pytest.mark.parametrize(("role", "agency"), [(UserRole.AUDITOR, None), (UserRole.OFFICER, "MOF")])
def test_who_sees_the_duty_but_is_not_its_agency_gets_403(client, role, agency):
    factories.plan(others={"MOF": "co_responsible"})
    duty = factories.duty()
    as_user(client, factories.user(role, agency))

    answers = (client.get(url(duty)).status_code, client.post(url(duty), report(duty)).status_code)

    assert (answers, factories.duty().version) == ((403, 403), duty.version)


def test_another_province_and_the_administrators_get_404(client):
    factories.plan()
    factories.agency("FJ", factories.province())
    factories.agency("GD", factories.province("440000", "Guangdong", "广东"))
    duty = factories.duty()
    type(duty).objects.filter(pk=duty.pk).update(agency=factories.agency("FJ"))
    strangers = [
        factories.user(UserRole.PROVINCIAL, "GD"),
        factories.user(UserRole.SYSTEM_ADMIN),
        factories.user(None),
    ]

    answers = [as_user(client, stranger).post(url(duty), report(duty)).status_code for stranger in strangers]

    assert (answers, Entry.objects.filter(move=Move.REPORT).count()) == ([404, 404, 404], 0)


def test_an_unknown_move_does_not_exist(client):
    factories.plan()
    duty = factories.duty()
    as_user(client, factories.secretariat())

    assert [client.post(url(duty, move)).status_code for move in ("follow", "issue", "delete")] == [404] * 3


def test_a_form_without_a_use_is_refused_before_anything_is_typed(client):
    factories.plan()

    response = as_user(client, factories.secretariat()).get(url(factories.duty(), "verify"))

    assert response.status_code == 409


def test_from_the_desk_htmx_gets_the_row_alone_with_the_first_line_counted_anew(client):
    factories.plan()
    duty = factories.duty()

    response = as_user(client, factories.officer()).post(url(duty), report(duty, place="desk"), headers=HTMX)

    page = response.content.decode()
    assert (response.status_code, "<html" in page, page.count("<article")) == (200, False, 1)
    assert "0 updates owed by 2018-11-30" in page
    assert 'id="desk-news" hx-swap-oob="innerHTML"' in page


def test_from_the_desk_a_refusal_comes_back_as_the_row_with_the_form_open(client):
    factories.plan()
    duty = factories.duty()

    response = as_user(client, factories.officer()).post(
        url(duty), report(duty, place="desk", percent="x"), headers=HTMX
    )

    page = response.content.decode()
    assert (response.status_code, "<html" in page, page.count("<article")) == (200, False, 1)
    assert ('<details class="offer" open>' in page, "Rules drafted" in page) == (True, True)


def test_an_expired_session_sends_htmx_to_the_sign_in_page_and_back(client):
    factories.plan()
    duty = factories.duty()
    where = HTMX | {"HX-Current-URL": "http://testserver/desk/?a=1"}

    response = client.post(url(duty), report(duty), headers=where)

    assert (response.status_code, response["HX-Redirect"]) == (
        204,
        "/account/sign-in/?next=%2Fdesk%2F%3Fa%3D1",
    )
    assert factories.duty().version == duty.version


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Where the duty stands"), ("zh-hans", "责任事项现状")]
)
def test_the_form_page_speaks_both_languages(client, language, heading):
    factories.plan()
    client.cookies["django_language"] = language

    response = as_user(client, factories.officer()).get(url(factories.duty()))

    assert heading in response.content.decode()
