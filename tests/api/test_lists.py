"""What the API shows: rows, positions on a day, filters, orders, pages; at a constant number of queries."""

import pytest
from django.test import Client

from agencies.models import Agency
from reformtracker.lib import clock
from reports.models import Report
from tasks import services
from tasks.ledger import HASHED_FIELDS, digest
from tasks.models import Deadline, Entry, Measure, Plan, Target
from tasks.notices import read_plan
from tests.api.calls import V1, results, signed_in
from tests.factories import START, at, claimed, duty, officer, plan, province, secretariat, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    return signed_in(secretariat())


def _reported(day: str, percent: int, number: str = "1.1") -> None:
    with at(day):
        services.report(duty(number=number), by=officer(), percent=percent, note="as it is", reason="hard")


def test_a_duty_shows_position_standing_and_reason(office):
    plan()
    _reported("2018-10-10", 30)

    body = office.get(f"{V1}/assignments/{duty().pk}/").json()

    assert body == {
        "id": duty().pk,
        "plan": "p",
        "area_position": 1,
        "field": "insurance",
        "task": {"id": duty().measure.task_id, "number": "1.1", "title_en": "Task 1", "title_zh": "任务1"},
        "measure": duty().measure_id,
        "measure_position": 1,
        "agency": {"code": "NHC", "name_en": "NHC name", "name_zh": "NHC名称"},
        "role": "lead",
        "owes": True,
        "named": "NHC",
        "start_on": "2018-07-01",
        "original_due_on": "2018-12-31",
        "due_on": "2018-12-31",
        "state": "in_progress",
        "percent": 30,
        "reported_on": "2018-10-10",
        "completed_on": None,
        "objecting": [],
        "asked_due_on": None,
        "standing": "behind",
        "reason": "30% reported, 78% planned by 2018-11-21; due 2018-12-31",
        "version": 2,
    }


def test_the_detail_carries_its_version_as_etag_and_a_past_day_does_not(office):
    plan()
    _reported("2018-10-10", 30)
    path = f"{V1}/assignments/{duty().pk}/"

    now, then = office.get(path), office.get(path, {"as_of": "2018-10-09"})

    assert (now["ETag"], then.headers.get("ETag")) == ('"2"', None)
    assert (now.json()["percent"], then.json()["percent"], then.json()["state"]) == (30, 0, "assigned")


def test_a_list_can_be_read_as_of_a_day(office):
    plan(tasks=2)
    _reported("2018-10-10", 30)
    _reported("2018-11-10", 50)

    days = {
        day: results(office, "/assignments/", as_of=day) for day in ("2018-10-10", "2018-11-09", "2018-11-21")
    }

    assert {day: [row["percent"] for row in rows] for day, rows in days.items()} == {
        "2018-10-10": [30, 0],
        "2018-11-09": [30, 0],
        "2018-11-21": [50, 0],
    }
    assert results(office, "/assignments/", as_of="2018-06-30") == []


@pytest.mark.parametrize("day", ["2018-11-22", "1999-12-31", "2018-02-30", "tomorrow", "99999999999-01-01"])
@pytest.mark.parametrize("path", ["/assignments/", "/tasks/", "/plans/p/summary/"])
def test_a_day_that_cannot_be_shown_is_refused(office, path, day):
    plan()

    answer = office.get(V1 + path, {"as_of": day})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["as_of"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["NHC 1.1", "MOF 1.1", "NHC 1.2", "MOF 1.2"]),
        ({"plan": "p", "area": 1, "agency": "NHC"}, ["NHC 1.1", "NHC 1.2"]),
        ({"plan": "other"}, []),
        ({"area": 2}, []),
        ({"role": "participating"}, ["MOF 1.1", "MOF 1.2"]),
        ({"owes": "true"}, ["NHC 1.1", "NHC 1.2"]),
        ({"owes": "false"}, ["MOF 1.1", "MOF 1.2"]),
        ({"state": "in_progress"}, ["NHC 1.2"]),
        ({"state": ["in_progress", "assigned"], "agency": "NHC"}, ["NHC 1.1", "NHC 1.2"]),
        ({"standing": "behind"}, ["NHC 1.1"]),
        ({"due_before": "2018-12-31"}, []),
        ({"due_before": "2019-01-01", "owes": "true"}, ["NHC 1.1", "NHC 1.2"]),
        ({"q": "task 2"}, ["NHC 1.2", "MOF 1.2"]),
        ({"q": "任务1", "role": "lead"}, ["NHC 1.1"]),
        ({"q": "mof NAME"}, ["MOF 1.1", "MOF 1.2"]),
    ],
)
def test_duties_can_be_filtered(office, query, expected):
    plan(tasks=2, others={"MOF": "participating"})
    _reported("2018-11-20", 80, number="1.2")

    rows = results(office, "/assignments/", **query)

    assert [f"{row['agency']['code']} {row['task']['number']}" for row in rows] == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "finished"),
        ("standing", "green"),
        ("role", "boss"),
        ("area", "one"),
        ("area", "9" * 40),
        ("task", "-1"),
        ("due_before", "soon"),
        ("due_before", "0001-01-01"),
        ("q", "x" * 101),
        ("ordering", "password"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(office, name, value):
    answer = office.get(f"{V1}/assignments/", {name: value})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [name])


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("percent", [0, 30, 80]),
        ("-percent", [80, 30, 0]),
        ("-standing,percent", [80, 0, 30]),
        ("reported_on", [30, 80, 0]),
    ],
)
def test_duties_can_be_ordered_and_what_is_missing_comes_last(office, ordering, expected):
    plan(tasks=3)
    _reported("2018-10-10", 30)
    _reported("2018-11-20", 80, number="1.2")

    assert [row["percent"] for row in results(office, "/assignments/", ordering=ordering)] == expected


def test_lists_come_in_pages(office):
    plan(tasks=3)

    first = office.get(f"{V1}/assignments/", {"page_size": 2}).json()
    second = office.get(first["next"]).json()

    assert (first["count"], first["previous"], second["next"]) == (3, None, None)
    assert [row["task"]["number"] for row in first["results"] + second["results"]] == ["1.1", "1.2", "1.3"]


def test_a_page_holds_at_most_two_hundred(office):
    plan(tasks=201)

    assert len(results(office, "/assignments/", page_size=100000)) == 200


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "999999999999999999999", "9" * 5000])
def test_a_page_that_is_not_there_is_not_found(office, page):
    plan()

    assert office.get(f"{V1}/assignments/", {"page": page}).status_code == 404


# Session, account, posts (not for reference data), count, rows; besides, tasks: measures, responsibilities,
# deadlines, targets, roll-up; measures: responsibilities, deadlines, targets; entries: evidence.
QUERIES = {
    "/plans/": 5,
    "/areas/": 5,
    "/tasks/": 10,
    "/measures/": 8,
    "/targets/": 5,
    "/assignments/": 5,
    "/entries/": 6,
    "/agencies/": 4,
    "/jurisdictions/": 4,
    "/reports/": 5,
}


@pytest.mark.parametrize("path", QUERIES)
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_for_three(path, count, django_assert_num_queries):
    for n in range(count):
        plan(f"p{n}", tasks=count, others={"MOF": "participating"})
    for measure in Measure.objects.all():
        Target.objects.create(measure=measure, position=1, text="all", value=1, comparator="=")
        Deadline.objects.create(measure=measure, position=1, date="2018-12-31")
    holder = officer()
    for made in Plan.objects.all():
        Report.objects.create(
            kind="overdue", plan=made, as_of=START, requested_by=holder, requested_at=clock.now()
        )
    client = signed_in(holder)

    with django_assert_num_queries(QUERIES[path]):
        client.get(V1 + path)


def test_the_past_costs_no_more_than_the_present(django_assert_num_queries):
    plan(tasks=3)
    client = signed_in(officer())

    with django_assert_num_queries(5):
        client.get(f"{V1}/assignments/", {"as_of": "2018-10-10"})


def test_a_task_shows_its_wording_its_measures_and_how_far_it_has_come(office):
    plan(others={"MOF": "participating"})
    _reported("2018-11-20", 80)
    measure = Measure.objects.get()
    target = Target.objects.create(
        measure=measure,
        position=1,
        text="90 to 95 %",
        value="90.5",
        value_to=95,
        unit="%",
        comparator="range",
    )
    Deadline.objects.create(
        measure=measure, position=1, text="by year's end", date="2018-12-31", derived=True
    )

    task = results(office, "/tasks/")[0]

    assert (task["number"], task["text"], task["title_en"], task["title_zh"], task["title"]) == (
        "1.1",
        "Do thing 1. (A is responsible)",
        "Task 1",
        "任务1",
        None,
    )
    (shown,) = task["measures"]
    assert (shown["clause"], shown["mode"]) == ("(A is responsible)", "lead_first")
    assert [(who["agency"]["code"], who["role"], who["assignment"]) for who in shown["responsibilities"]] == [
        ("NHC", "lead", duty().pk),
        ("MOF", "participating", duty("MOF").pk),
    ]
    assert shown["deadlines"] == [{"text": "by year's end", "date": "2018-12-31", "derived": True}]
    assert shown["targets"] == [
        {
            "id": target.pk,
            "text": "90 to 95 %",
            "value": "90.5",
            "value_to": "95",
            "unit": "%",
            "comparator": "range",
        }
    ]
    assert task["progress"] == {
        "state": "in_progress",
        "standing": "on_track",
        "percent": 80,
        "planned": 78,
        "due_on": "2018-12-31",
        "reported_on": "2018-11-20",
        "measures": 1,
        "verified": 0,
        "leads": 1,
        "reported": 1,
        "lead_codes": ["NHC"],
    }


def test_a_task_can_be_read_as_of_a_day(office):
    plan()
    _reported("2018-11-20", 80)
    path = f"{V1}/tasks/{duty().measure.task_id}/"

    percents = [
        office.get(path, {"as_of": day}).json()["progress"]["percent"] for day in ("2018-11-19", "2018-11-20")
    ]

    assert percents == [None, 80]


def test_a_plan_is_summed_up_in_counts_over_what_is_owed(office):
    plan(tasks=3, others={"MOF": "participating"})
    _reported("2018-11-20", 80)
    claimed()

    now = office.get(f"{V1}/plans/p/summary/").json()
    before = office.get(f"{V1}/plans/p/summary/", {"as_of": "2018-07-02"}).json()

    counted = {row["standing"]: row["duties"] for row in now.pop("standings") if row["duties"]}
    assert counted == {"on_track": 1, "behind": 2}
    assert now == {
        "plan": "p",
        "as_of": "2018-11-21",
        "rule_version": "2018.1",
        "duties": 3,
        "tasks": 3,
        "measures": 3,
        "verified": 0,
        "leads": 3,
        "reported": 1,
    }
    assert (before["as_of"], before["reported"]) == ("2018-07-02", 0)


def test_a_plan_gives_its_notice(office):
    made = plan()

    assert office.get(f"{V1}/plans/p/notice/").json() == read_plan(made)


def test_an_entry_carries_everything_that_its_hash_covers(office):
    plan()
    claimed()

    body = results(office, "/entries/", move="claim")[0]

    entry = Entry.objects.get(move="claim")
    assert body["hash"] == digest(entry)
    shown_as = {"assignment_id": "assignment"}
    assert {shown_as.get(name, name) for name in HASHED_FIELDS} - set(body) == set()
    assert body["evidence"] == [
        {
            "id": entry.evidence.get().pk,
            "sha256": "",
            "name": "",
            "media_type": "",
            "size": 0,
            "reference": "Document No. 1 (2018)",
        }
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"ordering": "n"}, [1, 2, 3, 4, 5]),
        ({"move": "report"}, [4, 3]),
        ({"move": ["report", "claim"]}, [5, 4, 3]),
        ({"since": "2018-10-10"}, [5, 4]),
        ({"until": "2018-10-09"}, [3, 2, 1]),
        ({"since": "2018-10-10", "until": "2018-10-10"}, [4]),
        ({"agency": "MOF"}, [2]),
        ({"after": 3, "plan": "p"}, [5, 4]),
        ({"plan": "other"}, []),
        ({"until": "2100-12-31", "since": "2000-01-01"}, [5, 4, 3, 2, 1]),
    ],
)
def test_entries_can_be_filtered(office, query, expected):
    plan(others={"MOF": "participating"})
    _reported("2018-09-10", 10)
    _reported("2018-10-10", 20)
    claimed(day="2018-11-11")

    assert [row["n"] for row in results(office, "/entries/", **query)] == expected


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2018-13-01", "10/25/2018"])
def test_a_span_outside_the_calendar_is_refused(office, day):
    answers = [office.get(f"{V1}/entries/", {name: day}) for name in ("since", "until")]

    assert [list(answer.json()["fields"]) for answer in answers] == [["since"], ["until"]]


def test_an_agency_shows_every_name_and_its_successors(office):
    old, new = officer("NHFPC").agency, officer("NHC").agency
    old.names.create(name="Health Commission", key="health commission", language="en", kind="former")
    old.successions.create(successor=new, on="2018-03-19", position=1)

    body = office.get(f"{V1}/agencies/NHFPC/").json()

    assert [name["name"] for name in body["names"]] == ["Health Commission"]
    assert [(step["successor"], step["on"]) for step in body["successions"]] == [("NHC", "2018-03-19")]


def test_places_can_be_narrowed_by_level(office):
    plan()
    province()

    assert [row["code"] for row in results(office, "/jurisdictions/", level="province")] == ["350000"]


LISTS = ("/plans/", "/areas/", "/tasks/", "/measures/", "/targets/", "/assignments/", "/entries/")


def _plant_what_could_leak() -> None:
    """A draft, and a Fujian body's duty under the national plan."""
    plan("draft", issued=False)
    plan("p", others={"FJ-HC": "participating"})
    Agency.objects.filter(code="FJ-HC").update(jurisdiction=province())
    for measure in Measure.objects.all():
        Target.objects.create(measure=measure, position=1, text="all", value=1, comparator="=")


def test_a_neighbour_sees_the_plan_but_not_the_other_provinces_duties_and_no_draft():
    _plant_what_could_leak()
    guangdong = province("440000", "Guangdong", "广东")
    neighbour = signed_in(user("provincial", officer("GD-HC").agency))
    Agency.objects.filter(code="GD-HC").update(jurisdiction=guangdong)

    seen = {path: results(neighbour, path) for path in LISTS}

    assert {path: len(rows) for path, rows in seen.items()} == dict.fromkeys(LISTS, 1)
    assert [who["agency"]["code"] for who in seen["/measures/"][0]["responsibilities"]] == ["NHC"]
    assert [who["agency"]["code"] for who in seen["/tasks/"][0]["measures"][0]["responsibilities"]] == ["NHC"]
    hidden = duty("FJ-HC")
    assert neighbour.get(f"{V1}/assignments/{hidden.pk}/").status_code == 404
    assert neighbour.get(f"{V1}/entries/{hidden.entries.get().pk}/").status_code == 404
    assert neighbour.get(f"{V1}/plans/draft/notice/").status_code == 404


@pytest.mark.parametrize("role", [None, "system_admin", "security_admin", "audit_admin"])
def test_whoever_has_no_business_with_plans_sees_none(role):
    _plant_what_could_leak()
    client = signed_in(user(role))

    assert [path for path in (*LISTS, "/reports/") if results(client, path)] == []
    assert client.get(f"{V1}/plans/{Plan.objects.issued().get().slug}/summary/").status_code == 404
