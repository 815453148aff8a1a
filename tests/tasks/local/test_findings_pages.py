"""The page of findings: counts, statements, the map of named provinces; sight, filters, queries."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import UserRole
from tasks.local import findings
from tests import factories, places
from tests.tasks.local.plans import group, national, recorded, source, statement

pytestmark = pytest.mark.django_db
PAGE = "/plans/source/findings/"


def scene(**changes) -> None:
    source()
    findings.take_in(recorded(**changes))


def get(client, account, address: str = PAGE) -> str:
    client.force_login(account)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def said(html: str) -> list[tuple[str, str]]:
    """(place, statement) of every line."""
    return re.findall(r'<li> <span class="strong">([^<]+)</span> <span class="grow">([^<]+)</span>', html)


def figures(html: str) -> dict[str, str]:
    """The table of the map: how often each place is named."""
    return dict(re.findall(r'<th scope="row">([^<]+)</th><td class="num">([^<]+)</td>', html))


def test_each_point_has_its_counts_and_its_statements_place_by_place(client):
    scene()

    html = get(client, factories.secretariat())

    assert said(html) == [
        ("Jiangsu", "Opens clinics."), ("Fujian", "Pays by the year."), ("Hubei", "Opens clinics."),
    ]  # fmt: skip
    assert re.findall(r'nowrap strong">([^<]+)<', html) == ["19 of 32 places"]
    assert re.findall(r'data-label="Named by the source">([^<]+)<', html) == ["Fujian"]
    assert "Hubei and Jiangsu open clinics." in html


def test_a_count_without_a_whole_says_so_and_names_nobody(client):
    scene(groups=[group(out_of=None, named=[])])

    html = get(client, factories.secretariat())

    assert re.findall(r'nowrap strong">([^<]+)<span class="other">([^<]+)<', html) == [
        ("19 places", "of how many is not stated")
    ]
    assert re.findall(r'Named by the source"><span class="muted">([^<]+)<', html) == ["none"]


def test_a_place_that_is_not_named_has_no_figure_rather_than_a_zero(client):
    scene()
    places.province("360000")

    html = get(client, factories.secretariat())

    assert figures(html) == {"Jiangsu": "1", "Fujian": "1", "Province 36": "–", "Hubei": "1"}
    assert "3 places are named" in html


@pytest.mark.parametrize(
    ("query", "places_", "counts"),
    [
        ("place=350000", ["Fujian"], 1),
        ("place=420000", ["Hubei"], 0),
        ("point=1.1", ["Jiangsu", "Fujian", "Hubei"], 1),
        ("place=999999", ["Jiangsu", "Fujian", "Hubei"], 1),
        ("point=9.9", ["Jiangsu", "Fujian", "Hubei"], 1),
    ],
)
def test_the_address_narrows_by_place_and_point(client, query, places_, counts):
    scene()

    html = get(client, factories.secretariat(), f"{PAGE}?{query}")

    assert [place for place, _text in said(html)] == places_
    assert html.count("of 32 places") == counts


def test_a_province_sees_what_is_said_of_itself_and_of_others_only_how_often(client):
    scene()

    html = get(client, places.provincial("350000"))

    assert said(html) == [("Fujian", "Pays by the year.")]
    assert "Opens clinics." not in html
    assert re.findall(r'href="/plans/source/findings/\?place=(\d+)"', html) == ["350000"]
    assert re.findall(r'<option value="(\d{6})"', html) == ["350000"]
    assert figures(html) == {"Jiangsu": "1", "Fujian": "1", "Hubei": "1"}


def test_asking_for_another_province_narrows_nothing_and_shows_nothing_of_it(client):
    scene()

    html = get(client, places.provincial("350000"), f"{PAGE}?place=420000")

    assert said(html) == [("Fujian", "Pays by the year.")]


def test_the_pages_of_plan_and_task_say_it_too(client):
    scene()
    account = factories.secretariat()

    plan_page = get(client, account, "/plans/source/")
    task_page = get(client, account, "/plans/source/tasks/1.1/")
    other_page = get(client, places.provincial("420000"), "/plans/source/tasks/1.1/")

    assert "3 statements about places" in plan_page
    assert plan_page.count("of 32 places") == 1
    assert [place for place, _text in said(task_page)] == ["Jiangsu", "Fujian", "Hubei"]
    assert said(other_page) == [("Hubei", "Opens clinics.")]


def test_a_past_day_does_not_show_what_was_taken_in_since(client):
    scene()

    assert said(get(client, factories.secretariat(), "/plans/source/?as_of=2018-10-10")) == []


def test_a_plan_without_findings_says_so(client):
    national()

    assert "No statement fits" in get(client, factories.officer(), "/plans/national/findings/")


@pytest.mark.parametrize("role", [UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, UserRole.AUDIT_ADMIN])
def test_an_administrator_finds_nothing(client, role):
    scene()
    client.force_login(factories.user(role))

    assert client.get(PAGE).status_code == 404


def asked(client, account, address: str) -> int:
    client.force_login(account)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("codes", [("420000",), ("350000", "420000", "320000")])
def test_the_queries_stay_however_many_statements(client, codes):
    quote = "In 19 provinces, Fujian among them, it is so."
    scene(findings=[statement(*codes, quote=quote)])
    account = factories.secretariat()

    found = [asked(client, account, address) for address in (PAGE, "/plans/source/")]

    # session, account with posts; plan; places with their figures, tasks, findings, counts.
    # The plan: session, account with posts; plan, tasks, handed out; places, findings, counts; editions
    assert found == [7, 9]


@pytest.mark.parametrize(("language", "text"), [("en", "Pays by the year."), ("zh-hans", "开设门诊。")])
def test_it_speaks_both_languages(client, language, text):
    scene()
    client.cookies["django_language"] = language

    assert text in get(client, factories.secretariat())
