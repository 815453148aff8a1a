"""The CSV renderer: texts that look like formulas are inert, figures stay figures, nothing gets lost."""

import csv
import datetime as dt

import pytest

from reports.document import Column
from reports.renderers.csv import inert, looks_like_formula, render
from tests.reports.factories import HOSTILE, a_document

DANGEROUS = [text for text in HOSTILE if text not in ("{=1}", "_x003D_1")]


def read(path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_a_spreadsheet_could_calculate_gets_an_apostrophe(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "plain", "1=1", "a-b", "国家卫生健康委=牵头", "“=1”", "58 of 66", "'=1"]
)
def test_a_harmless_text_stays_as_it_is(text):
    assert inert(text) == text


def test_numbers_and_days_stay_numbers_and_days(tmp_path):
    target = tmp_path / "x.csv"

    render(a_document(("a", -5, 62, dt.date(2018, 10, 31)), ("b", 0, None, None)), target)

    assert [row[:4] for row in read(target)[1:]] == [["a", "-5", "62", "2018-10-31"], ["b", "0", "", ""]]


def test_every_row_carries_what_the_report_states_about_itself(tmp_path):
    target = tmp_path / "x.csv"

    render(a_document(("a", 1, 2, None), ("b", 1, 2, None)), target)

    head, *rows = read(target)
    assert head == ["名称", "Count", "Share (%)", "On", "As of", "SHA-256 of the data", ""]
    assert [row[4:] for row in rows] == [["2018-10-31", "f" * 64, "演示"]] * 2


def test_an_empty_table_still_says_what_it_is_about(tmp_path):
    target = tmp_path / "x.csv"

    render(a_document(), target)

    assert read(target)[1:] == [["", "", "", "", "2018-10-31", "f" * 64, "演示"]]


def test_no_cell_of_the_file_starts_like_a_formula_heads_included(tmp_path):
    target = tmp_path / "x.csv"
    columns = (Column("evil", "=1+1"),)

    render(a_document(*[(text,) for text in HOSTILE], columns=columns), target)

    cells = [cell for row in read(target) for cell in row]
    assert [cell for cell in cells if looks_like_formula(cell)] == []
    assert [row[0].removeprefix("'") for row in read(target)[1:]] == list(HOSTILE)


def test_the_file_starts_with_a_byte_order_mark_and_quotes_every_cell(tmp_path):
    target = tmp_path / "x.csv"

    render(a_document(('say "hi"\nthere', 1, 2, None)), target)

    content = target.read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"')
    assert b'"say ""hi""\nthere","1","2",""' in content
