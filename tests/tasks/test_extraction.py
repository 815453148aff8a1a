"""What stands in a file: text, page, Word document and PDF; and what is refused with a reason."""

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfWriter

from reformtracker.lib.errors import Invalid
from tasks import extraction
from tasks.demonstration.papers import one_page_pdf

NOTICE = "关于印发重点任务的通知\n一、推进分级诊疗\n1. 完善医联体建设。（国家卫生健康委负责）"


def word(build) -> bytes:
    document, target = docx.Document(), io.BytesIO()
    build(document)
    document.save(target)
    return target.getvalue()


def refusal(content: bytes, ending: str) -> str:
    with pytest.raises(Invalid) as caught:
        extraction.text_of(content, ending)
    return str(caught.value.message)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_every_usual_encoding(encoding):
    assert extraction.text_of(NOTICE.encode(encoding), ".txt") == NOTICE


def test_line_ends_become_those_of_unix_and_nothing_stays_that_a_database_would_refuse():
    assert extraction.clean("a\r\nb\rc\x00d\ud800") == "a\nb\ncd?"


def test_a_page_gives_a_line_per_block_and_tabs_between_cells():
    page = (
        "<!doctype html><html><head><title>x</title><style>p{}</style></head><body><nav>Home</nav>"
        "<p>一、推进<b>分级</b>诊疗</p><script>let a = '<p>no</p>'</script>"
        "<table><tr><td>1</td><td>建设<br>医联体</td></tr></table></body></html>"
    )

    assert extraction.text_of(page.encode(), ".html") == "Home\n一、推进分级诊疗\n1\t建设\n医联体"


def test_a_page_in_a_declared_encoding_is_read():
    page = '<?xml version="1.0" encoding="gbk"?><html><body><p>国家医保局</p></body></html>'

    assert extraction.text_of(page.encode("gb18030"), ".htm") == "国家医保局"


def test_a_word_document_gives_paragraphs_and_tables_in_their_order():
    def build(document):
        document.add_paragraph("附件")
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "任务", "牵头单位"
        document.add_paragraph("完")

    assert extraction.text_of(word(build), ".docx") == "附件\n任务\t牵头单位\n完"


def test_merged_cells_come_once():
    def build(document):
        table = document.add_table(rows=1, cols=3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
        table.cell(0, 2).text = "另一"

    assert extraction.text_of(word(build), ".docx") == "合并\t另一"


def test_numbers_that_word_writes_by_itself_are_there():
    def build(document):
        for text in ("first", "second"):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("a point", style="List Bullet")

    assert extraction.text_of(word(build), ".docx") == "1. first\n2. second\na point"


def test_chinese_numerals_of_a_list_are_written_out():
    def build(document):
        document.add_paragraph("甲", style="List Number")
        document.add_paragraph("乙", style="List Number")
        root = document.part.numbering_part.element
        for level in root.iter(qn("w:lvl")):
            level.find(qn("w:numFmt")).set(qn("w:val"), "chineseCountingThousand")
            level.find(qn("w:lvlText")).set(qn("w:val"), "%1、")

    assert extraction.text_of(word(build), ".docx") == "一、甲\n二、乙"


@pytest.mark.parametrize(
    ("count", "form", "expected"),
    [(1, "chineseCounting", "一"), (10, "chineseCounting", "十"), (11, "chineseCounting", "十一"),
     (20, "chineseCounting", "二十"), (34, "chineseCounting", "三十四"), (4, "upperRoman", "IV"),
     (19, "lowerRoman", "xix"), (2, "upperLetter", "B"), (7, "decimal", "7"),
     (120, "chineseCounting", "120")],
)  # fmt: skip
def test_a_numeral_is_written_as_word_writes_it(count, form, expected):
    assert extraction._numeral(count, form) == expected


def test_a_list_without_a_number_of_its_own_keeps_its_text():
    def build(document):
        paragraph = document.add_paragraph("text")
        properties = paragraph._p.get_or_add_pPr()
        properties.append(OxmlElement("w:numPr"))

    assert extraction.text_of(word(build), ".docx") == "text"


def test_a_pdf_gives_its_text():
    text = extraction.text_of(one_page_pdf("1. A task that is long enough.", "国家医保局"), ".pdf")

    assert "1. A task that is long enough." in text.splitlines()


def blank_pdf(password: str = "") -> bytes:
    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    writer.write(target)
    return target.getvalue()


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"word/{number}.xml", b"\0" * (extraction.MOST_UNPACKED // 2))
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "ending", "sentence"),
    [
        (b"  \n", ".txt", "There is no text in the file."),
        (b"%PDF-1.4 ...", ".txt", "The content is not text."),
        (b"ab\x00cd", ".txt", "The text is in no known encoding; save it as UTF-8."),
        (b"\xff\xff\xff\xff", ".txt", "The text is in no known encoding; save it as UTF-8."),
        (b"abc", ".docx", "The file is no Word document, or it is damaged."),
        (b"PK\x03\x04abc", ".docx", "The file is no Word document, or it is damaged."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", ".docx",
         "This is an old Word or a protected file; save it as .docx without a password."),
        (b"abc", ".pdf", "The PDF is damaged."),
        (blank_pdf(), ".pdf",
         "The PDF holds pictures of pages and no text; it needs text recognition first."),
        (blank_pdf("secret"), ".pdf", "The PDF is protected by a password."),
        (b"<html></html>", ".html", "There is no text in the file."),
        (b"abc", ".xls", "Files of this kind cannot be read; possible are: .txt .html .htm .docx .pdf."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_reason(content, ending, sentence):
    assert refusal(content, ending) == sentence


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    assert refusal(bomb(), ".docx") == "The file unpacks to more than 200 MB."


def test_an_endless_text_is_refused(monkeypatch):
    monkeypatch.setattr(extraction, "LONGEST_TEXT", 10)

    assert refusal(b"x" * 11, ".txt") == "The text is longer than 0 million characters."
