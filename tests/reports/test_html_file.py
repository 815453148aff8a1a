"""The HTML file: no text becomes markup, tables are tables, long ones are cut only on the screen."""

from collections import Counter
from dataclasses import replace

import pytest
from django.utils.safestring import mark_safe
from lxml import html

from reports import reading
from reports.document import Column, Table
from reports.renderers.html import ARTICLE, ROWS_ON_SCREEN, render
from tests.reports.factories import HOSTILE, a_document

SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "--><script>alert(1)</script><!--",
    "<!--/report--><!--rest 5-->",
    "</style><style>*{display:none}",
    "</td></tr></table><form action=//evil>",
    "{{ 7|add:7 }}{% debug %}",
    "&lt;b&gt;",
)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "x.html"


def page_of(target):
    return html.document_fromstring(target.read_text(encoding="utf-8"))


def hostile(text: str):
    """The text wherever a report can hold one."""
    table = Table("list", text, (Column("a", text), Column("b", "b")), ((text, text),))
    return replace(
        a_document(language="en"), title=text, subtitle=text, tables=(table,), notes=(text,), marks=(text,),
        meta=((text, text),),
    )  # fmt: skip


def shape_of(target) -> Counter:
    return Counter((element.tag, *element.attrib) for element in page_of(target).iter("*"))


@pytest.mark.parametrize("text", SCRIPTS + HOSTILE)
def test_a_hostile_text_adds_no_element_and_no_attribute(target, text):
    render(hostile("plain"), target)
    plain = shape_of(target)

    render(hostile(text), target)

    assert shape_of(target) == plain


def test_the_comparison_of_shapes_sees_a_text_that_is_taken_for_markup(target):
    render(hostile("plain"), target)
    plain = shape_of(target)

    render(hostile(mark_safe(SCRIPTS[0])), target)

    assert (shape_of(target) - plain)[("script",)] > 0


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_hostile_text_is_read_as_it_was_written(target, text):
    render(hostile(text), target)

    cells = [cell.text_content() for cell in page_of(target).xpath("//tbody//th | //tbody//td")]
    assert cells == [text, text]


def test_the_file_asks_for_nothing_and_forbids_every_script(target):
    render(a_document(("a", 1, 2, None)), target)

    page = page_of(target)
    assert page.xpath("//script | //link | //img | //iframe | //@src | //@style | //*[@onclick]") == []
    assert page.xpath("//meta[@http-equiv]/@content") == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_every_table_has_a_caption_heads_with_a_scope_and_named_rows(target):
    render(a_document(("甲", 58, 62, None), ("乙", None, None, None)), target)

    table = page_of(target).xpath("//table")[0]
    assert table.xpath("string(caption)") == "List"
    assert table.xpath("thead//th/@scope") == ["col"] * 4
    assert table.xpath("tbody/tr/th[@scope='row']/text()") == ["甲", "乙"]
    assert [cell.text for cell in table.xpath("tbody//td")] == ["58", "62%", "–", "–", "–", "–"]


def test_what_paper_has_no_room_for_is_said_on_paper(target):
    columns = (Column("a", "First"), Column("b", "Second"), Column("c", "Third"))
    table = Table("list", "List", columns, (("x", "y", "z"),), on_paper=("a",))

    render(replace(a_document(), tables=(table,)), target)

    assert page_of(target).xpath("//*[@class='report-off']/text()")[0].endswith("Second · Third.")


def test_a_long_table_is_whole_in_the_file_and_cut_on_the_screen_which_says_by_how_much(target):
    rows = [(f"row {number}", number, None, None) for number in range(ROWS_ON_SCREEN + 1234)]
    render(a_document(*rows, language="en"), target)

    whole = target.read_text(encoding="utf-8")
    screen = html.fromstring(reading.cut(whole, "en"))

    assert len(html.fromstring(whole).xpath("//tbody/tr")) == len(rows)
    assert len(screen.xpath("//tbody/tr")) == ROWS_ON_SCREEN
    assert screen.xpath("//*[@class='report-more']/text()") == ["1,234 more rows stand in the files."]
    assert len(screen.xpath("//*[@id='report-itself']")) == 1


def test_a_short_table_is_not_cut_and_nothing_is_said(target):
    render(a_document(*[("x", 1, 2, None)] * ROWS_ON_SCREEN, language="en"), target)

    whole = target.read_text(encoding="utf-8")

    assert reading.cut(whole, "en") == whole


def test_a_text_with_the_portals_own_marks_cuts_nothing(target):
    render(hostile("<!--rest 5-->" + ARTICLE), target)

    whole = target.read_text(encoding="utf-8")

    assert (reading.cut(whole, "en") == whole, whole.count(ARTICLE)) == (True, 1)
