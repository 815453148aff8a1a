"""Measures: roles, clauses, names, deadlines and targets follow the text."""

import re

import pytest

from tests.data.files import (
    MEASURES,
    PLAN,
    each_measure,
    resolve,
    words,
)

DERIVED_DEADLINE = {"text": "Second Half of 20 18", "date": "2018-12-31", "derived": True}
MEASURE_KEYS = {"text", "clause", "mode", "open_ended", "responsibilities", "deadlines", "targets"}
COMPARATORS = {"=", ">=", "<=", ">", "<", "increase_by", "range"}


@pytest.mark.parametrize("measure", each_measure())
def test_a_measure_has_the_keys_of_the_schema(measure):
    assert set(measure) - {"places"} == MEASURE_KEYS
    assert measure["clause"].startswith("(")
    assert measure["text"]
    assert measure["text"] == measure["text"].strip()
    assert measure["responsibilities"]


@pytest.mark.parametrize("measure", each_measure())
def test_roles_follow_the_mode(measure):
    roles = [r["role"] for r in measure["responsibilities"]]

    if measure["mode"] == "lead_first":
        assert roles == ["lead"] + ["co_responsible"] * (len(roles) - 1)
    else:
        assert measure["mode"] == "respective"
        assert roles[0] == "lead"
        assert set(roles) <= {"lead", "participating"}


@pytest.mark.parametrize("measure", each_measure())
def test_the_mode_is_respective_exactly_where_the_clause_says_respectively(measure):
    assert (measure["mode"] == "respective") == ("respectively" in measure["clause"])
    participates = any(r["role"] == "participating" for r in measure["responsibilities"])
    assert participates == ("with the participation of" in measure["clause"])


@pytest.mark.parametrize("measure", each_measure())
def test_the_list_is_open_exactly_where_the_clause_leaves_it_open(measure):
    assert measure["open_ended"] == bool(re.search(r"and other departments|etc\.", measure["clause"]))


CONNECTING_WORDS = {
    *words("and the is are responsible by for of to with etc other departments respectively participation"),
    *words("take lead according division responsibilities same below department ranking first"),
}


@pytest.mark.parametrize("measure", each_measure())
def test_the_clause_holds_the_names_in_order_and_nothing_else_but_connecting_words(measure):
    rest, left_over = measure["clause"], ""
    for responsibility in measure["responsibilities"]:
        before, name, rest = rest.partition(responsibility["name"])
        assert name
        left_over += before + " "
    words = re.findall(r"\w+", (left_over + rest).casefold())
    assert set(words) <= CONNECTING_WORDS


@pytest.mark.parametrize("measure", each_measure())
def test_every_printed_name_resolves_to_its_agency(measure):
    for responsibility in measure["responsibilities"]:
        assert not responsibility["name"].casefold().startswith("the ")
        assert resolve(responsibility["name"], PLAN["period"]["start"]) == responsibility["agency"]


@pytest.mark.parametrize("measure", each_measure())
def test_every_measure_has_a_deadline_of_its_own_or_the_derived_one(measure):
    own = [deadline for deadline in measure["deadlines"] if not deadline["derived"]]

    assert own or measure["deadlines"] == [DERIVED_DEADLINE]
    assert all(deadline["text"] in measure["text"] for deadline in own)
    assert DERIVED_DEADLINE["text"] in PLAN["title"]


@pytest.mark.parametrize("measure", each_measure())
def test_targets_quote_their_measure(measure):
    for target in measure["targets"]:
        assert target["text"] in measure["text"]
        assert target["comparator"] in COMPARATORS
        assert (target["comparator"] == "range") == isinstance(target["value"], list)
        assert target["unit"]


def test_exactly_seven_targets_are_set():
    found = [
        (number, i + 1, target["value"], target["unit"], target["comparator"])
        for number, i, measure in MEASURES
        for target in measure["targets"]
    ]

    assert found == [
        ("2.5", 2, 20, "%", "="),
        ("2.5", 2, 10, "%", "="),
        ("3.2", 1, 40, "yuan per capita", "increase_by"),
        ("3.2", 1, 50, "%", "="),
        ("5.3", 1, [1, 2], "cities", "range"),
        ("5.4", 1, 10, "%", "="),
        ("6.4", 1, 55, "yuan per capita", "="),
    ]


def test_how_their_readings_are_taken_is_as_decided():
    terms = ("kind", "per_place", "cumulative", "baseline", "due_on")
    found = [
        (number, [target.get(name) for name in terms], "numerator_en" in target)
        for number, _i, measure in MEASURES
        for target in measure["targets"]
    ]

    nothing = [None] * 5
    assert found == [
        ("2.5", [None, True, None, None, None], True),
        ("2.5", [None, True, None, None, None], True),
        ("3.2", nothing, False),
        ("3.2", nothing, True),
        ("5.3", ["count", True, None, None, None], False),
        ("5.4", nothing, True),
        ("6.4", nothing, False),
    ]


def test_every_target_has_short_titles_in_both_languages():
    for _number, _i, measure in MEASURES:
        for target in measure["targets"]:
            assert 0 < len(target["title_en"]) <= 80
            assert 0 < len(target["title_zh"]) <= 30


def test_the_only_deadline_of_its_own_is_the_one_for_hospital_regulations():
    own = [(n, i + 1, d["date"]) for n, i, m in MEASURES for d in m["deadlines"] if not d["derived"]]

    assert own == [("2.5", 2, "2018-12-31")]
