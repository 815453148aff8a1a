"""Which dates are limits, and what they mean."""

import pytest

from tasks.intake.deadlines import Frame, deadlines

FRAME = Frame(issued_on="2018-08-20", start="2018-07-01", end="2018-12-31")


def read(text: str, language: str, frame: Frame = FRAME):
    return [
        (text[slice(*due.span)], due.date, due.derived)
        for due in deadlines(text, (0, len(text)), frame, language)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2020年底前完成", [("2020年底前", "2020-12-31", False)]),
        ("到2025年,规模", [("到2025年", "2025-12-31", False)]),
        ("力争到2027年,规模", [("力争到2027年", "2027-12-31", False)]),
        (
            "2018年9月底前制定,12月底前印发",
            [("2018年9月底前", "2018-09-30", False), ("12月底前", "2018-12-31", False)],
        ),
        ("年底前", [("年底前", "2018-12-31", True)]),
        ("明年6月底前", [("明年6月底前", "2019-06-30", True)]),
        ("2020年前建成", [("2020年前", "2019-12-31", False)]),
        ("2018年11月30日前", [("2018年11月30日前", "2018-11-30", False)]),
        ("2019年上半年完成", [("2019年上半年", "2019-06-30", False)]),
        ("第三季度完成", [("第三季度", "2018-09-30", True)]),
        ("印发之日起30日内", [("印发之日起30日内", "2018-09-19", True)]),
        ("印发后3个月内", [("印发后3个月内", "2018-11-20", True)]),
        ("每年3月底前报送", [("每年3月底前", None, False)]),
        ("13月底前", [("13月底前", None, True)]),
        ("截至2018年底,已有", []),
        ("自2019年1月1日起", []),
        ("落实《2019年重点工作》", []),
        ("十三五期间、三年内", []),
        ("2017年底前已完成", []),
    ],
)
def test_chinese_deadlines(text, found):
    assert read(text, "zh") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("By the end of 20 18, all", [("By the end of 20 18", "2018-12-31", False)]),
        ("before the end of September", [("before the end of September", "2018-09-30", True)]),
        ("by June 30, 2019", [("by June 30, 2019", "2019-06-30", False)]),
        ("before 2020", [("before 2020", "2019-12-31", False)]),
        ("in the first half of 2019", [("in the first half of 2019", "2019-06-30", False)]),
        ("within three months of issue", [("within three months of issue", "2018-11-20", True)]),
        ("before the end of each year", [("before the end of each year", None, False)]),
        ("the science plan 20 18", []),
        ("since 2015, in time, in May", []),
        ("At the end of last year", []),
    ],
)
def test_english_deadlines(text, found):
    assert read(text, "en") == found


def test_without_any_year_the_date_stays_open():
    assert read("By the end of the year", "en", Frame()) == [("By the end of the year", None, False)]


def test_in_a_cell_of_deadlines_every_date_counts():
    text = "2021年6月"

    found = deadlines(text, (0, len(text)), Frame(), "zh", cell=True)

    assert [due.date for due in found] == ["2021-06-30"]
