"""The pages of the seals: who reads them, what the calendar says of each day, publishing, verifying."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import AccessEvent
from reports import jobs
from reports.enums import SealKind
from reports.models import Check, Publication, Seal
from reports.sealing import service
from reports.sealing.publishing import publish
from tests import factories
from tests.reports.sealing import scenes

pytestmark = pytest.mark.django_db
READERS = {"auditor", "audit_admin", "secretariat"}
ROLES = {*READERS, "officer", "provincial", "system_admin", "security_admin", ""}


def as_role(role: str) -> Client:
    client = Client()
    client.force_login(factories.user(role or None, "NHC" if role in ("officer", "provincial") else None))
    return client


def day(number: int) -> dt.date:
    return dt.date(2018, 11, number)


def sealed(*days: int) -> None:
    """Daily seals of these days of November, each made on the morning after; a move before each."""
    for number in days:
        scenes.access()
        with factories.at(day(number) + service.ONE_DAY, hour=0):
            service.seal(SealKind.DAILY, day=day(number))


def states(client: Client, month: str = "2018-11") -> dict[int, str]:
    """What the calendar says of each day, in words."""
    page = client.get("/seals/", {"month": month}).content.decode()
    cells = re.findall(r'<td class="inside day-(\w+)">(.*?)</td>', page, re.S)
    said = {}
    for state, cell in cells:
        text = re.sub(r"<[^>]+>", " ", cell).split()
        word = " ".join(text[1:]).split(",")[0].strip()
        said[int(text[0])] = f"{state}: {word}" if word else state
    return said


@pytest.mark.parametrize("path", ["", "1/", "1/checkpoint/", "1/sheet/", "1/code.svg"])
def test_the_pages_are_for_the_secretariat_the_auditor_and_the_audit_administrator(path):
    sealed(20)

    answers = {role: as_role(role).get(f"/seals/{path}").status_code for role in ROLES}

    assert answers == {role: 200 if role in READERS else 403 for role in ROLES}


def test_the_calendar_says_of_each_day_how_it_stands():
    sealed(14, 15)
    with factories.at("2018-11-19"):
        service.seal(SealKind.DAILY, day=day(16))
    sealed(18, 20)
    publish(Seal.objects.get(day=day(15)), by=factories.user("audit_admin"), where="Gazette No. 12")

    shown = states(as_role("auditor"))

    assert {number: shown[number] for number in range(13, 22)} == {
        13: "none", 14: "sealed: sealed", 15: "published: published", 16: "late: sealed late",
        17: "missing: missing", 18: "sealed: sealed", 19: "missing: missing", 20: "sealed: sealed",
        21: "none",
    }  # fmt: skip
    assert len(shown) == 30


def test_from_the_first_seal_on_that_holds_a_falsified_row_the_days_do_not_hold():
    scenes.access()
    sealed(17, 18, 19)
    scenes.tamper("UPDATE agencies_accessevent SET subject = 'other' WHERE n = 3")
    client = as_role("auditor")
    client.post("/seals/checks/")
    jobs.check(Check.objects.get().pk)

    page = client.get("/seals/").content.decode()

    assert [states(client)[number] for number in (17, 18, 19)] == [
        "sealed: sealed", "broken: does not hold", "broken: does not hold"
    ]  # fmt: skip
    assert "The ledger does not hold" in page
    assert "The ledger does not hold" in client.get("/ledger/").content.decode()


@pytest.mark.parametrize("month", ["", "nonsense", "2018-13", "0001-01", "9999-12", "2018-11"])
def test_a_month_that_is_none_is_this_one_or_the_nearest(month):
    client = as_role("auditor")

    assert client.get("/seals/", {"month": month}).status_code == 200


def test_there_is_no_way_to_a_month_that_is_ahead():
    page = as_role("auditor").get("/seals/").content.decode()

    assert re.findall(r"\?month=([\d-]+)", page) == ["2018-10"]


def test_the_audit_administrator_notes_once_where_the_root_of_a_day_was_published():
    sealed(20)
    client = as_role("audit_admin")

    first = client.post("/seals/1/publish/", {"where": "Gazette No. 12"})
    again = client.post("/seals/1/publish/", {"where": "Gazette No. 12"})
    other = client.post("/seals/1/publish/", {"where": "elsewhere"})

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 409)
    assert [one.where for one in Publication.objects.all()] == ["Gazette No. 12"]
    told = AccessEvent.objects.get(kind="seal")
    assert (told.subject, told.details["root"]) == ("seal:1", Seal.objects.get(number=1).root)
    assert "Gazette No. 12" in client.get("/seals/1/").content.decode()


@pytest.mark.parametrize("where", ["", "   ", "x" * 501])
def test_a_publication_without_a_place_is_refused_and_the_text_kept(where):
    sealed(20)

    answer = as_role("audit_admin").post("/seals/1/publish/", {"where": where})

    assert (answer.status_code, Publication.objects.count()) == (400, 0)


@pytest.mark.parametrize("role", sorted(ROLES - {"audit_admin"}))
def test_nobody_else_publishes(role):
    sealed(20)
    client = as_role(role)

    assert client.post("/seals/1/publish/", {"where": "x"}).status_code == 403
    if role in READERS:
        assert reverse("reports:publish_seal", args=[1]) not in client.get("/seals/1/").content.decode()
    assert not Publication.objects.exists()


def test_a_seal_in_the_course_of_the_day_is_not_published():
    scenes.access()
    scenes.interval_seal()
    client = as_role("audit_admin")

    assert client.post("/seals/1/publish/", {"where": "x"}).status_code == 409
    assert "Note the publication" not in client.get("/seals/1/").content.decode()


def test_the_checkpoint_is_given_out_as_it_was_signed_and_that_is_recorded():
    sealed(20)

    answer = as_role("auditor").get("/seals/1/checkpoint/")

    assert answer.content.decode() == Seal.objects.get(number=1).checkpoint
    assert answer["Content-Disposition"] == 'attachment; filename="checkpoint-1.txt"'
    assert [event.subject for event in AccessEvent.objects.filter(kind="download")] == ["seal:1"]


def test_the_sheet_shows_the_root_in_groups_and_the_code_as_an_image_of_its_own():
    sealed(20)
    client, seal = as_role("auditor"), Seal.objects.get(number=1)

    page = client.get("/seals/1/sheet/").content.decode()
    code = client.get("/seals/1/code.svg")

    assert "".join(re.findall(r"<span>([0-9a-f]{8})</span>", page)) == seal.root
    assert '<img src="/seals/1/code.svg"' in page
    assert (code["Content-Type"], code.content[:5]) == ("image/svg+xml", b"<?xml")
    assert b"style=" not in code.content
    assert b"<script" not in code.content


def test_the_pages_speak_chinese():
    sealed(20)
    client = as_role("auditor")
    client.cookies["django_language"] = "zh-hans"

    for path in ("", "1/", "1/sheet/"):
        assert '<html lang="zh-Hans"' in client.get(f"/seals/{path}").content.decode()


def test_verify_now_shows_the_check_until_it_is_over_and_then_its_result():
    sealed(20)
    client = as_role("auditor")

    check_page = client.post("/seals/checks/", follow=True)
    path = check_page.redirect_chain[0][0]
    assert 'hx-get="' + path + 'status/"' in check_page.content.decode()
    jobs.check(Check.objects.get().pk)
    part = client.get(f"{path}status/", headers={"HX-Request": "true"}).content.decode()

    assert "Everything holds" in part
    assert "hx-get" not in part
    assert client.get(f"{path}status/").url == path
    assert "See the check" in client.get("/seals/").content.decode()


def test_a_check_is_stopped_from_its_page():
    client = as_role("audit_admin")
    path = client.post("/seals/checks/").url

    answer = client.post(f"{path}cancel/", follow=True)

    assert Check.objects.get().state == "cancelled"
    assert "The check was stopped before it came to a result." in answer.content.decode()


@pytest.mark.parametrize("path", ["/seals/7/", "/seals/checks/00000000-0000-0000-0000-000000000001/"])
def test_what_is_not_there_is_not_found(path):
    assert as_role("auditor").get(path).status_code == 404


@pytest.mark.parametrize(("hours", "moved", "warned"), [(2, True, True), (2, False, False), (0, True, False)])
def test_the_page_warns_when_the_ledger_moves_and_nothing_is_sealed(hours, moved, warned, monkeypatch):
    client = as_role("audit_admin")  # signing in is an event, so it comes before the seal
    sealed(20)
    if moved:
        scenes.access()
    # The seal is some milliseconds old: an hour more or less than the limit.
    monkeypatch.setattr(service, "STALLED_AFTER", dt.timedelta(hours=1 - hours))

    page = client.get("/seals/").content.decode()

    assert ("Nothing was sealed for more than an hour" in page) is warned


def test_the_calendar_asks_the_same_few_questions_for_one_day_and_for_twenty(django_assert_num_queries):
    client = as_role("auditor")
    client.get("/seals/")
    sealed(1)
    with django_assert_num_queries(QUERIES):
        client.get("/seals/")
    sealed(*range(2, 21))

    with django_assert_num_queries(QUERIES):
        client.get("/seals/")


# session, account with roles; newest check, seals of the month, first day, newest (once more for whether
# sealing has stalled), check going on, latest
QUERIES = 9
