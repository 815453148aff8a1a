"""The numbers in front of areas and tasks, in every fashion official texts use.

A label at the start of a line counts where it fits the numbers before it. A label inside a line counts only
where it goes on with a sequence that no line start continues; running text has numbers enough of its own.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.intake.numbers import han_number, roman_number
from tasks.intake.text import Span

_HAN = "[一二三四五六七八九十百]{1,5}"
_ENGLISH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
    "firstly secondly thirdly fourthly fifthly sixthly seventhly eighthly ninthly",
)
_ORDINALS = {word: n for words in _ENGLISH for n, word in enumerate(words.split(), 1)}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_DIGITS = r"\d(?: ?\d){0,2}"
_NO_DECIMAL = r"(?!\d(?!\d{3}年|\d?月))"  # but "2.2019年6月底前" is a number before a date

# kind: pattern of the label; group 1 is its number. Order matters: the first that fits wins.
_PATTERNS = {
    "chapter": rf"第({_HAN}|\d{{1,3}})(?:章|部分|篇|编)[、.:]? ?|(?:Chapter|Part|Section|Pillar|Goal"
    rf"|Priority|Objective|Component|(?:Task |Priority )?Area) (?:[IVX]{{1,5}}|\d{{1,2}}"
    rf"|[A-Z][a-z]{{2,7}}|[A-H])\b[.:,]? ?",
    "article": rf"第({_HAN}|\d{{1,3}})条[、.:]? ?|(?i:article) (?:\d{{1,3}})[.:]? ",
    "task": rf"(?:任务|专项行动|工程|行动|举措|Task |Action |Measure |Project )({_HAN}|\d{{1,2}})[、.:] ?",
    "han": rf"({_HAN})(?: ?[、.,] ?|:)",
    "han_paren": rf"\(({_HAN})\)[、.]? ?",
    "dotted": r"(\d{1,2}(?:\.\d{1,2}){1,2})(?=[、.) \u4e00-\u9fff])[、.)]? ?(?![\d%亿万元个倍年月])",
    "number_close": rf"({_DIGITS})\)[、.]? ?",
    "number": rf"({_DIGITS}) ?(?:[、.:]|,(?=\D)){_NO_DECIMAL} ?",
    "number_paren": rf"\(({_DIGITS})\)[、.]? ?",
    "circled": rf"([{_CIRCLED}])[、.]? ?",
    "ordinal": rf"(?i:({'|'.join(sorted(_ORDINALS, key=len, reverse=True))}))(?:[,.:] ?)",
    "ordinal_han": rf"第({_HAN})[,、]",
    "roman": r"([IVX]{1,6})(?:[.、,:)] ?)(?![a-z]\b)",
    "latin_paren": r"\(([A-Za-z]|[IVXivx]{2,6})\)[.,]? ?",
    "letter": r"([A-H])[.)] ",
}
_ANY = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items())
_AT_LINE_START = re.compile(rf"(?m)^[ \t\u3000]*(?:#{{1,6}} |\*\*)?(?:{_ANY})")
_ATTACHMENTS = re.compile(
    r"(?im)^[ \t]*(?:附件|附|annex(?:es)?|attachments?|appendix"
    r"|appendices)[ \d]{0,3}:[^\n]*(?:\n+[ \t]*\d{1,2} ?[.、][^\n]{2,60}$)*"
)
_SHORT = 200
_MARKS_BEFORE = "。;!?:.)\\]】〕”」』\n"
_INSIDE = re.compile(
    rf"(?<=[{_MARKS_BEFORE}]) ?(?:(?P<han>({_HAN})、)"
    rf"|(?P<number>({_DIGITS})[、.,]{_NO_DECIMAL} ?))(?=[A-Z\u4e00-\u9fff“\"\d])"
    rf"|(?<!第)(?P<han_paren>\(({_HAN})\))(?=[\u4e00-\u9fff“])"
)
# In a text without line breaks a heading runs into the number behind it: "key tasks 1. Build …".
_BEFORE_A_TASK = r"(?=[\u4e00-\u9fff“]|\d{4}年|\d{1,2}月|[A-Z“\"]|(?<=, )[a-z])"
_IN_ONE_LINE = re.compile(
    rf"(?:(?<![第、一二三四五六七八九十百])(?P<han>({_HAN})、)"
    rf"|(?<![\dA-Za-z.,:—\-–~至第])(?P<number>({_DIGITS}) ?[、.] ?)"
    rf"|(?P<han_paren>(?<!第)\(({_HAN})\) ?)|(?P<number_paren>(?<= )\(({_DIGITS})\) )"
    rf"|(?P<roman>(?<= )([IVX]{{1,5}})\. )|(?P<latin_paren>(?<= )\([IVX]{{1,5}}\) )"
    rf"|(?P<task>(?:任务|专项行动|行动|(?<= )(?:Task|Action|Measure) )({_HAN}|\d{{1,2}})[:、.] ?)"
    rf"|(?P<chapter>(?<= )(?:Chapter|Part|Section) (?:[IVX]{{1,5}}|\d{{1,2}}|[A-Z][a-z]{{2,7}})[.:,]? )"
    rf"|(?P<ordinal>(?<=[.;:)”\"] )(?:{'|'.join(word.title() for word in _ORDINALS)}), )){_BEFORE_A_TASK}"
)


@dataclass(frozen=True)
class Label:
    """A number in front of something: `start` to `end` in the plain copy, both brackets and dots included."""

    kind: str
    value: int
    start: int
    end: int
    printed: str
    inside: bool = False


def labels(text: str, tables: list[Span] | None = None) -> list[Label]:
    """Every possible label outside tables in order of place; `outline` decides which of them count."""
    at_start = [_label(found) for found in _AT_LINE_START.finditer(text)]
    taken = {label.start for label in at_start if label}
    anywhere = _IN_ONE_LINE if _is_one_line(text) else _INSIDE
    inside = [_label(found, inside=True) for found in anywhere.finditer(text)]
    found = [label for label in at_start if label]
    found += [label for label in inside if label and label.start not in taken]
    ends = dict([*(tables or []), *(found.span() for found in _ATTACHMENTS.finditer(text))])
    starts = sorted(ends)

    def is_free(label: Label) -> bool:
        n = bisect_right(starts, label.start)
        return n == 0 or label.start >= ends[starts[n - 1]]

    return sorted(filter(is_free, found), key=lambda label: label.start)


def _is_one_line(text: str) -> bool:
    """Whether nearly all of the text stands in one line."""
    return max(map(len, text.split("\n"))) * 10 > len(text) * 7 and len(text) > _SHORT


def past_label(text: str, span: Span) -> Span:
    """The stretch without a label at its beginning."""
    found = _AT_LINE_START.match(text, *span)
    return (found.end(), span[1]) if found and found.end() < span[1] else span


def _label(found: re.Match[str], *, inside: bool = False) -> Label | None:
    kind = found.lastgroup or ""
    kind = next((name for name, text in found.groupdict().items() if text is not None), kind)
    printed = found[kind]
    value = _value(kind, printed)
    start = found.start(kind)
    return Label(kind, value, start, found.end(), printed.strip(), inside) if value else None


def _value(kind: str, printed: str) -> int | None:
    core = re.sub(r"[^0-9A-Za-z一-龥①-⑳.]", "", printed)
    if kind in ("number", "number_paren", "number_close"):
        return int(re.sub(r"\D", "", core))
    if kind == "dotted":
        return int(core.strip(".").rsplit(".", 1)[1])
    if kind in ("han", "han_paren", "ordinal_han", "chapter", "article", "task"):
        return next(_numbers(printed), None)
    if kind == "circled":
        return _CIRCLED.index(core[0]) + 1
    if kind == "ordinal":
        return _ORDINALS[core.strip(".").lower()]
    if kind == "roman":
        return roman_number(core.strip("."))
    return letter_values(core.strip("."))[0]


def _numbers(printed: str) -> Iterator[int]:
    """The number inside "第一章", "任务3" or "Part II"."""
    for word in re.findall(r"[一二三四五六七八九十百]+|\d+|[A-Za-z]+", printed):
        value = han_number(word) or (int(word) if word.isdigit() else None)
        value = value or _ORDINALS.get(word.lower())
        value = value or (letter_values(word)[0] if word.isupper() else None)
        if value:
            yield value


def letter_values(core: str) -> list[int]:
    """What a bracketed letter may count as: "(v)" is five or twenty-two; the likelier first."""
    roman, letter = roman_number(core), ord(core[0].lower()) - ord("a") + 1
    if len(core) > 1:
        return [roman] if roman else [0]
    return [roman, letter] if roman and core.lower() in "ivx" else [letter]
