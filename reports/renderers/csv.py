"""The full table of a report as CSV, for programs and for spreadsheets that open it without asking.

The file is a pure table: one head, then rows, no comment lines that a program would have to skip. What the
report states about itself (as of, ledger, scope, rule version, SHA-256 of its data) stands in the last
columns of every row, so that it survives sorting, filtering and pasting. A table without rows keeps one row
with these columns alone.
"""

import csv
import datetime as dt
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from reports.document import Column, Document, Value

# What makes a spreadsheet take a cell for a formula; NFKC folds the full-width forms into these.
FORMULA_STARTS = frozenset("=+-@")
CONTROL_STARTS = frozenset("\t\r\n")


def render(document: Document, target: Path) -> None:
    """Writes the report's full table as UTF-8 with a byte order mark, every cell quoted."""
    table = document.table(document.full)
    stated = [text for _label, text in document.meta] + list(document.marks)
    heads = [_head(column) for column in table.columns] + [label for label, _text in document.meta]
    heads += [""] * len(document.marks)
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(map(inert, heads))
        for row in table.rows or [(None,) * len(table.columns)]:
            writer.writerow(_cells(row, stated))


def _head(column: Column) -> str:
    return f"{column.title} (%)" if column.kind == "percent" else column.title


def _cells(row: Iterable[Value], stated: Iterable[str]) -> list[str]:
    return [cell(value) for value in row] + [inert(text) for text in stated]


def cell(value: Value) -> str:
    """A value as CSV has it: numbers and days as they are, a text that could be a formula made inert."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else inert(value)


def inert(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet could take it for a formula.

    Looks past blanks, invisible characters and full-width forms, which some programs drop on opening.
    """
    return f"'{text}" if looks_like_formula(text) else text


def looks_like_formula(text: str) -> bool:
    """Whether the first visible character starts a formula, or the text starts with a tab or a line end."""
    if text[:1].isalnum():  # the quick way for nearly every cell
        return False
    if text[:1] in CONTROL_STARTS:
        return bool(text)
    visible = next((char for char in text if not _is_skipped(char)), "")
    return unicodedata.normalize("NFKC", visible)[:1] in FORMULA_STARTS


def _is_skipped(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cf", "Cc", "Zs", "Mn")
