"""A plan as a workbook: a sheet per kind of row, drop-downs for what is chosen, a signed copy of the whole.

Every text is written as text, so no cell can become a formula; columns of text are formatted as text, so that
"2.10" stays what was typed.
"""

import datetime as dt
import io
from dataclasses import dataclass, field

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from reformtracker.lib import clock
from tasks.models import Plan
from tasks.workbook import book as books
from tasks.workbook import sealing
from tasks.workbook.book import Book, Row, Value
from tasks.workbook.layout import (
    BASE,
    CONTEXT,
    CONTEXT_TITLE,
    FIRST_ROW,
    HELP,
    ID,
    ID_TITLE,
    KEY_ROW,
    LISTS,
    PARENT,
    PLAN_SHEET,
    SHEETS,
    TITLE_ROW,
    Column,
    Sheet,
)
from tasks.workbook.vocabulary import CLOSED, OPEN, Vocabulary
from tasks.workbook.wording import kept, name_of, shown

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What Excel puts into one cell, in UTF-16 units.
LONGEST_CELL = 32_767
PIECE = 30_000
# Drop-downs and formats reach this many rows below the last one, for rows that are added.
SPARE_ROWS = 2_000
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
INK, MUTED, HEAD, LINE, GIVEN = "#131C2E", "#4D5B72", "#E8EDF5", "#DDE3EC", "#F4F6FA"
CELL = {"font_name": "Noto Sans SC", "font_size": 10, "valign": "top"}
FORMATS: dict[str, dict[str, object]] = {
    "head": {"bold": True, "bg_color": HEAD, "bottom": 1, "bottom_color": LINE, "text_wrap": True},
    "text": {"text_wrap": True, "num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "number": {"num_format": "General", "align": "left"},
    "given": {"num_format": "@", "font_color": MUTED, "bg_color": GIVEN},
    "context": {"text_wrap": True, "num_format": "@", "italic": True, "font_color": MUTED, "bg_color": GIVEN},
    "label": {"bold": True, "font_color": MUTED, "text_wrap": True},
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "plain": {"text_wrap": True},
}


@dataclass(slots=True)
class _Writing:
    """What the sheets of one workbook share; `ranges` says where the words of each drop-down stand."""

    file: xlsxwriter.Workbook
    words: Vocabulary
    styles: dict
    ranges: dict[str, str] = field(default_factory=dict)


def write(plan: Plan) -> bytes:
    """The plan's workbook, in the active language; the same plan gives the same bytes within one language."""
    book, buffer = books.of_plan(plan), io.BytesIO()
    file = xlsxwriter.Workbook(buffer, OPTIONS)
    created = plan.created_at.astimezone(clock.SHANGHAI).replace(tzinfo=None)
    file.set_properties({"title": str(plan.short_title), "created": created})
    styles = {name: file.add_format(CELL | special) for name, special in FORMATS.items()}
    writing = _Writing(file, Vocabulary(), styles)
    # The drop-downs must know their ranges first, but the hidden sheets come last.
    sheets = [file.add_worksheet(str(sheet.title)) for sheet in (PLAN_SHEET, *SHEETS)]
    help_sheet, lists, base = (file.add_worksheet(name) for name in (_("Help"), "_lists", "_portal"))
    _lists(writing, lists)
    _plan(writing, sheets[0], book)
    for sheet, page in zip(SHEETS, sheets[1:], strict=True):
        _sheet(writing, page, sheet, book)
    _help(writing, help_sheet)
    _base(writing, base, book, plan)
    file.close()
    return buffer.getvalue()


def _lists(writing: _Writing, page: Worksheet) -> None:
    """The words of every drop-down, a column each; hidden, for nobody edits them here."""
    page.write_string(0, 0, f"{LISTS}.")
    for column, kind in enumerate((*CLOSED, *OPEN), start=1):
        entries = list(writing.words.entries(kind).values())
        for line, word in enumerate(entries, start=1):
            page.write_string(line, column, word, writing.styles["text"])
        letter = xlsxwriter.utility.xl_col_to_name(column)
        writing.ranges[kind] = f"='{page.name}'!${letter}$2:${letter}${max(len(entries), 1) + 1}"
    page.hide()


def _plan(writing: _Writing, page: Worksheet, book: Book) -> None:
    """The plan's own facts: key (hidden), label, value."""
    page.set_column(0, 0, 14, None, {"hidden": True})
    page.set_column(1, 1, 28)
    page.set_column(2, 2, 90)
    page.write_string(KEY_ROW, 0, f"{PLAN_SHEET.key}.key")
    page.set_row(KEY_ROW, None, None, {"hidden": True})
    for index, text in enumerate(("", _("Fact"), _("Value"))):
        page.write_string(TITLE_ROW, index, text, writing.styles["head"])
    for line, column in enumerate(PLAN_SHEET.columns, start=FIRST_ROW):
        page.write_string(line, 0, column.key)
        page.write_string(line, 1, str(column.title), writing.styles["label"])
        _cell(writing, page, (line, 2), column, book.plan.values[column.key])
        _validate(writing, page, (line, 2, line, 2), column)
    _seal_line(writing, page, book)
    page.freeze_panes(FIRST_ROW, 2)


def _seal_line(writing: _Writing, page: Worksheet, book: Book) -> None:
    """Which state of the plan was given out, for people to compare; the portal trusts its signed copy."""
    line = FIRST_ROW + len(PLAN_SHEET.columns) + 1
    page.write_string(line, 1, _("State of the plan (fingerprint)"), writing.styles["label"])
    page.write_string(line, 2, books.fingerprint(book)[:16], writing.styles["given"])


def _sheet(writing: _Writing, page: Worksheet, sheet: Sheet, book: Book) -> None:
    columns = _columns(sheet)
    rows = [row for kind, row, _path in book.in_order() if kind is sheet]
    page.set_row(KEY_ROW, None, None, {"hidden": True})
    for index, (key, title, width, style) in enumerate(columns):
        page.set_column(index, index, width, writing.styles[style])
        page.write_string(KEY_ROW, index, f"{sheet.key}.{key}")
        page.write_string(TITLE_ROW, index, title, writing.styles["head"])
    contexts = _contexts(sheet, book)
    for line, row in enumerate(rows, start=FIRST_ROW):
        _row(writing, page, line, sheet, row, contexts)
    last = FIRST_ROW + len(rows) - 1
    for index, column in enumerate(sheet.columns, start=len(columns) - len(sheet.columns)):
        _validate(writing, page, (FIRST_ROW, index, last + SPARE_ROWS, index), column)
    page.autofilter(TITLE_ROW, 0, max(last, FIRST_ROW), len(columns) - 1)
    page.freeze_panes(FIRST_ROW, 2 if sheet.parent else 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(TITLE_ROW)


def _columns(sheet: Sheet) -> list[tuple[str, str, int, str]]:
    """Key, title, width and format of each column, from the left."""
    found = [(ID, str(ID_TITLE), 12, "given")]
    if sheet.parent:
        found.append((PARENT, str(sheet.parent_title), 10, "text"))
        found.append((CONTEXT, str(CONTEXT_TITLE), 34, "context"))
    return found + [(c.key, str(c.title), c.width, _style(c)) for c in sheet.columns]


def _style(column: Column) -> str:
    return column.kind if column.kind in ("date", "number") else "text"


def _contexts(sheet: Sheet, book: Book) -> dict[str, str]:
    """How the rows of the sheet above are called, by id, so that one sees what a row belongs to."""
    return {row.key: name_of(row.values) for row in book.rows.get(sheet.parent, [])}


def _row(
    writing: _Writing, page: Worksheet, line: int, sheet: Sheet, row: Row, contexts: dict[str, str]
) -> None:
    page.write_string(line, 0, row.key, writing.styles["given"])
    first = 1
    if sheet.parent:
        page.write_string(line, 1, row.parent, writing.styles["text"])
        page.write_string(line, 2, contexts[row.parent], writing.styles["context"])
        first = 3
    for index, column in enumerate(sheet.columns, start=first):
        _cell(writing, page, (line, index), column, row.values[column.key])


def _cell(writing: _Writing, page: Worksheet, at: tuple[int, int], column: Column, value: Value) -> None:
    style = writing.styles[_style(column)]
    text = shown(writing.words, column, value)
    if not text:
        page.write_blank(*at, None, style)
    elif column.kind == "date":
        page.write_datetime(*at, dt.datetime.fromisoformat(text), style)
    elif column.kind == "number" and _is_exact(text):
        page.write_number(*at, float(text), style)
    else:
        page.write_string(*at, text if units(text) <= LONGEST_CELL else kept(text), style)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_exact(text: str) -> bool:
    """Whether the number comes back from a cell as it was: 15 digits do."""
    return len(text.replace("-", "").replace(".", "").strip("0")) <= 15


def _validate(writing: _Writing, page: Worksheet, area: tuple[int, int, int, int], column: Column) -> None:
    """The drop-down or the check of a column; an agency may also be typed by any of its names."""
    if column.kind in writing.ranges:
        rule = {"validate": "list", "source": writing.ranges[column.kind]}
        soft = column.kind in OPEN
        page.data_validation(*area, rule | {"error_type": "warning" if soft else "stop"} | _not_listed(soft))
    elif column.kind == "date":
        page.data_validation(
            *area,
            {
                "validate": "date",
                "criteria": "between",
                "minimum": dt.date(1949, 10, 1),
                "maximum": dt.date(2199, 12, 31),
                "error_title": _("Not a date"),
                "error_message": _("Please enter a date such as 2018-12-31."),
            },
        )


def _not_listed(soft: bool) -> dict[str, str]:
    if soft:
        return {
            "error_title": _("Not in the list"),
            "error_message": _("The name is not in the list. The portal looks it up among all known names."),
        }
    return {"error_title": _("Not in the list"), "error_message": _("Please choose one of the list.")}


def _help(writing: _Writing, page: Worksheet) -> None:
    page.write_string(0, 0, f"{HELP}.")
    page.set_row(0, None, None, {"hidden": True})
    page.set_column(0, 0, 110)
    page.hide_gridlines(2)
    page.write_string(1, 0, _("How this workbook is filled in"), writing.styles["title"])
    for line, text in enumerate(help_lines(), start=3):
        page.write_string(line, 0, text, writing.styles["plain"])


def help_lines() -> list[str]:
    return [
        _("Change any cell. What you do not touch stays as it is."),
        _("The first column holds the id of a row; leave it as it is. A new row has no id."),
        _("A row that you delete is dropped from the plan, with everything that belongs to it."),
        _("The order of the rows is the order in the plan."),
        _("The second column says what a row belongs to: an id (T2.5), or the number of an area or a task."),
        _("To put rows under a new row, type a word such as new1 as its id and in their second column."),
        _("Agencies can be chosen from the list or typed by any name that the portal knows."),
        _("A percentage is a number with its unit beside it: 70, not 0.7."),
        _("Columns and sheets that you add are not read."),
        _("Upload the workbook on the plan's page. Nothing changes before you have seen all differences."),
    ]


def _base(writing: _Writing, page: Worksheet, book: Book, plan: Plan) -> None:
    """The signed copy, in pieces that fit a cell each; deep hidden, for it is nothing to edit."""
    page.write_string(0, 0, f"{BASE}.")
    sealed = sealing.seal(book, plan)
    for line, start in enumerate(range(0, len(sealed), PIECE), start=1):
        page.write_string(line, 0, sealed[start : start + PIECE])
    page.very_hidden()
