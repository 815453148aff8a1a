"""The workbook, read back by another library and as raw XML."""

import datetime as dt
import re
import zipfile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from reports.document import Column
from reports.renderers.xlsx import LONGEST_TEXT, render, sheet_name
from tests.reports.factories import HOSTILE, a_document

TEXTS = (Column("a", "=1+1"), Column("b", "b"))


@pytest.fixture
def target(tmp_path):
    return tmp_path / "x.xlsx"


def rows_of(target, sheet: int = 1) -> list[list]:
    return CalamineWorkbook.from_path(target).get_sheet_by_index(sheet).to_python()


def sheets_of(target) -> dict[str, str]:
    with zipfile.ZipFile(target) as file:
        return {name: file.read(name).decode() for name in file.namelist() if "worksheets/sheet" in name}


def test_hostile_texts_come_back_as_the_same_texts(target):
    render(a_document(*[(text, "x") for text in HOSTILE], columns=TEXTS), target)

    # XML has no carriage return of its own: a reader gives back a line feed.
    assert [row[0].replace("\r", "\n") for row in rows_of(target)[1:]] == [
        t.replace("\r", "\n") for t in HOSTILE
    ]


def test_no_cell_of_any_sheet_is_a_formula(target):
    render(a_document(*[(text, text) for text in HOSTILE], columns=TEXTS), target)

    formulas = {name: re.findall(r"<f[ >]", xml) for name, xml in sheets_of(target).items()}
    assert formulas == {"xl/worksheets/sheet1.xml": [], "xl/worksheets/sheet2.xml": []}


def test_the_search_for_formulas_finds_one_where_texts_are_not_written_as_texts(target):
    with xlsxwriter.Workbook(str(target)) as workbook:
        workbook.add_worksheet().write(0, 0, HOSTILE[0])

    assert [len(re.findall(r"<f[ >]", xml)) for xml in sheets_of(target).values()] == [1]


def test_figures_are_numbers_percentages_fractions_and_missing_ones_empty(target):
    render(a_document(("甲", 58, 62, dt.date(2018, 10, 31)), ("乙", None, None, None)), target)

    assert rows_of(target)[1:] == [["甲", 58.0, 0.62, dt.date(2018, 10, 31)], ["乙", "", "", ""]]


def test_a_text_longer_than_a_cell_goes_on_below_and_nothing_is_lost(target):
    text = "".join(str(number) for number in range(12_000))

    render(a_document((text, "x"), ("next", "y"), columns=TEXTS), target)

    *parts, last = [row[0] for row in rows_of(target)[1:]]
    assert ("".join(parts), last) == (text, "next")
    assert max(map(len, parts)) == LONGEST_TEXT


def test_the_cover_states_meta_marks_and_figures(target):
    render(a_document(), target)

    said = [[cell for cell in row if cell] for row in rows_of(target, 0)]
    assert [line for line in said if line] == [
        ["进展报告"],
        ["深化医药卫生体制改革"],
        ["演示"],
        ["总体进展", "62%"],
        ["58 of 66 reported"],
        ["As of", "2018-10-31"],
        ["SHA-256 of the data", "f" * 64],
        ["说明"],
    ]


def test_a_table_sheet_has_a_filter_a_frozen_head_and_a_chart(target):
    render(a_document(("a", 1, 2, None)), target)

    sheet = sheets_of(target)["xl/worksheets/sheet2.xml"]
    assert [tag in sheet for tag in ("<autoFilter", 'state="frozen"', "<drawing")] == [True, True, True]


def test_the_same_document_gives_the_same_bytes(tmp_path):
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"

    render(a_document(("a", 1, 2, dt.date(2018, 1, 1))), first)
    render(a_document(("a", 1, 2, dt.date(2018, 1, 1))), second)

    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("title", "name"),
    [("By area", "By area"), ("a/b:c*[d]?\\'", "a b c  d"), ("长" * 40, "长" * 31), ("//", "-")],
)
def test_a_sheet_gets_a_name_that_excel_allows(title, name):
    assert sheet_name(title) == name
