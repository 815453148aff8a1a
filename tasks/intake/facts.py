"""What a notice says about itself: title, issuer, document number, day of issue, period."""

import re
from dataclasses import dataclass, field

from tasks.intake.days import day, part_end
from tasks.intake.numbers import han_number
from tasks.intake.paragraphs import paragraphs
from tasks.intake.text import Span

_YEAR = r"(?:19|20)\d\d"
_NUMBER = re.compile(
    rf"[\u4e00-\u9fff]{{1,14}}[〔\[(] ?{_YEAR} ?[〕\])] ?第?\d{{1,4}}号"
    rf"|[A-Z][A-Za-z]{{2,24}} ?[〔\[(]{_YEAR}[〕\])],? ?No\.? ?\d{{1,4}}"
    rf"|No\.? ?\d{{1,4}} ?[\[(]{_YEAR}[\])]"
)
_DATE_ZH = re.compile(
    rf"(?P<y>{_YEAR})年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日"
    rf"|(?P<hy>[一二〇零○][〇零○一二三四五六七八九]{{3}})年(?P<hm>[一二三四五六七八九十]{{1,2}})月(?P<hd>[一二三四五六七八九十]{{1,3}})日"
)
_MONTHS = "january february march april may june july august september october november december".split()
_DATE_EN = re.compile(
    rf"(?P<mon>{'|'.join(_MONTHS)}) (?P<d>\d{{1,2}}),? (?P<y>{_YEAR})"
    rf"|(?P<d2>\d{{1,2}}) (?P<mon2>{'|'.join(_MONTHS)}),? (?P<y2>{_YEAR})",
    re.I,
)
_DATE_ISO = re.compile(rf"(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)")
_SIGNED = re.compile(r"[(（]此件[^()（）\n]{1,20}[)）]\s*$")
# Before a date that something ends or begins with: no signature.
_LIMITS = re.compile(
    r"(?:至|到|于|自|从|在|\b(?:by|before|until|till|to|from|on|since|than)(?: the)?) ?$", re.I
)
_TITLE_END = re.compile(
    r"(?:意见|通知|方案|办法|规划|决定|要点|任务|计划|规定|批复|函|纲要|行动|措施|清单|公告|安排|分工|部署|条例|细则|指南)(?:\([^()]{2,20}\))?》?(?:的通知)?$"
)
_ISSUED = re.compile(r"(?:印发|转发|发布|下发)《(?P<name>[^《》]{4,100})》")
_SALUTATION = re.compile(r"^[^。\n]{2,200}:$")
_ISSUER_ZH = re.compile(
    r"(?!关于|印发|转发)(?P<issuer>[^《》,。:]{2,60}?)(?:办公厅|办公室)?(?:关于|印发|转发)"
)
_ISSUER_EN = re.compile(
    r"(?:notice|opinions?|circular|plan|decision|guidelines|announcement)s? (?:of|by|from"
    r"|issued by) (?:the )?(?P<issuer>[A-Z][^:;\n]{3,120}?) (?:on|concerning|regarding"
    r"|about|for|issuing|forwarding)\b",
    re.I,
)
_REST_OF_TITLE = re.compile(r"》?(?:的通知)?\s{0,4}")
_TITLE_IN_LINE = re.compile(
    r"(?P<title>[^。;\n]{4,160}?(?:意见|通知|方案|办法|要点|计划|规定|措施|举措|分工)(?:》?的通知)?)(?![的》])"
    r"(?=[ \u4e00-\u9fff]{1,12}[〔\[(](?:19|20)\d\d|[ \u3000]?各[省市县区地])"
    r"|(?P<title_en>[A-Z][^.;\n]{20,300}?) (?=(?:[A-Z][A-Za-z]+ ){0,3}[\[(〔](?:19|20)\d\d[\])〕] ?No|"
    r"(?:To )?(?:the )?(?:people's|municipal) governments)",
    re.I,
)
_HALF = re.compile(rf"({_YEAR})年?(上|下)半年|(first|second) half of (20 ?\d ?\d)", re.I)
_RANGE = re.compile(rf"({_YEAR})年? ?(?:-|—|–|~|至|to) ?({_YEAR})(?:年|\b)", re.I)
_ONE = re.compile(
    rf"({_YEAR})年(?!代|以来|\d)|\b(?:in|for|of) (20 ?\d ?\d)\b|\b({_YEAR}) (?:key|priority"
    rf"|work|major)\b|^({_YEAR})\b",
    re.I,
)
_FIVE = re.compile(
    r"“?十(二|三|四|五)五”?|(?:12|13|14|15)th five[- ]year"
    r"|(twelfth|thirteenth|fourteenth|fifteenth) five[- ]year",
    re.I,
)
_FIVE_YEARS = {
    "二": 2011,
    "三": 2016,
    "四": 2021,
    "五": 2026,
    "12": 2011,
    "13": 2016,
    "14": 2021,
    "15": 2026,
    "twe": 2011,
    "thi": 2016,
    "fou": 2021,
    "fif": 2026,
}
_HEAD = 3000
_TAIL = 600


@dataclass
class Facts:
    """Spans are of the plain copy; what was not found has none."""

    issuer: str | None = None
    number: str | None = None
    issued_on: str | None = None
    period: tuple[str | None, str | None] = (None, None)
    spans: dict[str, Span] = field(default_factory=dict)


def read_facts(text: str, first_area: int, language: str) -> Facts:
    """`first_area`: where the first area begins; a notice speaks of itself before it and at its end."""
    head = paragraphs(text, (0, min(first_area, _HEAD)))
    facts = Facts()
    title = _title(text, head, language)
    if title:
        facts.spans["title"] = title
    _find_number(text, title, head, facts)
    _find_day(text, head, facts)
    _find_issuer(text, title, facts, language)
    _find_period(text, title, head, facts)
    return facts


def _title(text: str, head: list[Span], language: str) -> Span | None:
    """The printed title; of "notice on issuing “X”" the X."""
    head = [
        line
        for line in head
        if not re.match(r"(?:索引号|发文机关|发布日期|成文日期|来源|首页|字号|标题)", text[slice(*line)])
    ]
    if not head:
        return None
    span = _title_zh(text, head) if language == "zh" else _title_en(text, head)
    span = span or _title_in_line(text, head[0])
    issued = _ISSUED.search(text, *span) if span else None
    return issued.span("name") if issued else span


def _title_zh(text: str, head: list[Span]) -> Span | None:
    """The first lines, up to the one that ends as titles end; no sentence, no salutation."""
    start: int | None = None
    for line in head[:8]:
        words = text[slice(*line)]
        if _NUMBER.fullmatch(words):
            start = None
        elif "。" in words or _SALUTATION.match(words) or len(words) > 80:
            return None
        else:
            start = line[0] if start is None or line[1] - start > 160 else start
            if _TITLE_END.search(words):
                return start, line[1]
    return None


def _title_en(text: str, head: list[Span]) -> Span | None:
    """The first line that is no document number and no paragraph."""
    lines = [
        line
        for line in head[:4]
        if not _NUMBER.fullmatch(text[slice(*line)]) and ">" not in text[slice(*line)]
    ]
    named = [
        line
        for line in lines
        if len(text[slice(*line)].split()) <= 40
        and re.search(
            r"(?i)notice|opinion|plan|tasks?|guid|decision|reform|circular|work|programme|program",
            text[slice(*line)],
        )
    ]
    first = (named or lines)[:1]
    return first[0] if first and len(text[slice(*first[0])].split()) <= 40 else None


def _title_in_line(text: str, line: Span) -> Span | None:
    """The beginning of a text without line breaks, up to the number of the document or the salutation."""
    found = _TITLE_IN_LINE.match(text, *line)
    return found.span("title" if found["title"] else "title_en") if found else None


def _find_number(text: str, title: Span | None, head: list[Span], facts: Facts) -> None:
    """On a line of its own, alone or at its end; a number in running text belongs to another document."""
    if title and (found := _NUMBER.match(text, _behind(text, title[1]))):
        facts.number, facts.spans["document_number"] = found.group(), found.span()
        return
    for line in head[:12]:
        found = _NUMBER.search(text, *line)
        if (
            found
            and (line[1] - line[0]) - (found.end() - found.start()) <= 24
            and "。" not in text[slice(*line)]
        ):
            facts.number, facts.spans["document_number"] = found.group(), found.span()
            return


def _behind(text: str, at: int) -> int:
    """Behind blanks and the rest of "…》的通知"."""
    found = _REST_OF_TITLE.match(text, at)
    return found.end() if found else at


def _find_day(text: str, head: list[Span], facts: Facts) -> None:
    """The signature: a date alone on its line, or at the end; else one on a short line of the head."""
    tail = len(_SIGNED.sub("", text.rstrip()).rstrip())
    for start, end in reversed(paragraphs(text, (max(0, tail - _TAIL), tail))):
        if found := _last_date(text, start, end):
            return _set_day(facts, found)
    short = [line for line in head if line[1] - line[0] <= 60]
    for patterns in ((_DATE_ZH, _DATE_EN), (_DATE_ISO,)):
        for start, end in short:
            if found := _last_date(text, start, end, patterns):
                return _set_day(facts, found)
    return None


def _last_date(
    text: str, start: int, end: int, patterns: tuple[re.Pattern[str], ...] = (_DATE_ZH, _DATE_EN, _DATE_ISO)
) -> re.Match[str] | None:
    for pattern in patterns:
        for found in pattern.finditer(text, max(start, end - 40), end):
            ends = text[found.end() : end].strip(" )。.") == ""
            if ends and not _LIMITS.search(text, max(start, found.start() - 12), found.start()):
                return found
    return None


def _set_day(facts: Facts, found: re.Match[str]) -> None:
    parts = {name: value for name, value in found.groupdict().items() if value}
    year = parts.get("y") or parts.get("y2") or str(han_number(parts.get("hy", "")))
    month = parts.get("m") or (
        str(_MONTHS.index((parts.get("mon") or parts.get("mon2") or "").lower()) + 1)
        if "mon" in parts or "mon2" in parts
        else str(han_number(parts.get("hm", "")))
    )
    dom = parts.get("d") or parts.get("d2") or str(han_number(parts.get("hd", "")))
    facts.issued_on = day(int(year), int(month), int(dom)) if 1 <= int(month) <= 12 and int(dom) else None
    facts.spans["issued_on"] = found.span()


def _find_issuer(text: str, title: Span | None, facts: Facts, language: str) -> None:
    """Out of the title, else the line above the signature's date."""
    found = (_ISSUER_ZH.match if language == "zh" else _ISSUER_EN.search)(text, *title) if title else None
    if found:
        end = found.end() - 2 if language == "zh" else found.end("issuer")
        facts.issuer = text[found.start("issuer") : end].replace("\n", "")
        facts.spans["issuer"] = (found.start("issuer"), end)
    elif facts.issued_on and "issued_on" in facts.spans:
        _sign(text, facts)


def _sign(text: str, facts: Facts) -> None:
    at = facts.spans["issued_on"][0]
    lines = paragraphs(text, (max(0, at - 80), at))
    if (
        lines
        and lines[-1][1] - lines[-1][0] <= 40
        and "。" not in text[slice(*lines[-1])]
        and not text[slice(*lines[-1])].isascii()
    ):
        facts.issuer, facts.spans["issuer"] = text[slice(*lines[-1])], lines[-1]


def _find_period(text: str, title: Span | None, head: list[Span], facts: Facts) -> None:
    """The half-year, the year or the years in the title, else in the other short lines of the head."""
    lines = [title] if title else [line for line in head[:4] if line[1] - line[0] < 120]
    for start, end in lines:
        for pattern, read in ((_HALF, _half), (_RANGE, _years), (_FIVE, _five), (_ONE, _one)):
            # Where a title breaks over two lines the break counts as a blank of the same length.
            found = pattern.search(text[start:end].replace("\n", " "))
            if found:
                facts.period = read(found)
                facts.spans["period"] = (start + found.start(), start + found.end())
                return


def _half(found: re.Match[str]) -> tuple[str | None, str | None]:
    year = int((found[1] or found[4]).replace(" ", ""))
    first = found[2] == "上" or (found[3] or "").lower() == "first"
    return day(year, 1 if first else 7, 1), part_end(year, "H1" if first else "H2")


def _years(found: re.Match[str]) -> tuple[str | None, str | None]:
    start, end = int(found[1]), int(found[2])
    return (day(start, 1, 1), day(end)) if start <= end <= start + 30 else (None, None)


def _five(found: re.Match[str]) -> tuple[str | None, str | None]:
    words = found.group().lower()
    start = _FIVE_YEARS.get(found[1] or "") or _FIVE_YEARS.get(words[:2]) or _FIVE_YEARS[words[:3]]
    return day(start, 1, 1), day(start + 4)


def _one(found: re.Match[str]) -> tuple[str | None, str | None]:
    year = int(next(group for group in found.groups() if group).replace(" ", ""))
    return day(year, 1, 1), day(year)
