"""The PDF, read back: Chinese is there, in the portal's own font, and nothing is taken for markup."""

import datetime as dt
from dataclasses import replace

import pytest
from pypdf import PdfReader

from reformtracker.lib import charts
from reports.document import Column, Table
from reports.renderers.pdf import _data, render
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


def test_a_drawing_taller_than_a_page_is_made_to_fit_and_a_small_one_is_not_blown_up(target):
    rows = [charts.Row(f"row {number}", (charts.Slice("x", 1, "overdue"),)) for number in range(34)]
    tiles = [charts.Tile("110000", "BJ", 0, 0, 50, "50%", 3), charts.Tile("120000", "TJ", 1, 0, None, "–", 0)]
    drawn = (
        charts.bars_chart(rows, title="tall"),
        charts.bars_chart(rows[:3], title="wide"),
        charts.tile_chart(tiles, title="map"),
    )

    said = _data(replace(a_document(), charts=drawn))["charts"]

    render(replace(a_document(), charts=drawn), target)
    tall = 100 * 1.27 * charts.bars.WIDTH / (34 * charts.bars.ROW_HEIGHT)
    assert [chart["share"] for chart in said] == [round(tall, 2), 100, 70]
    assert "row 33" in said[0]["svg"]
    assert all(word in text_of(target) for word in ("row0", "row33"))


def test_every_sample_of_a_legend_has_the_colour_of_what_it_stands_for():
    tiles = [charts.Tile("110000", "BJ", 0, 0, None, "–", 0)]
    line = charts.Series("said", ((dt.date(2018, 7, 1), 1.0), (dt.date(2018, 8, 1), 2.0)))
    bars = [charts.Row("row", (charts.Slice("late", 1, "overdue"),))]
    drawn = (
        charts.tile_chart(tiles, title="map"),
        charts.progress_chart([line], title="lines"),
        charts.bars_chart(bars, title="bars"),
    )

    said = _data(replace(a_document(), charts=drawn))["charts"]

    assert [[key["colour"] for key in chart["legend"]] for chart in said] == [
        [*charts.BAND_COLOURS[1:], charts.BAND_COLOURS[0]],
        [charts.PRINT_COLOURS["actual"]],
        [charts.PRINT_COLOURS["overdue"]],
    ]


def test_a_matrix_of_fifty_tasks_comes_in_parts_on_large_pages_with_nothing_left_out(target):
    columns = (Column("p", "Place", width=14), *(Column(f"t{n}", f"T{n}", "percent") for n in range(50)))
    matrix = Table("matrix", "Matrix", columns, tuple((f"P{place}", *range(50)) for place in range(32)))

    render(replace(a_document(), tables=(matrix,), full="matrix"), target)

    large = [page for page in PdfReader(target).pages if round(page.mediabox.width / 72 * 25.4) == 420]
    heads = {word for page in large for word in page.extract_text().split() if word[:1] == "T"}
    assert heads == {f"T{number}" for number in range(50)}
    assert [f"Matrix({number}/2)" in text_of(target) for number in (1, 2)] == [True, True]


def test_what_the_page_has_no_room_for_is_named_under_the_table(target):
    columns = (Column("a", "First"), Column("b", "Second"), Column("c", "Third"))
    table = Table("list", "List", columns, (("x", "y", "z"),), on_paper=("a",))

    render(replace(a_document(), tables=(table,)), target)

    assert "Second·Third." in text_of(target)
