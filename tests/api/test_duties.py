"""Duties: position and standing on a day, filters, orders."""

import pytest

from tests.api.calls import V1, reported, results
from tests.factories import duty, plan

pytestmark = pytest.mark.django_db


def test_a_duty_shows_position_standing_and_reason(office):
    plan()
    reported("2018-10-10", 30)

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
    reported("2018-10-10", 30)
    path = f"{V1}/assignments/{duty().pk}/"

    now, then = office.get(path), office.get(path, {"as_of": "2018-10-09"})

    assert (now["ETag"], then.headers.get("ETag")) == ('"2"', None)
    assert (now.json()["percent"], then.json()["percent"], then.json()["state"]) == (30, 0, "assigned")


def test_a_list_can_be_read_as_of_a_day(office):
    plan(tasks=2)
    reported("2018-10-10", 30)
    reported("2018-11-10", 50)

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
    reported("2018-11-20", 80, number="1.2")

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
    reported("2018-10-10", 30)
    reported("2018-11-20", 80, number="1.2")

    assert [row["percent"] for row in results(office, "/assignments/", ordering=ordering)] == expected
