"""data/findings/: what the six points of 2022 say about places, held against the words of the article."""

import re
from functools import cache

import pytest

from tests.data.files import JURISDICTIONS, read
from tests.data.test_notices import leaves, tasks_of, words_of

PLAN = "sanming-2022"
RECORDED = read("findings/sanming-2022.json")
NAMES = {place["code"]: place["short_en"] for place in JURISDICTIONS} | {
    "660000": "Xinjiang Production and Construction Corps"
}
PROVINCES = {place["code"] for place in JURISDICTIONS if place["level"] == "province"}
NUMBERS = {7: "Seven", 9: "Nine", 32: "(The 31|All) provinces and (the )?Xinjiang Production and"}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@cache
def statements() -> list[tuple[str, str, str]]:
    """(task, code of a place, quote), one for each place of each statement."""
    return [(row["task"], code, row["quote"]) for row in RECORDED["findings"] for code in row["places"]]


@pytest.mark.parametrize(
    ("task", "code", "quote"), statements(), ids=[f"{task}-{NAMES[code]}" for task, code, _q in statements()]
)
def test_the_quote_stands_in_the_text_and_names_the_place(task, code, quote):
    assert quote in tasks_of(PLAN)[task]["text"]
    assert quote in words_of(PLAN)
    assert re.findall(rf"\b{NAMES[code]}\b", quote)[:1] == [NAMES[code]]


def test_every_place_that_a_statement_names_has_its_entry():
    named = {
        (task, code)
        for task, node in tasks_of(PLAN).items()
        for code in PROVINCES - {"660000"}
        if re.search(rf"\b{NAMES[code]}\b", node["text"].replace("Xinjiang Production and", ""))
    }

    assert {(task, code) for task, code, _quote in statements()} == named


def test_the_places_are_provinces_and_each_statement_counts_once():
    assert {code for _task, code, _quote in statements()} <= PROVINCES
    assert len(set(statements())) == len(statements()) == 37


def test_the_article_says_where_each_statement_stands():
    rows = RECORDED["findings"] + RECORDED["groups"]

    assert {(row["task"], row["source"]) for row in rows} == {
        (f"{n}.1", f"Cover News, 28 July 2022, {word} point") for n, word in enumerate(ORDINALS, 1)
    }


@pytest.mark.parametrize("group", RECORDED["groups"], ids=[row["target"][:30] for row in RECORDED["groups"]])
def test_a_counted_group_has_its_number_and_its_names_from_the_text(group):
    assert group["quote"] in tasks_of(PLAN)[group["task"]]["text"]
    assert re.search(NUMBERS.get(group["value"], str(group["value"])), group["quote"])
    assert [code for code in group["named"] if NAMES[code] not in group["quote"]] == []
    assert {code for code in PROVINCES - {"660000"} if re.search(
        rf"\b{NAMES[code]}\b(?! Production)", group["quote"]
    )} == set(group["named"]) - {"660000"}  # fmt: skip


def test_each_indicator_of_the_plan_has_its_count():
    counted = [(row["task"], row["target"]) for row in RECORDED["groups"]]

    assert counted == [(number, aim["text"]) for number, aim in leaves(PLAN, "targets")]
    assert [(row["value"], row["out_of"], len(row["named"])) for row in RECORDED["groups"]] == [
        (32, 32, 1), (19, 32, 0), (32, 32, 1), (20, None, 4), (11, None, 1), (9, None, 3), (10, None, 1),
        (7, None, 3),
    ]  # fmt: skip
