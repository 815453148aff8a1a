"""What is refused, setting fields, and the order of bodies and numbers."""

import copy

import pytest

from tasks.intake.review import OPERATIONS, ReviewError, apply, find, replay, to_notice
from tests.intake import review_scenes as scenes
from tests.intake.review_scenes import TEXT, after, bodies, draft


def refusal(*operations: dict) -> str:
    with pytest.raises(ReviewError) as caught:
        after(*operations)
    return caught.value.code


def to(node: str, field: str, value: object) -> dict:
    return {"op": "set", "node": node, "field": field, "value": value}


@pytest.mark.parametrize(
    ("node", "field", "value", "kept"),
    [
        ("a1", "title", " Money ", "Money"),
        ("a1", "field", "insurance", "insurance"),
        ("a1", "number", "一", "一"),
        ("t1", "title_zh", "按病种付费", "按病种付费"),
        ("t1", "number", "7", "7"),
        ("t1", "title_en", "", None),
        ("m1", "mode", "respective", "respective"),
        ("m1", "open_ended", True, True),
        ("r2", "agency", "NHC", "NHC"),
        ("r2", "name", "The Health Office", "The Health Office"),
        ("r2", "role", "participating", "participating"),
        ("d1", "date", "2018-09-29", "2018-09-29"),
        ("d1", "derived", True, True),
        ("g1", "value", [1, 2.5], [1, 2.5]),
        ("g1", "unit", "", ""),
        ("g1", "comparator", ">=", ">="),
    ],
)
def test_a_field_is_set_and_remembered_as_set_by_hand(node, field, value, kept):
    changed = after(to(node, field, value))

    found = find(changed, node).node
    assert (found[field], found["hand"]) == (kept, [field])


@pytest.mark.parametrize(
    ("node", "field", "value"),
    [
        ("meta", "slug", "not an address"),
        ("meta", "language", "fr"),
        ("meta", "issued_on", "20181231"),
        ("meta", "title", "bad \x00 sign"),
        ("a1", "field", "farming"),
        ("t1", "number", "1/2"),
        ("t1", "number", ".."),
        ("t1", "title_en", "x" * 201),
        ("m1", "mode", "together"),
        ("m1", "open_ended", "yes"),
        ("r1", "role", "implementing"),
        ("r1", "name", "  "),
        ("d1", "date", "2018-02-30"),
        ("g1", "value", float("nan")),
        ("g1", "value", 1e17),
        ("g1", "value", 0.00001),
        ("g1", "value", [1]),
        ("g1", "value", True),
        ("g1", "comparator", "~"),
    ],
)
def test_a_value_that_no_plan_could_hold_is_refused(node, field, value):
    assert refusal(to(node, field, value)) == "bad_value"


@pytest.mark.parametrize("node", ["meta", "a1", "t1", "m1", "r1", "d1", "g1"])
def test_only_fields_of_the_table_can_be_set(node):
    assert refusal(to(node, "id", "x")) == "no_such_field"
    assert refusal(to(node, "span", [0, 1])) == "no_such_field"


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (None, "unknown_operation"),
        ({}, "unknown_operation"),
        ({"op": "burn", "node": "t1"}, "unknown_operation"),
        ({"op": "drop"}, "bad_operation"),
        ({"op": "drop", "node": "t1", "force": True}, "bad_operation"),
        ({"op": "drop", "node": "t99"}, "no_such_node"),
        ({"op": "drop", "node": "t1.1"}, "no_such_node"),
        ({"op": "drop", "node": 5}, "no_such_node"),
        ({"op": "drop", "node": "meta"}, "wrong_kind"),
        ({"op": "drop", "node": "w1"}, "wrong_kind"),
        ({"op": "split", "node": "r1", "at": 3}, "wrong_kind"),
        ({"op": "settle", "node": "w1", "how": "burnt"}, "bad_operation"),
        ({"op": "settle", "node": "t1", "how": "ticked"}, "wrong_kind"),
        ({"op": "add", "kind": "warning"}, "bad_operation"),
        ({"op": "add", "kind": "target", "values": {"text": "x"}}, "bad_operation"),
        ({"op": "add", "kind": "target", "parent": "t1", "values": {"text": "x"}}, "wrong_parent"),
        ({"op": "add", "kind": "target", "parent": "m1", "values": []}, "bad_value"),
        ({"op": "move", "node": "m1", "parent": "a2"}, "wrong_parent"),
        ({"op": "move", "node": "m1", "before": "m4"}, "no_such_node"),
        ({"op": "accept_edition", "slug": "two words"}, "bad_operation"),
        ({"op": "assign", "name": "Nobody", "agency": "NHC"}, "no_such_name"),
    ],
)
def test_what_is_no_operation_is_refused(operation, code):
    assert refusal(operation) == code


def test_a_draft_stays_as_it_is_when_an_operation_is_applied():
    before = draft()
    kept = copy.deepcopy(before)

    for operation in (
        to("r2", "agency", "NHC"),
        {"op": "drop", "node": "a1"},
        {"op": "split", "node": "t1", "at": 100},
    ):
        apply(before, operation, 1, TEXT)

    assert before == kept


def test_a_replay_names_the_operation_that_does_not_fit():
    operations = [(4, {"op": "drop", "node": "t1"}), (9, to("m1", "mode", "joint"))]

    with pytest.raises(ReviewError) as caught:
        replay(draft(), operations, TEXT)

    assert (caught.value.n, caught.value.code) == (9, "no_such_node")


def test_undoing_is_replaying_without_the_last_one():
    operations = [
        (1, to("m1", "mode", "respective")),
        (2, {"op": "split", "node": "t1", "at": scenes.at("Publish")[0]}),
        (3, {"op": "drop", "node": "t1.2"}),
    ]

    undone = replay(draft(), operations[:2], TEXT)

    assert scenes.outline(undone)[0] == ("a1", [("t1", ["m1"]), ("t1.2", ["m2"]), ("t2", ["m3"])])
    assert undone == replay(replay(draft(), operations[:1], TEXT), operations[1:2], TEXT)


def test_every_operation_of_the_table_says_what_it_needs():
    needs = {name: sorted(shape.needs) for name, shape in OPERATIONS.items()}

    assert needs == {
        "set": ["field", "node", "value"],
        "assign": ["agency", "name"],
        "bound": ["end", "node", "start"],
        "add": ["kind"],
        "drop": ["node"],
        "split": ["at", "node"],
        "merge": ["node"],
        "move": ["node"],
        "settle": ["how", "node"],
        "unsettle": ["node"],
        "accept_edition": ["slug"],
    }


@pytest.mark.parametrize(
    ("mode", "roles"),
    [
        ("lead_first", ["lead", "co_responsible", "participating"]),
        ("respective", ["lead", "lead", "participating"]),
        ("joint", ["co_responsible", "co_responsible", "participating"]),
    ],
)
def test_roles_follow_the_mode_but_participating_stays(mode, roles):
    third = {
        "op": "add",
        "kind": "responsibility",
        "parent": "m1",
        "values": {"name": "X", "role": "participating"},
    }

    changed = after(third, to("m1", "mode", mode))

    assert [role for _, role in bodies(find(changed, "m1").node)] == roles


def test_the_first_named_leads_after_a_move():
    changed = after({"op": "move", "node": "r2", "before": "r1"})

    assert bodies(find(changed, "m1").node) == [
        ("Health Office", "lead"),
        ("Insurance Bureau", "co_responsible"),
    ]


def test_a_role_set_by_hand_stays_until_it_is_taken_back():
    by_hand = (to("r2", "role", "lead"), to("m1", "mode", "joint"))

    assert [role for _, role in bodies(find(after(*by_hand), "m1").node)] == ["co_responsible", "lead"]
    taken_back = after(*by_hand, to("r2", "role", None))
    assert [role for _, role in bodies(find(taken_back, "m1").node)] == ["co_responsible", "co_responsible"]


def test_the_next_body_leads_where_the_lead_is_dropped():
    changed = after({"op": "drop", "node": "r1"})

    assert bodies(find(changed, "m1").node) == [("Health Office", "lead")]


def test_a_body_that_is_added_stands_last_and_gets_the_role_of_its_place():
    words = scenes.at("Price Board")
    add = {"op": "add", "kind": "responsibility", "parent": "m2", "start": words[0], "end": words[1]}

    changed = after(add, {**add, "parent": "m5", "values": {"agency": "NDRC"}})

    assert bodies(find(changed, "m2").node) == [("Finance Office", "lead"), ("Price Board", "co_responsible")]
    expected = {"id": "r.2", "name": "Price Board", "agency": "NDRC", "role": "lead", "hand": ["agency"]}
    assert find(changed, "r.2").node == expected | {"span": [*words]}


def test_dates_and_targets_need_not_stand_in_the_text():
    date = {
        "op": "add",
        "kind": "deadline",
        "parent": "m3",
        "values": {"date": "2018-12-31", "derived": True},
    }
    target = {
        "op": "add",
        "kind": "target",
        "parent": "m3",
        "values": {"text": "all", "value": 100, "unit": "%"},
    }

    changed = find(after(date, target), "m3").node

    assert changed["deadlines"] == [
        {
            "id": "d.1",
            "text": "",
            "date": "2018-12-31",
            "derived": True,
            "span": None,
            "hand": ["date", "derived"],
        }
    ]
    assert [(each["id"], each["value"], each["comparator"]) for each in changed["targets"]] == [
        ("g1", 90, "="),
        ("g.2", 100, "="),
    ]
    assert refusal(target | {"values": {"value": 3}}) == "bad_value"


def test_numbers_follow_the_order_where_none_was_set_by_hand():
    changed = after(to("t4", "number", "2.9"), {"op": "move", "node": "t1", "parent": "a2", "before": "t4"})

    numbers = [(task["id"], task["number"]) for area in changed["areas"] for task in area["tasks"]]
    assert numbers == [("t2", "1.1"), ("t3", "2.1"), ("t1", "2.2"), ("t4", "2.9")]
    again = after(to("t4", "number", None), start=changed)
    assert find(again, "t4").node["number"] == "2.3"


def test_an_area_that_is_moved_takes_its_tasks_and_their_numbers_along():
    changed = after({"op": "move", "node": "a2", "before": "a1"})

    numbers = [
        (area["id"], area["number"], *(task["number"] for task in area["tasks"])) for area in changed["areas"]
    ]
    assert numbers == [
        ("a2", "1", "1.1", "1.2"),
        ("a1", "2", "2.1", "2.2"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("kind", "count", "count"),
        ("direction", "down", "down"),
        ("per_place", True, True),
        ("baseline", 12.5, 12.5),
        ("due_on", "2018-11-30", "2018-11-30"),
        ("title_zh", " 医院 ", "医院"),
        ("numerator_en", "of the pilot", "of the pilot"),
    ],
)
def test_how_readings_are_taken_is_set_by_hand_and_only_then_stands_in_the_notice(field, value, kept):
    untouched, changed = (find_target(to_notice(draft)) for draft in (after(), after(to("g1", field, value))))

    assert set(untouched) == {"text", "value", "unit", "comparator"}
    assert changed == untouched | {field: kept}


def find_target(notice: dict) -> dict:
    measures = [each for area in notice["areas"] for task in area["tasks"] for each in task["measures"]]
    return next(target for measure in measures for target in measure["targets"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "mean"), ("direction", 5), ("baseline", [1, 2]), ("due_on", "soon"), ("title_en", "x" * 201)],
)
def test_a_reading_cannot_be_taken_in_a_way_that_is_unknown(field, value):
    assert refusal(to("g1", field, value)) == "bad_value"


def test_a_field_taken_back_leaves_the_notice_again():
    found = find_target(to_notice(after(to("g1", "kind", "count"), to("g1", "kind", None))))

    assert set(found) == {"text", "value", "unit", "comparator"}
