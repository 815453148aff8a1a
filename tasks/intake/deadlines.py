"""Deadlines in running text and in cells.

A date binds where words make it a limit: 前, 底, 内, 到 … / by, before, until, within. Dates of the past,
beginnings (自, since, from), years in the names of plans and documents are none.
"""

import re
from dataclasses import dataclass

from tasks.intake.days import day, day_before, days_after, months_after, part_end
from tasks.intake.english_dates import ENGLISH, binds, english_date
from tasks.intake.numbers import han_number, word_number
from tasks.intake.text import Span

_N = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?P<year>(?:19|20)\d\d)年"
_SAID = r"(?P<said>今年|明年|本年|当年|次年)?"
_PART = r"(?P<part>上半年|下半年|第?[一二三四1-4]季度|年中)"
_LIMIT = r"(?:之前|以前|前|止)"
_END = r"(?:年?[底末]|年终|年内)"
_CHINESE = re.compile(
    rf"(?P<relative>(?:(?:印发|发布|公布|下发|出台|施行|实施|下达|批准|通知)(?:之日)?(?:起"
    rf"|后)?(?:的)?)(?P<count>{_N})个?(?P<unit>工作日|日|天|个?月|年)(?:之?内|以内)?)"
    rf"|(?P<recurring>每(?:年|季度|半年|月)(?:\d{{1,2}}月)?(?:\d{{1,2}}日|底|末)?(?:{_LIMIT}))"
    rf"|(?P<upto>(?:力争|争取|确保)?(?:到|至|于|在)|截至|截止到?|力争|争取|确保)?(?:{_YEAR}|{_SAID})?"
    rf"(?:(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})月(?:份)?(?:(?P<day>\d{{1,2}})日|(?P<ten>上旬|中旬|下旬))?|{_PART})?"
    rf"(?P<end>{_END}|[底末])?(?P<limit>{_LIMIT})?"
)
_START = re.compile(
    rf"每|印发|发布|公布|下发|出台|施行|实施|下达|批准|通知|(?:19|20)\d\d年|(?:今|明|本|当|次)年|(?<![\d.]){_N}月"
    rf"|(?<![一二三四五六七八九十两几数\d个])年[底末内终]|[上下]半年|第?[一二三四1-4]季度"
)
_PREFIX = re.compile(r"(?:(?:力争|争取|确保)?(?:到|至|于|在)|截至|截止到?|力争|争取|确保)$")
_QUOTED = re.compile(r"《[^《》\n]{1,80}》|〔[^〔〕\n]{1,12}〕")
_TENS = {"上旬": 10, "中旬": 20, "下旬": None}
_PARTS = {"上半年": "H1", "年中": "H1", "下半年": "H2"}
_BASELINE = re.compile(r"(?:截至|截止到?|自|从|比|较|以|同比|与|在)$")
_ACHIEVED = re.compile(
    r"^[^。;]{0,40}?(?:完成|实现|建成|达到|达|出台|基本|全面|力争|制定|取得|形成|初步|建立)"
)


@dataclass(frozen=True)
class Due:
    """A deadline at `span` of the plain copy; `doubt` is the code of the warning it deserves."""

    span: Span
    date: str | None
    derived: bool = False
    doubt: str | None = None


@dataclass(frozen=True)
class Frame:
    """What the notice says about time: the day of issue and the period, as far as known."""

    issued_on: str | None = None
    start: str | None = None
    end: str | None = None

    @property
    def year(self) -> int | None:
        """The year of a date that states none: that of the period if it is one, else that of issue."""
        if self.start and self.end and self.start[:4] == self.end[:4]:
            return int(self.end[:4])
        return int(self.issued_on[:4]) if self.issued_on else None


def deadlines(text: str, span: Span, frame: Frame, language: str, *, cell: bool = False) -> list[Due]:
    """The deadlines in `[start, end)` of the plain copy. In a `cell` of deadlines every date is one."""
    found = _chinese(text, span, frame, cell) if language == "zh" else _english(text, span, frame, cell)
    return [
        due for due in found if due.date is None or not frame.issued_on or due.date >= frame.issued_on or cell
    ]


# Chinese


def _chinese(text: str, span: Span, frame: Frame, cell: bool) -> list[Due]:
    part = text[slice(*span)]
    quoted = [found.span() for found in _QUOTED.finditer(part)]
    dues, done, year = [], 0, None
    for opening in _START.finditer(part):
        at = opening.start()
        if at < done or any(start <= at < end for start, end in quoted):
            continue
        prefix = _PREFIX.search(part, max(0, at - 4), at)
        found = _CHINESE.match(part, prefix.start() if prefix else at)
        if not found or found.end() <= at:
            continue
        due = _chinese_due(part, found, frame, year, cell)
        if due:
            year = int(found["year"]) if found["year"] else year
            done = found.end()
            dues.append(Due((span[0] + due.span[0], span[0] + due.span[1]), due.date, due.derived, due.doubt))
    return dues


def _chinese_due(
    part: str, found: re.Match[str], frame: Frame, year_before: int | None, cell: bool
) -> Due | None:
    if found["relative"]:
        return _relative(found.span(), _count(found["count"]), found["unit"], frame)
    if found["recurring"]:
        return Due(found.span(), None, doubt="date_recurring")
    if not (cell or _binds(part, found)):
        return None
    if found["year"]:
        return _dated(found, int(found["year"]), derived=False)
    if not (found["month"] or found["part"] or found["end"] or found["said"]):
        return None
    year = year_before if not found["said"] else None
    if year:
        return _dated(found, year, derived=False)
    year = frame.year
    if year and found["said"] in ("明年", "次年"):
        year += 1
    return _dated(found, year, derived=True) if year else Due(found.span(), None, doubt="date_unknown")


def _count(text: str) -> int:
    return int(text) if text.isdigit() else han_number(text) or 0


def _binds(part: str, found: re.Match[str]) -> bool:
    """Whether the words make this date a limit."""
    before, after = part[max(0, found.start() - 3) : found.start()], part[found.end() : found.end() + 60]
    if _BASELINE.search(before) or (found["upto"] in ("截至", "截止") and not found["limit"]):
        return False
    if (
        after.startswith(("以来", "起", "开始", "度", "至", "—", "-", "~", "后", "以后", "的"))
        and not found["limit"]
    ):
        return False
    if found["limit"] or found["end"]:
        return True
    if found["part"]:
        return bool(_ACHIEVED.match(after)) or bool(found["upto"])
    if (found["upto"] or "").endswith(("到", "至", "力争", "争取", "确保")):
        return bool(found["year"])
    return bool(
        found["year"]
        and found["upto"] is None
        and re.match(r",?(?:要|力争|基本|全面)?(?:完成|实现|建成|达到|出台)", after)
    )


def _dated(found: re.Match[str], year: int, *, derived: bool) -> Due:
    """The day a date means, with its doubt."""
    span, doubt = found.span(), "date_without_year" if derived else None
    month = _count(found["month"]) if found["month"] else None
    if month is not None:
        if found["limit"] and not (found["day"] or found["ten"] or found["end"]):
            return Due(span, day_before(year, month) if 1 <= month <= 12 else None, derived, "date_before")
        dom = int(found["day"]) if found["day"] else _TENS.get(found["ten"] or "")
        date = day(year, month, dom) if 1 <= month <= 12 and dom != 0 else None
        return Due(span, date, derived, doubt if date else "date_impossible")
    if found["part"]:
        return Due(span, part_end(year, _part(found["part"])), derived, doubt)
    if found["limit"] and not found["end"]:
        return Due(span, day_before(year), derived, "date_before")
    return Due(span, day(year), derived, doubt)


def _part(words: str) -> str:
    return _PARTS.get(words) or f"Q{_count(words.strip('第季度'))}"


def _relative(span: Span, count: int, unit: str, frame: Frame) -> Due:
    if not frame.issued_on or not count:
        return Due(span, None, doubt="date_unknown")
    if unit.endswith("月"):
        return Due(span, months_after(frame.issued_on, count), derived=True, doubt="date_relative")
    if unit == "年":
        return Due(span, months_after(frame.issued_on, 12 * count), derived=True, doubt="date_relative")
    date = days_after(frame.issued_on, count) if unit != "工作日" else None
    return Due(span, date, derived=date is not None, doubt="date_relative" if date else "date_unknown")


# English


def _english(text: str, span: Span, frame: Frame, cell: bool) -> list[Due]:
    dues = []
    for found in ENGLISH.finditer(text, *span):
        if not cell and not binds(found):
            continue
        dues.append(_english_due(found, frame))
    return [due for due in dues if due]


def _english_due(found: re.Match[str], frame: Frame) -> Due | None:
    if found["relative"]:
        unit = {"day": "日", "month": "月", "year": "年", "wor": "工作日", "week": "周"}
        word = found["unit"].lower()
        kind = next((zh for en, zh in unit.items() if word.startswith(en)), "日")
        count = _english_count(found["count"])
        return _relative(
            found.span(), count * 7 if kind == "周" else count, "日" if kind == "周" else kind, frame
        )
    if found["recurring"]:
        return Due(found.span(), None, doubt="date_recurring")
    date, stated, doubt = english_date(found, frame.year)
    if date is None and stated:
        return Due(found.span(), None, doubt="date_impossible")
    if date is None:
        return Due(found.span(), None, doubt="date_unknown")
    return Due(
        found.span(), date, derived=not stated, doubt=doubt or (None if stated else "date_without_year")
    )


def _english_count(text: str) -> int:
    return int(text) if text.isdigit() else int(word_number(text) or 0)
