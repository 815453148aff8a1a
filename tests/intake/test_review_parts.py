"""Adding, splitting, joining and moving what stands in the text."""

import pytest

from tasks.intake.review import ReviewError, draft_of, find
from tests.intake import review_scenes as scenes
from tests.intake.review_scenes import TEXT, after, at, bodies, draft, outline, outside, upto

GREETING = "These words only greet the reader."
CLOSING = "Signed in haste."


def bound(node: str, span: tuple[int, int], **more: object) -> dict:
    return {"op": "bound", "node": node, "start": span[0], "end": span[1], **more}


def add(kind: str, span: tuple[int, int], **more: object) -> dict:
    return {"op": "add", "kind": kind, "start": span[0], "end": span[1], **more}


def split(node: str, words: str) -> dict:
    return {"op": "split", "node": node, "at": at(words)[0]}


def refused(*operations: dict) -> tuple[str, str | None]:
    with pytest.raises(ReviewError) as caught:
        after(*operations)
    return caught.value.code, caught.value.params.get("label")


def words(draft: dict, id: str) -> str:
    return str(find(draft, id).node["text"])


# adding


def test_an_added_task_stands_where_its_words_stand():
    changed = after(
        add("task", at(CLOSING)), add("task", at(GREETING), parent="a2", values={"title_en": "Greet"})
    )

    assert outline(changed)[1] == (
        "a2",
        [("t.2", ["m.t.2.2"]), ("t3", ["m4"]), ("t4", ["m5"]), ("t.1", ["m.t.1.1"])],
    )
    assert [find(changed, "t.2").node[key] for key in ("number", "title_en", "text")] == [
        "2.1",
        "Greet",
        GREETING,
    ]
    assert outside(changed) == []


def test_an_added_task_cuts_its_neighbour_and_takes_the_measures_there():
    changed = after(add("task", upto("Publish", "is responsible)")))

    assert outline(changed)[0] == ("a1", [("t1", ["m1"]), ("t.1", ["m2"]), ("t2", ["m3"])])


def test_a_task_can_be_added_where_nothing_was_found():
    empty = draft_of(scenes.reading() | {"areas": []}, TEXT)

    changed = after(add("task", at("2. Insure 90% of the farmers.")), start=empty)

    assert outline(changed) == [("a.1", [("t.1", ["m.t.1.1"])])]
    assert find(changed, "t.1").node["number"] == "1.1"


def test_an_added_heading_takes_over_the_tasks_behind_it_up_to_the_next():
    shorter = bound("t2", at("90% of the farmers."))

    changed = after(shorter, add("area", at("2. Insure")))

    assert outline(changed) == [
        ("a1", [("t1", ["m1", "m2"])]),
        ("a.2", [("t2", ["m3"])]),
        ("a2", [("t3", ["m4"]), ("t4", ["m5"])]),
    ]
    assert [find(changed, id).node["number"] for id in ("a.2", "t2", "a2", "t4")] == ["2", "2.1", "3", "3.2"]
    assert [find(changed, "a.2").node[key] for key in ("printed", "title")] == ["2.", "Insure"]


def test_a_heading_takes_tasks_out_of_an_area_that_has_none_printed():
    drop, add_task = {"op": "drop", "node": "a2"}, add("task", at("3. Keep a stock of rare medicines."))
    empty = draft_of(scenes.reading() | {"areas": []}, TEXT)

    changed = after(drop | {"node": "a.1"}, start=after(add_task, start=empty))
    again = after(add_task, add("area", at("II. Medicines")), start=changed)

    assert outline(again) == [("a.2", [("t.1", ["m.t.1.1"])])]


def test_an_added_measure_cuts_the_measures_beside_it():
    changed = after(add("measure", at("of the farmers."), parent="t2"))

    assert outline(changed)[0][1][1] == ("t2", ["m3", "m.1"])
    assert [words(changed, id) for id in ("m3", "m.1", "t2")] == [
        "Insure 90%",
        "of the farmers.",
        "Insure 90% of the farmers.",
    ]
    assert refused(add("measure", at("of the farmers."), parent="t1")) == ("outside_task", "1.1")


# splitting


def test_a_task_is_split_between_its_measures():
    changed = after(split("t1", "Publish"))

    assert outline(changed)[0] == ("a1", [("t1", ["m1"]), ("t1.1", ["m2"]), ("t2", ["m3"])])
    assert [task["number"] for task in changed["areas"][0]["tasks"]] == ["1.1", "1.2", "1.3"]
    assert [each["id"] for each in find(changed, "m2").node["deadlines"]] == ["d1"]


def test_a_measure_on_both_sides_is_split_with_its_task_and_the_clause_goes_where_it_stands():
    changed = after(split("t3", "with the neighbours"))

    assert outline(changed)[1] == ("a2", [("t3", ["m4"]), ("t3.1", ["m4.1"]), ("t4", ["m5"])])
    first, second = find(changed, "m4").node, find(changed, "m4.1").node
    assert [first[key] for key in ("text", "clause", "mode")] == ["Buy together", None, None]
    assert [second[key] for key in ("text", "clause", "mode")] == [
        "with the neighbours.",
        "(Health Office, Price Board)",
        "joint",
    ]
    assert (bodies(first), [each["id"] for each in second["responsibilities"]]) == ([], ["r4", "r5"])
    assert [each["id"] for each in first["deadlines"] + second["deadlines"]] == ["d2", "d2.1"]


def test_a_measure_is_split_inside_its_task():
    changed = after(split("m2", "by\nthe end"))

    assert outline(changed)[0][1][0] == ("t1", ["m1", "m2", "m2.1"])
    assert [words(changed, id) for id in ("m2", "m2.1")] == [
        "Publish all prices",
        "by\nthe end of September.",
    ]
    assert [each["id"] for each in find(changed, "m2.1").node["deadlines"]] == ["d1"]
    assert words(changed, "t1") == words(draft(), "t1")


def test_the_second_task_begins_behind_its_number():
    merged = after({"op": "merge", "node": "t2"})

    changed = after(split("t1", "2. Insure"), start=merged)

    assert [find(changed, "t1.1").node[key] for key in ("printed", "text")] == [
        "2.",
        "Insure 90% of the farmers.",
    ]


def test_nothing_is_split_at_its_edge_or_inside_a_clause():
    assert refused(split("t2", "Insure")) == ("split_at_edge", "1.2")
    assert refused(split("t2", "II.")) == ("split_at_edge", "1.2")
    assert refused({"op": "split", "node": "t2", "at": "5"}) == ("split_at_edge", "1.2")
    assert refused(split("t1", "Bureau and")) == ("split_in_clause", "1.1/1")


# joining


def test_a_task_is_joined_to_the_one_before():
    changed = after({"op": "merge", "node": "t2"})

    assert outline(changed)[0] == ("a1", [("t1", ["m1", "m2", "m3"])])
    assert words(changed, "t1").endswith("(Finance Office is responsible)\n2. Insure 90% of the farmers.")


def test_two_tasks_without_clauses_become_one_measure():
    apart = after(split("t4", "of rare"))

    joined = after({"op": "merge", "node": "t4.1"}, start=apart)

    assert outline(joined) == outline(draft())
    assert [find(joined, id).node["text"] for id in ("t4", "m5")] == ["Keep a stock of rare medicines."] * 2


def test_measures_are_joined_with_the_clause_of_the_second():
    changed = after({"op": "merge", "node": "m2"})

    measure = find(changed, "m1").node
    assert measure["clause"] == "(Finance Office is responsible)"
    assert (measure["text"][:12], measure["text"][-10:]) == ("Pay by group", "September.")
    assert bodies(measure) == [
        ("Insurance Bureau", "lead"),
        ("Health Office", "co_responsible"),
        ("Finance Office", "co_responsible"),
    ]


def test_an_area_is_joined_to_the_one_before_and_its_heading_falls_outside():
    changed = after({"op": "merge", "node": "a2"})

    assert [task["number"] for task in changed["areas"][0]["tasks"]] == ["1.1", "1.2", "1.3", "1.4"]
    assert outside(changed) == [GREETING, "II. Medicines", CLOSING]


def test_only_neighbours_in_the_text_are_joined():
    moved = {"op": "move", "node": "t4", "parent": "a1"}

    assert refused({"op": "merge", "node": "t1"}) == ("nothing_before", "1.1")
    assert refused({"op": "merge", "node": "t3"}) == ("nothing_before", "2.1")
    assert refused(moved, {"op": "merge", "node": "t4"}) == ("not_neighbours", "1.3")
    assert refused(moved | {"before": "t1"}, {"op": "merge", "node": "t1"}) == ("not_neighbours", "1.2")


# moving


def test_a_measure_that_moves_keeps_its_words_and_leaves_the_texts_of_both_tasks():
    changed = after({"op": "move", "node": "m4", "parent": "t4", "before": "m5"})

    assert outline(changed)[1] == ("a2", [("t3", ["m.t3.1"]), ("t4", ["m4", "m5"])])
    assert [words(changed, id) for id in ("t3", "t4", "m4")] == [
        words(draft(), id) for id in ("t3", "t4", "m4")
    ]


def test_a_measure_that_was_moved_away_is_left_alone_when_the_task_changes_its_ends():
    moved = after({"op": "move", "node": "m4", "parent": "t4"})

    changed = after(bound("t4", at("3. Keep a stock")), start=moved)

    assert outline(changed)[1][1][1] == ("t4", ["m5", "m4"])
    assert [words(changed, id) for id in ("m5", "m4")] == [
        "Keep a stock",
        "Buy together with the neighbours.",
    ]


def test_names_dates_and_targets_move_between_measures():
    changed = after(
        {"op": "move", "node": "r1", "parent": "m3"},
        {"op": "move", "node": "d1", "parent": "m3"},
        {"op": "move", "node": "g1", "parent": "m1"},
    )

    assert bodies(find(changed, "m1").node) == [("Health Office", "lead")]
    assert [
        [each["id"] for each in find(changed, "m3").node[key]] for key in ("responsibilities", "deadlines")
    ] == [
        ["r1"],
        ["d1"],
    ]
    assert [each["id"] for each in find(changed, "m1").node["targets"]] == ["g1"]


def test_moving_in_front_of_itself_changes_nothing():
    assert after({"op": "move", "node": "t1", "before": "t1"}) == draft()
