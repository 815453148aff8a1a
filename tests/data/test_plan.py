"""The plan as a whole: its head, areas, tasks, and the wording kept as it was found."""

import pytest

from tests.data.files import (
    MEASURES,
    PLAN,
    TASKS,
    each_task,
    words,
)


def test_the_head_of_the_plan_says_only_what_the_text_says():
    assert PLAN["slug"] == "2018-h2"
    assert PLAN["language"] == "en"
    assert (PLAN["issuer"], PLAN["document_number"], PLAN["issued_on"]) == (None, None, None)
    assert PLAN["period"] == {"start": "2018-07-01", "end": "2018-12-31"}
    assert PLAN["title"].endswith("Key Work in the Second Half of 20 18?")


def test_there_are_seven_areas_with_fifty_tasks_and_66_measures():
    assert [len(area["tasks"]) for area in PLAN["areas"]] == [7, 8, 7, 6, 5, 12, 5]
    assert len(TASKS) == 50
    assert len(MEASURES) == 66


def test_the_areas_carry_the_seven_fields_in_order():
    fields = words("graded_diagnosis hospital_management insurance drugs supervision services related_fields")

    assert [area["field"] for area in PLAN["areas"]] == fields
    assert [area["number"] for area in PLAN["areas"]] == list("1234567")


def test_tasks_are_numbered_by_area_and_ordinal():
    for area in PLAN["areas"]:
        expected = [f"{area['number']}.{i + 1}" for i in range(len(area["tasks"]))]
        assert [task["number"] for task in area["tasks"]] == expected


def test_every_task_and_area_has_short_titles_in_both_languages():
    for heading in [*PLAN["areas"], *TASKS.values()]:
        assert 0 < len(heading["title_en"]) <= 60
        assert 0 < len(heading["title_zh"]) <= 24
    for key in ("title_en", "title_zh"):
        assert len({task[key] for task in TASKS.values()}) == 50


@pytest.mark.parametrize("task", each_task())
def test_every_clause_stands_verbatim_in_its_task(task):
    at = 0
    for measure in task["measures"]:
        at = task["text"].index(measure["clause"], at) + len(measure["clause"])


@pytest.mark.parametrize("task", each_task())
def test_measures_and_clauses_cover_the_text_of_the_task(task):
    rest = task["text"]
    for piece in (m[key] for m in task["measures"] for key in ("text", "clause")):
        rest = rest.lstrip(" \n.")
        assert rest.startswith(piece)
        rest = rest[len(piece) :]
    assert rest.strip(" \n.") == ""


def test_the_official_wording_is_kept_unrepaired():
    assert "By the end of 20 18, all provinces" in TASKS["2.5"]["text"]
    assert TASKS["4.3"]["measures"][0]["text"].endswith("national science and technology plan 20 18.")
    assert all(task["title"] is None for task in TASKS.values())
