"""Whatever is wrong in a workbook is told in its place, all of it at once, in the reader's language."""

import datetime as dt

import pytest
from django.utils import translation

from tests import factories
from tests.workbook import scenes

pytestmark = pytest.mark.django_db

ALLOWED_ROLES = "Lead, Co-responsible, Participating"
BAD = [
    ("areas", "A1", "title", "", "C3", "Something must stand here."),
    ("areas", "A1", "number", "x" * 17, "B3", "The text is 17 characters long; 16 fit."),
    ("areas", "A1", "field", "magic", "F3", "“magic” is not one of: "),
    ("tasks", "T1.2", "number", "1.1", "D4", "Row 3 has the number 1.1 as well."),
    ("tasks", "T1.2", "number", 1.1, "D4", "This is a number, and 2.1 cannot be told from 2.10."),
    ("tasks", "T1.2", "number", dt.date(2018, 1, 2), "D4", "The cell holds a date."),
    ("tasks", "T1.2", "number", "1/2", "D4", "“1/2” cannot be a task's number."),
    ("tasks", "T1.2", "text", "", "H4", "Something must stand here."),
    ("tasks", "T1.2", "title_en", "x" * 201, "F4", "The text is 201 characters long; 200 fit."),
    ("tasks", "T1.2", "text", "a\x0bb", "H4", "The text holds a character that is not allowed."),
    ("tasks", "T1.2", "text", "#REF!", "H4", "The formula here gives an error."),
    ("tasks", "T1.2", "parent", "", "B4", "It is not said what this row belongs to."),
    ("tasks", "T1.2", "parent", "A9", "B4", "There is no row “A9” to which this one could belong."),
    ("tasks", "T1.2", "id", "T9.9", "A4", "No row of this plan has the id T9.9."),
    ("tasks", "T1.2", "id", "T1.1", "A4", "The id T1.1 stands here a second time."),
    ("measures", "M1.2.1", "reach", "Counties", "H5", "“Counties” is not one of: Provinces, Localities."),
    ("measures", "M1.2.1", "reach", "Provinces", "I5", "The places called on and the words that do so stand"),
    (
        "measures",
        "M1.2.1",
        "reach_words",
        "beds",
        "H5",
        "The places called on and the words that do so stand",
    ),
    ("measures", "M1.2.1", "mode", "alone", "F5", "“alone” is not one of: "),
    ("measures", "M1.2.1", "open_ended", "perhaps", "G5", "“perhaps” is not one of: yes, no."),
    (
        "responsibilities",
        "R1.2.1.1",
        "agency",
        "Ministry of Magic",
        "D6",
        "Nobody is known as “Ministry of Magic”.",
    ),
    ("responsibilities", "R1.2.1.1", "agency", "", "D6", "Something must stand here."),
    ("responsibilities", "R1.2.1.1", "role", "boss", "E6", f"“boss” is not one of: {ALLOWED_ROLES}."),
    ("responsibilities", "R1.2.1.1", "role", "Implementing", "E6", "“Implementing” is not one of: "),
    ("responsibilities", "R1.2.1.1", "role", "", "E6", "Something must stand here."),
    ("responsibilities", "R1.1.1.2", "agency", "NHSA", "D4", "Row 3 names NHSA in the same measure."),
    ("responsibilities", "R1.1.1.2", "parent", "1.1", "B4", "“1.1” can mean several rows."),
    ("deadlines", "D1.1.1.1", "date", "soon", "E3", "“soon” is not a date such as 2018-12-31."),
    ("deadlines", "D1.1.1.1", "date", "2018-02-30", "E3", "“2018-02-30” is not a date such as 2018-12-31."),
    ("deadlines", "D1.1.1.1", "date", 43465, "E3", "“43465” is not a date such as 2018-12-31."),
    ("targets", "G1.1.1.1", "value", "many", "F3", "“many” is not a number."),
    ("targets", "G1.1.1.1", "value", True, "F3", "“yes” is not a number."),
    ("targets", "G1.1.1.1", "value", "nan", "F3", "“nan” is not a number."),
    ("targets", "G1.1.1.1", "value", 0.00001, "F3", "“1e-05” has too many digits."),
    ("targets", "G1.1.1.1", "value", "1e40", "F3", "“1e40” has too many digits."),
    ("targets", "G1.1.1.1", "value_to", 80, "G3", "Only a range has a second value."),
    ("targets", "G1.1.1.2", "value_to", "", "G4", "A range has two values."),
    ("targets", "G1.1.1.2", "value", "", "F4", "A range has two values."),
    ("targets", "G1.1.1.1", "comparator", "about", "E3", "“about” is not one of: "),
    ("targets", "G1.1.1.1", "unit", "x" * 61, "H3", "The text is 61 characters long; 60 fit."),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "cell", "problem"), BAD)
def test_a_bad_cell_is_named_with_what_is_wrong(sheet, row, column, value, cell, problem):
    plan = scenes.draft()

    found = scenes.faults(plan, scenes.editor(plan).set(sheet, row, **{column: value}))

    assert [(where, at, said[: len(problem)]) for where, at, said in found] == [(sheet, cell, problem)]


@pytest.mark.parametrize(
    ("fact", "value", "cell", "problem"),
    [
        ("slug", "other", "C3", "The plan's address cannot be changed."),
        ("title", "", "C4", "Something must stand here."),
        ("language", "French", "C7", "“French” is not one of: English, Chinese."),
        ("issuer", "x" * 201, "C8", "The text is 201 characters long; 200 fit."),
        ("issued_on", "28.8.2018", "C10", "“28.8.2018” is not a date such as 2018-12-31."),
        ("period_end", "2018-06-30", "C12", "The period ends before it starts."),
        ("period_start", "", "C11", "A plan with responsibilities needs a period."),
        ("jurisdiction", "Atlantis", "C13", "No place is known as “Atlantis”."),
    ],
)
def test_a_bad_fact_of_the_plan_is_named(fact, value, cell, problem):
    plan = scenes.draft()

    assert scenes.faults(plan, scenes.editor(plan).fact(fact, value)) == [("plan", cell, problem)]


def test_everything_is_told_at_once_in_the_order_of_the_sheets():
    plan = scenes.draft()
    edited = scenes.editor(plan)
    for sheet, row, column, value in (
        ("targets", "G1.1.1.1", "value", "many"),
        ("responsibilities", "R2.1.1.1", "role", "boss"),
        ("responsibilities", "R1.1.1.1", "role", "boss"),
        ("areas", "A2", "title", ""),
    ):
        edited.set(sheet, row, **{column: value})

    assert [fault[:2] for fault in scenes.faults(plan, edited)] == [
        ("areas", "C4"),
        ("responsibilities", "E3"),
        ("responsibilities", "E8"),
        ("targets", "F3"),
    ]


def test_faults_are_told_in_the_readers_language_with_what_stands_in_the_cell():
    plan = scenes.draft()
    data = scenes.editor(plan).set("responsibilities", "R1.1.1.1", role="boss").save()

    with translation.override("zh-hans"):
        fault = scenes.read(plan, data).faults[0]

    assert (fault.sheet_name, fault.column, fault.said) == ("Responsibilities", "角色", "boss")


def test_a_missing_sheet_or_column_is_no_deletion():
    plan = scenes.draft()
    edited = scenes.editor(plan)
    del edited.grids[edited.name("deadlines")]
    edited.grid("targets")[0][edited.column("targets", "unit")] = ""
    edited.grid("plan")[edited.line("plan", "title")][0] = ""

    assert scenes.faults(plan, edited) == [
        ("plan", "", "The row is missing, or its hidden key is."),
        ("deadlines", "", "The sheet is missing, or its hidden first row is."),
        ("targets", "", "The column is missing, or its key in the hidden first row is."),
    ]


def test_a_new_row_under_a_deleted_one_is_not_lost_silently():
    plan = scenes.draft()
    edited = scenes.editor(plan).drop("tasks", "T1.2").add("measures", parent="T1.2", text="Build on.")

    assert scenes.faults(plan, edited) == [("measures", "B8", "It belongs to T1.2, a row that was deleted.")]


def test_two_new_rows_of_one_label_are_told_apart_by_a_fault():
    plan = scenes.draft()
    edited = scenes.editor(plan).add("areas", id="n", title="One").add("areas", id="n", title="Two")

    assert scenes.faults(plan, edited) == [("areas", "A6", "The id n stands here a second time.")]


def test_rows_without_any_writing_are_no_rows():
    plan = scenes.draft()
    edited = scenes.editor(plan)
    for _row in range(3):
        edited.add("tasks", context="left over", title=" ")

    assert scenes.faults(plan, edited) == []


def test_names_are_looked_up_among_all_that_are_known():
    plan = scenes.draft()
    factories.agency("NHC").names.create(name="卫健委", key="卫健委", language="zh", kind="alias")
    data = scenes.editor(plan).set("responsibilities", "R2.1.1.1", agency=" 卫健委 ").save()

    upload = scenes.read(plan, data)

    assert (upload.faults, upload.wanted.index("responsibilities")["R2.1.1.1"].values["agency"]) == (
        [],
        "NHC",
    )
