"""What pages that were made for the clauses' duties do with two thousand more that places carry out."""

import csv
import io
import re

import pytest

from agencies.enums import UserRole
from tasks import services
from tasks.enums import Move
from tasks.models import Assignment, Measure
from tests import factories, places
from tests.factories import at
from tests.tasks import scenes

pytestmark = pytest.mark.django_db
FUJIAN, HUBEI, JIANGSU = "350000", "420000", "320000"
TASK = "/plans/p/tasks/1.1/"


@pytest.fixture
def plan():
    """One task of NHC that MOF supports, handed to three provinces: two are behind, one is verified."""
    made = factories.plan(others={"MOF": "co_responsible"})
    places.hand_out(made, FUJIAN, HUBEI, JIANGSU)
    with at("2018-11-20"):
        services.report(
            places.local_duty(HUBEI), by=places.provincial(HUBEI, "hubei"), percent=10,
            note="Hubei's words", reason="Hubei's reason",
        )  # fmt: skip
    scenes.make(Move.CLAIM, places.local_duty(JIANGSU), places.provincial(JIANGSU, "jiangsu"))
    scenes.make(Move.VERIFY, places.local_duty(JIANGSU), factories.secretariat())
    return made


def read(client, account, address=TASK, day="2018-11-21"):
    client.force_login(account)
    with at(day):
        return client.get(address).content.decode()


def handed(html: str) -> str:
    """What the page says of the places, without its marks."""
    found = re.search(r'<div class="handed">(.*?)</div>', html, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])).strip() if found else ""


def cards(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'class="duty" id="duty-(\d+)"', html)]


def clause() -> list[int]:
    return [factories.duty("NHC").pk, factories.duty("MOF").pk]


SAID = "Handed to 3 places Behind plan 2 Done on time 1 2 of 3 have reported"


@pytest.mark.parametrize(
    ("role", "body"), [(UserRole.SECRETARIAT, None), (UserRole.AUDITOR, None), (UserRole.OFFICER, "NHC")]
)
def test_the_page_of_a_task_counts_the_places_and_lists_none(client, plan, role, body):
    html = read(client, factories.user(role, body))

    assert (handed(html), cards(html)) == (SAID, clause())
    assert "/tasks/?plan=p&amp;part=places&amp;task=1.1%2F1&amp;standing=behind" in html
    assert "Hubei&#x27;s" not in html


def test_a_province_reads_its_own_duty_in_full_and_the_others_in_figures(client, plan):
    html = read(client, places.provincial(FUJIAN))

    assert (handed(html), cards(html)) == (SAID, [*clause(), places.local_duty(FUJIAN).pk])
    assert ("Hubei" in html, "part=places" in html) == (False, False)
    assert set(re.findall(r"/duties/(\d+)/report/", html)) == {str(places.local_duty(FUJIAN).pk)}


def test_a_duty_of_a_place_is_shown_when_it_is_asked_for(client, plan):
    duty = places.local_duty(HUBEI)

    html = read(client, factories.secretariat(), duty.get_absolute_url().partition("#")[0])

    assert cards(html) == [*clause(), duty.pk]
    assert ("Hubei&#x27;s words" in html, duty.get_absolute_url()) == (
        True,
        f"{TASK}?duty={duty.pk}#duty-{duty.pk}",
    )


@pytest.mark.parametrize("asked", ["x", "", "0", "99999999", "1" * 30, "²"])
def test_nonsense_for_a_duty_shows_the_page_as_it_is(client, plan, asked):
    assert cards(read(client, factories.secretariat(), f"{TASK}?duty={asked}")) == clause()


def test_a_neighbours_duty_is_not_shown_when_it_is_asked_for(client, plan):
    html = read(client, places.provincial(FUJIAN), f"{TASK}?duty={places.local_duty(HUBEI).pk}")

    assert (cards(html)[2:], "Hubei" in html) == ([places.local_duty(FUJIAN).pk], False)


def test_a_past_day_counts_what_was_there_then(client, plan):
    auditor = factories.user(UserRole.AUDITOR)

    assert handed(read(client, auditor, f"{TASK}?as_of=2018-07-01")) == ""
    assert handed(read(client, auditor, f"{TASK}?as_of=2018-07-10")) == (
        "Handed to 3 places On track 3 0 of 3 have reported"
    )


@pytest.mark.parametrize("codes", [[FUJIAN], [FUJIAN, HUBEI, JIANGSU]])
def test_the_page_of_a_task_takes_the_same_queries_however_many_places(
    client, codes, django_assert_num_queries
):
    made = factories.plan()
    places.hand_out(made, *codes)
    client.force_login(factories.secretariat())
    client.get(TASK)

    with django_assert_num_queries(TASK_QUERIES):
        client.get(TASK)


# session, user with posts; task, its measures, their deadlines and targets; duties with their slips,
# evidence, history; places
TASK_QUERIES = 10


# The list.


def rows(client, account, query="", day="2018-11-21"):
    html = read(client, account, f"/tasks/{query}", day)
    return re.findall(r'data-label="Agency">([\w-]+)<', html), re.findall(
        r'aria-current="true">(\w[\w ]*) <span class="num">', html
    )


def test_the_list_shows_the_bodies_of_the_clauses_and_says_how_many_duties_places_hold(client, plan):
    html = read(client, factories.secretariat(), "/tasks/")

    switch = re.findall(r'part=(\w+)"(?: aria-current="true")?>([^<]+) <span class="num">(\d+)<', html)
    assert switch == [
        ("bodies", "Named bodies", "1"),
        ("places", "Places", "3"),
        ("both", "Both", "4"),
    ]
    assert re.findall(r'data-label="Agency">([\w-]+)<', html) == ["NHC"]
    assert "<h2>1 duty</h2>" in html


@pytest.mark.parametrize(
    ("query", "agencies"),
    [
        ("?part=places", ["JS-RO", "FJ-RO", "HB-RO"]),
        ("?part=both", ["NHC", "JS-RO", "FJ-RO", "HB-RO"]),
        ("?place=350000", ["FJ-RO"]),
        ("?agency=FJ-RO", ["FJ-RO"]),
        ("?role=implementing", ["JS-RO", "FJ-RO", "HB-RO"]),
        ("?q=Fujian", ["FJ-RO"]),
        ("?task=1.1", ["NHC", "JS-RO", "FJ-RO", "HB-RO"]),
        ("?task=1.1/1&part=places", ["JS-RO", "FJ-RO", "HB-RO"]),
        ("?task=1.1/2", []),
        ("?task=1.1/x", []),
        ("?task=9.9", []),
        ("?part=places&standing=behind", ["FJ-RO", "HB-RO"]),
        ("?part=places&as_of=2018-07-01", []),
        ("?supporting=on", ["NHC", "MOF"]),
    ],
)
def test_the_list_is_narrowed_to_parts_places_and_tasks(client, plan, query, agencies):
    assert rows(client, factories.user(UserRole.AUDITOR), query)[0] == agencies


def test_a_place_includes_what_lies_below_it(client, plan):
    places.prefecture("350100")
    places.hand_out(plan, "350100")

    assert rows(client, factories.secretariat(), "?place=350000")[0] == ["FJ-RO", "P3501-RO"]
    assert rows(client, factories.secretariat(), "?place=350100")[0] == ["P3501-RO"]


def test_whoever_speaks_for_a_place_sees_both_at_once_and_nothing_of_another_place(client, plan):
    html = read(client, places.provincial(FUJIAN), "/tasks/")

    assert re.findall(r'data-label="Agency">([\w-]+)<', html) == ["NHC", "FJ-RO"]
    assert re.findall(r"Hubei|Jiangsu|420000|320000|HB-RO|JS-RO", html) == []


def test_another_place_cannot_be_asked_for(client, plan):
    agencies, _chosen = rows(client, places.provincial(FUJIAN), "?place=420000")

    assert agencies == ["NHC", "FJ-RO"]


def test_a_plan_that_was_not_handed_out_has_no_switch(client):
    factories.plan()

    assert "Named bodies <span" not in read(client, factories.secretariat(), "/tasks/")


# Desk, plan, moves.


def test_the_page_of_a_plan_counts_the_clauses_duties_and_names_the_places(client, plan):
    html = read(client, factories.secretariat(), "/plans/p/")

    assert re.findall(r'<span class="num">(\d+)</span>', html)[:1] == ["1"]
    assert handed(html) == SAID.replace("Handed to 3 places", "3 duties handed to places")
    assert "/plans/p/hand-out/" in html


def test_only_the_secretariat_is_led_to_handing_out(client, plan):
    for account in (factories.user(UserRole.AUDITOR), factories.officer(), places.provincial(FUJIAN)):
        assert "hand-out" not in read(client, account, "/plans/p/") + read(client, account)


def test_the_list_of_plans_counts_the_clauses_duties(client, plan):
    html = read(client, factories.secretariat(), "/plans/")

    assert re.findall(r'data-label="Duties that owe reports"[^>]*>(\d+)<', html) == ["1"]


def test_a_claim_of_a_place_waits_on_the_desk_without_a_word_on_supporting_agencies(client, plan):
    scenes.make(Move.CLAIM, places.local_duty(FUJIAN), places.provincial(FUJIAN))
    office = factories.secretariat()

    html = read(client, office, "/desk/")
    shown = read(client, factories.officer("MOF"), "/desk/")

    assert re.findall(r"/duties/(\d+)/verify/", html)[:1] == [str(places.local_duty(FUJIAN).pk)]
    assert "silent" not in html
    assert "/concur/" not in shown


def test_a_move_on_a_places_duty_leads_back_to_it(client, plan):
    duty = places.local_duty(FUJIAN)
    scenes.make(Move.CLAIM, duty, places.provincial(FUJIAN))
    client.force_login(factories.secretariat())

    with at("2018-11-21"):
        response = client.post(f"/duties/{duty.pk}/verify/", {"version": 2, "note": "seen"})

    assert response["Location"] == duty.get_absolute_url()
    assert scenes.position(duty, "state") == ("verified",)


def test_the_clause_of_a_measure_in_the_api_names_no_places(client, plan):
    client.force_login(factories.secretariat())

    measure = client.get("/api/v1/measures/").json()["results"][0]
    summary = client.get("/api/v1/plans/p/summary/").json()

    assert [one["agency"]["code"] for one in measure["responsibilities"]] == ["NHC", "MOF"]
    assert (summary["duties"], summary["leads"]) == (1, 1)
    assert Assignment.objects.count() == 2 + 3 * Measure.objects.count()


# The file of the list.


def exported(client, account, query="") -> tuple[list[str], str]:
    """The agencies of the rows and what the file says it was asked."""
    client.force_login(account)
    with at("2018-11-21"):
        response = client.get(f"/tasks/export/csv/{query}")
    found = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    return [row["Agency"] for row in found], found[0]["Scope and filter"]


def test_the_file_says_when_it_leaves_the_places_duties_out(client, plan):
    office = factories.user(UserRole.SECRETARIAT, username="office")
    whose = "what office may see"

    assert exported(client, office) == (["NHC"], f"{whose}; without the duties handed to places")
    assert exported(client, office, "?part=both") == (
        ["NHC", "JS-RO", "FJ-RO", "HB-RO"],
        f"{whose}; Whose duties: Both",
    )


def test_the_file_of_a_province_holds_nothing_of_another(client, plan):
    fujian = places.provincial(FUJIAN, "fujian")

    agencies, scope = exported(client, fujian)

    assert (agencies, scope) == (["NHC", "FJ-RO"], "what fujian may see")
