"""A report as a notice to edit and issue, laid out as GB/T 9704-2012 asks of an official document.

In English it is a formal circular of the same parts. The layout stands in notice_parts/ (styles, fonts and
what stands in their place on a machine without them); here the parts are put in and packed with fixed dates:
same data, same bytes. Headings are real headings and every table names itself and repeats its head.
"""

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.lib.bilingual import is_chinese
from reports.document import Document
from reports.renderers.docx_table import W, paragraph, table_of
from reports.renderers.notice import Attachment, Notice, Part, notice
from reports.renderers.wide import parts

FOLDER = Path(__file__).with_name("notice_parts")
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# The oldest day that a ZIP file can carry.
PACKED = (1980, 1, 1, 0, 0, 0)
# Margins in twentieths of a point: 37 mm above, 35 mm below, 28 mm and 26 mm at the sides (GB/T 9704, 5.2.1).
PORTRAIT = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"'
)
ACROSS = (
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"'
)
# Width of a page across between its margins, and how many characters of the tables it holds.
USABLE, CAPACITY = 14570, 165
# What stands above and below the pages: tag, which pages, name of the part.
EDGES = (
    ("header", "default", "header"),
    ("header", "even", "header"),
    ("footer", "default", "odd"),
    ("footer", "even", "even"),
)
NUMERALS = "一二三四五六七八九十"


def render(document: Document, target: Path) -> None:
    """Writes the notice."""
    said = notice(document)
    words = {
        "[Content_Types].xml": _fixed("content_types"),
        "_rels/.rels": _fixed("package_rels"),
        "word/_rels/document.xml.rels": _fixed("document_rels"),
        "word/document.xml": _body(document, said),
        "word/styles.xml": _fixed("styles_zh" if is_chinese() else "styles_en"),
        "word/settings.xml": _fixed("settings"),
        "word/fontTable.xml": _fixed("fontTable"),
        "word/header.xml": _header(document),
        "word/footer_odd.xml": _footer("FooterOdd"),
        "word/footer_even.xml": _footer("FooterEven"),
        "docProps/core.xml": _properties(document, said),
    }
    with zipfile.ZipFile(target, "w") as file:
        for name, text in words.items():
            about = zipfile.ZipInfo(name, PACKED)
            about.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(about, text.encode())


def _fixed(name: str) -> str:
    return (FOLDER / f"{name}.xml").read_text(encoding="utf-8")


def _body(document: Document, said: Notice) -> str:
    """The document part: the notice upright, its attachments across."""
    blocks = [*_letter(document, said), *_attachments(document, said)]
    return (
        f'{DECLARATION}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(blocks)}{_section(ACROSS)}'
        "</w:body></w:document>"
    )


def _section(page: str) -> str:
    """The page of a section with its header and footers."""
    named = "".join(f'<w:{tag}Reference w:type="{kind}" r:id="{name}"/>' for tag, kind, name in EDGES)
    return f'<w:sectPr>{named}{page} w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>'


def _letter(document: Document, said: Notice) -> Iterator[str]:
    yield paragraph("IssuingBody", said.issuing_body)
    yield paragraph("DocumentNumber", said.number)
    yield paragraph("Title", said.title)
    yield from (paragraph("Mark", mark) for mark in document.marks)
    yield paragraph("Addressee", said.addressees)
    yield paragraph("BodyParagraph", said.opening)
    for number, part in enumerate(said.parts, 1):
        yield from _part(number, part)
    yield from _list_of_attachments(said.attachments)
    yield paragraph("Signature", said.signature)
    yield paragraph("SignatureDate", said.date, section=_section(PORTRAIT))


def _part(number: int, part: Part) -> Iterator[str]:
    """A numbered part with its numbered paragraphs: 一、 and （一）, or 1. and (1)."""
    yield paragraph(
        "Heading1", f"{numeral(number)}、{part.heading}" if is_chinese() else f"{number}. {part.heading}"
    )
    if part.opening:
        yield paragraph("BodyParagraph", part.opening)
    for index, point in enumerate(part.points, 1):
        lead = f"（{numeral(index)}）{point.lead}。" if is_chinese() else f"({index}) {point.lead}. "
        yield paragraph("BodyParagraph", point.text, lead=lead)


def numeral(number: int) -> str:
    """A number from 1 to 99 as Chinese paragraphs are numbered."""
    tens, ones = divmod(number, 10)
    last = NUMERALS[ones - 1] if ones else ""
    return last if not tens else f"{NUMERALS[tens - 1] if tens > 1 else ''}十{last}"


def _list_of_attachments(attachments: Sequence[Attachment]) -> Iterator[str]:
    """The titles before the signature, numbered when there are several."""
    titles = [attachment.table.title for attachment in attachments] + [_("About this report")]
    for number, title in enumerate(titles, 1):
        lead = _("Attachments: ") if number == 1 else ""
        style = "AttachmentLineFirst" if number == 1 else "AttachmentLine"
        mark = "．" if is_chinese() else ". "
        yield paragraph(style, f"{lead}{number}{mark}{title}")


def _attachments(document: Document, said: Notice) -> Iterator[str]:
    for number, attachment in enumerate(said.attachments, 1):
        yield from _headed(number, attachment.table.title)
        for part in parts(attachment.table, CAPACITY):
            if part.title != attachment.table.title:
                yield paragraph("TableNote", part.title)
            yield table_of(part, USABLE)
        left_out = [_left_out(attachment.left_out), attachment.off_paper]
        # A paragraph has to follow a table, be it an empty one.
        yield paragraph("TableNote", " ".join(filter(None, left_out)))
    yield from _headed(len(said.attachments) + 1, _("About this report"))
    yield from (paragraph("TableNote", note) for note in (*document.notes, said.elsewhere) if note)
    yield from (
        paragraph("TableNote", text, lead=_("%(label)s: ") % {"label": label})
        for label, text in document.meta
    )


def _headed(number: int, title: str) -> Iterator[str]:
    yield paragraph("AttachmentNumber", _("Attachment %(number)d") % {"number": number})
    yield paragraph("AttachmentTitle", title)


def _left_out(count: int) -> str:
    """How many rows the table does not have; empty when it has all."""
    if not count:
        return ""
    said = ngettext(
        "%(count)d more row stands in the workbook.", "%(count)d more rows stand in the workbook.", count
    )
    return said % {"count": count}


def _header(document: Document) -> str:
    """The mark of demonstration on every page; an issued notice has none."""
    shown = "".join(paragraph("Header", mark) for mark in document.marks) or paragraph("Header", "")
    return f'{DECLARATION}<w:hdr xmlns:w="{W}">{shown}</w:hdr>'


def _footer(style: str) -> str:
    """The number of the page between two dashes (GB/T 9704, 7.5)."""
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    inner = (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{dash.format("— ")}{number}{dash.format(" —")}</w:p>'
    )
    return f'{DECLARATION}<w:ftr xmlns:w="{W}">{inner}</w:ftr>'


def _properties(document: Document, said: Notice) -> str:
    """Title and subject for readers and archives; the moment is midnight of the day of the report."""
    day = dt.datetime.combine(document.provenance.as_of, dt.time()).isoformat() + "Z"
    moment = f'xsi:type="dcterms:W3CDTF">{day}'
    language = "en-GB" if document.language == "en" else "zh-CN"
    return (
        f"{DECLARATION}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(said.title)}</dc:title><dc:subject>{escape(document.subtitle)}</dc:subject>"
        f"<dc:description>SHA-256 {document.data_sha256}</dc:description>"
        f"<dc:language>{language}</dc:language>"
        f"<dcterms:created {moment}</dcterms:created><dcterms:modified {moment}</dcterms:modified>"
        "</cp:coreProperties>"
    )
