"""Files that are no workbook of this plan, or were made to do harm: one sentence each, nothing is read."""

import io
import re
import struct
import time
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from reformtracker.lib.errors import Invalid
from tasks.workbook import guarding, writing
from tests.workbook import scenes

NOT_OURS = "This workbook is not from the portal. Please download the plan's workbook and change that."
UNREADABLE = "The file cannot be read as a workbook. Please save it again as .xlsx."
TOO_MUCH = "The workbook holds more than the portal reads. A plan's workbook is much smaller."
NO_XLSX = "This is no Excel workbook (.xlsx)."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def plain(**files: str) -> bytes:
    """A workbook of anybody's, some of its files replaced or added."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("Sheet").write_string(0, 0, "x")
    book.close()
    given, out = zipfile.ZipFile(io.BytesIO(buffer.getvalue())), io.BytesIO()
    contents = {name: given.read(name) for name in given.namelist()}
    contents |= {name.replace("__", "/") + ".xml": text.encode() for name, text in files.items()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def page(cells: str) -> str:
    return f'<worksheet xmlns="{SPACE}"><sheetData>{cells}</sheetData></worksheet>'


def sheet(cells: str) -> bytes:
    return plain(xl__worksheets__sheet1=page(cells))


def said(data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        guarding.grids(data)
    return str(refused.value.message)


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.4", NO_XLSX),
        (b"id,title\n1,x", NO_XLSX),
        (OLE + bytes(600), "This is a workbook of the old kind (.xls). Please save it as .xlsx."),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "The workbook is protected with a password. Please save it without one.",
        ),
        (b"PK\x03\x04", UNREADABLE),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), NO_XLSX),
        (archive(readme=b"x"), NO_XLSX),
        (plain()[:-60], UNREADABLE),
        (plain(xl__worksheets__sheet1="<worksheet"), UNREADABLE),
        (plain(xl__workbook="<workbook/>", xl__styles="<a"), UNREADABLE),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(data, sentence):
    assert said(data) == sentence


def test_a_file_larger_than_allowed_is_refused(settings):
    settings.WORKBOOK_MAX_BYTES = 1024 * 1024

    assert said(b"PK\x03\x04" + bytes(1024 * 1024)) == "The file is larger than 1 MB."


def test_a_zip_bomb_is_not_unpacked():
    bomb = plain(xl__sharedStrings="<sst>" + " " * (80 * 1024 * 1024) + "</sst>")
    started = time.perf_counter()

    assert (said(bomb), len(bomb) < 200_000) == (TOO_MUCH, True)
    assert time.perf_counter() - started < 5


def test_an_archive_that_lies_about_its_sizes_is_not_believed():
    bomb = plain(xl__sharedStrings="<sst>" + " " * (80 * 1024 * 1024) + "</sst>")
    lie = bomb.replace(struct.pack("<I", 80 * 1024 * 1024 + 11), struct.pack("<I", 1000))

    assert lie != bomb
    assert said(lie) == UNREADABLE


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>x</v></c></row><row r="20001"><c t="str"><v>x</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>x</v></c><c r="CW1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="20000"><c r="CV20000"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="9999999999"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A9999999999"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="AAAAAA1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="a99999999"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="$A$99999999"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A99999999"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A99999999"><is><t>1</t></is></c></row>',
    ],
)
def test_a_value_in_a_far_corner_is_refused_before_anybody_makes_room_for_it(cells):
    assert said(sheet(cells)) in (TOO_MUCH, UNREADABLE)


def test_coloured_but_empty_cells_in_a_far_corner_do_no_harm():
    data = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>')

    assert guarding.grids(data) == {"Sheet": [[1.0]]}


def test_one_long_text_used_many_times_is_counted_every_time():
    text = f'<sst xmlns="{SPACE}"><si><t>{"x" * 32_000}</t></si></sst>'
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3000))

    assert said(plain(xl__sharedStrings=text, xl__worksheets__sheet1=page(cells))) == TOO_MUCH


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'

    assert said(plain(xl__worksheets__sheet1=bomb)) == UNREADABLE


def test_an_error_of_a_formula_is_seen_and_not_taken_for_an_empty_cell():
    data = sheet('<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>')

    assert guarding.grids(data) == {"Sheet": [["#DIV/0!"]]}


@given(st.binary(max_size=400))
def test_any_bytes_give_a_sentence_and_no_crash(tail):
    for data in (tail, b"PK\x03\x04" + tail, OLE + tail):
        with pytest.raises(Invalid):
            guarding.grids(data)


WHOLE = plain()


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_workbook_with_any_byte_changed_is_read_or_refused(place, byte):
    damaged = WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :]

    try:
        found = guarding.grids(damaged)
    except Invalid:
        return
    assert isinstance(found, dict)


@pytest.mark.django_db
def test_a_workbook_of_somebody_elses_is_refused():
    plan = scenes.draft()

    with pytest.raises(Invalid) as refused:
        scenes.read(plan, plain())

    assert refused.value.message == NOT_OURS


@pytest.mark.django_db
def test_the_workbook_of_another_plan_is_refused_by_its_name():
    plan, other = scenes.draft(), scenes.draft(slug="other")

    with pytest.raises(Invalid) as refused:
        scenes.read(plan, writing.write(other))

    assert (refused.value.code, refused.value.message) == (
        "another_plan",
        "This is the workbook of another plan: other.",
    )


@pytest.mark.django_db
def test_of_two_copies_of_a_sheet_none_is_preferred():
    plan = scenes.draft()
    edited = scenes.editor(plan)
    edited.grids = {"Tasks (2)": edited.grid("tasks")} | edited.grids

    with pytest.raises(Invalid) as refused:
        scenes.read(plan, edited.save())

    assert refused.value.message == "The sheets “Tasks (2)” and “Tasks” are copies; please delete one."


@pytest.mark.django_db
def test_a_hidden_copy_that_somebody_has_touched_is_not_believed():
    plan = scenes.draft()
    edited = scenes.editor(plan)
    grid = edited.grids["_portal"]
    grid[1][0] = re.sub("[a-y]", lambda match: chr(ord(match[0]) + 1), grid[1][0], count=1)

    with pytest.raises(Invalid) as refused:
        scenes.read(plan, edited.save())

    assert "damaged, or it comes from another portal" in refused.value.message
