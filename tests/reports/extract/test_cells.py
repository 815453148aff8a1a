"""Rows of a sheet as XML, read back by somebody else's parser."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import clean
from reports.extract.cells import escaped, row_xml


def read_back(xml: bytes) -> list[tuple[str, str, str]]:
    """Place, type and content of the cells of a row."""
    return [
        (cell.get("r", ""), cell.get("t", "n"), "".join(cell.itertext()))
        for cell in ElementTree.fromstring(xml)
    ]


def as_excel_reads(text: str) -> str:
    return re.sub("_x([0-9a-fA-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def test_numbers_days_and_texts_have_their_places_and_what_is_missing_stays_empty():
    row = row_xml((7, "=1+1", None, dt.date(2018, 12, 31), "", " a\n<b>&"), 5, "3")

    assert read_back(row) == [
        ("A5", "n", "7"),
        ("B5", "inlineStr", "=1+1"),
        ("D5", "n", "43465"),
        ("F5", "inlineStr", " a\n<b>&"),
    ]


@pytest.mark.parametrize("text", ["_x0041_", "__x0041_", "_x0041_x0042_", "_x_", "_xZZZZ_", "a_x000d_b"])
def test_what_looks_like_the_number_of_a_character_stays_as_it_is(text):
    assert as_excel_reads(escaped(text)) == text


@given(st.text())
def test_every_clean_text_comes_back(text):
    written = clean(text)

    [cell] = read_back(row_xml((written,), 1, "1")) or [("A1", "inlineStr", "")]
    assert (cell[1], as_excel_reads(cell[2])) == ("inlineStr", written)
