"""Plans and their tasks in words and figures; agencies and places."""

import pytest

from tasks.models import Deadline, Measure, Target
from tasks.notices import read_plan
from tests.api.calls import V1, reported, results
from tests.factories import claimed, duty, officer, plan, province

pytestmark = pytest.mark.django_db


def test_a_task_shows_its_wording_its_measures_and_how_far_it_has_come(office):
    plan(others={"MOF": "participating"})
    reported("2018-11-20", 80)
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
    reported("2018-11-20", 80)
    path = f"{V1}/tasks/{duty().measure.task_id}/"

    percents = [
        office.get(path, {"as_of": day}).json()["progress"]["percent"] for day in ("2018-11-19", "2018-11-20")
    ]

    assert percents == [None, 80]


def test_a_plan_is_summed_up_in_counts_over_what_is_owed(office):
    plan(tasks=3, others={"MOF": "participating"})
    reported("2018-11-20", 80)
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
