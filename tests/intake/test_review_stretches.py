"""Changing the ends of headings, tasks, measures and clauses, and dropping them."""

import pytest

from tasks.intake.review import ReviewError, draft_of, find
from tests.intake import review_scenes as scenes
from tests.intake.review_scenes import TEXT, after, at, bodies, draft, outline, outside, upto

GREETING = "These words only greet the reader."
CLOSING = "Signed in haste."


def bound(node: str, span: tuple[int, int], **more: object) -> dict:
    return {"op": "bound", "node": node, "start": span[0], "end": span[1], **more}


def refused(*operations: dict) -> tuple[str, str | None]:
    with pytest.raises(ReviewError) as caught:
        after(*operations)
    return caught.value.code, caught.value.params.get("label")


def words(draft: dict, id: str) -> str:
    return str(find(draft, id).node["text"])


def test_what_lies_in_no_node_is_outside():
    assert outside(draft()) == [GREETING, CLOSING]


# ends of tasks


def test_a_task_that_takes_in_words_from_outside_says_them():
    changed = after(bound("t4", upto("3. Keep", CLOSING)))

    assert words(changed, "t4") == "Keep a stock of rare medicines.\n\nSigned in haste."
    assert words(changed, "m5") == words(changed, "t4")
    assert outside(changed) == [GREETING]


def test_words_that_a_task_gives_up_fall_outside():
    changed = after(bound("t2", at("2. Insure 90%")))

    assert (words(changed, "t2"), words(changed, "m3")) == ("Insure 90%", "Insure 90%")
    assert outside(changed) == [GREETING, "of the farmers.", CLOSING]
    assert [each["id"] for each in find(changed, "m3").node["targets"]] == ["g1"]


def test_what_was_read_in_words_that_fall_away_goes_too():
    changed = after(bound("t1", upto("1. Pay", "prices")))

    assert words(changed, "m2") == "Publish all prices"
    assert [find(changed, "m2").node[key] for key in ("clause", "deadlines", "responsibilities")] == [
        None,
        [],
        [],
    ]
    assert [each["id"] for each in find(changed, "m1").node["responsibilities"]] == ["r1", "r2"]


def test_a_neighbour_that_would_overlap_is_cut_and_its_measures_follow_their_clause():
    changed = after(bound("t2", upto("Publish", "farmers.")))

    assert outline(changed)[0] == ("a1", [("t1", ["m1"]), ("t2", ["m2", "m3"])])
    assert (
        words(changed, "t1")
        == "Pay by group in every town. (Insurance Bureau and Health Office are responsible)"
    )
    assert bodies(find(changed, "m2").node) == [("Finance Office", "lead")]


def test_a_task_without_a_measure_left_has_one_that_is_its_whole_text():
    changed = after(bound("t2", upto("group", "farmers.")))

    assert outline(changed)[0] == ("a1", [("t1", ["m.t1.1"]), ("t2", ["m1", "m2", "m3"])])
    assert (words(changed, "t1"), words(changed, "m.t1.1")) == ("Pay by", "Pay by")
    assert words(changed, "m1") == "group in every town."


def test_a_task_may_not_swallow_or_split_another_or_a_heading():
    assert refused(bound("t1", upto("1. Pay", "farmers."))) == ("swallows", "1.2")
    assert refused(bound("t2", upto("2. Insure", "II. Medicines"))) == ("swallows", "2")
    assert refused(bound("t4", at("by group"))) == ("inside_another", "1.1")


@pytest.mark.parametrize("span", [(5, 5), (9, 3), (-1, 4), (0, 10**6), (None, 4), (True, 4), (32, 33)])
def test_a_stretch_must_hold_something(span):
    assert refused(bound("t1", span))[0] == "bad_span"


def test_the_number_in_front_is_no_part_of_the_text():
    cut = after(bound("t4", at("Keep a stock of rare medicines.")))
    again = after(bound("t4", at("3. Keep a stock of rare medicines.")), start=cut)

    assert [find(cut, "t4").node[key] for key in ("printed", "text")] == [
        None,
        "Keep a stock of rare medicines.",
    ]
    assert [find(again, "t4").node[key] for key in ("printed", "text")] == [
        "3.",
        "Keep a stock of rare medicines.",
    ]


def test_a_heading_gives_words_to_a_task_and_keeps_a_title_set_by_hand():
    heading = {"op": "add", "kind": "area", "start": at(GREETING)[0], "end": at(GREETING)[1]}
    by_hand = {"op": "set", "node": "a.1", "field": "title", "value": "Greeting"}
    shorter = bound("a.1", at("These words"))

    assert find(after(heading, shorter), "a.1").node["title"] == "These words"
    changed = after(heading, by_hand, shorter)
    assert find(changed, "a.1").node["title"] == "Greeting"
    assert outside(changed) == ["only greet the reader.", CLOSING]


def test_a_heading_that_runs_on_into_its_first_task_keeps_those_words():
    reading = scenes.reading()
    reading["areas"][0] |= {"span": upto("I. Insurance", "by group"), "title": "Insurance"}

    changed = after(bound("t1", upto("1. Pay", "prices")), start=draft_of(reading, TEXT))

    assert [find(changed, "a1").node[key] for key in ("title", "span")] == [
        "Insurance",
        [*upto("I. I", "by group")],
    ]
    assert words(changed, "m2") == "Publish all prices"


# ends of measures and clauses


def test_a_measure_takes_words_from_the_one_beside_it():
    changed = after(bound("m2", upto("are responsible) Publish", "September.")), start=None)

    assert words(changed, "m2").startswith("are responsible) Publish all prices")
    assert find(changed, "m1").node["clause"] == "(Insurance Bureau and Health Office"
    assert words(changed, "t1") == words(draft(), "t1")


def test_a_measure_stays_inside_its_task():
    assert refused(bound("m2", upto("Publish", "farmers."))) == ("outside_task", "1.1")
    assert refused(bound("m2", upto("Pay", "September."))) == ("swallows", "1.1/1")
    assert refused(bound("m2", at("by group"))) == ("inside_another", "1.1/1")


def test_a_clause_that_grows_takes_words_from_the_text_before_it():
    changed = after(bound("m1", upto("in every", "responsible)"), part="clause"))

    measure = find(changed, "m1").node
    assert (measure["text"], measure["clause"][:20]) == ("Pay by group", "in every town. (Insu")


def test_a_clause_that_shrinks_gives_up_the_names_outside_it():
    changed = after(bound("m1", at("(Insurance Bureau"), part="clause"))

    assert bodies(find(changed, "m1").node) == [("Insurance Bureau", "lead")]


def test_a_clause_may_go_away_and_come_back():
    gone = after({"op": "bound", "node": "m1", "part": "clause", "start": None, "end": None})
    back = after(
        bound("m1", at("(Insurance Bureau and Health Office are responsible)"), part="clause"), start=gone
    )

    assert [find(gone, "m1").node[key] for key in ("clause", "clause_span", "responsibilities")] == [
        None,
        None,
        [],
    ]
    assert find(back, "m1").node["clause"] == "(Insurance Bureau and Health Office are responsible)"
    assert refused(bound("t1", at("Publish"), part="clause"))[0] == "bad_operation"


# dropping


def test_the_words_of_a_dropped_task_fall_outside():
    changed = after({"op": "drop", "node": "t2"})

    assert outline(changed)[0] == ("a1", [("t1", ["m1", "m2"])])
    assert outside(changed) == [GREETING, "2. Insure 90% of the farmers.", CLOSING]


def test_the_words_of_a_dropped_area_fall_outside_with_its_tasks():
    changed = after({"op": "drop", "node": "a2"})

    assert outside(changed) == [GREETING, TEXT[TEXT.index("II.") :].strip()]


def test_the_words_of_a_dropped_measure_stay_in_its_task():
    one, both = {"op": "drop", "node": "m1"}, {"op": "drop", "node": "m2"}

    changed = after(one, both)

    assert outline(after(one))[0][1][0] == ("t1", ["m2"])
    assert outline(changed)[0][1][0] == ("t1", ["m.t1.2"])
    assert words(changed, "m.t1.2") == words(changed, "t1") == words(draft(), "t1")
    assert outside(changed) == outside(draft())
