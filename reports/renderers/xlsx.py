"""A report as a workbook: cover, summary sheets, then a sheet per table with filter and frozen head.

Every text of the data is written as text, so no cell of it can become a formula; the formulas of the summary
are our own (xlsx_summary). Nothing is cut: a text longer than a cell may hold goes on in the rows below it.
The file's own dates are fixed, so that the same data give the same bytes.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from reports.document import Column, Document, Table, Value
from reports.renderers import xlsx_summary
from reports.renderers.pivots import pivots
from reports.renderers.wide import room
from reports.renderers.xlsx_summary import Data

# A cell holds 32,767 UTF-16 units; a character outside the basic plane takes two.
LONGEST_TEXT = 16_000
# Characters that Excel forbids in sheet names, and its longest name.
FORBIDDEN_IN_NAMES = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
LONGEST_NAME = 31
# Excel's numbers of paper sizes, and how many characters of a table are still read with ease on an A4 page.
PAPER_A3, PAPER_A4, A4 = 8, 9, 150
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
TITLE_HEIGHT = 30
FONT = "Noto Sans SC"
INK, MUTED, HEAD, LINE, RED, BLUE = "#131C2E", "#4D5B72", "#E8EDF5", "#DDE3EC", "#B91C1C", "#1D4ED8"


BASE = {"font_name": FONT, "font_size": 10, "valign": "top"}
FORMATS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 18, "font_color": INK},
    "subtitle": {"font_size": 12, "font_color": MUTED},
    "mark": {"bold": True, "font_color": RED},
    "label": {"bold": True, "font_color": MUTED},
    "number": {"bold": True, "font_size": 14, "font_color": BLUE, "align": "left"},
    "plain": {"text_wrap": True},
    "head": {"bold": True, "bg_color": HEAD, "bottom": 1, "bottom_color": LINE, "text_wrap": True},
    "text": {"text_wrap": True},
    "int": {"num_format": "0"},
    "decimal": {"num_format": "#,##0.####"},
    "percent": {"num_format": "0%"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
}


def render(document: Document, target: Path) -> None:
    """Writes the workbook."""
    workbook = xlsxwriter.Workbook(str(target), OPTIONS)
    # Midnight of the day of the report, not of the machine: same data, same bytes.
    created = dt.datetime.combine(document.provenance.as_of, dt.time())
    workbook.set_properties({"title": document.title, "subject": document.subtitle, "created": created})
    styles = {name: workbook.add_format(BASE | special) for name, special in FORMATS.items()}
    cover(workbook.add_worksheet(sheet_name(_("Cover"))), document, styles)
    crossed, drawn = pivots(document), xlsx_summary.charted(document.tables)
    # In the order of the sheets, though the summary is written last, when the lines of the data are known.
    summary = workbook.add_worksheet(sheet_name(_("Pivot"))) if crossed else None
    charts = workbook.add_worksheet(sheet_name(_("Charts"))) if crossed or drawn else None
    data = {table.key: _sheet(workbook, table, styles) for table in document.tables}
    placed = xlsx_summary.write_pivots(summary, crossed, data, styles) if summary else []
    if charts:
        xlsx_summary.write_charts(workbook, charts, placed, drawn, data)
    large = {data[table.key].sheet for table in document.tables if sum(map(room, table.columns)) > A4}
    for sheet in workbook.worksheets():
        _on_paper(sheet, document)
        sheet.set_paper(PAPER_A3 if sheet.get_name() in large else PAPER_A4)
    workbook.close()


def sheet_name(title: str, taken: Collection[str] = ()) -> str:
    """A title as Excel lets a sheet be called, told apart from those that are taken."""
    name = title.translate(FORBIDDEN_IN_NAMES).strip()[:LONGEST_NAME] or "-"
    used = {other.casefold() for other in taken}
    number = 1
    while name.casefold() in used:
        number += 1
        name = f"{name[: LONGEST_NAME - 4]} {number}"
    return name


def _on_paper(sheet: Worksheet, document: Document) -> None:
    """What every printed page says: report, day, filter and marks above, the SHA-256 of its data below."""
    about = document.provenance
    said = [document.title, about.plan_slug, about.as_of.isoformat(), about.scope]
    head = " · ".join(filter(None, said))
    sheet.set_header(f"&L&8 {_plain(head, 130)}&R&8 {_plain(' '.join(document.marks), 70)}")
    sheet.set_footer(f"&L&8 SHA-256 {document.data_sha256}&R&8 &P / &N")
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _plain(text: str, most: int) -> str:
    """A text for a header, its commands disarmed; at most so many characters, as Excel takes 255 in all."""
    doubled = text.replace("&", "&&").replace("\n", " ")
    return doubled if len(doubled) <= most else doubled[: most - 1].rstrip("&") + "…"


def pieces(text: str) -> list[str]:
    """A text in parts that each fit into one cell."""
    return [text[start : start + LONGEST_TEXT] for start in range(0, len(text), LONGEST_TEXT)] or [""]


def cover(sheet: Worksheet, document: Document, styles: dict) -> None:
    """Writes the sheet that says what the workbook is; an extract of the ledger has the same."""
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.hide_gridlines(2)
    # Not every program makes room for large letters by itself.
    sheet.set_row(0, TITLE_HEIGHT)
    for number, line in enumerate(_cover_lines(document)):
        for column, (text, style) in enumerate(line):
            sheet.write_string(number, column, text, styles[style])


def _cover_lines(document: Document) -> Iterator[list[tuple[str, str]]]:
    """The lines of the cover, each a list of (text, format)."""
    yield [(document.title, "title")]
    yield [(document.subtitle, "subtitle")]
    yield from ([(mark, "mark")] for mark in document.marks)
    yield []
    for figure in document.figures:
        yield [(figure.label, "label"), (figure.value, "number")]
        if figure.hint:
            yield [("", "plain"), (figure.hint, "plain")]
    yield []
    yield from ([(label, "label"), (text, "plain")] for label, text in document.meta)
    yield []
    yield from ([("", "plain"), (note, "plain")] for note in document.notes)


def _sheet(workbook: xlsxwriter.Workbook, table: Table, styles: dict) -> Data:
    """Writes the sheet of a table and says where its data stand."""
    sheet = workbook.add_worksheet(sheet_name(table.title, workbook.sheetnames))
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width)
    for index, column in enumerate(table.columns):
        sheet.write_string(0, index, column.title, styles["head"])
    line = 1
    for row in table.rows:
        line += _row(sheet, line, table.columns, row, styles)
    sheet.freeze_panes(1, _frozen_columns(table))
    sheet.autofilter(0, 0, max(line - 1, 1), len(table.columns) - 1)
    sheet.repeat_rows(0)
    if table.bars and table.rows:
        _chart(workbook, sheet, table, line)
    return Data(sheet.get_name(), line)


def _frozen_columns(table: Table) -> int:
    """The columns up to the first one that names a row in few letters stay in sight."""
    return 1 if table.columns[0].width < 30 else 0


def _row(sheet: Worksheet, line: int, columns: Sequence[Column], row: Sequence[Value], styles: dict) -> int:
    """Writes one row, with continuation lines for texts that do not fit a cell; gives the number of lines."""
    parts = [pieces(value) if isinstance(value, str) else [value] for value in row]
    height = max(map(len, parts))
    for offset in range(height):
        for index, (column, part) in enumerate(zip(columns, parts, strict=True)):
            if offset < len(part):
                _cell(sheet, line + offset, index, column.kind, part[offset], styles)
    return height


def _cell(sheet: Worksheet, line: int, index: int, kind: str, value: Value, styles: dict) -> None:
    """One cell; a missing figure stays an empty cell, never a zero."""
    if value is None:
        sheet.write_blank(line, index, None, styles["plain"])
    elif isinstance(value, str):
        sheet.write_string(line, index, value, styles["text"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(line, index, dt.datetime.combine(value, dt.time()), styles["date"])
    else:
        sheet.write_number(line, index, value / 100 if kind == "percent" else value, styles[kind])


def _chart(workbook: xlsxwriter.Workbook, sheet: Worksheet, table: Table, below: int) -> None:
    """A native bar chart of the column that the table names, under its rows."""
    index, last = table.index(table.bars), below - 1
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": table.columns[index].title,
            "categories": [sheet.name, 1, 0, last, 0],
            "values": [sheet.name, 1, index, last, index],
            "fill": {"color": BLUE},
            "gap": 60,
        }
    )
    chart.set_title({"name": f"{table.title}: {table.columns[index].title}", "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": LINE}}})
    chart.set_size({"width": 720, "height": 90 + 34 * min(last, 24)})
    sheet.insert_chart(below + 1, 0, chart)
