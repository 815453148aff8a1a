"""Areas and tasks under every kind of numbering, and what is none."""

import pytest

from tasks.intake.reader import Unreadable, read_notice
from tests.intake.names import GAZETTEER


def read(*lines: str):
    return read_notice("\n".join(lines), GAZETTEER)


def shape(reading):
    return [(area.title, [task.text for task in area.tasks]) for area in reading.areas]


def codes(reading) -> list[str]:
    return [warning.code for warning in reading.warnings]


@pytest.mark.parametrize(
    "labels",
    [
        ("一、", "（一）", "（二）", "二、", "（一）"),
        ("一、", "（一）", "（二）", "二、", "（三）"),
        ("一、", "1.", "2.", "二、", "1."),
        ("一、", "1、", "2、", "二、", "3、"),
        ("一、", "1．", "2．", "二、", "1．"),
        ("（一）", "⒈", "⒉", "（二）", "⒈"),
        ("第一章 ", "第一条 ", "第二条 ", "第二章 ", "第三条 "),
        ("一、", "（1）", "（2）", "二、", "（1）"),
        ("一、", "①", "②", "二、", "①"),
        ("1. ", "1.1 ", "1.2 ", "2. ", "2.1 "),
    ],
)
def test_chinese_numbering(labels):
    a, b, c, d, e = labels

    reading = read(f"{a}甲类工作", f"{b}制定甲方案。", f"{c}落实乙方案。", f"{d}乙类工作", f"{e}落实丙方案。")

    assert shape(reading) == [("甲类工作", ["制定甲方案。", "落实乙方案。"]), ("乙类工作", ["落实丙方案。"])]
    assert [task.number for task in reading.tasks] == ["1.1", "1.2", "2.1"]


@pytest.mark.parametrize(
    "labels",
    [
        ("First, ", "1, ", "2. ", "Two, ", "1: "),
        ("I. ", "(1) ", "(2) ", "II. ", "(3) "),
        ("(d) ", "1. ", "2. ", "(E) ", "1. "),
        ("Chapter I ", "Article 1 ", "Article 2 ", "Chapter II ", "Article 3 "),
        ("A. ", "1) ", "2) ", "B. ", "1) "),
    ],
)
def test_english_numbering(labels):
    a, b, c, d, e = labels

    reading = read(f"{a}First things", f"{b}Do this.", f"{c}Do that.", f"{d}Other things", f"{e}Do more.")

    assert shape(reading) == [("First things", ["Do this.", "Do that."]), ("Other things", ["Do more."])]


def test_a_number_that_runs_through_the_areas_is_kept_in_the_title():
    reading = read("一、甲", "1.定方案。年内完成。", "二、乙", "2.抓落实。年内完成。")

    assert [(task.number, task.title) for task in reading.tasks] == [("1.1", "定方案"), ("2.1", "2.抓落实")]


def test_a_split_number_is_mended_with_a_warning():
    items = [f"{n}. Do thing {n}." for n in range(1, 11)]

    reading = read("I. All", *items, "1 1. Do the last thing.")

    assert reading.tasks[-1].number == "1.11"
    assert "split_number" in codes(reading)


def test_aims_and_closing_sections_are_no_tasks():
    reading = read(
        "一、总体要求",
        "（一）指导思想。坚持方向。",
        "二、主要任务",
        "（一）建立机制。（财政部负责）",
        "三、保障措施",
        "（一）加强领导。各地要重视。",
    )

    assert shape(reading) == [("主要任务", ["建立机制。（财政部负责）"])]
    assert [warning.params["where"] for warning in reading.warnings if warning.code == "outside"] == [
        "before",
        "after",
    ]


def test_sub_items_with_clauses_of_their_own_are_measures():
    reading = read("一、甲", "（一）建好机房。", "1.定标准。（财政部负责）", "2.改机房。（教育部负责）")

    measures = reading.tasks[0].measures

    assert [(measure.text, measure.clause) for measure in measures] == [
        ("1.定标准。", "（财政部负责）"),
        ("2.改机房。", "（教育部负责）"),
    ]


def test_each_clause_governs_the_text_before_it():
    reading = read("一、甲", "（一）定方案。（财政部负责）抓落实（含督查）。（教育部负责）")

    assert [measure.text for measure in reading.tasks[0].measures] == ["定方案。", "抓落实（含督查）。"]


def test_an_unclosed_bracket_ends_where_the_list_of_bodies_ends():
    reading = read(
        "I. All",
        "1. Build it. (The NHC and the MOE are responsible for making rules.",
        "Keep it. (Responsible by NDRC)",
    )

    first, second = reading.tasks[0].measures

    assert first.clause == "(The NHC and the MOE are responsible for"
    assert second.text == "making rules.\nKeep it."
    assert "unclosed_bracket" in codes(reading)


def test_headings_without_items_are_areas_of_paragraphs():
    paragraphs = ["Do the first thing. It is needed.", "Do the second thing. It is wanted.", "Do the third."]

    reading = read("First, reform. Begin at once.", *paragraphs, "Second, supervise. Look well.", *paragraphs)

    assert [len(area.tasks) for area in reading.areas] == [4, 4]
    assert reading.areas[0].title == "reform."


def test_headings_without_areas_become_tasks_of_one_area():
    reading = read("一、抓水源。由财政部牵头，教育部配合，年底前完成。", "二、抓管网。更新管网。")

    assert shape(reading) == [("", ["抓水源。由财政部牵头，教育部配合，年底前完成。", "抓管网。更新管网。"])]
    assert reading.tasks[0].measures[0].clause == "由财政部牵头，教育部配合"
    assert "areas_missing" in codes(reading)


def test_a_ranking_in_a_note_holds_for_the_whole_notice():
    reading = read("一、甲", "1.定方案。（财政部、教育部负责）", "注：排在第一位的为牵头单位。")

    assert [(duty.name, duty.role) for duty in reading.tasks[0].measures[0].responsibilities] == [
        ("财政部", "lead"),
        ("教育部", "co_responsible"),
    ]


def test_a_local_notice_means_no_national_body_by_a_short_name():
    reading = read("青川省人民政府关于防火工作的意见", "一、甲", "1.定方案。（卫生健康委、财政部负责）")

    assert [duty.agency for duty in reading.tasks[0].measures[0].responsibilities] == [None, "MOF"]
    assert "local_name" in codes(reading)


def test_facts_of_the_notice_are_read():
    reading = read(
        "国务院办公厅关于加强图书馆工作的意见（2019—2021年）",
        "国办发〔2019〕7号",
        "一、甲",
        "1.定方案。",
        "国务院办公厅",
        "2019年3月4日",
    )

    assert reading.title == "国务院办公厅关于加强图书馆工作的意见（2019—2021年）"
    assert (reading.issuer, reading.document_number) == ("国务院办公厅", "国办发〔2019〕7号")
    assert (reading.issued_on, reading.period) == ("2019-03-04", ("2019-01-01", "2021-12-31"))


@pytest.mark.parametrize(
    ("text", "why"), [(" \n", "empty"), ("a\x00b", "no text has"), ("\ud800", "no text has")]
)
def test_what_is_no_text_is_refused(text, why):
    with pytest.raises(Unreadable, match=why):
        read_notice(text, GAZETTEER)


def test_an_unknown_language_is_refused():
    with pytest.raises(Unreadable, match="'de' is not one of"):
        read_notice("text", GAZETTEER, language="de")
