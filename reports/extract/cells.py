"""Rows of a sheet as XML (ISO/IEC 29500-1, 18.3.1.73): numbers, days, and texts that stay texts."""

import datetime as dt
import re
from collections.abc import Sequence
from string import ascii_uppercase

from reports.document import Value

# The first 26 columns; an extract has fewer.
LETTERS = tuple(ascii_uppercase)
# Days are numbers in a workbook, counted from the last day but one of 1899.
DAY_ZERO = dt.date(1899, 12, 30).toordinal()
SPECIAL = re.compile("[&<>]")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# What a workbook reads as a character's number; the underscore before it is written as its own number.
NUMBERED = re.compile("_(?=x[0-9a-fA-F]{4}_)")


def row_xml(row: Sequence[Value], number: int, day_style: str) -> bytes:
    """The row of that number, counted from 1, as UTF-8; what is missing stays empty."""
    cells = [
        _cell(value, f"{letter}{number}", day_style)
        for letter, value in zip(LETTERS, row, strict=False)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


def _cell(value: Value, place: str, day_style: str) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escaped(value)}</t></is></c>'
    if isinstance(value, dt.date):
        return f'<c r="{place}" s="{day_style}"><v>{value.toordinal() - DAY_ZERO}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def escaped(text: str) -> str:
    """The text as XML holds it and a workbook reads it back."""
    if "_x" in text:
        text = NUMBERED.sub("_x005F_", text)
    return SPECIAL.sub(lambda found: ENTITIES[found[0]], text) if SPECIAL.search(text) else text
