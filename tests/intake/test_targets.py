"""Which numbers are aims, and how they bind."""

import pytest

from tasks.intake.targets import targets


def read(text: str, language: str):
    return [(aim.value, aim.unit, aim.comparator) for aim in targets(text, (0, len(text)), language)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("总规模达到2万亿元", [(2, "万亿元", "=")]),
        ("培育研发机构30家、创新载体5家", [(30, "家", "="), (5, "家", "=")]),
        ("压缩至4个月以内", [(4, "个月", "<=")]),
        ("标准提高40元,达到490元", [(40, "元", "increase_by"), (490, "元", "=")]),
        ("降低0.5个百分点以上", [(0.5, "个百分点", ">=")]),
        ("分别达到65%和55%", [(65, "%", "="), (55, "%", "=")]),
        ("稳定在95%以上", [(95, "%", ">=")]),
        ("每省选择1-2个城市", [([1, 2], "个", "range")]),
        ("从50%提高到60%", [(60, "%", "=")]),
        ("不低于百分之九十五", [(95, "%", ">=")]),
        ("至少三家", [(3, "家", ">=")]),
        ("全年退税减税约2.5万亿元", [(2.5, "万亿元", "=")]),
        ("打通断头路6条,新增停车泊位2000个", [(6, "条", "="), (2000, "个", "=")]),
        ("办理时间较上年减少3个工作日", [(3, "个工作日", "=")]),
        ("在5—10个省份试点", [([5, 10], "个", "range")]),
        ("投入突破1,200亿元", [(1200, "亿元", ">")]),
        ("去年已建成20家", []),
        ("3岁以下婴幼儿、二级以上医院、24小时服务、5G基站", []),
        ("“4+1”专项、第3批", []),
    ],
)
def test_chinese_targets(text, found):
    assert read(text, "zh") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("select 20% hospitals and 10% clinics", [(20, "%", "="), (10, "%", "=")]),
        ("per capita subsidies to improve the 40 yuan", [(40, "yuan per capita", "increase_by")]),
        ("raise it by 40 yuan, half for serious illness", [(40, "yuan", "increase_by"), (50, "%", "=")]),
        ("has been raised to 55 yuan", [(55, "yuan", "=")]),
        ("selected 1-2 cities to carry out", [([1, 2], "cities", "range")]),
        ("should reach 280,000, accounting for 88%", [(280000, "", "="), (88, "%", "=")]),
        ("at least three pilot counties", [(3, "pilot counties", ">=")]),
        ("no less than 95 percent", [(95, "%", ">=")]),
        ("hold three or more brand events", [(3, "brand events", ">=")]),
        ("afforestation of 10 million mu", [(10, "million mu", "=")]),
        ("enrollment will be expanded by 2 million", [(2, "million", "increase_by")]),
        ("reduce the rate by 5 percentage points", [(5, "percentage points", "=")]),
        ("At the end of last year, on the basis of 80% of the number", []),
        ("infants under 3 years old, Article 86, by 2018", []),
    ],
)
def test_english_targets(text, found):
    assert read(text, "en") == found
