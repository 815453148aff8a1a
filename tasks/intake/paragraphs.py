"""Paragraphs, and where the last task of a notice ends."""

import re
from itertools import pairwise

from tasks.intake.text import Span

_LINE = re.compile(r"[^\n]+")
_ENDS_SENTENCE = re.compile(r"[。.!?;；：:，,、”\"）)】\]]\s*$")
_HAS_SENTENCE = re.compile(r"[。;；，]|[.;] ")
# What a web page puts behind a document: links, the keeper of the site, buttons.
_OF_THE_PAGE = re.compile(
    r"[ \u3000【\[]*(?:相关(?:链接|阅读|文档|稿件|解读|附件)|扫一扫|分享(?:到|至)"
    r"|版权所有|网站标识码|网站地图|责任编辑|打印本页|关闭窗口|"
    r"【?(?:打印|关闭)】|上一篇|下一篇|(?:主办|承办)(?:单位)?[:：].*(?:网站|备案|ICP|标识码|承办|技术支持)|\w{0,6}ICP备|\w{1,3}公网安备"
    r"|(?:Related (?:links?|articles?|reading|documents?)|Copyright|Share (?:to|on)|(?:Responsible )?Editor|"
    r"Print this page|Extended (?:reading|data)|(?:Next|Previous)(?: article)?:|All rights reserved)\b)",
    re.I,
)
_LABELLED = re.compile(
    r"(?:责任|牵头|主办|配合|协办|参与|完成|时限)[^:：\n]{0,6}[:：]"
    r"|(?:Respons|Lead|Support|Cooperat|Complet|Time)[^:\n]{0,24}:",
    re.I,
)
_LONGEST_TITLE = 24
_BROKEN_OFF = 200


def trimmed(text: str, span: Span) -> Span:
    """The stretch without white space at its ends."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def paragraphs(text: str, span: Span) -> list[Span]:
    """The lines of the stretch that hold a letter or a digit."""
    lines = (trimmed(text, found.span()) for found in _LINE.finditer(text, *span))
    return [line for line in lines if any(char.isalnum() for char in text[line[0] : line[1]])]


def whole_paragraphs(text: str, span: Span) -> list[Span]:
    """The paragraphs; one that breaks off in the middle of a sentence goes on in the next."""
    whole: list[Span] = []
    for line in paragraphs(text, span):
        if (
            whole
            and whole[-1][1] - whole[-1][0] > _BROKEN_OFF
            and not _ENDS_SENTENCE.search(text[slice(*whole[-1])][-3:])
        ):
            whole[-1] = (whole[-1][0], line[1])
        else:
            whole.append(line)
    return whole


def closing_cut(text: str, span: Span) -> int:
    """Where the last task ends: before the first later line that is a signature, a date or a foreign heading.

    Such a line is short, has no number and does not end like a sentence.
    """
    lines = paragraphs(text, span)
    for before, line in pairwise(lines):
        if is_of_the_page(text[line[0] : line[1]]):
            return line[0]
        if _is_foreign(text[line[0] : line[1]]) and _ENDS_SENTENCE.search(text[before[0] : before[1]]):
            return line[0]
    return span[1]


def is_of_the_page(line: str) -> bool:
    """Whether a line belongs to the web page around a document."""
    return bool(_OF_THE_PAGE.match(line))


def _is_foreign(line: str) -> bool:
    if re.match(r"(?:备?注|附件?\d?|附表|(?:Notes?|Annex|Attachment|Appendix)\b) ?\d?(?:[:：]|$)", line):
        return True
    if _LABELLED.match(line):
        return False
    if re.fullmatch(r"[(（][^()（）]{2,30}[)）]", line):
        return not re.search("负责|牵头|配合|单位|部门|respons|lead", line)
    if line.isascii():
        return len(line.split()) <= 6 and not re.search(r"[.;)!?]$", line)
    return len(line) <= _LONGEST_TITLE and not _ENDS_SENTENCE.search(line) and not _HAS_SENTENCE.search(line)
