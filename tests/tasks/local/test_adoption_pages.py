"""The pages of the adoption register: what they show, what narrows them, who decides, how many queries."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import UserRole
from tasks.models import Adoption, Plan, ReformArea
from tests import factories, places
from tests.tasks.local.plans import decided, local, national, task_of

pytestmark = pytest.mark.django_db
PAGE = "/plans/local/adoption/"


def get(client, account, address: str = PAGE) -> str:
    client.force_login(account)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def lines(html: str) -> list[tuple[str, str]]:
    """(number, word of the mark) of every national task shown."""
    found = re.findall(
        r'<article class="pair" id="task-([\d.]+)"> .*?<span class="chip [\w-]+">(.*?)</span>', html
    )
    return [(number, re.sub("<svg.*?</svg>", "", mark).strip()) for number, mark in found]


def scene() -> Plan:
    """1.1 taken up later and lower, 1.2 not taken up, 1.3 not decided; a local task besides."""
    national()
    plan = local(("2018-12-31", 15), ("2018-10-31", 20))
    decided(plan, "1.1", "1.1", kind="loosened")
    decided(plan, "1.2", kind="not_adopted")
    return plan


def test_every_national_task_stands_there_with_both_dates_both_values_and_the_warning(client):
    scene()

    html = get(client, factories.secretariat())

    assert lines(html) == [("1.1", "Loosened"), ("1.2", "Not adopted"), ("1.3", "Not decided")]
    assert "2 of 3 decided" in html
    first = html[html.index('id="task-1.1"') : html.index('id="task-1.2"')]
    assert re.findall(r"Due (\d{4}-\d\d-\d\d)", first.split("alert")[0]) == ["2018-10-31", "2018-12-31"]
    assert re.findall(r"20%: (\d+%)|15%: (\d+%)", first) == [("20%", ""), ("", "15%")]
    assert "Due 2018-12-31, 61 days later than the national 2018-10-31." in first
    assert "15% is lower than the national 20%." in first


def test_what_no_decision_names_stands_behind(client):
    scene()

    html = get(client, factories.secretariat())

    extras = html[html.index('id="extras"') :]
    assert re.findall(r">1\.\d Local \d<", extras) == [">1.2 Local 2<"]
    assert "Tasks that no decision names so far" in extras


@pytest.mark.parametrize(
    ("query", "numbers", "extras"),
    [
        ("kind=loosened", ["1.1"], False),
        ("kind=undecided", ["1.3"], False),
        ("kind=extra", [], True),
        ("warnings=on", ["1.1"], False),
        ("area=1", ["1.1", "1.2", "1.3"], False),
        ("area=9", ["1.1", "1.2", "1.3"], True),
        ("kind=none", ["1.1", "1.2", "1.3"], True),
        ("kind=not_adopted&warnings=on", [], False),
    ],
)
def test_the_address_narrows_the_lines_and_not_the_figures(client, query, numbers, extras):
    scene()

    html = get(client, factories.secretariat(), f"{PAGE}?{query}")

    assert [number for number, _mark in lines(html)] == numbers
    assert ('id="extras"' in html, "2 of 3 decided" in html) == (extras, True)


def test_the_form_offers_the_likely_task_and_what_the_terms_suggest(client):
    national()
    local(("2018-12-31", 20), ("2018-10-31", 25))

    html = get(client, factories.secretariat(), f"{PAGE}?decide=1.2")

    assert re.findall(r'<option value="\w+" selected>([^<]+)<', html) == ["Tightened", "1.2 Local 2"]
    assert "nothing is decided before you save" in html
    assert Adoption.objects.count() == 0


def test_a_decision_is_saved_and_the_next_open_task_comes_up(client):
    national()
    plan, account = local(("2018-12-31", 15)), places.provincial("350000")
    client.force_login(account)

    answer = client.post(
        f"{PAGE}1.1/?kind=undecided&decide=1.1",
        {"kind": "loosened", "local_tasks": [task_of(plan, "1.1").pk], "note": "Later, as agreed."},
    )

    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?kind=undecided&decide=1.2#task-1.2")
    made = Adoption.objects.get()
    assert (made.kind, made.note, made.by, [each.number for each in made.local_tasks.all()]) == (
        "loosened", "Later, as agreed.", account, ["1.1"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "behind"), [("", "?decide=1.3#task-1.3"), ("?kind=loosened", "?kind=loosened#task-1.1")]
)
def test_only_what_the_filter_shows_comes_up_next(client, query, behind):
    plan = scene()
    client.force_login(factories.secretariat())

    answer = client.post(f"{PAGE}1.1/{query}", {"kind": "adopted", "local_tasks": [task_of(plan, "1.1").pk]})

    assert answer["Location"] == PAGE + behind


def test_what_was_typed_comes_back_with_the_refusal(client):
    scene()
    client.force_login(factories.secretariat())

    answer = client.post(f"{PAGE}1.3/", {"kind": "adopted", "note": "Kept <b>whole</b>."})

    html = answer.content.decode()
    assert (answer.status_code, Adoption.objects.count()) == (400, 2)
    assert "Choose the local tasks that take it up." in html
    assert "Kept &lt;b&gt;whole&lt;/b&gt;." in html


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": "half"}, {"kind": "adopted", "local_tasks": ["x"]}, {"kind": "adopted", "note": "\x07"}],
)
def test_a_form_that_makes_no_sense_is_shown_again(client, data):
    scene()
    client.force_login(factories.secretariat())

    assert client.post(f"{PAGE}1.3/", data).status_code == 400
    assert Adoption.objects.count() == 2


@pytest.mark.parametrize("role", [UserRole.AUDITOR, UserRole.OFFICER])
def test_who_does_not_decide_is_offered_nothing_and_refused(client, role):
    scene()
    account = factories.user(role, "NHC" if role == UserRole.OFFICER else None)

    html = get(client, account, f"{PAGE}?decide=1.3")

    assert ("Save the decision" in html, "decide=1.3#" in html) == (False, False)
    assert client.post(f"{PAGE}1.3/", {"kind": "not_adopted"}).status_code == 403


def test_another_province_finds_nothing(client):
    scene()
    client.force_login(places.provincial("420000"))

    answers = [client.get(PAGE), client.post(f"{PAGE}1.3/", {"kind": "not_adopted"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "local" not in re.findall(
        r"/plans/(\w+)/", get(client, places.provincial("420000", "hb-2"), "/plans/")
    )


@pytest.mark.parametrize(
    "address", [f"{PAGE}9.9/", "/plans/national/adoption/1.1/", "/plans/none/adoption/1.1/"]
)
def test_there_is_no_decision_on_what_is_not_there(client, address):
    scene()
    client.force_login(factories.secretariat())

    assert client.post(address, {"kind": "not_adopted"}).status_code == 404


@pytest.mark.parametrize("role", [UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, UserRole.AUDIT_ADMIN])
def test_an_administrator_finds_nothing(client, role):
    scene()
    client.force_login(factories.user(role))

    assert client.get(PAGE).status_code == 404


def test_the_national_plan_and_its_task_lead_to_who_takes_them_up(client):
    scene()

    plan_page = get(client, factories.secretariat(), "/plans/national/")
    task_page = get(client, factories.secretariat(), "/plans/national/tasks/1.1/")
    refused_page = get(client, factories.secretariat(), "/plans/national/tasks/1.2/")

    assert re.findall(r'href="/plans/local/adoption/">local</a>.*?(\d of \d decided)', plan_page) == [
        "2 of 3 decided"
    ]
    assert "Taken up by 1 local plan" in task_page
    assert "Taken up by" not in refused_page


def test_the_national_plan_shows_nobody_the_plan_of_another_province(client):
    scene()
    account = places.provincial("420000")

    pages = [get(client, account, f"/plans/national/{page}") for page in ("", "tasks/1.1/", "adoption/")]

    assert [page for page in pages if "/plans/local/" in page or "Taken up by" in page] == []


def fields(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<h2 class="field-name">([^<]+)</h2><p>(?:<span class="tag">([^<]+)</span>)?', html)


def test_a_plan_that_names_none_stands_beside_by_fields_and_adopts_nothing(client):
    national(2)
    ReformArea.objects.filter(plan__slug="national").update(field="insurance")
    local(("2018-12-31", 15), slug="alone", derived_from="")
    ReformArea.objects.filter(plan__slug="alone").update(field="drugs")

    html = get(client, factories.secretariat(), "/plans/alone/adoption/")

    assert fields(html) == [
        ("Medical insurance", "only in the national plan"), ("Drug supply", "only in the local plan"),
    ]  # fmt: skip
    assert "says nothing about adoption" in html
    assert ("Adoption register" in html, "decide=" in html) == (False, False)
    assert re.findall(r"2018-\d\d-\d\d", html[html.index("field-name") :]) == [
        "2018-10-31", "2018-10-31", "2018-12-31",
    ]  # fmt: skip


def test_a_field_on_both_sides_has_no_mark_and_areas_without_one_come_last(client):
    national(1)
    local(("2018-12-31", 15), slug="alone", derived_from="")
    ReformArea.objects.update(field="drugs")
    national(1, slug="second")

    beside_first = get(client, factories.secretariat(), "/plans/alone/adoption/?against=national")
    beside_second = get(client, factories.secretariat(), "/plans/alone/adoption/?against=second")

    assert fields(beside_first) == [("Drug supply", "")]
    assert fields(beside_second) == [
        ("Drug supply", "only in the local plan"),
        ("Areas of no canonical field", "only in the national plan"),
    ]


@pytest.mark.parametrize("against", ["none", "alone", "hubei"])
def test_it_stands_beside_plans_of_places_above_only(client, against):
    national()
    local(("2018-12-31", 15), slug="alone", derived_from="")
    local(("2018-12-31", 15), slug="hubei", place="420000", derived_from="")
    client.force_login(factories.secretariat())

    assert client.get(f"/plans/alone/adoption/?against={against}").status_code == 404


def test_a_plan_that_nobody_implements_says_so(client):
    national()

    assert "No local plan implements this one yet" in get(
        client, factories.officer(), "/plans/national/adoption/"
    )


def count_queries(client, account, address: str) -> int:
    client.force_login(account)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("count", [1, 3])
def test_nine_queries_however_many_tasks(client, count):
    national(count)
    plan = local(*[("2018-12-31", 15)] * count)
    for number in range(1, count + 1):
        decided(plan, f"1.{number}", f"1.{number}")

    asked = count_queries(client, factories.secretariat(), f"{PAGE}?decide=1.1")

    # session, account with posts; plan; tasks, measures, dates, targets; decisions, their tasks
    assert asked == 9


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_by_fields_asks_as_often_however_many_tasks(client, count):
    national(count)
    local(*[("2018-12-31", 15)] * count, slug="alone", derived_from="")

    asked = count_queries(client, factories.secretariat(), "/plans/alone/adoption/")

    # session, account with posts; plan, implementers, plans above; tasks, measures, dates, targets
    assert asked == 9


@pytest.mark.parametrize(("language", "word"), [("en", "Adoption register"), ("zh-hans", "国家1")])
def test_it_speaks_both_languages(client, language, word):
    scene()
    client.cookies["django_language"] = language

    assert word in get(client, factories.secretariat())
