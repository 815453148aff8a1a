"""The founding documents of data/notices/: what the recorded review makes of what the reader finds."""

import hashlib
import json
import re
from functools import cache

import pytest

from tasks.extraction import text_of
from tasks.intake import review
from tasks.intake.editions import KnownPlan
from tasks.intake.names import Gazetteer
from tasks.intake.reader import read_notice
from tests.data.files import DATA, JURISDICTIONS, PLAN, REFERENCE, TASKS

SECOND, CITY, OPINIONS = "2018-h2-second-translation", "qinhuangdao-opinions", "2009-opinions-four-systems"
SANMING = "sanming-2022"
NAMES = (SECOND, CITY, OPINIONS, SANMING)
# What a document that makes nobody responsible cannot state.
ONLY_WITH_DUTIES = {"no_duty", "no_duty_in_task", "no_period"}
HAN = re.compile("[\u4e00-\u9fff]")


def words_of(name):
    return text_of((DATA / "notices" / f"{name}.txt").read_bytes(), ".txt")


def recorded(name):
    return json.loads((DATA / "notices" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def reviewed(name):
    """The draft after all recorded decisions."""
    text, record = words_of(name), recorded(name)
    names = Gazetteer({row["name"]: row["agency"] for row in REFERENCE["names"]})
    known = KnownPlan("2018-h2", PLAN["title"], {number: task["text"] for number, task in TASKS.items()})
    found = read_notice(text, names, language=record["language"], known_plans=[known])
    draft = review.draft_of(found.to_json(), text)
    return review.replay(draft, enumerate(record["operations"], 1), text)


def tasks_of(name):
    return {task["number"]: task for area in reviewed(name)["areas"] for task in area["tasks"]}


def leaves(name, kind):
    """(number of the task, leaf) in the order of the document."""
    found = [(number, measure) for number, task in tasks_of(name).items() for measure in task["measures"]]
    return [(number, leaf) for number, measure in found for leaf in measure[kind]]


def shape(name):
    return [(area["field"], len(area["tasks"])) for area in reviewed(name)["areas"]]


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        (SECOND, "a018039e1cb13b83673d355223bba670852761fc0798336a2c0614215e58b26d"),
        (CITY, "cc2909886020726378fc8ccccadd7d5172e912d39f4fbed34b5dc6f69dcb0966"),
        (OPINIONS, "330de559155709803524cbdfab67054866e580bbb42b517507704889a2239cff"),
        (SANMING, "577a8c6d9f80a86ce40ea96dcdaa2f9cb3c5842d677dd6f30d8437f887c265d6"),
    ],
)
def test_the_text_is_the_document_as_found(name, digest):
    assert hashlib.sha256((DATA / "notices" / f"{name}.txt").read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_open_and_every_tick_has_its_reason(name):
    codes = {agency["code"] for agency in REFERENCE["agencies"]}
    places = {place["code"] for place in JURISDICTIONS}

    points = review.open_points(reviewed(name), codes, places)
    silent = [each for each in reviewed(name)["warnings"] if each["settled"] == "ticked" and not each["note"]]

    assert ({point.code for point in points}, silent) == (ONLY_WITH_DUTIES, [])


@pytest.mark.parametrize("name", NAMES)
def test_no_body_is_made_responsible(name):
    assert leaves(name, "responsibilities") == []


@pytest.mark.parametrize("name", NAMES)
def test_plan_areas_and_tasks_have_short_titles_in_both_languages(name):
    draft = reviewed(name)
    titled = [draft["meta"], *draft["areas"], *tasks_of(name).values()]

    assert [node for node in titled if HAN.search(node["title_en"]) or len(node["title_en"]) > 90] == []
    assert [node for node in titled if not HAN.search(node["title_zh"]) or len(node["title_zh"]) > 40] == []
    assert len({node["title_zh"] for node in titled[1:]}) == len(titled) - 1


@pytest.mark.parametrize("name", NAMES)
def test_dates_and_targets_are_words_of_the_text(name):
    text = words_of(name)
    found = [leaf for kind in ("deadlines", "targets") for _number, leaf in leaves(name, kind)]

    assert [leaf["text"] for leaf in found] == [text[slice(*leaf["span"])] for leaf in found]


def test_the_second_translation_is_an_edition_of_areas_one_and_two():
    draft = reviewed(SECOND)
    [edition] = draft["editions"]

    assert (draft["meta"]["edition_of"], draft["meta"]["jurisdiction"]) == ("2018-h2", None)
    assert shape(SECOND) == [("graded_diagnosis", 7), ("hospital_management", 8)]
    assert [(here, there) for here, there, _score in edition["pairs"]] == [
        (number, number) for number in tasks_of(SECOND)
    ]


def test_the_second_translation_has_the_short_titles_of_the_first():
    other = {
        number: task["title_en"]
        for number, task in tasks_of(SECOND).items()
        if task["title_en"] != TASKS[number]["title_en"]
    }

    assert other == {"2.5": "Modern hospital management"}  # this text knows no regulations of hospitals


def test_the_second_translation_keeps_its_legal_basis_as_printed():
    basis = reviewed(SECOND)["meta"]["legal_basis"]

    assert basis.startswith(
        "The People's Republic of China*** and the Basic Medical Care and Health Promotion Law"
    )
    assert words_of(SECOND).endswith("Legal basis:\n\n" + basis)


def test_a_sentence_that_a_line_break_cuts_stays_in_its_task():
    text = tasks_of(SECOND)["1.5"]["text"]

    assert "\n\nAccording to the\n\nAccording to the actual situation of different" in text
    assert "and science\n\nA standardized community health" in tasks_of(CITY)["2.7"]["text"]


def test_what_lies_outside_is_said_stretch_by_stretch():
    left_out = [
        each["message"].split(": ", 1)[1]
        for each in review.to_notice(reviewed(SECOND))["warnings"]
        if each["code"] == "outside"
    ]

    assert left_out == [
        "“The state establishes and improves the comprehensive supervision and management”.",
        "“Legal basis: The People's Republic of China*** and the Basi…”.",
    ]


def test_the_city_has_four_parts_and_a_task_for_each_paragraph():
    assert reviewed(CITY)["meta"]["jurisdiction"] == "130300"
    assert shape(CITY) == [("insurance", 6), ("services", 8), ("drugs", 4), ("governance", 2)]
    for task in tasks_of(CITY).values():
        assert task["text"].startswith(task["title"])


def test_every_quantified_target_of_the_city_is_kept():
    found = [
        (number, target["comparator"], target["value"], target["unit"])
        for number, target in leaves(CITY, "targets")
    ]

    assert found == [
        ("1.1", "=", 280000, "people"),
        ("1.1", "=", 88, "%"),
        ("1.1", ">", 300000, "people"),
        ("2.4", "range", [1, 2], "state-owned hospitals"),
        ("2.6", ">", 80, "%"),
        ("2.7", "=", 60, "%"),
        ("3.1", "=", 12, "pharmaceutical production enterprises"),
    ]


def test_how_the_readings_of_the_city_would_be_taken_is_decided_in_the_review():
    written = review.to_notice(reviewed(CITY))
    tasks = [task for area in written["areas"] for task in area["tasks"]]
    aims = [each for task in tasks for measure in task["measures"] for each in measure["targets"]]

    assert [(each.get("kind"), "denominator_zh" in each, each.get("baseline")) for each in aims] == [
        ("count", False, None), (None, True, None), ("count", False, None), ("count", False, None),
        (None, True, None), (None, True, None), ("count", False, None),
    ]  # fmt: skip
    assert all(HAN.search(each["title_zh"]) and not HAN.search(each["title_en"]) for each in aims)


def test_the_base_of_last_year_is_no_target_and_the_stretch_says_so():
    draft, aims = reviewed(CITY), [aim["text"] for number, aim in leaves(CITY, "targets") if number == "1.1"]
    notes = [each["note"] for each in draft["warnings"] if "base from which the city starts" in each["note"]]

    assert "At the end of last year, on the basis of 80% of the number" in tasks_of(CITY)["1.1"]["text"]
    assert aims == [
        "the number of people participating in the city should reach 280,000",
        "accounting for 88% of the number of people insured",
        "strive to break through 300,000",
    ]
    assert len(notes) == 1


def test_the_end_of_an_unknown_year_has_no_date_but_its_warning():
    draft = reviewed(CITY)
    warned = [each["node"] for each in draft["warnings"] if each["code"].startswith("date_")]

    assert [(number, each["date"]) for number, each in leaves(CITY, "deadlines")] == [
        ("1.1", None), ("2.7", None), ("3.1", None), ("3.1", None),
    ]  # fmt: skip
    assert warned == [each["id"] for _number, each in leaves(CITY, "deadlines")]
    assert (draft["meta"]["period_start"], draft["meta"]["issued_on"]) == (None, None)


def test_the_opinions_have_four_systems_and_a_task_for_each_paragraph():
    assert shape(OPINIONS) == [("public_health", 6), ("services", 7), ("insurance", 5), ("drugs", 3)]
    for task in tasks_of(OPINIONS).values():
        assert task["text"].startswith(task["title"])


def test_the_opinions_state_one_year_and_no_figure():
    dates = [(number, each["text"], each["date"]) for number, each in leaves(OPINIONS, "deadlines")]

    assert (dates, leaves(OPINIONS, "targets")) == ([("3.2", "in 2009", "2009-12-31")], [])
    assert reviewed(OPINIONS)["meta"]["issuer"] == "Central Government and the State Council"


def test_the_six_points_are_six_areas_with_a_task_each():
    assert shape(SANMING) == [
        ("governance", 1), (None, 1), ("graded_diagnosis", 1), ("hospital_management", 1), (None, 1),
        ("related_fields", 1),
    ]  # fmt: skip
    assert list(tasks_of(SANMING)) == ["1.1", "2.1", "3.1", "4.1", "5.1", "6.1"]


def test_of_the_six_points_every_word_stands_in_the_title_or_in_the_task():
    text, areas = words_of(SANMING), reviewed(SANMING)["areas"]
    points = text[text.index("First, the party") : text.index("[If you have news clues")]
    kept = [f"{area['title']} {area['tasks'][0]['text']}" for area in areas]

    printed = " ".join(points.split()).replace("First, ", "").replace("Fifth, ", "").replace("Sixth, ", "")
    assert " ".join(kept) == printed


def test_the_six_points_are_dated_by_the_article_and_state_no_period():
    meta = reviewed(SANMING)["meta"]

    assert (meta["issued_on"], meta["period_start"], meta["jurisdiction"]) == ("2022-07-28", None, None)
    assert meta["issuer"] == "National Health and Health Commission"


def test_what_the_article_counts_is_followed_and_has_no_value_to_reach():
    found = [(n, aim["value"], aim["kind"], aim["unit"]) for n, aim in leaves(SANMING, "targets")]

    assert found == [
        (number, None, "count", "provinces")
        for number in ("1.1", "1.1", "2.1", "3.1", "4.1", "4.1", "5.1", "6.1")
    ]
    assert leaves(SANMING, "deadlines") == []


def test_what_the_site_put_around_the_article_is_left_out():
    text = words_of(SANMING)
    left_out = [text[slice(*each["span"])] for each in reviewed(SANMING)["outside"]]

    assert [words[:24] for words in left_out] == ["Author:Cover news Time:2", "[If you have news clues,"]
    assert left_out[1].endswith("After being appointed Mi...")
