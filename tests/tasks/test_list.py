"""The task list: what its filters find, how it sorts, and what it does with nonsense."""

import re

import pytest

from agencies.enums import UserRole
from tasks import services
from tasks.models import Assignment, Measure, ReformArea
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db


def rows(client, query=""):
    """(number, agency) of every row, in order."""
    page = client.get(f"/tasks/{query}").content.decode()
    return re.findall(r'class="num-left">([0-9.]+)</td>.*?data-label="Agency">(\w+)<', page, re.S)


@pytest.fixture
def reader(client):
    """An auditor, with a plan of three tasks of NHC that MOF supports."""
    factories.plan(tasks=3, others={"MOF": "co_responsible"})
    client.force_login(factories.user(UserRole.AUDITOR))
    return client


def test_it_shows_the_owing_duties_of_the_newest_plan(reader):
    factories.plan("older")
    type(factories.duty().plan).objects.filter(slug="older").update(period_start="2017-01-01")

    assert rows(reader) == [("1.1", "NHC"), ("1.2", "NHC"), ("1.3", "NHC")]
    assert rows(reader, "?plan=older") == [("1.1", "NHC")]
    assert len(rows(reader, "?plan=all")) == 4


def test_a_switch_shows_supporting_duties_too(reader):
    assert rows(reader, "?supporting=on")[:2] == [("1.1", "NHC"), ("1.1", "MOF")]
    assert rows(reader, "?role=co_responsible") == [("1.1", "MOF"), ("1.2", "MOF"), ("1.3", "MOF")]


def test_filters_by_state_standing_agency_area_and_due_date(reader):
    services.report(factories.duty(number="1.2"), by=factories.officer(), percent=90, note="x")
    Assignment.objects.filter(measure__task__number="1.3").update(due_on="2018-11-01")
    area = ReformArea.objects.create(
        plan=factories.duty().plan, position=2, title="B", title_en="B", title_zh="乙"
    )
    task = factories.add_task(area, 1, {"MOF": "lead"})

    assert rows(reader, "?state=in_progress") == [("1.2", "NHC")]
    assert rows(reader, "?standing=overdue&standing=on_track") == [("1.2", "NHC"), ("1.3", "NHC")]
    assert rows(reader, "?agency=MOF") == [("2.1", "MOF")]
    assert rows(reader, "?area=2") == [(task.number, "MOF")]
    assert rows(reader, "?due_before=2018-11-02") == [("1.3", "NHC")]


@pytest.mark.parametrize("text", ["1.2", "task 2", "任务2", "THING 2", "２ task", "nhc 1.2", "NHC名称 任务2"])
def test_text_finds_number_titles_official_words_and_agencies(reader, text):
    assert rows(reader, f"?q={text}") == [("1.2", "NHC")]


def test_the_signs_of_a_search_pattern_are_letters_like_others(reader):
    Measure.objects.filter(task__number="1.2").first().task.__class__.objects.filter(number="1.2").update(
        title_en="100 % covered_by insurance"
    )

    assert (rows(reader, "?q=%25"), rows(reader, "?q=_")) == ([("1.2", "NHC")], [("1.2", "NHC")])


def test_it_sorts_both_ways_and_puts_never_reported_before_the_oldest_report(reader):
    with at("2018-11-20"):
        services.report(factories.duty(number="1.2"), by=factories.officer(), percent=90, note="x")

    assert [number for number, _agency in rows(reader, "?ordering=-number")] == ["1.3", "1.2", "1.1"]
    assert [number for number, _agency in rows(reader, "?ordering=-percent")] == ["1.2", "1.1", "1.3"]
    assert [number for number, _agency in rows(reader, "?ordering=reported_on")] == ["1.1", "1.3", "1.2"]
    assert [number for number, _agency in rows(reader, "?ordering=-reported_on")] == ["1.2", "1.1", "1.3"]


def test_numbers_sort_as_numbers(client):
    factories.plan(tasks=10)
    client.force_login(factories.user(UserRole.AUDITOR))

    assert [number for number, _agency in rows(client)][-2:] == ["1.9", "1.10"]


def test_a_past_day_is_answered_from_the_ledger(reader):
    with at("2018-11-20"):
        services.report(factories.duty(), by=factories.officer(), percent=90, note="x")

    assert rows(reader, "?state=in_progress&as_of=2018-11-19") == []
    assert rows(reader, "?state=in_progress&as_of=2018-11-20") == [("1.1", "NHC")]
    assert rows(reader, "?as_of=2018-06-30") == []


@pytest.mark.parametrize(
    "query",
    [
        "area=x",
        "area=99",
        "agency=NOBODY",
        "role=king",
        "state=x",
        "standing=bad",
        "due_before=31.12.2018",
        "due_before=2018-02-30",
        "plan=nowhere",
        "q=" + "x" * 200,
        "area=1e9",
        "due_before=9999999-01-01",
    ],
)
def test_a_parameter_that_makes_no_sense_is_left_out_and_said(reader, query):
    response = reader.get(f"/tasks/?{query}")

    assert response.status_code == 200
    assert "Left out because it makes no sense" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=999", "ordering=evil", "ordering=-", "as_of=tomorrow"]
)
def test_odd_pages_orders_and_days_show_the_list_all_the_same(reader, query):
    assert len(rows(reader, f"?{query}")) == 3


def test_the_export_asks_for_exactly_what_is_seen(reader):
    page = reader.get("/tasks/?agency=NHC&ordering=-due_on&page=1").content.decode()

    assert re.findall(r'href="(/tasks/export/[^"]+)"', page) == [
        "/tasks/export/csv/?agency=NHC&amp;ordering=-due_on",
        "/tasks/export/xlsx/?agency=NHC&amp;ordering=-due_on",
    ]


def test_thirty_rows_to_a_page_and_the_rest_on_the_next(client):
    factories.plan(tasks=33)
    client.force_login(factories.user(UserRole.AUDITOR))

    assert (len(rows(client)), len(rows(client, "?page=2"))) == (30, 3)
    assert "33 duties" in client.get("/tasks/").content.decode()


def test_a_nul_is_stopped_at_the_door(reader):
    assert reader.get("/tasks/?state=%00x").status_code == 400


def test_an_empty_list_says_what_to_do(reader):
    assert "No duty fits these filters" in reader.get("/tasks/?q=nothing-like-it").content.decode()


def test_another_provinces_duties_are_in_nobodys_list_but_its_own(client):
    factories.plan(tasks=2)
    for number, code, place in (
        ("1.1", "FJ", factories.province()),
        ("1.2", "GD", factories.province("440000", "G", "广")),
    ):
        Assignment.objects.filter(measure__task__number=number).update(agency=factories.agency(code, place))
    client.force_login(factories.user(UserRole.PROVINCIAL, "FJ"))

    assert rows(client) == [("1.1", "FJ")]
    assert rows(client, "?agency=GD&q=Guangdong") == []
    assert "GD" not in client.get("/tasks/").content.decode()


def test_an_administrator_sees_no_duty(client):
    factories.plan()
    client.force_login(factories.user(UserRole.SYSTEM_ADMIN))

    assert rows(client, "?plan=all") == []


@pytest.mark.parametrize("tasks", [1, 3])
def test_eight_queries_however_many_rows(client, django_assert_num_queries, tasks):
    factories.plan(tasks=tasks)
    client.force_login(factories.user(UserRole.AUDITOR))
    client.get("/tasks/")

    # session, user with posts; plans, areas, agencies; counts by standing, rows; own views
    with django_assert_num_queries(8):
        client.get("/tasks/?ordering=standing")


@pytest.mark.parametrize(("language", "title"), [("en", "Task list"), ("zh-hans", "任务台账")])
def test_it_speaks_both_languages(reader, language, title):
    reader.cookies["django_language"] = language

    assert f"<h1>{title}</h1>" in reader.get("/tasks/").content.decode()


def chips(html):
    """(words, where they lead) of what the list says it is narrowed by."""
    found = re.search(r'<ul class="active-filters".*?</ul>', html, re.S)
    return re.findall(r'<a href="([^"]+)" title="[^"]+"><span>([^<]+)<', found.group()) if found else []


def test_what_narrows_the_list_is_said_above_it_and_can_be_taken_away(reader):
    html = reader.get(
        "/tasks/?q=&plan=p&agency=NHC&standing=overdue&standing=behind&supporting=on&ordering=-due_on&page=1"
    ).content.decode()

    kept = "q=&amp;plan=p&amp;"
    assert chips(html) == [
        (f"/tasks/?{kept}standing=overdue&amp;standing=behind&amp;supporting=on&amp;ordering=-due_on",
         "Agency: NHC name"),
        (f"/tasks/?{kept}agency=NHC&amp;standing=behind&amp;supporting=on&amp;ordering=-due_on",
         "Standing: Overdue"),
        (f"/tasks/?{kept}agency=NHC&amp;standing=overdue&amp;supporting=on&amp;ordering=-due_on",
         "Standing: Behind plan"),
        (f"/tasks/?{kept}agency=NHC&amp;standing=overdue&amp;standing=behind&amp;ordering=-due_on",
         "Supporting duties too"),
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["", "?plan=p", "?agency=NOBODY", "?ordering=due_on&page=2"])
def test_a_list_that_nothing_narrows_says_nothing(reader, query):
    assert chips(reader.get(f"/tasks/{query}").content.decode()) == []


def test_the_fields_of_the_filter_stand_in_the_order_of_use(reader):
    html = reader.get("/tasks/").content.decode()

    form = re.search(r'<div class="filter-fields">.*?</form>', html, re.S).group()
    assert list(dict.fromkeys(re.findall(r' name="(\w+)"', form))) == [
        "q", "plan", "area", "task", "part", "place", "agency", "role", "state", "round", "due_before",
        "as_of", "standing", "supporting",
    ]  # fmt: skip


def test_the_way_back_to_today_ends_in_no_question_mark(reader):
    html = reader.get("/tasks/?as_of=2018-11-19").content.decode()

    assert re.findall(r'<a href="([^"]+)">Back to today', html) == ["/tasks/"]
