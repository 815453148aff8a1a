"""Whatever reviewers do, in whatever order: no word is lost, and the draft stays sound."""

import json
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.intake.review import ReviewError, apply, describe, marked, replay, spans, to_notice, touched
from tasks.intake.review.fields import COMPARATORS, MODES, ROLES
from tasks.intake.review.tree import places
from tests.intake.review_scenes import TEXT, draft

PLAN = "slug title title_en title_zh language jurisdiction issuer document_number issued_on"
LEAVES = {
    "responsibilities": ("name", "agency", "role"),
    "deadlines": ("text", "date", "derived"),
    "targets": ("text", "value", "unit", "comparator"),
}
OFFSETS = st.integers(0, len(TEXT)) | st.sampled_from([i for i, char in enumerate(TEXT) if char in " .\n("])
VALUES = st.none() | st.booleans() | st.integers(-3, 99) | st.floats() | st.text(max_size=8)
VALUES = VALUES | st.sampled_from([*MODES, *ROLES, *COMPARATORS, "2018-12-31", "NHC", [1, 2]])
FIELDS = (
    "title",
    "number",
    "title_en",
    "mode",
    "clause",
    "agency",
    "role",
    "date",
    "value",
    "comparator",
    "slug",
)


@st.composite
def operations(draw: Any, ids: list[str]) -> dict[str, Any]:
    node, other = draw(st.sampled_from(ids)), draw(st.none() | st.sampled_from(ids))
    start, end = sorted((draw(OFFSETS), draw(OFFSETS)))
    return draw(
        st.sampled_from(
            [
                {"op": "set", "node": node, "field": draw(st.sampled_from(FIELDS)), "value": draw(VALUES)},
                {"op": "bound", "node": node, "start": start, "end": end},
                {"op": "bound", "node": node, "start": start, "end": end, "part": "clause"},
                {"op": "add", "kind": "area", "start": start, "end": end},
                {"op": "add", "kind": "task", "start": start, "end": end},
                {"op": "add", "kind": "measure", "parent": node, "start": start, "end": end},
                {"op": "add", "kind": "responsibility", "parent": node, "values": {"name": "Office"}},
                {"op": "add", "kind": "target", "parent": node, "start": start, "end": end},
                {"op": "drop", "node": node},
                {"op": "split", "node": node, "at": start},
                {"op": "merge", "node": node},
                {"op": "move", "node": node, "parent": other},
                {"op": "move", "node": node, "before": other},
                {"op": "settle", "node": node, "how": "ticked"},
            ]
        )
    )


def ids_of(draft: dict[str, Any]) -> list[str]:
    return [
        "meta",
        *(place.node["id"] for place in places(draft)),
        *(each["id"] for each in draft["warnings"]),
    ]


def assert_sound(draft: dict[str, Any]) -> None:
    marks = [mark for mark in spans(draft) if mark.kind != "warning"]
    covered = {place for mark in marks for place in range(mark.start, mark.end)}
    assert {i for i, char in enumerate(TEXT) if not char.isspace()} - covered == set()
    assert [id for id, count in Counter(ids_of(draft)).items() if count > 1] == []
    blocks = sorted((mark.start, mark.end) for mark in marks if mark.kind in ("area", "task"))
    assert [(one, next) for one, next in pairwise(blocks) if next[0] < one[1]] == []
    assert [task["id"] for area in draft["areas"] for task in area["tasks"] if not task["measures"]] == []
    assert "".join(piece.text for piece in marked(TEXT, marks)) == TEXT
    assert json.loads(json.dumps(draft)) == draft


def keys(notice: dict[str, Any], *path: str) -> set[tuple[str, ...]]:
    """The keys of everything at that path of lists."""
    nodes = [notice]
    for name in path:
        nodes = [child for node in nodes for child in node[name]]
    return {tuple(node) for node in nodes}


def assert_schema(notice: dict[str, Any]) -> None:
    measures = ("areas", "tasks", "measures")
    assert keys(notice) == {(*PLAN.split(), "period", "areas", "warnings")}
    assert keys(notice, "warnings") <= {("code", "message", "start", "end")}
    assert keys(notice, "areas") <= {("number", "title", "title_en", "title_zh", "field", "tasks")}
    assert keys(notice, "areas", "tasks") <= {("number", "title", "title_en", "title_zh", "text", "measures")}
    assert keys(notice, *measures) <= {("text", "clause", "mode", "open_ended", *LEAVES)}
    for name, leaf in LEAVES.items():
        assert keys(notice, *measures, name) <= {leaf}


@settings(max_examples=60)
@given(st.data())
def test_no_sequence_of_operations_loses_a_word_or_harms_the_draft(data):
    base = changed = draft()
    done = []
    for n in range(1, data.draw(st.integers(1, 12)) + 1):
        operation = data.draw(operations(ids_of(changed)))
        try:
            after = apply(changed, operation, n, TEXT)
        except ReviewError:
            continue
        done.append((n, operation))
        changed = after
        assert_sound(changed)
        assert_schema(to_notice(changed))

    assert replay(base, done, TEXT) == changed


@settings(max_examples=100)
@given(st.data())
def test_what_is_not_touched_stays_as_it_is(data):
    before = draft()
    operation = data.draw(operations(ids_of(before)))

    try:
        ids, after = touched(operation, before, TEXT), apply(before, operation, 1, TEXT)
    except ReviewError:
        return

    own = {place.node["id"]: _own(place.node) for place in places(before)}
    now = {place.node["id"]: _own(place.node) for place in places(after)}
    assert {id for id in own if own[id] != now.get(id)} - ids == set()
    code, params = describe(operation, before)
    assert (code.split("_")[0] in ("tick", "remove", operation["op"], "bound", "order"), "{" in code) == (
        True,
        False,
    )
    assert isinstance(params, dict)


def _own(node: dict[str, Any]) -> dict[str, Any]:
    return {
        name: node[name]
        for name in ("text", "title", "clause", "name", "role", "agency", "date")
        if name in node
    }


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=3))
def test_any_json_in_place_of_a_value_is_refused_or_taken(junk):
    shapes = (
        junk,
        {"op": junk},
        {"op": "drop", "node": junk},
        {"op": "set", "node": "t1", "field": junk, "value": junk},
        {"op": "bound", "node": "m1", "start": junk, "end": junk, "part": junk},
        {"op": "add", "kind": junk, "parent": junk, "values": junk},
        {"op": "add", "kind": "target", "parent": "m1", "start": junk, "end": junk, "values": {"text": junk}},
        {"op": "move", "node": "t1", "parent": junk, "before": junk},
        {"op": "settle", "node": "w1", "how": junk, "note": junk},
        {"op": "split", "node": "t1", "at": junk},
        {"op": "assign", "name": junk, "agency": junk},
        {"op": "accept_edition", "slug": junk},
    )

    for operation in shapes:
        with suppress(ReviewError):
            assert_sound(apply(draft(), operation, 1, TEXT))
