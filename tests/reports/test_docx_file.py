"""The notice as a Word document, read back by another library and as XML."""

import datetime as dt
import zipfile
from dataclasses import replace

import docx
import pytest
from django.utils.translation import override
from docx.shared import Mm, Pt
from lxml import etree

from reports.document import Column, Table
from reports.renderers.docx import numeral, render
from reports.renderers.docx_table import W
from tests.reports.factories import HOSTILE, a_document
from tests.reports.laid_out import a_progress_report, duty
from tests.reports.test_html_file import SCRIPTS

NAMES = {"w": W}


@pytest.fixture
def target(tmp_path):
    return tmp_path / "x.docx"


def written(document, target, language: str = "en"):
    with override(language):
        render(document, target)
    return docx.Document(str(target))


def parts_of(target) -> dict[str, bytes]:
    with zipfile.ZipFile(target) as file:
        return {name: file.read(name) for name in file.namelist()}


def texts(notice, style: str) -> list[str]:
    return [paragraph.text for paragraph in notice.paragraphs if paragraph.style.name == style]


def test_an_official_document_has_its_parts_in_their_order(target):
    notice = written(a_progress_report(duty("NHC", "Overdue"), language="zh-hans"), target, "zh-hans")

    styles = [paragraph.style.name for paragraph in notice.paragraphs]
    order = list(dict.fromkeys(styles))
    assert order[:6] == [
        "Issuing body", "Document number", "Title", "Addressee", "Body paragraph", "Heading 1",
    ]  # fmt: skip
    assert order[6:] == [
        "First attachment line", "Attachment line", "Signed by", "Date of issue", "Attachment number",
        "Attachment title", "Table note",
    ]  # fmt: skip
    assert [text[:2] for text in texts(notice, "Heading 1")] == ["一、", "二、", "三、"]
    assert texts(notice, "Date of issue") == ["2018年10月31日"]


def test_page_letters_and_lines_are_those_of_the_standard(target):
    notice = written(a_progress_report(language="zh-hans"), target, "zh-hans")

    page, normal, title = notice.sections[0], notice.styles["Normal"], notice.styles["Title"]
    sides = [page.top_margin, page.left_margin, page.right_margin, page.page_width]
    assert [round(side / Mm(1)) for side in sides] == [37, 28, 26, 210]
    assert (normal.paragraph_format.line_spacing, title.font.size) == (Pt(28), Pt(22))
    fonts = etree.fromstring(parts_of(target)["word/styles.xml"])
    east = fonts.xpath(
        "//w:docDefaults//w:rFonts/@w:eastAsia | //w:style/w:rPr/w:rFonts/@w:eastAsia", namespaces=NAMES
    )
    assert set(east) == {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"}


def test_every_letter_names_what_stands_in_its_place(target):
    written(a_progress_report(), target)

    table = etree.fromstring(parts_of(target)["word/fontTable.xml"])
    named = {
        font.get(f"{{{W}}}name"): font.xpath("string(w:altName/@w:val)", namespaces=NAMES) for font in table
    }
    assert named.pop("Times New Roman") == ""
    assert [name for name, other in named.items() if not other] == []


def test_pages_are_numbered_between_dashes_on_the_outer_side(target):
    written(a_progress_report(), target)

    parts = parts_of(target)
    feet = [etree.fromstring(parts[f"word/footer_{side}.xml"]) for side in ("odd", "even")]
    assert ["".join(foot.itertext()) for foot in feet] == ["— 1 —", "— 1 —"]
    assert b"evenAndOddHeaders" in parts["word/settings.xml"]


@pytest.mark.parametrize("text", SCRIPTS + tuple(text for text in HOSTILE if "\r" not in text))
def test_a_hostile_text_comes_back_as_the_same_text(target, text):
    document = a_document((text, 1, 2, None), language="en")

    notice = written(replace(document, kind="matrix", title=text, notes=(text,)), target)

    assert notice.tables[0].rows[1].cells[0].text == text
    assert texts(notice, "Table note")[1] == text
    assert texts(notice, "Title") == [f"Circular on the tasks of “{document.subtitle}”: {text}"]


def test_every_part_is_well_formed_whatever_stands_in_the_data(target):
    columns = (Column("a", SCRIPTS[1]), Column("b", "]]>"))
    table = Table("list", '"quoted" <table>', columns, tuple((text, text) for text in SCRIPTS))

    written(replace(a_document(language="en"), kind="matrix", tables=(table,)), target)

    assert [etree.fromstring(text) is None for text in parts_of(target).values()] == [False] * 11


def test_a_table_names_itself_and_repeats_its_head(target):
    written(a_progress_report(duty("NHC", "Overdue")), target)

    body = etree.fromstring(parts_of(target)["word/document.xml"])
    captions = body.xpath("//w:tblCaption/@w:val", namespaces=NAMES)
    assert captions == ["By area", "Duties past their due date"]
    assert len(body.xpath("//w:tr[1]/w:trPr/w:tblHeader", namespaces=NAMES)) == 2


def test_what_is_not_attached_is_said_under_the_table(target):
    rows = [(f"row {number}", 1, 2, None) for number in range(307)]

    notice = written(replace(a_document(*rows, language="en"), kind="matrix"), target)

    assert texts(notice, "Table note")[0] == "7 more rows stand in the workbook."


def test_a_demonstration_is_marked_on_every_page(target):
    notice = written(a_document(("a", 1, 2, None)), target)

    assert [section.header.paragraphs[0].text for section in notice.sections] == ["演示", "演示"]


def test_the_same_document_gives_the_same_bytes(tmp_path):
    for name in ("a.docx", "b.docx"):
        written(a_progress_report(duty("NHC", "Overdue")), tmp_path / name)

    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_the_properties_name_title_and_day_and_nobody(target):
    about = written(a_progress_report(), target).core_properties

    assert about.title == "Circular on the tasks of “The plan”: 进展报告"
    assert (about.created, about.modified) == (dt.datetime(2018, 10, 31, tzinfo=dt.UTC),) * 2
    assert (about.author, about.last_modified_by) == ("", "")


@pytest.mark.parametrize(
    ("number", "written_as"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")]
)
def test_paragraphs_are_numbered_as_officials_do(number, written_as):
    assert numeral(number) == written_as
