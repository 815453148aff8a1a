"""The pages about places: what they carry, what they make of odd addresses, what they ask of the database."""

import csv
import datetime as dt
import io
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import UserRole
from reports import queries
from tasks.rounds import life
from tests import factories, places
from tests.factories import at
from tests.reports.provinces.world import FUJIAN, HUBEI, JIANGSU, duty, finish, handed, say

pytestmark = pytest.mark.django_db
MATRIX, LEAGUE, TASK = "/plans/p/provinces/", "/provinces/?plan=p", "/plans/p/tasks/1.1/provinces/"
PLACE, CELL = f"/provinces/{FUJIAN}/?plan=p", f"/plans/p/provinces/{FUJIAN}/tasks/1.1/"


@pytest.fixture
def reader(client):
    """A client signed in for the secretariat."""
    client.force_login(factories.secretariat())
    return client


def text_of(page) -> str:
    return " ".join(page.content.decode().split())


def with_rounds(plan) -> None:
    """A month's round of the plan, whose returns were due on 28 September."""
    with at("2018-09-03"):
        life.set_rule(plan, by=factories.secretariat(), pace="monthly", opens_day=20, due_day=28, grace=5)
    with at("2018-09-20"):
        life.tend()


@pytest.mark.parametrize("address", [MATRIX, LEAGUE, TASK, PLACE, CELL])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(reader, language, address):
    handed(FUJIAN, HUBEI)
    reader.cookies["django_language"] = language

    page = reader.get(address)

    assert (page.status_code, page.content.decode().count("<h1")) == (200, 1)


@pytest.mark.parametrize("address", [MATRIX, LEAGUE, PLACE])
def test_a_plan_that_hands_nothing_out_says_so(reader, address):
    factories.plan()
    places.province(FUJIAN)

    assert "Nothing was handed to" in text_of(reader.get(address))


@pytest.mark.parametrize(
    "address",
    [
        "/plans/q/provinces/",
        "/plans/p/tasks/9.9/provinces/",
        "/provinces/999999/",
        "/provinces/CN/",
        f"/plans/p/provinces/{FUJIAN}/tasks/9.9/",
        f"/plans/p/provinces/{HUBEI}/tasks/1.1/",
        "/plans/p/provinces/export/docx/",
        "/provinces/export/docx/",
        "/provinces/?plan=q",
    ],
)
def test_what_does_not_exist_is_not_found(reader, address):
    handed(FUJIAN)
    places.province(HUBEI)

    assert reader.get(address).status_code == 404


# Session, account with its posts, plans, duties with their measures, places, returns. Of a task
# there are no returns. A place besides: itself with the places in it and its bodies, its course, its targets,
# the changes; and what sources say, where they say anything. A cell: the place, the changes; no returns.
@pytest.mark.parametrize(
    ("address", "queries"), [(MATRIX, 6), (LEAGUE, 6), (TASK, 5), (PLACE, 10), (CELL, 7)]
)
@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_grows_neither_with_the_places_nor_with_the_tasks(
    reader, address, queries, count
):
    plan = handed(*(FUJIAN, HUBEI, JIANGSU)[:count], tasks=count)
    with_rounds(plan)
    for ordinal in range(1, count + 1):
        say(FUJIAN, 20, number=f"1.{ordinal}", day="2018-11-20")
    cache.clear()

    with at("2018-11-21"), CaptureQueriesContext(connection) as captured:
        reader.get(address)

    assert len(captured) == queries


# What a move cannot have changed is remembered: session, account with posts, plans, and of a place itself,
# its changes, what sources say.
@pytest.mark.parametrize(("address", "queries"), [(MATRIX, 3), (LEAGUE, 3), (PLACE, 5)])
def test_the_second_look_counts_nothing_again(reader, address, queries):
    with_rounds(handed(FUJIAN, HUBEI))
    reader.get(address)

    with CaptureQueriesContext(connection) as captured:
        reader.get(address)

    assert len(captured) == queries


def test_a_move_is_seen_at_once(reader):
    handed(FUJIAN)
    before = reader.get(MATRIX).context["total"]

    finish(FUJIAN)

    assert (before.verified, reader.get(MATRIX).context["total"].verified) == (0, 1)


def test_a_round_that_opens_is_seen_at_once(reader):
    plan = handed(FUJIAN)
    with at("2018-09-03"):
        life.set_rule(plan, by=factories.secretariat(), pace="monthly", opens_day=20, due_day=28, grace=5)

    seen = []
    for day in ("2018-09-19", "2018-09-20"):
        with at(day):
            life.tend()
        with at("2018-09-25"):
            seen.append(reader.get(PLACE).context["round"])

    assert (seen[0], seen[1]["owed"], seen[1]["line"].asked) == (None, 2, 2)


@pytest.mark.parametrize(
    "query",
    [
        "area=x",
        "area=99",
        "fold=x&fold=99",
        "standing=x",
        "by=x",
        "ordering=x",
        "as_of=x",
        "as_of=2099-01-01",
    ],
)
def test_what_makes_no_sense_in_the_address_changes_nothing(reader, query):
    handed(FUJIAN, HUBEI)
    usual = reader.get(MATRIX).context["shown"].matrix

    page = reader.get(f"{MATRIX}?{query}")

    assert (page.status_code, page.context["shown"].matrix) == (200, usual)


def test_a_standing_leaves_the_rows_and_columns_that_have_it(reader):
    handed(FUJIAN, HUBEI, tasks=3)
    finish(HUBEI, number="1.2")

    found = reader.get(f"{MATRIX}?standing=done_on_time").context["shown"].matrix

    assert [row.place.code for row in found.rows] == [HUBEI]
    assert [column.key for column in found.columns] == ["1.2"]
    assert found.rows[0].figures.duties == 3


def test_an_area_is_folded_into_one_column_and_unfolded_again(reader):
    handed(FUJIAN, tasks=3)

    page = reader.get(f"{MATRIX}?fold=1&ordering=-verified")

    columns = page.context["shown"].matrix.columns
    assert [(column.key, len(column.measures), column.folded) for column in columns] == [("1", 3, True)]
    assert [area.toggle for area in page.context["areas"]] == ["?ordering=-verified"]


def test_the_file_has_the_rows_and_columns_of_the_page_in_its_order(reader):
    handed(FUJIAN, HUBEI, JIANGSU, tasks=3)
    finish(HUBEI, number="1.2")
    finish(FUJIAN, number="1.2")
    finish(FUJIAN, number="1.3")
    query = "?standing=done_on_time&ordering=-verified"

    answer = reader.get(f"{MATRIX}export/csv/{query}")

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    page = reader.get(MATRIX + query).context["shown"].matrix
    assert [row[0] for row in rows[1:]] == [row.place.code for row in page.rows] == [FUJIAN, HUBEI]
    assert [head.split()[0] for head in rows[0][10:12]] == [column.key for column in page.columns]
    assert [row[10:12] for row in rows[1:]] == [
        ["Done on time; 100%", "Done on time; 100%"],
        ["Done on time; 100%", ""],
    ]


def test_cells_say_their_standing_without_colour_and_empty_ones_are_empty(reader):
    handed(FUJIAN, tasks=1)
    places.province(HUBEI)
    say(FUJIAN, 75)

    page = text_of(reader.get(MATRIX))

    cells = re.findall(r'<td class="(cell [^"]*|none)"[^>]*>(.*?)</td>', page)
    assert [(css, re.sub("<[^>]+>", " ", inside).split()) for css, inside in cells] == [
        ("cell chip-on_track", ["T", "75%"]),
        ("none", []),
    ]


def test_the_table_of_all_places_stands_by_rank_and_counts_who_has_not_reported(reader):
    handed(FUJIAN, HUBEI, JIANGSU)
    finish(HUBEI)
    say(FUJIAN, 20)

    page = reader.get(LEAGUE)

    lines = [(line["row"].place.code, line["rank"].n, line["rank"].of) for line in page.context["lines"]]
    assert lines == [(HUBEI, 1, 2), (FUJIAN, 2, 2), (JIANGSU, None, 2)]
    assert (page.context["heard_places"], page.context["asked_places"]) == (2, 3)


def test_a_place_says_its_rank_with_how_many_have_no_figure(reader):
    handed(FUJIAN, HUBEI, JIANGSU)
    finish(HUBEI)
    say(FUJIAN, 20)

    found = reader.get(PLACE).context["comparisons"][0]

    assert (found.text, found.place, found.caveat) == ("0 of 2 (0%)", "rank 2 of 2", "1 place has no figure")


def test_the_course_over_the_rounds_has_the_place_as_it_was_at_the_end_of_each(reader):
    plan = handed(FUJIAN)
    with_rounds(plan)
    say(FUJIAN, 20, day="2018-09-25")
    finish(FUJIAN, number="1.2", day="2018-10-10")
    with at("2018-10-22"):
        life.tend()

    with at("2018-11-01"):
        table = reader.get(PLACE).context["trend"].table

    assert [row[2:] for row in table.rows] == [("0 of 2", "1 of 2", "1 of 2"), ("1 of 2", "2 of 2", "0 of 1")]


def test_a_past_day_is_carried_to_the_pages_of_places_and_cells(reader):
    handed(FUJIAN)

    pages = [
        text_of(reader.get(f"{at}{sign}as_of=2018-09-01")) for at, sign in ((MATRIX, "?"), (LEAGUE, "&"))
    ]

    links = [link for page in pages for link in re.findall(r'href="([^"]*/provinces/\d{6}/[^"]*)"', page)]
    assert len(links) == 6
    assert [link for link in links if "as_of=2018-09-01" not in link] == []


def test_the_dashboard_is_about_the_bodies_in_the_clauses_and_shows_the_places_apart(reader):
    handed(FUJIAN, HUBEI)
    say(FUJIAN, 20, day="2018-11-20")

    with at("2018-11-21"):
        page = reader.get("/plans/p/dashboard/")

    assert (page.context["figures"].owing, page.context["week"].total) == (2, 0)
    assert (page.context["places"]["asked_places"], page.context["places"]["total"].duties) == (2, 4)
    assert "Handed to 2 places: 4 duties" in text_of(page)


@pytest.mark.parametrize("address", ["/plans/p/dashboard/", "/plans/p/areas/1/"])
def test_a_plan_without_places_has_no_map(reader, address):
    factories.plan()

    assert reader.get(address).context["places"] == {}


def test_the_page_of_a_provincial_office_shows_what_it_carries_out(reader):
    handed(FUJIAN, HUBEI)
    say(FUJIAN, 60)

    page = reader.get("/agencies/FJ-RO/?plan=p")

    figures = page.context["figures"]
    assert (figures.owing, figures.heard, figures.leads, figures.reported) == (2, 1, 2, 60.0)
    assert "Duties with a report" in text_of(page)


def test_a_provincial_officer_has_the_own_place_in_the_navigation(client):
    handed(FUJIAN)
    client.force_login(places.provincial(FUJIAN))

    page = client.get(PLACE)

    named = [(link.url, link.current) for link in page.context["navigation"] if "/provinces/" in link.url]
    assert named == [(f"/provinces/{FUJIAN}/", True), ("/provinces/", False)]


def test_an_officer_of_a_ministry_sees_the_details_of_every_place(client):
    handed(FUJIAN)
    client.force_login(factories.user(UserRole.OFFICER, "NHC"))

    assert client.get(CELL).status_code == 200


def test_a_cell_leads_to_what_was_said(reader):
    handed(FUJIAN)
    say(FUJIAN, 20, note="Two counties have begun.")

    page = reader.get(CELL)

    assert [change.words for change in page.context["changes"]] == ["Two counties have begun."]
    assert [line.duty.pk for line in page.context["lines"]] == [duty(FUJIAN).pk]


def test_the_page_of_a_prefecture_stands_below_its_province(reader):
    plan = factories.plan(tasks=1)
    places.prefecture()
    places.hand_out(plan, "350100")

    page = reader.get("/provinces/350100/?plan=p")

    assert [place.code for place in page.context["above"]] == [FUJIAN]
    assert page.context["figures"].duties == 1
    assert [place.code for place in reader.get(PLACE).context["below"]] == ["350100"]


def test_what_is_overdue_stands_first_with_its_reason(reader):
    handed(FUJIAN, due_on=dt.date(2018, 10, 31))
    say(FUJIAN, 20, day="2018-10-10")

    with at("2018-11-21"):
        lines = reader.get(PLACE).context["overdue"]

    assert [(line.measure.label, line.reason) for line in lines] == [
        ("1.1/1", "due 2018-10-31, 21 days ago; last report 2018-10-10, 20%"),
        ("1.2/1", "due 2018-10-31, 21 days ago; no report yet"),
    ]


def test_reports_are_about_the_bodies_in_the_clauses_but_for_the_readers_own_place():
    plan = handed(FUJIAN, HUBEI, tasks=1)
    readers = [None, factories.secretariat(), places.provincial(FUJIAN)]
    found = [queries.duties(queries.Sight(plan, dt.date(2018, 11, 21), user, {})) for user in readers]

    assert [[duty.agency_code for duty in duties] for duties in found] == [["NHC"], ["NHC"], ["NHC", "FJ-RO"]]
