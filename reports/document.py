"""A report as data, before it becomes a file: the same document gives the workbook, the PDF and the table.

Everything is frozen and already in the report's language; a renderer only lays out. The same data give the
same bytes, so two people who build a report of the same day hold the same file and can compare its SHA-256.
"""

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from typing import Literal

from reformtracker.lib.charts import Chart

# How a column is written: text never becomes anything else, int, decimal and percent are
# numbers, date is a day.
ColumnKind = Literal["text", "int", "decimal", "percent", "date"]
Value = str | int | float | dt.date | None
# Control characters (Unicode's Cc) but newline and tab, lone surrogates, and the two that are no characters.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What the canonical data are called; the number rises when their shape changes (docs/report-json.md).
DATA_FORMAT = "reform-report/1"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` in characters of a workbook and as a share of the page.

    `key` is stable, `title` is shown.
    """

    key: str
    title: str
    kind: ColumnKind = "text"
    width: int = 12


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; None is a missing figure and stays empty.

    `bars` names a column to draw in the workbook. `on_paper` lists the keys of the columns that the PDF shows
    (all when empty): a page is narrower than a sheet.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    bars: str = ""
    on_paper: tuple[str, ...] = ()

    def index(self, key: str) -> int:
        """Where the column stands, counted from 0."""
        return next(index for index, column in enumerate(self.columns) if column.key == key)

    def paper(self) -> "Table":
        """The table with only the columns that the PDF shows."""
        if not self.on_paper:
            return self
        kept = [self.index(key) for key in self.on_paper]
        rows = tuple(tuple(row[index] for index in kept) for row in self.rows)
        return replace(self, columns=tuple(self.columns[index] for index in kept), rows=rows)


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number with what it counts and, below, what qualifies it (its coverage, usually)."""

    label: str
    value: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a report must say about itself. Day and moment are Asia/Shanghai.

    `day_over` is whether the day had ended when the report was made; `ledger_n` and `ledger_hash` are the
    newest entry that counts, `ledger_at` its moment (None: no entry yet).
    """

    plan_slug: str
    plan_title: str
    as_of: dt.date
    day_over: bool
    scope: str
    rule_version: str
    ledger_n: int
    ledger_hash: str
    ledger_at: dt.datetime | None
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. `full` names the table that stands for it as CSV."""

    kind: str
    language: str
    title: str
    subtitle: str
    provenance: Provenance
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    full: str
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    data_sha256: str = field(default="")

    def table(self, key: str) -> Table:
        """The table of that key."""
        return next(table for table in self.tables if table.key == key)


def canonical(document: Document) -> bytes:
    """The data of the report as canonical JSON (sorted keys, NFC, UTF-8): what it says, not how it looks.

    Widths, bars and the choice of columns for paper stay out, so that a new layout keeps the SHA-256 of data.
    """
    data = {
        "format": DATA_FORMAT,
        "kind": document.kind,
        "language": document.language,
        "provenance": asdict(document.provenance),
        "figures": [asdict(figure) for figure in document.figures],
        "tables": [_said(table) for table in document.tables],
    }
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_iso)
    return unicodedata.normalize("NFC", text).encode()


def _said(table: Table) -> dict[str, object]:
    columns = [{"key": column.key, "title": column.title, "kind": column.kind} for column in table.columns]
    return {"key": table.key, "title": table.title, "columns": columns, "rows": table.rows}


def digest(document: Document) -> str:
    """SHA-256 of the canonical data, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _iso(value: dt.date) -> str:
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value.isoformat()


def clean(text: object) -> str:
    """A text that every format can hold: no lone surrogates, no control characters but newline and tab.

    What is not allowed is shown as the replacement character, so that nothing disappears silently.
    """
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", str(text))


def mean(values: Iterable[Fraction | int | None]) -> Fraction | None:
    """The exact mean of what is known; None when nothing is: a missing figure is not a zero."""
    known = [value for value in values if value is not None]
    return Fraction(sum(known)) / len(known) if known else None
