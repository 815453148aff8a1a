"""The pages of rounds: all of them, one, the rule, the desk's line and the list behind it."""

import csv
import html
import io
import re

import pytest

from tasks.enums import Move
from tasks.models import Round, RoundRule
from tasks.rounds import life
from tests import factories, places
from tests.factories import at
from tests.tasks.rounds.scenes import RULE, date, report, round_of, ruled, tend
from tests.tasks.scenes import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed():
    """A plan of two tasks handed to Fujian and Hubei, its round of September open."""
    plan = factories.plan(tasks=2)
    places.hand_out(plan, "350000", "420000", day="2018-09-01")
    with at("2018-09-01"):
        life.set_rule(plan, by=None, **RULE)
    tend("2018-09-20")
    return plan


def text(response) -> str:
    words = re.sub(
        r"<(style|script|title|desc).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL
    )
    return html.unescape(re.sub(r"\s+", " ", words))


def get(client, user, address: str, day: str = "2018-09-20"):
    client.force_login(user)
    with at(day):
        response = client.get(address)
    assert response.status_code == 200
    return response


def round_line(response) -> str:
    found = re.search(r'<p class="desk-line desk-round">(.*?)</p>', response.content.decode(), re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


def rows(response) -> list[tuple[str, str]]:
    """Number and agency of each row of returns."""
    pattern = r'data-label="No\." class="num-left">([\d.]+)</td>.*?data-label="Agency">(.*?)</td>'
    return re.findall(pattern, response.content.decode(), re.DOTALL)


def test_the_desk_says_what_is_still_owed_by_which_weekday_and_leads_to_it(client, handed):
    fujian = places.provincial("350000")
    report("2018-09-20", duty=places.local_duty("350000", "1.1"), by=fujian)

    desk = get(client, fujian, "/desk/")

    assert round_line(desk) == "1 of 2 returns still owed by Friday 28 September, 5 working days"
    address = re.search(r'desk-round">.*?<a href="([^"]+)"', desk.content.decode(), re.DOTALL)[1]
    listed = get(client, fujian, html.unescape(address))
    assert [(line.duty.agency.code, line.number) for line in listed.context["lines"]] == [("FJ-RO", "1.2")]


def test_the_desk_names_the_weekday_in_chinese(client, handed):
    client.cookies["django_language"] = "zh-hans"

    desk = get(client, places.provincial("350000"), "/desk/")

    assert "9月28日" in round_line(desk)
    assert "星期五" in round_line(desk)


def test_when_the_due_day_has_passed_what_is_owed_is_missing(client, handed):
    desk = get(client, places.provincial("350000"), "/desk/", day="2018-10-08")

    assert round_line(desk) == "2 of 2 returns still missing; due by Friday 28 September, 3 working days ago"


def test_when_all_is_given_the_desk_says_so(client, handed):
    fujian = places.provincial("350000")
    for number in ("1.1", "1.2"):
        report("2018-09-20", duty=places.local_duty("350000", number), by=fujian)

    assert round_line(get(client, fujian, "/desk/")) == ("All 2 returns of September 2018 have been given.")


def test_the_office_sees_how_many_provinces_are_complete_and_who_is_not(client, handed):
    fujian = places.provincial("350000")
    for number in ("1.1", "1.2"):
        report("2018-09-20", duty=places.local_duty("350000", number), by=fujian)
    office = factories.secretariat()

    assert round_line(get(client, office, "/desk/")) == (
        "September 2018: 1 of 2 provinces complete"
        " due by Friday 28 September, 5 working days; still owed by Hubei (2)"
    )
    assert round_line(get(client, office, "/desk/", day="2018-10-08")) == (
        "September 2018: 1 of 2 provinces complete"
        " was due by Friday 28 September, 3 working days ago; overdue by Hubei (2)"
    )


def test_without_an_open_round_the_desk_has_no_such_line(client):
    ruled(day="2018-09-01")

    assert round_line(get(client, factories.officer(), "/desk/")) == ""


def test_what_lies_in_a_province_counts_for_the_province(client):
    plan = factories.plan()
    places.prefecture("350100")
    places.hand_out(plan, "350000", "350100", "420000", day="2018-09-01")
    with at("2018-09-01"):
        life.set_rule(plan, by=None, **RULE)
    tend("2018-09-20")
    report("2018-09-20", duty=places.local_duty("350000"), by=places.provincial("350000"))

    line = round_line(get(client, factories.secretariat(), "/desk/"))

    assert line.startswith("September 2018: 0 of 2 provinces complete")
    assert line.endswith("still owed by Fujian (1), Hubei (1)")


def test_the_page_of_rounds_lists_every_plan_in_sight_with_its_bar(client, handed):
    ruled(slug="second", day="2018-09-01")

    page = get(client, places.provincial("350000"), "/rounds/")

    assert [(plan.slug, [one.round.number for one in found]) for plan, found in page.context["plans"]] == [
        ("p", ["2018-12", "2018-11", "2018-10", "2018-09"]),
        ("second", ["2018-12", "2018-11", "2018-10", "2018-09"]),
    ]
    assert "Still owed 6" in text(page)
    assert "0 of 2 given" in text(page)


def test_an_administrator_sees_no_rounds(client, handed):
    client.force_login(factories.user("system_admin"))

    answers = [client.get(address).status_code for address in ("/rounds/", "/plans/p/rounds/2018-09/")]

    assert answers == [404, 404]


def test_a_province_sees_its_own_returns_and_the_figures_of_all(client, handed):
    hubei = places.provincial("420000")
    report("2018-09-20", duty=places.local_duty("420000", "1.1"), by=hubei)

    page = get(client, places.provincial("350000"), "/plans/p/rounds/2018-09/")

    assert rows(page) == [("1.1", "NHC"), ("1.1", "FJ-RO"), ("1.2", "NHC"), ("1.2", "FJ-RO")]
    assert "HB-RO" not in page.content.decode()
    assert "1 of 6 returns" in text(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("place=420000", [("1.1", "HB-RO"), ("1.2", "HB-RO")]),
        ("agency=NHC", [("1.1", "NHC"), ("1.2", "NHC")]),
        ("punctuality=on_time", [("1.1", "HB-RO")]),
        ("punctuality=owed&place=350000&ordering=-number", [("1.2", "FJ-RO"), ("1.1", "FJ-RO")]),
        ("punctuality=on_time&as_of=2018-09-19", []),
    ],
)
def test_the_returns_are_filtered_by_the_address(client, handed, query, found):
    report("2018-09-20", duty=places.local_duty("420000", "1.1"), by=places.provincial("420000"))

    page = get(client, factories.secretariat(), f"/plans/p/rounds/2018-09/?{query}", day="2018-09-21")

    assert rows(page) == found


def test_what_makes_no_sense_is_left_out_and_the_reader_is_told(client, handed):
    page = get(client, factories.secretariat(), "/plans/p/rounds/2018-09/?punctuality=x&agency=nobody")

    assert len(rows(page)) == 6
    assert "Left out because it makes no sense: Agency, How it stands." in text(page)


def test_a_round_out_of_sight_is_not_found(client, handed):
    client.force_login(factories.secretariat())

    answers = [
        client.get(f"/plans/{which}/").status_code for which in ("p/rounds/2018-9", "q/rounds/2018-09")
    ]

    assert answers == [404, 404]


def test_the_office_acts_on_a_round_and_the_log_says_who_and_when(client, handed):
    office = factories.secretariat()
    client.force_login(office)
    with at("2018-09-27"):
        moved = client.post("/plans/p/rounds/2018-09/move/", {"due_on": "2018-09-30", "reason": "floods"})
        closed = client.post("/plans/p/rounds/2018-09/close/", {"note": "enough"})
        again = client.post("/plans/p/rounds/2018-09/reopen/", {"until": "2018-10-09", "reason": "not yet"})

    assert [answer.status_code for answer in (moved, closed, again)] == [302, 302, 302]
    assert (round_of().due_on, round_of().closes_on) == (date("2018-09-30"), date("2018-10-09"))
    page = text(get(client, office, "/plans/p/rounds/2018-09/", day="2018-09-28"))
    log = page[page.index("What happened to this round") :]
    for words in (
        "Opened · 6 returns asked for the portal · 2018-09-20 10:00",
        f"Moved · 2018-09-28 → 2018-09-30 floods {office} · 2018-09-27 10:00",
        f"Closed · 6 returns asked for; Still owed: 6 enough {office} · 2018-09-27 10:00",
        f"Opened again · 2018-10-12 → 2018-10-09 not yet {office} · 2018-09-27 10:00",
    ):
        assert words in log


def test_the_office_opens_the_next_round_early(client, handed):
    client.force_login(factories.secretariat())

    with at("2018-10-15"):
        answer = client.post("/plans/p/rounds/2018-10/open/")

    assert answer.status_code == 302
    assert round_of("2018-10").opens_on == date("2018-10-15")


@pytest.mark.parametrize(
    ("address", "said", "status", "words"),
    [
        ("2018-09/move/", {"due_on": "2018-09-30", "reason": ""}, 400, "This field is required."),
        ("2018-09/move/", {"due_on": "2018-09-01", "reason": "no"}, 400, "This day has passed."),
        (
            "2018-09/reopen/",
            {"until": "2018-10-30", "reason": "no"},
            400,
            "Only a closed round is opened again.",
        ),
        ("2018-10/open/", {}, 400, "The period of this round begins on 2018-10-01."),
        ("2018-11/close/", {"note": ""}, 400, "This round has not been opened."),
    ],
)
def test_what_is_refused_is_said_beside_the_form(client, handed, address, said, status, words):
    client.force_login(factories.secretariat())

    with at("2018-09-27"):
        answer = client.post(f"/plans/p/rounds/{address}", said)

    assert answer.status_code == status
    assert words in text(answer)


def test_nobody_else_acts_on_a_round(client, handed):
    for user in (places.provincial("350000"), factories.officer(), factories.user("auditor")):
        client.force_login(user)
        answers = [
            client.post(f"/plans/p/rounds/{what}/", {"note": "x"}).status_code
            for what in ("2018-09/close", "2018-10/open", "rule")
        ]
        assert answers == [403, 403, 403]
    assert round_of().is_open


def test_an_act_that_does_not_exist_is_not_found(client, handed):
    client.force_login(factories.secretariat())

    assert client.post("/plans/p/rounds/2018-09/burn/").status_code == 404
    assert client.get("/plans/p/rounds/2018-09/close/").status_code == 405


def test_the_office_says_how_a_plan_reports(client):
    factories.plan()
    office = factories.secretariat()
    assert "Set its rounds" in text(get(client, office, "/rounds/", day="2018-07-02"))

    with at("2018-07-02"):
        wrong = client.post(
            "/plans/p/rounds/rule/", {"pace": "monthly", "opens_day": 20, "due_day": 10, "grace": 5}
        )
        right = client.post(
            "/plans/p/rounds/rule/", {"pace": "quarterly", "opens_day": 20, "due_day": 28, "grace": 3}
        )

    assert (wrong.status_code, right.status_code) == (400, 302)
    assert "A later day of the month than the opening, at most 31." in text(wrong)
    assert list(Round.objects.values_list("number", flat=True)) == ["2018-Q3", "2018-Q4"]
    assert RoundRule.objects.get().set_by == office


def test_the_export_holds_the_rows_of_the_page_and_no_others(client, handed):
    report("2018-09-20", duty=places.local_duty("420000", "1.1"), by=places.provincial("420000"))
    client.force_login(places.provincial("350000"))

    with at("2018-09-21"):
        answer = client.get("/plans/p/rounds/2018-09/export/csv/?ordering=-number&punctuality=owed")

    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(line[0], line[3]) for line in lines] == [
        ("Task", "Agency"), ("1.2", "FJ-RO"), ("1.2", "NHC"), ("1.1", "FJ-RO"), ("1.1", "NHC"),
    ]  # fmt: skip


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_pages_take_the_same_queries_however_many_rows(client, django_assert_num_queries, tasks):
    plan = factories.plan(tasks=tasks)
    places.hand_out(plan, *["350000", "420000", "320000"][:tasks], day="2018-09-01")
    with at("2018-09-01"):
        life.set_rule(plan, by=None, **RULE)
    tend("2018-09-20")
    client.force_login(places.provincial("350000"))

    with at("2018-09-21"):
        client.get("/rounds/")
        # session, user with posts; rounds, their returns, one's own
        with django_assert_num_queries(5):
            client.get("/rounds/")
        # session, user with posts; round, bodies to choose from, all returns, one's own, count, rows, events
        with django_assert_num_queries(9):
            client.get("/plans/p/rounds/2018-09/")


def test_the_list_of_duties_by_round_on_a_past_day_is_that_of_then(client, handed):
    office = factories.secretariat()
    report("2018-09-21", duty=places.local_duty("420000", "1.1"), by=places.provincial("420000"))
    make(Move.SUSPEND, places.local_duty("350000", "1.1"), office, day="2018-09-25")

    def owed(query: str) -> list[str]:
        page = get(client, office, f"/tasks/?plan=p&round=owed&place={query}", day="2018-10-25")
        return [line.number for line in page.context["lines"]]

    assert owed("420000&as_of=2018-09-20") == ["1.1", "1.2"]
    assert owed("420000&as_of=2018-09-21") == ["1.2"]
    assert owed("350000&as_of=2018-09-25") == ["1.2"]


def test_the_history_names_the_round_of_a_report_and_what_came_after_closing(client, handed):
    fujian = places.provincial("350000")
    for day, percent in (("2018-09-21", 20), ("2018-10-15", 40)):
        report(day, duty=places.local_duty("350000", "1.1"), by=fujian, percent=percent)

    page = text(get(client, fujian, "/plans/p/tasks/1.1/", day="2018-10-15"))

    assert page.count("September 2018, correction after closing") == 1
    assert page.count("September 2018") == 2
