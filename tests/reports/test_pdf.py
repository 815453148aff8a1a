"""The PDF, read back: Chinese is there, in the portal's own font, and nothing is taken for markup."""

import datetime as dt

import pytest
from pypdf import PdfReader

from reports.renderers.pdf import render
from tests.reports.factories import HOSTILE, a_document

MARKUP = "#panic() = head $x^2$ @ref `raw` <label> \\ *bold*"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "x.pdf"


def text_of(target) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(target).pages).split())


def fonts_of(target) -> set[str]:
    pages = PdfReader(target).pages
    found = [font.get_object() for page in pages for font in page["/Resources"].get("/Font", {}).values()]
    return {font["/BaseFont"].split("+")[-1] for font in found}


def test_chinese_is_text_in_the_portals_own_embedded_fonts(target):
    render(a_document(("国家卫生健康委员会", 1, 2, None)), target)

    text = text_of(target)
    assert [word in text for word in ("进展报告", "国家卫生健康委员会", "深化医药卫生体制改革")] == [True] * 3
    assert fonts_of(target) == {"NotoSansSC-Regular", "NotoSansSC-Bold"}


def test_every_font_is_embedded(target):
    render(a_document(("国家卫生健康委员会", 1, 2, None)), target)

    resources = PdfReader(target).pages[0]["/Resources"]["/Font"]
    below = [font.get_object()["/DescendantFonts"][0].get_object() for font in resources.values()]
    embedded = [{"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object()) for font in below]
    assert [len(files) for files in embedded] == [1] * len(below)


def test_texts_are_never_read_as_markup(target):
    render(a_document((MARKUP, 1, 2, None), *[(text, 1, 2, None) for text in HOSTILE]), target)

    assert "".join(MARKUP.split()) in text_of(target)


def test_every_page_carries_the_mark_of_demonstration_and_the_hash(target):
    render(a_document(*[(f"row {number}", 1, 2, None) for number in range(120)]), target)

    pages = [page.extract_text() for page in PdfReader(target).pages]
    assert len(pages) > 2
    assert [("演示" in page, "f" * 64 in page.replace("\n", "")) for page in pages] == [(True, True)] * len(
        pages
    )


def test_the_document_has_title_language_date_and_tags_for_screen_readers(target):
    render(a_document(), target)

    reader = PdfReader(target)
    assert reader.metadata.title == "进展报告 – 深化医药卫生体制改革"
    assert reader.metadata.creation_date.date() == dt.date(2018, 10, 31)
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712  pypdf's own boolean


def test_the_same_document_gives_the_same_bytes(tmp_path):
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"

    render(a_document(("甲", 1, 2, dt.date(2018, 1, 1))), first)
    render(a_document(("甲", 1, 2, dt.date(2018, 1, 1))), second)

    assert first.read_bytes() == second.read_bytes()
