"""The pages of figures: who sees them, what they carry, how much they ask of the database."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import UserRole
from agencies.models import AgencyName, Succession
from tasks import services
from tasks.enums import Role
from tasks.models import ReformArea
from tests import factories
from tests.factories import at, duty

pytestmark = pytest.mark.django_db
DASHBOARD, AREA, AGENCIES, AGENCY = (
    "/plans/p/dashboard/", "/plans/p/areas/1/", "/agencies/?plan=p", "/agencies/NHC/?plan=p",
)  # fmt: skip
PAGES = (DASHBOARD, AREA, AGENCIES, AGENCY)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def reader(client):
    """A client signed in for the secretariat."""
    client.force_login(factories.secretariat())
    return client


def say(percent: int, *, number: str = "1.1", day: str = "2018-11-15") -> None:
    with at(day):
        services.report(
            duty(number=number), by=factories.officer(), percent=percent, note="We tried.", reason="Slow"
        )


def text_of(page) -> str:
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("role", [UserRole.SECRETARIAT, UserRole.AUDITOR])
@pytest.mark.parametrize("address", PAGES)
def test_who_watches_sees_every_page(client, role, address):
    factories.plan()
    client.force_login(factories.user(role))

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_an_officer_sees_every_page(client, address):
    factories.plan()
    client.force_login(factories.officer("MOF"))

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", [UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, UserRole.AUDIT_ADMIN, None])
@pytest.mark.parametrize("address", [*PAGES, "/dashboard/", "/agencies/"])
def test_who_has_no_business_with_plans_finds_nothing(client, role, address):
    factories.plan()
    client.force_login(factories.user(role))

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_nobody_sees_a_page_without_signing_in(client, address):
    factories.plan()

    answer = client.get(address)

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/account/sign-in/")


def test_another_provinces_agency_is_not_found(client):
    body = factories.agency("FJ-HC", factories.province())
    guangdong = factories.agency("GD-HC", factories.province("440000", "Guangdong", "广东"))
    factories.plan(lead=body.code)
    client.force_login(factories.user(UserRole.PROVINCIAL, guangdong))

    assert client.get("/agencies/FJ-HC/").status_code == 404
    assert client.get("/agencies/GD-HC/").status_code == 200
    assert client.get("/agencies/?plan=p").context["lines"] == []


@pytest.mark.parametrize(
    "address",
    [
        "/plans/q/dashboard/",
        "/plans/p/areas/2/",
        "/agencies/?plan=q",
        "/agencies/XYZ/",
        "/agencies/NHC/?plan=q",
    ],
)
def test_what_does_not_exist_is_not_found(reader, address):
    factories.plan()

    assert reader.get(address).status_code == 404


# Each: session, account with its posts, plans, positions. The dashboard besides: the entries of
# the course, the week's counts and newest; an area: the areas, its newest entries; an agency: itself, its
# names, its predecessors and successors, its newest entries.
@pytest.mark.parametrize(("address", "queries"), [(DASHBOARD, 7), (AREA, 6), (AGENCIES, 4), (AGENCY, 8)])
@pytest.mark.parametrize("tasks", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_tasks(reader, address, queries, tasks):
    factories.plan(tasks=tasks, others={"MOF": Role.CO_RESPONSIBLE})
    for ordinal in range(1, tasks + 1):
        say(10, number=f"1.{ordinal}")
    cache.clear()

    with CaptureQueriesContext(connection) as captured:
        reader.get(address)

    assert len(captured) == queries


# Without positions, course and demonstration mark.
def test_the_second_look_reads_no_duties_again(reader):
    factories.plan()
    reader.get(DASHBOARD)

    with CaptureQueriesContext(connection) as captured:
        reader.get(DASHBOARD)

    assert len(captured) == 5


@pytest.mark.parametrize("address", [DASHBOARD, AREA, AGENCY])
def test_every_chart_carries_the_table_of_its_numbers(reader, address):
    factories.plan(others={"MOF": Role.LEAD})
    say(10)

    page = reader.get(address).content.decode()

    charts = page.split('<figure class="chart')[1:]
    assert len(charts) == {DASHBOARD: 4}.get(address, 1)
    assert [chart.split("</figure>")[0].count("<table") for chart in charts] == [1] * len(charts)


def test_the_table_of_the_course_says_how_many_had_reported(reader):
    factories.plan(tasks=2)
    say(40)

    table = reader.get(DASHBOARD).context["course"].table

    assert table.headers == ("Day", "Reported", "Planned", "Leads that had reported")
    assert ("2018-11-18", "40.0%", "76.0%", "1") in table.rows
    assert table.rows[-1] == ("2018-12-31", "–", "100.0%", "–")


def test_the_figures_lead_to_lists_of_as_many_duties(reader):
    factories.plan(tasks=3, others={"MOF": Role.CO_RESPONSIBLE})
    say(90, number="1.1")
    context = reader.get(DASHBOARD).context
    figures, list_url = context["figures"], context["list_url"]

    counted = {
        "on_track": figures.on_track,
        "behind": figures.counts["behind"],
        "overdue": figures.overdue,
    }

    listed = {kind: reader.get(f"{list_url}&standing={kind}").context["total"] for kind in counted}
    assert listed == counted == {"on_track": 1, "behind": 2, "overdue": 0}
    assert reader.get(context["troubled_url"]).context["total"] == figures.troubled
    assert reader.get(context["done_url"]).context["total"] == 0


def test_a_past_day_shows_what_was_on_record_and_says_so(reader):
    factories.plan()
    say(40, day="2018-10-10")
    say(70)

    page = reader.get(f"{DASHBOARD}?as_of=2018-10-31")

    assert page.context["figures"].reported == 40.0
    assert "Data as of the end of 2018-10-31" in text_of(page)
    assert "As of 2018-10-31: this page shows what was on record" in text_of(page)
    assert page.context["list_url"] == "/tasks/?plan=p&as_of=2018-10-31"


def test_before_its_issue_a_plan_has_no_figures(reader):
    factories.plan()

    page = reader.get(f"{DASHBOARD}?as_of=2018-06-30")

    assert "No figures for this day" in text_of(page)


def test_a_draft_has_no_figures_either(reader):
    factories.plan(issued=False)

    assert [reader.get(address).context["figures"].tasks for address in (DASHBOARD, AREA)] == [0, 0]


def test_the_dashboard_leads_to_the_newest_issued_plan_and_keeps_the_day(reader):
    factories.plan("old")
    factories.plan("zzz", issued=False)

    answer = reader.get("/dashboard/?as_of=2018-10-31")

    assert answer.url == "/plans/old/dashboard/?as_of=2018-10-31"


def test_without_a_plan_the_dashboard_says_what_will_be_here(reader):
    assert "No plan has been issued yet" in text_of(reader.get("/dashboard/"))
    assert "No plan has been issued yet" in text_of(reader.get("/agencies/"))


def test_the_pages_speak_chinese(reader):
    factories.plan()
    reader.cookies["django_language"] = "zh-hans"

    page = reader.get(DASHBOARD).content.decode()

    assert '<html lang="zh-Hans"' in page
    assert "<h1>方案p</h1>" in page
    assert page.index("方案p") < page.index("Plan p")


def test_the_week_can_be_shown_whole(reader):
    factories.plan()
    for percent in range(10, 20):
        say(percent)

    short, whole = reader.get(DASHBOARD), reader.get(f"{DASHBOARD}?week=all")

    assert (len(short.context["week"].newest), short.context["week"].more) == (8, 2)
    assert (len(whole.context["week"].newest), whole.context["week"].more) == (10, 0)
    assert 'href="?week=all#week"' in short.content.decode()


def test_objections_and_extensions_wait_on_the_dashboard(reader):
    factories.plan(tasks=2, others={"MOF": Role.CO_RESPONSIBLE})
    factories.claimed()
    with at("2018-11-15"):
        services.object_to(duty(), by=factories.officer("MOF"), note="not yet")
        services.ask_extension(
            duty(number="1.2"), by=factories.officer(), new_due_on=dt.date(2019, 3, 1), reason="more time"
        )

    context = reader.get(DASHBOARD).context

    assert [(row.task, row.objecting) for row in context["objections"]] == [("1.1", "MOF")]
    assert [(row.task, row.asked_due_on) for row in context["extensions"]] == [("1.2", dt.date(2019, 3, 1))]


def test_no_agency_is_cut_from_the_chart_silently(reader):
    factories.plan(others={f"A{number}": Role.LEAD for number in range(14)})

    page = reader.get(DASHBOARD)

    assert len(page.context["agencies"].table.rows) == 12
    assert "and 3 more" in text_of(page)


def test_an_area_leads_to_its_neighbours(reader):
    plan = factories.plan(issued=False)
    for position in (2, 3):
        ReformArea.objects.create(plan=plan, position=position, title="A", title_en="A", title_zh="域")

    context = reader.get("/plans/p/areas/2/").context

    assert (context["previous"].position, context["next"].position) == (1, 3)


def test_an_agency_shows_its_names_its_past_and_what_it_does(reader):
    factories.plan(others={"MOF": Role.CO_RESPONSIBLE})
    new, old = factories.agency("NHC"), factories.agency("NHFPC")
    AgencyName.objects.create(agency=new, name="卫健委", key="卫健委", language="zh", kind="short")
    Succession.objects.create(predecessor=old, successor=new, on=dt.date(2018, 3, 27), position=1)

    page = reader.get(AGENCY)
    heir = reader.get("/agencies/NHFPC/")

    assert [passage.other for passage in page.context["before"]] == [old]
    assert [passage.other for passage in heir.context["after"]] == [new]
    assert ([row.task for row in page.context["owing"]], page.context["supporting"]) == (["1.1"], [])
    assert "卫健委" in text_of(page)
    assert "No duties" in text_of(heir)


def test_a_supporting_agency_owes_nothing_and_shows_what_it_supports(reader):
    factories.plan(others={"MOF": Role.CO_RESPONSIBLE})

    context = reader.get("/agencies/MOF/").context

    assert (context["owing"], [row.task for row in context["supporting"]]) == ([], ["1.1"])


def test_an_agency_with_duties_in_two_plans_lets_choose(reader):
    factories.plan("p")
    factories.plan("q")

    chosen = {slug: reader.get(f"/agencies/NHC/?plan={slug}").context["plan"].slug for slug in ("p", "q")}

    assert chosen == {"p": "p", "q": "q"}


def test_pages_only_read(reader):
    factories.plan()

    assert [reader.post(address).status_code for address in PAGES] == [405] * 4


@pytest.mark.parametrize(
    ("language", "said"), [("en", "MOF</a>, <a NHC</a>"), ("zh-hans", "MOF简称</a>、<a NHC简称</a>")]
)
def test_the_leads_of_a_task_are_listed_as_the_readers_language_does_it(reader, language, said):
    factories.plan(lead="MOF", others={"NHC": "lead"}, mode="respective")
    reader.cookies["django_language"] = language

    page = text_of(reader.get(AREA))

    leads = re.search(r'data-label="(?:Leads|牵头部门)"><a href="[^"]*">(.*?)</td>', page).group(1)
    assert re.sub(r'<a href="[^"]*">', "<a ", leads) == said
