"""Which measures call on provinces or localities, read by hand: docs/plans/2018-h2.md gives the reasons."""

import re

import pytest

from tests.data.files import DATA, MEASURES

CALLING = {
    "1.3/1": "localities",
    "1.6/1": "localities",
    "2.1/1": "localities",
    "2.5/2": "provinces",
    "2.7/2": "localities",
    "4.2/1": "provinces",
    "4.5/1": "provinces",
    "5.3/1": "provinces",
    "7.2/1": "localities",
}
MARKED = {f"{number}/{i + 1}": measure for number, i, measure in MEASURES if "places" in measure}
PLACE_WORDS = re.compile(r"\b(provinces|localities|local governments|provincial|counties|cities)\b")


def test_exactly_the_measures_read_by_hand_call_on_places():
    assert {label: measure["places"]["reach"] for label, measure in MARKED.items()} == CALLING


@pytest.mark.parametrize("label", CALLING)
def test_the_words_stand_in_the_measure_and_name_places(label):
    said = MARKED[label]["places"]

    assert set(said) == {"reach", "text"}
    assert said["text"] in MARKED[label]["text"]
    assert PLACE_WORDS.findall(said["text"])


def test_no_measure_without_a_mark_speaks_of_places_in_these_words():
    unmarked = [measure["text"] for _number, _i, measure in MEASURES if "places" not in measure]

    assert [found for text in unmarked for found in PLACE_WORDS.findall(text)] == []


def test_the_page_on_the_plan_lists_the_same_measures_with_the_same_words():
    page = (DATA.parent / "docs" / "plans" / "2018-h2.md").read_text(encoding="utf-8")
    section = page.split("## Places that a measure calls on")[1].split("\n## ")[0]
    rows = [line.split("|")[1:4] for line in section.splitlines() if line.startswith("| ")]
    said = {label.strip(): (reach.strip(), words.strip()) for label, reach, words in rows}

    wanted = {label: (one["places"]["reach"], one["places"]["text"]) for label, one in MARKED.items()}
    assert {label: said[label] for label in wanted} == wanted
