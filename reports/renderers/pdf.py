"""A report as PDF, set by typst from report.typ with the portal's own fonts: no system font is asked.

The document travels as JSON in the compiler's inputs, so none of its texts is ever read as markup. The result
is tagged (PDF/UA-1) and carries the day of the report as its date: same data, same bytes.
"""

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from reformtracker.lib.bilingual import clauses, listed
from reformtracker.lib.charts import PRINT_COLOURS
from reports.document import Column, Document, Table, Value

TEMPLATE = Path(__file__).with_name("report.typ")
NUMBERS = ("int", "percent")
# What a figure or a day needs on paper, and a text of so few characters.
POINTS = {"int": 37, "percent": 37, "date": 44}
SHORT_TEXT, SHORT_POINTS = 10, 34
FONTS = settings.DATA_DIR / "fonts"


def render(document: Document, target: Path) -> None:
    """Writes the PDF."""
    typst.compile(
        TEMPLATE,
        output=target,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_data(document), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(dt.datetime.combine(document.provenance.as_of, dt.time(), tzinfo=dt.UTC).timestamp()),
    )


def _data(document: Document) -> dict:
    """What report.typ reads; see there."""
    day = document.provenance.as_of
    return {
        "language": document.language,
        "title": document.title,
        "subtitle": document.subtitle,
        "marks": list(document.marks),
        "day": [day.year, day.month, day.day],
        "head": f"{document.title} · {document.provenance.plan_slug} · {day.isoformat()}",
        "sha256": document.data_sha256,
        "meta": [list(pair) for pair in document.meta],
        "figures": [asdict(figure) for figure in document.figures],
        "charts": [_chart(chart) for chart in document.charts],
        "tables": [_table(table.paper(), full=table.key == document.full) for table in document.tables],
        "notes": list(document.notes),
        "words": _words(),
    }


def _words() -> dict[str, str]:
    """The few words of the page itself."""
    return {
        # The figures are put in by typst, which alone knows how many pages there are.
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "about": _("About this report"),
        "none": _("No rows: nothing on that day fits."),
        "data": _("SHA-256 of the data"),
    }


def _chart(chart) -> dict:
    """A drawing with its legend, and its numbers in words for those who cannot see it."""
    numbers = clauses(listed(row) for row in chart.table.rows)
    legend = [{"label": key.label, "colour": PRINT_COLOURS[key.icon]} for key in chart.legend]
    return {"title": chart.title, "svg": str(chart.svg), "alt": f"{chart.title}: {numbers}", "legend": legend}


def _table(table: Table, *, full: bool) -> dict:
    """A table of texts; the full list gets pages across."""
    return {
        "title": table.title,
        "across": full,
        "columns": [_column(column) for column in table.columns],
        "rows": [[_text(v, c) for v, c in zip(row, table.columns, strict=True)] for row in table.rows],
    }


def _column(column: Column) -> dict:
    """`points` is a fixed width, 0 for a column that shares what is left in proportion to `width`."""
    narrow = SHORT_POINTS if column.kind == "text" and column.width <= SHORT_TEXT else 0
    points = POINTS.get(column.kind, narrow)
    return {"title": column.title, "width": column.width, "points": points, "right": column.kind in NUMBERS}


def _text(value: Value, column: Column) -> str:
    if value is None:
        return "–"
    if column.kind == "percent":
        return f"{value}%"
    return str(value)
