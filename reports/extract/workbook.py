"""An extract as a workbook: a cover that says what it is, then sheets of rows, each as long as Excel allows.

A small workbook with the cover and the heads is the mould; the rows go straight into the archive as they
come, which takes a quarter of the time and no room beside the file. Every text is written as text, so no cell
can become a formula, and a text longer than a cell goes on in the rows below.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from reports.document import Column, Document, Value
from reports.extract.cells import row_xml
from reports.renderers.xlsx import FORMATS, LONGEST_TEXT, OPTIONS, cover, pieces, sheet_name

# Of the 1,048,576 rows of a sheet the first is the head.
MOST_ROWS = 1_048_575
STYLES = ("title", "subtitle", "mark", "label", "plain", "head", "date")
# The same data give the same bytes: nothing in the archive is of another day than the first that it can say.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
LEVEL = 4  # little larger than with the usual 6, and quicker
SHEET = "xl/worksheets/sheet{}.xml"


def write(
    target: Path, document: Document, columns: Sequence[Column], rows: Iterable[Sequence[Value]]
) -> None:
    """Writes the workbook; the document gives the cover."""
    mould = _Mould.of(_moulded(document, columns, [1]))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        heights = _write_sheets(archive, mould, iter(rows))
        written = {SHEET.format(number) for number in range(2, len(heights) + 2)}
        with zipfile.ZipFile(_moulded(document, columns, heights)) as parts:
            for part in parts.infolist():
                if part.filename not in written:
                    archive.writestr(_dated(part.filename), parts.read(part))


@dataclass(frozen=True, slots=True)
class _Mould:
    """A sheet around its rows: all before the first, all behind the last, and the style of days."""

    before: str
    behind: str
    style: str

    @classmethod
    def of(cls, workbook: IO[bytes]) -> "_Mould":
        with zipfile.ZipFile(workbook) as parts:
            sheet = parts.read(SHEET.format(2)).decode()
        before, end, behind = sheet.partition("</sheetData>")
        found = re.search(r'<col [^>]*style="(\d+)"', before)
        assert found is not None  # the column of days has one
        # How many rows there will be is not known yet; no program needs to be told.
        return cls(re.sub(r"<dimension [^>]*/>", "", before), end + behind, found[1])

    def closed(self, height: int) -> str:
        """What comes behind that many rows: the filter reaches down to the last of them."""
        return re.sub(r'(<autoFilter ref="A1:[A-Z]+)\d+"', rf'\g<1>{height + 1}"', self.behind)


def _write_sheets(archive: zipfile.ZipFile, mould: _Mould, rows: Iterator[Sequence[Value]]) -> list[int]:
    """Writes sheets until there are no more rows, one at least; gives the number of rows in each."""
    lines = _lines(rows)
    heights: list[int] = []
    line = next(lines, None)
    while line is not None or not heights:
        height = 0
        with archive.open(_dated(SHEET.format(len(heights) + 2)), "w", force_zip64=True) as sheet:
            sheet.write(mould.before.encode())
            while line is not None and height < MOST_ROWS:
                height += 1
                sheet.write(row_xml(line, height + 1, mould.style))
                line = next(lines, None)
            sheet.write(mould.closed(max(height, 1)).encode())
        heights.append(height)
    return heights


def _dated(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, FIRST_DAY)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    return info


def _lines(rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    """The rows, with continuation lines for texts that do not fit into a cell."""
    for row in rows:
        if not any(isinstance(value, str) and len(value) > LONGEST_TEXT for value in row):
            yield row
            continue
        parts = [pieces(value) if isinstance(value, str) else [value] for value in row]
        for line in range(max(map(len, parts))):
            yield [part[line] if line < len(part) else None for part in parts]


def _moulded(document: Document, columns: Sequence[Column], heights: Sequence[int]) -> IO[bytes]:
    """A workbook with the cover and, of sheets with that many rows, only the heads."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, OPTIONS | {"constant_memory": False, "in_memory": True})
    # Midnight of the day asked for, not of the machine.
    created = dt.datetime.combine(document.provenance.as_of, dt.time())
    workbook.set_properties({"title": document.title, "subject": document.subtitle, "created": created})
    styles = {name: workbook.add_format({"font_name": "Noto Sans SC"} | FORMATS[name]) for name in STYLES}
    cover(workbook.add_worksheet(sheet_name(_("Cover"))), document, styles)
    for number, height in enumerate(heights, start=1):
        sheet = workbook.add_worksheet(sheet_name(_("Entries %d") % number))
        for index, column in enumerate(columns):
            style = styles["date"] if column.kind == "date" else None
            sheet.set_column(index, index, column.width, style)
            sheet.write_string(0, index, column.title, styles["head"])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(height, 1), len(columns) - 1)
    workbook.close()
    return file
