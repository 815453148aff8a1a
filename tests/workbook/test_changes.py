"""Each kind of change, seen in the differences, then found in the database; the rest keeps its place."""

import copy
import json

import pytest

from reformtracker.lib.errors import Impossible, Invalid, NotAllowed, Stale
from tasks.enums import PlanState
from tasks.issuing import issue_plan
from tasks.models import Assignment, Measure, Plan, Target, Task
from tasks.notices import read_plan, write_plan
from tasks.workbook import applying, differences
from tasks.workbook import book as books
from tests import factories
from tests.workbook import scenes
from tests.workbook.editing import Editor

pytestmark = pytest.mark.django_db


def seen(plan: Plan, edited: Editor) -> list[tuple]:
    """Sheet, kind, id and cells of every difference."""
    upload = scenes.read(plan, edited.save())
    assert upload.faults == []
    return [
        (c.sheet.key, str(c.kind), c.key, [(cell.column, cell.old, cell.new) for cell in c.cells])
        for c in differences.differences(upload.base, upload.wanted)
    ]


def apply(plan: Plan, edited: Editor) -> dict:
    """Applies the workbook, and once more without any effect; gives the plan as a notice."""
    upload = scenes.read(plan, edited.save())
    by = factories.secretariat()
    assert [applying.apply(plan, upload, by=by), applying.apply(plan, upload, by=by)] == [True, False]
    return read_plan(Plan.objects.select_related("jurisdiction").get(pk=plan.pk))


def test_a_changed_text_changes_that_text_alone():
    plan = scenes.draft()
    edited = scenes.editor(plan).set("measures", "M1.2.1", text="Build more beds.")
    wanted = scenes.notice()
    wanted["areas"][0]["tasks"][1]["measures"][0]["text"] = "Build more beds."

    assert seen(plan, edited) == [
        ("measures", "changed", "M1.2.1", [("text", "Build beds.", "Build more beds.")])
    ]
    assert apply(plan, edited) == wanted


def test_the_places_that_a_measure_calls_on_are_set_and_kept_when_something_else_changes():
    plan = scenes.draft()
    wanted = scenes.notice()
    measure = wanted["areas"][0]["tasks"][1]["measures"][0]
    measure["places"] = {"reach": "provinces", "text": "Build beds"}

    marked = scenes.editor(plan).set("measures", "M1.2.1", reach="Provinces", reach_words="Build beds")
    found = apply(plan, marked)
    later = apply(plan, scenes.editor(plan).set("measures", "M1.2.1", clause="(Nobody)"))

    assert found == wanted
    measure["clause"] = "(Nobody)"
    assert later == wanted


def test_words_that_call_on_places_must_stand_in_the_text():
    plan = scenes.draft()
    edited = scenes.editor(plan).set("measures", "M1.2.1", reach="Provinces", reach_words="all provinces")

    assert scenes.faults(plan, edited) == [
        ("measures", "I5", "These words do not stand in the text of the measure.")
    ]


def test_the_facts_of_the_plan_change_too():
    plan = scenes.draft()
    edited = (
        scenes.editor(plan)
        .fact("issuer", "State Council")
        .fact("issued_on", "")
        .fact("period_end", "2019-06-30")
    )

    found = apply(plan, edited)

    assert found == scenes.notice(
        issuer="State Council", issued_on=None, period={"start": "2018-07-01", "end": "2019-06-30"}
    )
    assert sorted({str(day) for day in Assignment.objects.values_list("due_on", flat=True)}) == [
        "2018-10-31",
        "2019-06-30",
    ]


def test_rows_keep_their_place_in_the_database():
    plan = scenes.draft()
    before = dict(Measure.objects.values_list("pk", "text"))
    duties = set(Assignment.objects.values_list("pk", flat=True))

    apply(plan, scenes.editor(plan).set("measures", "M1.2.1", text="Build more beds."))

    assert Plan.objects.get().pk == plan.pk
    after = dict(Measure.objects.values_list("pk", "text"))
    assert {pk: text for pk, text in after.items() if before[pk] != text} == {
        next(pk for pk, text in before.items() if text == "Build beds."): "Build more beds."
    }
    assert set(Assignment.objects.values_list("pk", flat=True)) == duties


def test_what_hangs_on_the_plan_and_is_not_in_the_workbook_stays():
    origin = factories.plan("origin")
    plan = scenes.draft()
    Plan.objects.filter(pk=plan.pk).update(derived_from=origin, demonstration=True)

    apply(plan, scenes.editor(plan).fact("title_en", "Other"))

    left = Plan.objects.get(pk=plan.pk)
    assert (left.derived_from, left.demonstration, left.warnings) == (
        origin,
        True,
        scenes.notice()["warnings"],
    )


def test_a_new_row_without_an_id_is_added():
    plan = scenes.draft()
    edited = scenes.editor(plan).add(
        "responsibilities", parent="M1.2.1", agency="MOF · whoever", role="Participating"
    )

    assert seen(plan, edited) == [
        (
            "responsibilities",
            "added",
            "",
            [
                ("parent", None, "M1.2.1"),
                ("agency", None, "MOF"),
                ("role", None, "participating"),
                ("name", None, "MOF name"),
            ],
        )
    ]
    duties = apply(plan, edited)["areas"][0]["tasks"][1]["measures"][0]["responsibilities"]
    assert duties[1:] == [{"name": "MOF name", "agency": "MOF", "role": "participating"}]


def test_a_whole_new_branch_hangs_together_by_a_label():
    plan = scenes.draft()
    edited = (
        scenes.editor(plan)
        .add("areas", id="new", title="Research")
        .add("tasks", id="study", parent="new", text="Study it.")
        .add("measures", id="m", parent="study", text="Study it.", mode="Jointly, no ranking stated")
        .add("responsibilities", parent="m", agency="nhc", role="co_responsible", name="the Commission")
        .add("deadlines", parent="m", date="2018年9月30日")
        .add("targets", parent="m", text="ten", value="10", unit="studies")
    )  # fmt: skip
    factories.agency("NHC").names.create(name="nhc", key="nhc", language="en", kind="alias")

    assert apply(plan, edited)["areas"][2] == {
        "number": None,
        "title": "Research",
        "title_en": "Research",
        "title_zh": "Research",
        "field": None,
        "tasks": [
            {
                "number": "3.1",
                "title": None,
                "title_en": "Study it.",
                "title_zh": "Study it.",
                "text": "Study it.",
                "measures": [
                    {
                        "text": "Study it.",
                        "clause": None,
                        "mode": "joint",
                        "open_ended": False,
                        "responsibilities": [
                            {"name": "the Commission", "agency": "NHC", "role": "co_responsible"}
                        ],
                        "deadlines": [{"text": "", "date": "2018-09-30", "derived": False}],
                        "targets": [{"text": "ten", "value": 10, "unit": "studies", "comparator": "="}],
                    }
                ],
            }
        ],
    }
    duty = Assignment.objects.get(measure__task__number="3.1")
    assert (duty.owes, str(duty.due_on)) == (True, "2018-09-30")


@pytest.mark.parametrize("said", ["M2.1.1", "2.1", "2.1/1", "T2.1", "T2.1/1"])
def test_a_parent_is_found_by_its_id_its_number_or_its_task(said):
    plan = scenes.draft()
    edited = scenes.editor(plan).add("deadlines", parent=said, date="2018-11-30")

    assert [row[3][0] for row in seen(plan, edited)] == [("parent", None, "M2.1.1")]


def test_a_deleted_row_is_dropped_with_everything_below_it():
    plan = scenes.draft()
    edited = scenes.editor(plan).drop("tasks", "T1.1")
    wanted = scenes.notice()
    del wanted["areas"][0]["tasks"][0]

    assert [row[:3] for row in seen(plan, edited)] == [
        ("tasks", "dropped", "T1.1"),
        ("measures", "dropped", "M1.1.1"),
        ("measures", "dropped", "M1.1.2"),
        ("responsibilities", "dropped", "R1.1.1.1"),
        ("responsibilities", "dropped", "R1.1.1.2"),
        ("responsibilities", "dropped", "R1.1.2.1"),
        ("deadlines", "dropped", "D1.1.1.1"),
        ("targets", "dropped", "G1.1.1.1"),
        ("targets", "dropped", "G1.1.1.2"),
        ("targets", "dropped", "G1.1.1.3"),
    ]
    assert apply(plan, edited) == wanted


def test_rows_in_another_order_are_moved_and_only_those():
    plan = scenes.draft()
    edited = scenes.editor(plan).move_up("tasks", "T1.3").move_up("tasks", "T1.3")
    wanted = scenes.notice()
    tasks = wanted["areas"][0]["tasks"]
    tasks.insert(0, tasks.pop(2))

    assert seen(plan, edited) == [("tasks", "changed", "T1.3", [("order", "3", "1")])]
    assert apply(plan, edited) == wanted


def test_a_row_can_go_to_another_parent():
    plan = scenes.draft()
    edited = scenes.editor(plan).set("tasks", "T2.1", parent="A1", number="1.4")
    wanted = scenes.notice()
    moved = wanted["areas"][1]["tasks"].pop()
    wanted["areas"][0]["tasks"].append(moved | {"number": "1.4"})

    assert seen(plan, edited) == [
        ("tasks", "changed", "T2.1", [("parent", "A2", "A1"), ("number", "2.1", "1.4")])
    ]
    assert apply(plan, edited) == wanted


def test_two_agencies_may_change_places_within_a_measure():
    plan = scenes.draft()
    edited = (
        scenes.editor(plan)
        .set("responsibilities", "R1.1.1.1", agency="NHC")
        .set("responsibilities", "R1.1.1.2", agency="NHSA")
    )

    duties = apply(plan, edited)["areas"][0]["tasks"][0]["measures"][0]["responsibilities"]

    assert [duty["agency"] for duty in duties] == ["NHC", "NHSA"]


def test_columns_moved_added_and_sheets_renamed_make_no_difference():
    plan = scenes.draft()
    edited = scenes.editor(plan)
    for row in edited.grid("tasks"):
        row[3], row[5] = row[5], row[3]
        row.insert(4, "mine")
    edited.grid("tasks")[0][4] = ""
    edited.grids = {f"My {name}": grid for name, grid in edited.grids.items()} | {"Notes": [["x"]]}

    assert seen(plan, edited) == []


def test_the_result_is_what_the_notice_would_have_made():
    """Through the workbook or through a notice file: the same rows, but for their keys."""
    plan = scenes.draft()
    edited = (
        scenes.editor(plan)
        .set("measures", "M1.1.1", mode="Jointly, no ranking stated")
        .drop("deadlines", "D1.1.1.1")
    )
    fields = (
        "agency__code",
        "role",
        "owes",
        "position",
        "named",
        "start_on",
        "due_on",
        "original_due_on",
        "version",
        "state",
    )
    given = apply(plan, edited)
    ours = list(Assignment.objects.values_list(*fields))

    write_plan(copy.deepcopy(given) | {"slug": "other"})

    assert list(Assignment.objects.filter(plan__slug="other").values_list(*fields)) == ours
    assert len(ours) == 6


def test_the_old_notice_is_not_taken_for_the_changed_plan():
    plan = scenes.draft()
    given = apply(plan, scenes.editor(plan).fact("title_en", "Other"))

    with pytest.raises(Impossible) as refused:
        write_plan(scenes.notice())

    assert (refused.value.code, write_plan(given)[1]) == ("draft_differs", False)


def test_a_plan_written_anew_with_the_same_content_takes_the_workbook_still():
    plan = scenes.draft()
    edited = scenes.editor(plan).set("tasks", "T1.2", title_en="Beds")
    write_plan(scenes.notice(title="Other"), replace_draft=True)
    again = Plan.objects.get(pk=write_plan(scenes.notice(), replace_draft=True)[0].pk)
    keys = set(Task.objects.values_list("pk", flat=True))

    found = apply(again, edited)

    assert found["areas"][0]["tasks"][1]["title_en"] == "Beds"
    assert set(Task.objects.values_list("pk", flat=True)) == keys


def test_a_plan_that_changed_meanwhile_is_left_alone():
    plan = scenes.draft()
    edited = scenes.editor(plan).set("tasks", "T1.2", title_en="Beds")
    Task.objects.filter(number="1.1").update(title_en="Somebody else's")
    before = json.dumps(read_plan(plan))

    with pytest.raises(Stale) as refused:
        applying.apply(plan, scenes.read(plan, edited.save()), by=factories.secretariat())

    assert (refused.value.status, json.dumps(read_plan(plan))) == (412, before)


def test_the_changes_of_others_are_told_row_by_row():
    plan = scenes.draft()
    upload = scenes.read(plan, scenes.editor(plan).set("tasks", "T1.2", title_en="Beds").save())
    Task.objects.filter(number="1.2").update(title_en="Theirs")
    factories.add_task(plan.areas.get(position=2), 2, {"NHC": "lead"})

    theirs = differences.differences(upload.base, applying.aligned(books.of_plan(plan), upload.base))
    ours = differences.differences(upload.base, upload.wanted)
    differences.touched_by_both(ours, theirs)

    assert [(c.sheet.key, str(c.kind), c.key, c.also_elsewhere) for c in theirs] == [
        ("tasks", "changed", "T1.2", True),
        ("tasks", "added", "", False),
        ("measures", "added", "", False),
        ("responsibilities", "added", "", False),
    ]
    assert [change.also_elsewhere for change in ours] == [True]


@pytest.mark.parametrize(("role", "error"), [("auditor", NotAllowed), ("officer", NotAllowed)])
def test_only_the_secretariat_applies(role, error):
    plan = scenes.draft()
    upload = scenes.read(plan, scenes.editor(plan).fact("title_en", "Other").save())

    with pytest.raises(error):
        applying.apply(plan, upload, by=factories.user(role, "NHC" if role == "officer" else None))

    assert Plan.objects.get().title_en == "Small"


def test_an_issued_plan_is_never_changed():
    plan = scenes.draft()
    upload = scenes.read(plan, scenes.editor(plan).fact("title_en", "Other").save())
    issue_plan(plan, by=None)

    with pytest.raises(Impossible) as refused:
        applying.apply(plan, upload, by=factories.secretariat())

    assert (refused.value.code, Plan.objects.get().title_en, Plan.objects.get().state) == (
        "plan_issued",
        "Small",
        PlanState.ISSUED,
    )


def test_a_workbook_with_a_fault_is_not_applied_in_part():
    plan = scenes.draft()
    edited = scenes.editor(plan).fact("title_en", "Other").set("responsibilities", "R2.1.1.1", role="boss")

    with pytest.raises(Invalid):
        applying.apply(plan, scenes.read(plan, edited.save()), by=factories.secretariat())

    assert read_plan(plan) == scenes.notice()


def test_duties_that_no_text_names_are_not_lost():
    plan = scenes.draft()
    duty = Assignment.objects.first()
    Assignment.objects.filter(pk=duty.pk).update(role="implementing")
    edited = scenes.editor(plan).fact("title_en", "Other")

    with pytest.raises(Impossible):
        applying.apply(plan, scenes.read(plan, edited.save()), by=factories.secretariat())

    assert Assignment.objects.filter(role="implementing").count() == 1


def test_how_the_readings_of_a_target_are_taken_is_kept_where_no_sheet_holds_it():
    plan = scenes.draft()
    terms = {"kind": "count", "per_place": True, "title_en": "Beds", "baseline": 5}
    Target.objects.filter(measure__task__area__plan=plan).update(**terms)

    found = apply(plan, scenes.editor(plan).set("measures", "M1.2.1", text="Build more beds."))

    targets = [
        target
        for area in found["areas"]
        for task in area["tasks"]
        for measure in task["measures"]
        for target in measure["targets"]
    ]
    assert len(targets) == len(scenes.TARGETS) > 0
    assert [{name: target.get(name) for name in terms} for target in targets] == [terms] * len(targets)
