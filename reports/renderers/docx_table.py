"""Paragraphs and tables of a Word document as markup; every text is escaped."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import ngettext

from reports.document import Column, Table
from reports.renderers.wide import LEAST, room
from reports.renderers.words import NUMBERS, shown

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>' for side in SIDES)
# What one character of a table takes, in twentieths of a point, its share of the cell's margins included.
CHARACTER = 92
MARGINS = '<w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'


def paragraph(style: str, text: str, *, lead: str = "", section: str = "") -> str:
    """A paragraph in a style; `lead` opens it in another letter, `section` ends a section with it."""
    opening = run(lead, "Lead") if lead else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{section}</w:pPr>{opening}{run(text)}</w:p>'


def run(text: str, style: str = "") -> str:
    """A text with its line ends as line breaks; nothing for an empty one."""
    if not text:
        return ""
    about = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{about}{lines}</w:r>"


def table_of(table: Table, width: int) -> str:
    """A table of `width` twentieths of a point whose head is repeated on every page; it names itself."""
    widths = _widths(table.columns, width)
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    return (
        f"<w:tbl>{_about(table, width)}<w:tblGrid>{grid}</w:tblGrid>{''.join(_lines(table, widths))}</w:tbl>"
    )


def _about(table: Table, width: int) -> str:
    rows = ngettext("%(count)d row", "%(count)d rows", len(table.rows)) % {"count": len(table.rows)}
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{MARGINS}</w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        ' w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(table.title)}/><w:tblDescription w:val={quoteattr(rows)}/></w:tblPr>"
    )


def _widths(columns: tuple[Column, ...], width: int) -> list[int]:
    """Figures, days and short texts get what they need, long texts share the rest."""
    fixed = [CHARACTER * room(column) if room(column) <= LEAST else 0 for column in columns]
    wanted = [0 if taken else column.width for column, taken in zip(columns, fixed, strict=True)]
    if not any(wanted):
        return [width * one // sum(fixed) for one in fixed]
    rest = width - sum(fixed)
    return [taken or rest * share // sum(wanted) for taken, share in zip(fixed, wanted, strict=True)]


def _lines(table: Table, widths: list[int]) -> Iterator[str]:
    head = "".join(
        _cell(column.title, one, "TableHead") for column, one in zip(table.columns, widths, strict=True)
    )
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
    sides = ["right" if column.kind in NUMBERS else "" for column in table.columns]
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        cells = zip(map(shown, row, kinds), widths, sides, strict=True)
        inner = "".join(_cell(text, one, "TableText", side) for text, one, side in cells)
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>"


def _cell(text: str, width: int, style: str, side: str = "") -> str:
    aligned = f'<w:jc w:val="{side}"/>' if side else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{aligned}</w:pPr>{run(text)}</w:p></w:tc>'
    )
