"""Copies of a text: what is repaired, and that every character still knows where it came from."""

import pytest

from tasks.intake.lines import joined
from tasks.intake.markup import stripped
from tasks.intake.text import language_of, original, plain, repaired


def parsed(text: str):
    return plain(joined(repaired(stripped(original(text)))))


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("⼈⼯智能与⻓三⻆", "人工智能与长三角"),
        ("（财政部，２０１９年）", "(财政部,2019年)"),
        ("①②", "①②"),
        ("2019 年 6 月底前", "2019年6月底前"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("soft\u00adhyphen\ufeff", "softhyphen"),
        ("<p>一</p><script>x=1</script>&amp;二", "\n一\n&二"),
        ("<table><tr>\n<td><p>一</p></td>\n<td>二</td></tr></table>", "\n\n一\t二\t\n\n"),
        ("3 < 5 and 7 > 6", "3 < 5 and 7 > 6"),
    ],
)
def test_a_text_is_repaired_for_parsing(given, read):
    assert parsed(given).text == read


def test_a_place_in_the_parsed_copy_leads_back_to_the_text_as_given():
    text = "<b>⼈</b>大（&lt;财政部\u200b&gt;）"
    copy = parsed(text)

    start = copy.text.index("财政部")

    assert copy.text == "人大(<财政部>)"
    assert text[slice(*copy.span(start, start + 3))] == "财政部"
    assert text[slice(*copy.span(0, 1))] == "⼈"


def test_lines_broken_for_the_page_are_joined():
    line = "推动公共图书馆与学校图书馆共建共享延长开放时间"
    page = "\n".join([line] * 9 + ["到此为止。", "一、下一部分"])

    assert parsed(page).text == line * 9 + "到此为止。\n一、下一部分"


def test_broken_english_lines_are_joined_with_a_blank():
    line = "promote the construction of branch libraries in counties and"
    page = "\n".join([line] * 9 + ["townships."])

    assert parsed(page).text == " ".join([line] * 9) + " townships."


def test_paragraphs_are_left_alone():
    page = "\n".join(["短句。", "这是一个比较长的段落，说明工作的背景和意义。", "一、标题"] * 4)

    assert parsed(page).text == page.replace("，", ",")


@pytest.mark.parametrize(("text", "language"), [("财政部 MOF", "zh"), ("the 财 reform", "en"), ("123", "en")])
def test_the_script_decides_the_language(text, language):
    assert language_of(text) == language
