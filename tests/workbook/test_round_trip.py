"""Down and up again: what nobody touched does not differ, whatever the language and the program."""

import datetime as dt
import io
import json
import re
import zipfile

import pytest
from django.conf import settings as portal
from django.utils import translation

from agencies.reference import load_reference
from tasks.models import Measure, Plan, Target, Task
from tasks.notices import read_plan, write_plan
from tasks.workbook import applying, differences, writing
from tasks.workbook import book as books
from tests import factories
from tests.workbook import scenes

pytestmark = pytest.mark.django_db


def changes(plan: Plan, data: bytes) -> list:
    upload = scenes.read(plan, data)
    return [*upload.faults, *differences.differences(upload.base, upload.wanted)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_plan_of_2018_comes_back_without_any_difference(language):
    load_reference(portal.DATA_DIR)
    given = json.loads((portal.DATA_DIR / "plans" / "2018-h2.json").read_text(encoding="utf-8"))
    plan, _written = write_plan(given)
    plan = Plan.objects.get(pk=plan.pk)
    with translation.override(language):
        data = writing.write(plan)

    upload = scenes.read(plan, data)

    assert (upload.faults, differences.differences(upload.base, upload.wanted)) == ([], [])
    assert sum(map(len, upload.wanted.rows.values())) == 1 + 7 + 50 + 66 + 223 + 66 + 7
    assert applying.apply(plan, upload, by=factories.secretariat()) is False
    assert read_plan(Plan.objects.get(pk=plan.pk)) == given


def test_saved_by_another_program_it_is_still_the_same():
    plan = scenes.draft()

    assert changes(plan, scenes.editor(plan).save()) == []


def test_downloaded_in_chinese_and_changed_it_is_understood_under_english():
    plan = scenes.draft()
    with translation.override("zh-hans"):
        edited = scenes.editor(plan)
        role = edited.get("responsibilities", "R1.1.1.1", "role")
        comparator = edited.get("targets", "G1.1.1.2", "comparator")
    edited.set("responsibilities", "R1.1.1.2", role=role)

    upload = scenes.read(plan, edited.save())

    assert (role, comparator) == ("牵头", "介于")
    assert [cell for c in differences.differences(upload.base, upload.wanted) for cell in c.cells] == [
        differences.Cell("role", "co_responsible", "lead")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "@SUM(A1)",
        "+1",
        "a\r\nb\n\nc",
        "  blanks around  ",
        "_x0041_",
        "1e5",
        "TRUE",
        "#REF",
        "𠮷 (first)\ttab",
        "https://example.org",
        "2018-10-31",
        "x" * 32_767,
        "𠮷" * 16_383,
    ],
)
def test_any_text_comes_back_as_it_was(text):
    plan = scenes.draft()
    Measure.objects.filter(text="Build beds.").update(text=text, clause=text)

    assert changes(plan, writing.write(plan)) == []


@pytest.mark.parametrize("text", ["y" * 32_768, "𠮷" * 16_384])
def test_a_text_too_long_for_a_cell_stays_as_it_is_without_being_cut(text):
    plan = scenes.draft()
    Task.objects.filter(number="1.2").update(text=text)
    edited = scenes.editor(plan).set("tasks", "T1.2", title_en="New title")

    upload = scenes.read(plan, edited.save())
    applying.apply(plan, upload, by=factories.secretariat())

    assert upload.faults == []
    assert Task.objects.values_list("title_en", "text").get(number="1.2") == ("New title", text)


@pytest.mark.parametrize("value", ["0", "-3.5", "0.0001", "1234567890123456.1234", "999999999999999"])
def test_any_number_that_a_plan_holds_comes_back_exactly(value):
    plan = scenes.draft()
    Target.objects.filter(text="70 %").update(value=value)

    assert changes(plan, writing.write(plan)) == []


def test_the_same_plan_gives_the_same_bytes():
    plan = scenes.draft()

    assert writing.write(plan) == writing.write(plan)


def parts(data: bytes) -> dict[str, str]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


def test_the_workbook_has_drop_downs_frozen_heads_hidden_keys_and_no_formula():
    files = parts(writing.write(scenes.draft()))

    duties, book = files["xl/worksheets/sheet5.xml"], files["xl/workbook.xml"]
    named = "Plan Areas Tasks Measures Responsibilities Deadlines Targets Help _lists _portal"
    assert re.findall(r'<sheet name="(\w+)"', book) == named.split()
    assert re.findall(r'<sheet [^>]*state="(\w+)"', book) == ["hidden", "veryHidden"]
    assert re.findall(r'<row r="1"[^>]*hidden="1"', duties) != []
    assert re.findall(r'<pane xSplit="2" ySplit="2"[^>]*state="frozen"', duties) != []
    assert re.findall(r'<dataValidation type="list"[^>]*sqref="(\w)3:', duties) == ["D", "E"]
    assert re.findall(r'type="date"[^>]*sqref="(\w)3:', files["xl/worksheets/sheet6.xml"]) == ["E"]
    assert [name for name, text in files.items() if "<f>" in text] == []


def test_the_lists_hold_every_agency_by_code_and_name():
    grid = scenes.editor(scenes.draft()).grids["_lists"]

    column = next(cells for cells in zip(*grid, strict=True) if "NHC · NHC name" in cells)
    assert set(column) - {""} == {"NHC · NHC name", "NHSA · NHSA name", "MOF · MOF name"}


def test_the_fingerprint_is_of_the_content_and_not_of_the_ids():
    plan = scenes.draft()
    first = books.fingerprint(books.of_plan(plan))
    write_plan(scenes.notice(title="Other"), replace_draft=True)

    again, _written = write_plan(scenes.notice(), replace_draft=True)

    assert books.fingerprint(books.of_plan(Plan.objects.get(pk=again.pk))) == first


def test_dates_are_dates():
    edited = scenes.editor(scenes.draft())

    assert edited.get("deadlines", "D1.1.1.1", "date") == dt.date(2018, 10, 31)
