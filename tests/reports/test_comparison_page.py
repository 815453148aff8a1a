"""Two plans side by side: who sees them, what the page says, and the same as files."""

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from agencies.enums import UserRole
from tasks.models import Plan
from tasks.notices import write_plan
from tests import factories
from tests.tasks.editions import FIRST, SECOND, duty, measure, notice, numbered, task

pytestmark = pytest.mark.django_db
PAGE = "/plans/compare/?left=left&right=right"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def write(*areas: list[dict], slug: str, **said) -> Plan:
    factories.nation()
    for code in ("NHC", "MOF", "NHSA"):
        factories.agency(code)
    return write_plan(notice(*areas, slug=slug, **said))[0]


def two_plans() -> None:
    """Unchanged, reworded, another lead, a moved deadline, dropped; and one added."""
    left = [
        task("1.1", measure(FIRST[0], duty("NHC"))),
        task("1.2", measure(FIRST[1], duty("MOF"))),
        task("1.3", measure(FIRST[2], duty("NHC"))),
        task("1.4", measure(FIRST[3], duty("NHC"), date="2018-09-30")),
        task("1.5", measure(FIRST[4], duty("NHC"))),
    ]
    right = [
        task("1.1", measure(FIRST[0], duty("NHC"))),
        task("1.2", measure(SECOND[1], duty("MOF"))),
        task("1.3", measure(FIRST[2], duty("NHSA"))),
        task("1.4", measure(FIRST[3], duty("NHC"), date="2018-10-31")),
        task("1.5", measure(FIRST[7], duty("NHC"))),
    ]
    write(left, slug="left")
    write(right, slug="right")


def get(client, account, address: str = PAGE) -> str:
    client.force_login(account)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def marks(html: str) -> list[list[str]]:
    """The kinds of change of every row, as the page has them."""
    rows = re.findall(r'<article class="pair">(.*?)</article>', html)
    return [re.findall(r'class="chip change-(\w+)"', row) for row in rows]


def figures(html: str) -> dict[str, str]:
    found = re.findall(
        r'<div class="stat"> <dt>.*?</svg> ([^<]+)</dt> <dd class="value">(?:<a[^>]*>)?(\d+)', html
    )
    return dict(found)


def test_every_row_says_what_became_of_the_task(client):
    two_plans()

    html = get(client, factories.secretariat())

    assert marks(html) == [["unchanged"], ["reworded"], ["lead"], ["deadline"], ["dropped"], ["added"]]
    assert figures(html) == {
        "Unchanged": "1", "Reworded": "1", "Lead changed": "1", "Deadline moved": "1", "Added": "1",
        "Dropped": "1",
    }  # fmt: skip
    assert "<del>NHC</del>" in html
    assert "<ins>NHSA</ins>" in html


def test_words_that_differ_are_struck_on_the_left_and_underlined_on_the_right(client):
    write([task("1.1", "Open ten clinics in the county <b>now</b>.")], slug="left")
    write([task("1.1", "Open twelve clinics in the county <b>now</b>.")], slug="right")

    html = get(client, factories.secretariat())

    texts = re.findall(r'<p class="wording" lang="en">(.*?)</p>', html)
    assert texts == [
        "Open <del>ten</del> clinics in the county &lt;b&gt;now&lt;/b&gt;.",
        "Open <ins>twelve</ins> clinics in the county &lt;b&gt;now&lt;/b&gt;.",
    ]


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        ("lead", [["lead"]]),
        ("differences", [["reworded"], ["lead"], ["deadline"], ["dropped"], ["added"]]),
        ("split", []),
        ("no such change", [["unchanged"], ["reworded"], ["lead"], ["deadline"], ["dropped"], ["added"]]),
    ],
)
def test_the_address_narrows_the_rows_and_not_the_figures(client, change, rows):
    two_plans()

    html = get(client, factories.secretariat(), f"{PAGE}&change={change}")

    assert marks(html) == rows
    assert figures(html)["Unchanged"] == "1"


def test_plans_in_two_languages_are_matched_and_their_wording_is_not_judged(client):
    write([task("1.1", measure(FIRST[0], duty("NHC")))], slug="left")
    write([task("1.1", measure("开设发热门诊", duty("NHC")))], slug="right", language="zh")

    html = get(client, factories.secretariat())

    assert marks(html) == [["matched"]]
    assert "Their wording cannot be compared." in html
    assert 'lang="zh-Hans">开设发热门诊</p>' in html
    assert "Reworded" not in figures(html)


def test_what_only_one_plan_states_is_said_not_to_be_compared(client):
    write([task("1.1", measure(FIRST[0], duty("NHC"), target=60))], slug="left")
    write(numbered(FIRST[:1]), slug="right")

    html = get(client, factories.secretariat())

    assert "Not compared, because not both plans state them: agencies, targets." in html
    assert marks(html) == [["unchanged"]]


def test_without_two_plans_in_the_address_there_is_only_the_choice(client):
    two_plans()

    html = get(client, factories.secretariat(), "/plans/compare/?left=right")

    chosen = re.findall(r'<option value="(\w+)" selected>', html)
    assert chosen == ["right", "left"]
    assert marks(html) == []


def test_a_plan_is_not_compared_with_itself(client):
    two_plans()

    html = get(client, factories.secretariat(), "/plans/compare/?left=left&right=left")

    assert "Choose two different plans." in html
    assert marks(html) == []


def test_who_sees_one_plan_alone_is_told_that_two_are_needed(client):
    factories.plan()

    assert "There is nothing to compare yet" in get(client, factories.officer(), "/plans/compare/")


@pytest.mark.parametrize(
    "address", [PAGE, "/plans/compare/?left=left", "/plans/compare/export/csv/?left=left&right=p"]
)
def test_a_plan_out_of_sight_is_not_found(client, address):
    two_plans()  # drafts, which only the secretariat and the auditor see
    factories.plan()
    client.force_login(factories.officer())

    assert client.get(address).status_code == 404


def test_the_choice_offers_only_plans_in_sight(client):
    two_plans()
    factories.plan("first")
    factories.plan("second")

    html = get(client, factories.officer(), "/plans/compare/")

    assert set(re.findall(r'<option value="(\w+)"[^>]*>\1 •', html)) == {"first", "second"}


@pytest.mark.parametrize("role", [UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, UserRole.AUDIT_ADMIN])
@pytest.mark.parametrize("address", ["/plans/compare/", f"/plans/compare/export/csv/{PAGE[15:]}"])
def test_an_administrator_finds_nothing_here(client, role, address):
    two_plans()
    client.force_login(factories.user(role))

    assert client.get(address).status_code == 404


def download(client, kind: str, query: str = "") -> bytes:
    client.force_login(factories.secretariat())
    answer = client.get(f"/plans/compare/export/{kind}/?left=left&right=right{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_file_holds_the_rows_of_the_page_in_their_order(client):
    two_plans()

    found = rows(download(client, "csv"))

    assert [(row["Left No."], row["Right No."], row["Change"]) for row in found] == [
        ("1.1", "1.1", "Unchanged"), ("1.2", "1.2", "Reworded"), ("1.3", "1.3", "Lead changed"),
        ("1.4", "1.4", "Deadline moved"), ("1.5", "", "Dropped"), ("", "1.5", "Added"),
    ]  # fmt: skip
    assert (found[2]["Lead (left)"], found[2]["Lead (right)"]) == ("NHC", "NHSA")
    assert (found[3]["Deadline (left)"], found[3]["Deadline (right)"]) == ("2018-09-30", "2018-10-31")
    assert (found[0]["Wording alike (%)"], found[4]["Wording alike (%)"]) == ("100", "")


def test_the_file_is_narrowed_like_the_page_and_says_so(client):
    two_plans()

    [row] = rows(download(client, "csv", "&change=lead"))

    assert (row["Left No."], row["Scope and filter"].partition("; ")[2]) == ("1.3", "Show: Lead changed")


def test_the_workbook_has_the_rows_and_the_figures(client):
    two_plans()

    book = CalamineWorkbook.from_filelike(io.BytesIO(download(client, "xlsx", "&change=differences")))

    assert book.sheet_names == ["Cover", "Tasks", "Figures"]
    assert [row[4] for row in book.get_sheet_by_name("Tasks").to_python()[1:]] == [
        "Reworded", "Lead changed", "Deadline moved", "Dropped", "Added",
    ]  # fmt: skip
    assert ["Unchanged", 1.0] in book.get_sheet_by_name("Figures").to_python()


@pytest.mark.parametrize(("kind", "query"), [("pdf", "left=left&right=right"), ("csv", "left=left")])
def test_there_is_no_other_file(client, kind, query):
    two_plans()
    client.force_login(factories.secretariat())

    assert client.get(f"/plans/compare/export/{kind}/?{query}").status_code == 404


def queries(client, account, address: str) -> int:
    client.force_login(account)
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def some(count: int, lead: str) -> list[dict]:
    texts = enumerate(FIRST[:count], 1)
    return [task(f"1.{n}", measure(text, duty(lead), date="2018-09-30", target=n)) for n, text in texts]


def test_the_number_of_queries_does_not_grow_with_the_tasks(client):
    account = factories.secretariat()
    for slug, lead in (("left", "NHC"), ("right", "MOF")):
        write(some(1, lead), slug=slug)
        write(some(8, lead), slug=f"{slug}-long")

    few = queries(client, account, PAGE)
    many = queries(client, account, "/plans/compare/?left=left-long&right=right-long")

    # session, account with posts; plans; short names of agencies;
    # of both plans: areas, tasks, measures, dates, targets, duties with their agencies
    assert (few, many) == (10, 10)


def test_a_plan_leads_to_its_comparison(client):
    factories.plan()

    assert 'href="/plans/compare/?left=p"' in get(client, factories.officer(), "/plans/p/")
