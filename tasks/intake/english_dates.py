"""English deadlines: "by the end of 2018", "before 30 June", "within three months of issue"."""

import re

from tasks.intake.days import day, day_before, part_end
from tasks.intake.numbers import NUMBER_WORDS

_NAMES = "january february march april may june july august september october november december".split()
_MONTH = (
    "(?P<month>"
    + "|".join(f"{name[:3]}(?:{name[3:]})?" if name != "may" else "may" for name in _NAMES)
    + r"|sept)(?:\.(?= ?\d))?"
)
_YEAR = r"(?P<year>20 ?\d ?\d|19\d\d)(?!\d)(?! ?(?:yuan|%|people|billion|million))"
_ORD = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_PARTS = rf"(?P<part>{_ORD})[ -](?P<span>half|quarter)(?:[ -]year)?"
ENGLISH = re.compile(
    rf"(?<![A-Za-z])(?<!\ball )(?<!\beach )(?<!\bevery )(?:(?P<relative>within (?P<count>\d{{1,3}}"
    rf"|(?:{NUMBER_WORDS})(?:[ -](?:{NUMBER_WORDS}))?) (?P<unit>(?:working "
    rf"|business )?days?|weeks?|months?|years?) (?:of|from|after"
    rf"|following) (?:the )?(?:date of )?(?:its |this )?(?:issu|promulgat|publicat|releas"
    rf"|print|announce)\w*)"
    rf"|(?P<recurring>(?:by|before) (?:the end of )?(?:each|every) (?:year|quarter|month)"
    rf"|(?:by|before) (?:the end of )?{_MONTH.replace('?P<month>', '?:')} (?:of )?(?:each"
    rf"|every) year|(?:each|every) year (?:by"
    rf"|before) (?:the end of )?{_MONTH.replace('?P<month>', '?:')})"
    rf"|(?P<limit>(?:by|before|until|till|no later than|not later than|prior to|at|within|to(?= the end of)"
    rf"|during|in|on or before)(?P<end> (?:the )?(?:end|close) of"
    rf"|(?: the)? year-?end(?: of)?)? ?(?:the )?)?"
    rf"(?:(?:{_PARTS}(?:,? (?:of )?(?:{_YEAR}|(?P<this1>this year|the year)))?)"
    rf"|(?:(?P<day1>\d{{1,2}})(?:st|nd|rd"
    rf"|th)? (?:of )?)?{_MONTH.replace('?P<month>', '?P<month1>')}(?:"
    rf" (?P<day2>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?(?!\d))?(?:,? (?:of )?(?:{_YEAR.replace('?P<year>', '?P<year2>')}"
    rf"|(?P<this2>this year|next year|the year)))?"
    rf"|(?P<year3>20 ?\d ?\d|19\d\d)(?!\d)(?! ?(?:yuan|%|people|billion|million))"
    rf"|(?P<this3>(?:this |the |next )?year(?:[- ]end)?|(?:this|the"
    rf"|next) quarter)))(?![A-Za-z\d])",
    re.I,
)
_STRICT = ("before", "prior to")
_HALF = {"first": "H1", "1st": "H1", "second": "H2", "2nd": "H2"}
_QUARTER = {
    "first": "Q1",
    "1st": "Q1",
    "second": "Q2",
    "2nd": "Q2",
    "third": "Q3",
    "3rd": "Q3",
    "fourth": "Q4",
    "4th": "Q4",
}


def binds(found: re.Match[str]) -> bool:
    """Whether the words make this date a limit; "in 2019" alone says when, not by when."""
    if found["relative"] or found["recurring"]:
        return True
    limit = (found["limit"] or "").strip().lower()
    if limit.startswith(("in", "at", "during")):
        return bool(found["end"] or found["part"] or (found["month1"] and found["year2"]))
    return bool(limit)


def english_date(found: re.Match[str], year_of_notice: int | None) -> tuple[str | None, bool, str | None]:
    """The day, whether its year is stated, and the code of its doubt."""
    printed = next((found[name] for name in ("year", "year2", "year3") if found[name]), None)
    stated = printed is not None
    year = int(printed.replace(" ", "")) if printed else year_of_notice
    if year is None:
        return None, False, None
    if any(found[name] and found[name].lower().startswith("next") for name in ("this2", "this3")):
        year += 1
    before = (found["limit"] or "").strip().lower().startswith(_STRICT) and not found["end"]
    return _day_in(found, year, stated, before)


def _day_in(
    found: re.Match[str], year: int, stated: bool, before: bool
) -> tuple[str | None, bool, str | None]:
    if found["part"]:
        table = _HALF if found["span"].lower() == "half" else _QUARTER
        part = table.get(found["part"].lower())
        return (part_end(year, part) if part else None), stated, None
    if found["month1"]:
        month = next(n for n, name in enumerate(_NAMES, 1) if name.startswith(found["month1"][:3].lower()))
        dom = found["day1"] or found["day2"]
        if dom:
            return day(year, month, int(dom)) if int(dom) else None, stated, None
        return (
            (day_before(year, month), stated, "date_before") if before else (day(year, month), stated, None)
        )
    if before and found["year3"]:
        return day_before(year), stated, "date_before"
    return day(year), stated, None
