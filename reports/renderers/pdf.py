"""A report as PDF, set by typst from report.typ with the portal's own fonts: no system font is asked.

The document travels as JSON in the compiler's inputs, so none of its texts is ever read as markup. The result
is tagged (PDF/UA-1) and carries the day of the report as its date: same data, same bytes.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from reformtracker.lib.bilingual import clauses, listed
from reformtracker.lib.charts import BAND_COLOURS, PRINT_COLOURS, Chart, Key
from reports.document import Column, Document, Table
from reports.renderers.wide import least, parts, room
from reports.renderers.words import off_paper, shown

TEMPLATE = Path(__file__).with_name("report.typ")
NUMBERS = ("int", "percent")
# What a figure or a day needs on paper, and a text of so few characters.
POINTS = {"int": 37, "percent": 37, "date": 44}
SHORT_TEXT, SHORT_POINTS = 10, 34
# How many characters of a table stand beside each other on A4 upright, A4 across and A3 across.
UPRIGHT, ACROSS, LARGE = 150, 190, 270
# The share of the page's width that a chart of each size takes, in percent.
SHARES = {"medium": 70, "beside": 50, "small": 40}
# The height that a page leaves to a drawing under its title, with the legend below, in widths of the page.
TALLEST = 1.27
DRAWN = re.compile(r'<svg[^>]* width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)"')
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
        "tables": list(_tables(document)),
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


def _chart(chart: Chart) -> dict:
    """A drawing with its legend, and its numbers in words for those who cannot see it."""
    numbers = clauses(listed(row) for row in chart.table.rows)
    legend = [{"label": key.label, "colour": _colour(key)} for key in chart.legend]
    return {
        "title": chart.title,
        "svg": str(chart.svg),
        "alt": f"{chart.title}: {numbers}",
        "legend": legend,
        "share": _share(chart),
    }


def _share(chart: Chart) -> float:
    """The share of the page's width that a drawing takes, in percent; less where it would not fit."""
    usual, drawn = SHARES.get(chart.size, 100), DRAWN.match(chart.svg)
    if drawn is None:
        return usual
    return min(usual, round(100 * TALLEST * float(drawn["width"]) / float(drawn["height"]), 2))


def _colour(key: Key) -> str:
    """The colour of a sample in the legend: of a standing or a line by its kind, of a place by its band."""
    shape, _dash, kind = key.mark.partition("-")
    if shape == "band":
        return BAND_COLOURS[int(kind) if kind.isdigit() else 0]
    return PRINT_COLOURS[key.icon or kind]


def _tables(document: Document) -> Iterator[dict]:
    """The tables as on paper; what is too wide even for a large page comes in parts."""
    for table in document.tables:
        *others, last = parts(table.paper(), LARGE)
        full = table.key == document.full
        yield from (_table(part, full=full) for part in others)
        yield _table(last, full=full) | {"off": off_paper(table)}


def _table(table: Table, *, full: bool) -> dict:
    """A table of texts; what is wide gets pages across, very wide ones large pages; the full one is last."""
    wanted, needed = sum(map(room, table.columns)), sum(map(least, table.columns))
    return {
        "title": table.title,
        "off": "",
        "last": full,
        "across": full or wanted > UPRIGHT,
        "paper": "a3" if needed > ACROSS else "a4",
        "columns": [_column(column) for column in table.columns],
        "rows": [[shown(v, c.kind) for v, c in zip(row, table.columns, strict=True)] for row in table.rows],
    }


def _column(column: Column) -> dict:
    """`points` is a fixed width, 0 for a column that shares what is left in proportion to `width`."""
    narrow = SHORT_POINTS if column.kind == "text" and column.width <= SHORT_TEXT else 0
    points = POINTS.get(column.kind, narrow)
    return {"title": column.title, "width": column.width, "points": points, "right": column.kind in NUMBERS}
