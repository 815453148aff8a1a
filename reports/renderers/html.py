"""A report as one page that needs nothing else: to read offline, to print, in the light or the dark.

It holds no script, and its own policy forbids every script and every request, whatever a text in it may try.
The article between the two marks is what the portal shows on the screen; see reports/reading.py.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.document import Column, Document, Table
from reports.renderers.words import NUMBERS, off_paper, shown

STYLES = ("tokens", "charts", "report", "report_file")
# What the screen shows of a table; the other rows follow between marks that no text can hold, being escaped.
ROWS_ON_SCREEN = 100
# Widths from which on a text gets more room.
LONG, MIDDLE = 30, 15
ARTICLE, ARTICLE_END = "<!--report-->", "<!--/report-->"
REST, REST_END = "<!--rest {}-->", "<!--/rest-->"


def render(document: Document, target: Path) -> None:
    """Writes the page."""
    page = {
        "document": document,
        "lang": "en" if document.language == "en" else "zh-Hans",
        # Only here, never in a page of the portal: the file has to carry its looks with it.
        "styles": mark_safe(f"<style>\n{_styles()}\n</style>"),
        "tables": [_shown_table(table) for table in document.tables],
        "marks": (mark_safe(ARTICLE), mark_safe(ARTICLE_END)),
    }
    target.write_text(render_to_string("reports/file/page.html", page), encoding="utf-8", newline="\n")


@lru_cache(maxsize=1)
def _styles() -> str:
    folder = settings.BASE_DIR / "static" / "css"
    return "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)


def _shown_table(table: Table) -> dict:
    """The table as the template writes it, with what paper has no room for."""
    columns = [
        {"title": column.title, "css": _css(table, index)} for index, column in enumerate(table.columns)
    ]
    return {
        "key": table.key,
        "title": table.title,
        "columns": columns,
        "off_paper": off_paper(table),
        "body": _body(table),
        "rows": len(table.rows),
    }


def _css(table: Table, index: int) -> str:
    """The classes of a column: figures stand right, long texts get room, some stay off the paper."""
    column = table.columns[index]
    names = ["num" if column.kind in NUMBERS else "day" if column.kind == "date" else ""]
    names.append(_breadth(column))
    names.append("off" if table.on_paper and column.key not in table.on_paper else "")
    return " ".join(filter(None, names))


def _breadth(column: Column) -> str:
    """Long texts and names of bodies are not squeezed, however many columns there are."""
    if column.kind != "text":
        return ""
    return "long" if column.width >= LONG else "middle" if column.width >= MIDDLE else ""


def _body(table: Table) -> SafeString:
    """The rows; a template would take ten times as long for thousands of them."""
    rows = list(_rows(table))
    parts = ["<tbody>\n", *rows[:ROWS_ON_SCREEN], "</tbody>\n"]
    if rest := rows[ROWS_ON_SCREEN:]:
        parts += [REST.format(len(rest)), "<tbody>\n", *rest, "</tbody>", REST_END]
    return mark_safe("".join(parts))  # every value is escaped in _rows


def _rows(table: Table) -> Iterator[str]:
    """Each row as markup; the first column names it."""
    opening = [_opening(table, index) for index in range(len(table.columns))]
    closing = ["</th>", *["</td>"] * (len(table.columns) - 1)]
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        cells = zip(opening, map(shown, row, kinds), closing, strict=True)
        yield "<tr>" + "".join(f"{start}{escape(text)}{end}" for start, text, end in cells) + "</tr>\n"


def _opening(table: Table, index: int) -> str:
    css = _css(table, index)
    attribute = f' class="{css}"' if css else ""
    return f'<th scope="row"{attribute}>' if index == 0 else f"<td{attribute}>"
