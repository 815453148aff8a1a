"""What a history says, what an operation touches, how the text is coloured, what notice comes of a draft."""

import pytest

from tasks.intake.review import (
    DESCRIPTIONS,
    describe,
    draft_of,
    history,
    marked,
    replay,
    spans,
    to_notice,
    touched,
)
from tasks.intake.review.marks import Mark
from tasks.intake.review.stretches import quote
from tests.intake import review_scenes as scenes
from tests.intake.review_scenes import TEXT, after, at, draft, upto

STORY = [
    (1, {"op": "set", "node": "r2", "field": "agency", "value": "NHC"}, "set_responsibility"),
    (2, {"op": "set", "node": "meta", "field": "slug", "value": "county-2018"}, "set_meta"),
    (3, {"op": "bound", "node": "t2", "start": 0, "end": 0}, "bound_task"),
    (4, {"op": "bound", "node": "m1", "part": "clause", "start": None, "end": None}, "remove_clause"),
    (5, {"op": "move", "node": "t4", "before": "t3"}, "order_task"),
    (6, {"op": "move", "node": "r4", "parent": "m5"}, "move_responsibility"),
    (7, {"op": "settle", "node": "w5", "how": "ticked"}, "tick_warning"),
    (8, {"op": "split", "node": "t2", "at": at("of the farmers")[0]}, "split_task"),
    (9, {"op": "drop", "node": "t2.8"}, "drop_task"),
    (10, {"op": "add", "kind": "target", "parent": "m5", "values": {"text": "two"}}, "add_target"),
    (11, {"op": "accept_edition", "slug": "2018-h2"}, "accept_edition"),
]
TAKE_PUBLISH = {"op": "bound", "node": "t2", "start": at("Publish")[0], "end": upto("2.", "farmers.")[1]}
STORY[2][1].update(dict(zip(("start", "end"), at("2. Insure 90% of the farmers"), strict=True)))


def test_the_history_speaks_in_the_words_of_its_time():
    told = history(draft(), [(n, operation) for n, operation, _ in STORY], TEXT)

    sentences = [DESCRIPTIONS[code].format(**params) for _, code, params in told]
    assert [(n, code) for n, code, _ in told] == [(n, code) for n, _, code in STORY]
    assert (sentences[0], sentences[8]) == (
        "Responsibility “Health Office” (1.1/1): agency set to NHC",
        "Task 1.3 dropped",
    )
    assert sentences[5:7] == [
        "Responsibility “Health Office” (2.2/1) moved to measure 2.1/1",
        "Warning printed_number ticked off",
    ]


def test_what_was_undone_goes_by_its_id():
    code, params = describe({"op": "set", "node": "t9.4", "field": "title_en", "value": "X"}, draft())

    assert DESCRIPTIONS[code].format(**params) == "Task t9.4: title_en set to X"


@pytest.mark.parametrize(
    ("operation", "ids"),
    [
        ({"op": "set", "node": "r1", "field": "agency", "value": "MOF"}, {"r1"}),
        ({"op": "set", "node": "r2", "field": "agency", "value": "NHC"}, {"r2", "w2"}),
        ({"op": "set", "node": "meta", "field": "title", "value": "X"}, {"meta.title"}),
        ({"op": "set", "node": "m1", "field": "mode", "value": "joint"}, {"m1", "r1"}),
        ({"op": "drop", "node": "t2"}, {"t2", "m3", "g1"}),
        ({"op": "move", "node": "t1", "before": None}, {"t1"}),
        (TAKE_PUBLISH, {"t1", "t2", "m2"}),
    ],
)
def test_an_operation_touches_what_it_changes_and_not_what_is_merely_numbered_anew(operation, ids):
    assert touched(operation, draft(), TEXT) == ids


def test_the_pieces_give_the_text_back_and_say_what_they_lie_in():
    pieces = marked(TEXT, spans(draft()))

    assert "".join(piece.text for piece in pieces) == TEXT
    name = next(piece for piece in pieces if piece.text == "Insurance Bureau")
    assert (name.ids, name.kinds, name.opening) == (
        ("t1", "m1", "r1"),
        ("task", "clause", "responsibility"),
        ("r1",),
    )


def test_marks_may_overlap_in_any_way():
    marks = [
        Mark(0, 4, "task", "t1"),
        Mark(2, 6, "warning", "w1"),
        Mark(2, 4, "measure", "m1"),
        Mark(6, 8, "task", "t2"),
    ]

    pieces = [(piece.text, piece.ids, piece.opening) for piece in marked("abcdefgh", marks)]

    assert pieces == [
        ("ab", ("t1",), ("t1",)),
        ("cd", ("t1", "w1", "m1"), ("w1", "m1")),
        ("ef", ("w1",), ()),
        ("gh", ("t2",), ("t2",)),
    ]
    assert marked("", []) == []


def test_settled_warnings_are_marked_no_more():
    changed = after({"op": "settle", "node": "w5", "how": "ticked"})

    assert {mark.id for mark in spans(draft()) if mark.kind == "warning"} == {"w1", "w2", "w3", "w5"}
    assert {mark.id for mark in spans(changed) if mark.kind == "warning"} == {"w1", "w2", "w3"}


def test_words_are_quoted_without_markup_and_broken_lines():
    line = "<p>The county keeps a stock of rare medicines for everybody who may need</p>"
    broken = "\n".join(["The county keeps a stock of rare medicines for all who", "may come"] * 6)

    assert quote(line, (14, len(line))) == "keeps a stock of rare medicines for everybody who may need"
    assert quote(broken, (0, 63)) == broken[:63].replace("\n", " ")


def test_the_notice_lists_what_lies_outside_now_and_leaves_resolved_warnings_out():
    changed = after(
        {"op": "set", "node": "r2", "field": "agency", "value": "NHC"},
        {"op": "settle", "node": "w5", "how": "ticked"},
        {"op": "drop", "node": "t2"},
    )

    warnings = to_notice(changed)["warnings"]
    assert [(each["code"], each["start"]) for each in warnings] == [
        ("no_period", 0),
        ("outside", at("These")[0]),
        ("date_without_year", at("by\nthe end")[0]),
        ("outside", at("2. Insure")[0]),
        ("printed_number", at("3. Keep")[0]),
        ("outside", at("Signed")[0]),
    ]
    assert warnings[1]["message"] == draft()["warnings"][0]["message"]
    assert warnings[3]["message"] == (
        "This text (left out in the review) is no area, task or clause: “2. Insure 90% of the farmers.”."
    )


def test_a_reading_is_kept_word_for_word():
    reading = scenes.reading()

    notice = to_notice(draft_of(reading, TEXT))

    texts = [
        measure["text"] for area in notice["areas"] for task in area["tasks"] for measure in task["measures"]
    ]
    found = [
        measure["text"] for area in reading["areas"] for task in area["tasks"] for measure in task["measures"]
    ]
    assert texts == found
    assert replay(draft_of(reading, TEXT), [], TEXT) == draft_of(scenes.reading(), TEXT)


@pytest.mark.parametrize("junk", [{}, {"areas": []}, {"title": "x", "areas": [{}]}])
def test_what_is_no_reading_makes_no_draft(junk):
    with pytest.raises(ValueError, match="this is no reading"):
        draft_of(junk, TEXT)
