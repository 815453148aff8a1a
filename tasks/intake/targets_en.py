"""Targets in English: "reach 65%", "at least three hospitals", "raised by 40 yuan", "1-2 pilot cities"."""

import re

from tasks.intake.aims import Aim, Number, number
from tasks.intake.numbers import NUMBER_WORDS, word_number

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d{1,6})?"
_MONEY = (
    r"(?:(?:million|billion|trillion|thousand|hundred million|10,000) )?(?:yuan|RMB"
    r"|US dollars|dollars)(?: per (?:capita|person|head|year|month))?"
)
_NOUN = (
    r"(?:(?:million|billion|thousand) )?(?:(?!and\b|of\b|to\b|in\b|for\b|or\b|the\b|by\b"
    r"|with\b|on\b|is\b|are\b|at\b|as\b)[A-Za-z][A-Za-z\-]*[ \n]){0,4}?(?:people|persons"
    r"|personnel|staff|mu|km|kWh|[MG]W|square met(?:er|re)s|[A-Za-z\-]{2,}[^\Ws]s)\b"
)
_UNIT = rf"(?P<unit>%|per ?cent(?:age points?)?|percentage points?|{_MONEY}|{_NOUN})"
_QUANTITY = re.compile(
    rf"(?<![\w.,\-/])(?:(?P<half>half(?= (?:of|for|to)\b))"
    rf"|(?:RMB ?)?(?P<low>{_DIGITS})(?:(?: ?%)? ?(?:-|–|—|~"
    rf"|to) ?(?P<high>{_DIGITS}))?(?P<lowbound> or (?:more|above|over|less|fewer))?[ \n-]?{_UNIT}"
    rf"|(?<!\w)(?P<word>(?:{NUMBER_WORDS})(?:[- ](?:and )?(?:{NUMBER_WORDS})){{0,4}})"
    rf"(?P<wordbound> or (?:more|above|over|less|fewer))? (?P<wordunit>per ?cent|percentage points?|{_NOUN})"
    r"|(?P<bare>\d{1,4}(?:\.\d{1,3})?(?= (?:million|billion|trillion)\b)"
    r"|(?<=\bto )\d{1,3}(?=[.,;\n]|$)|\d{1,3}(?:,\d{3})+(?!\w))"
    r"(?: (?P<scale>million|billion|trillion))?)"
    r"(?P<bound> (?:or|and) (?:more|above|over|less|below|fewer)| or so)?",
    re.I,
)
_TIMES = re.compile(r"(?:years?|months?|days?|hours?|weeks?|minutes?|(?:working|business) days)$", re.I)
_NOT_COUNTED = re.compile(r"^(?:times|years old|levels?|tiers?|aspects|principles|th|st|nd|rd)\b", re.I)
_BASELINE = re.compile(
    r"last year|at present|current(?:ly)?|already|on the basis of|existing|as of"
    r"|previous(?:ly)?|used to|so far|since",
    re.I,
)
_AGE = re.compile(r"(?:under|over|above|below|aged?|older than|younger than)\s*$", re.I)
_BEFORE_UNIT = re.compile(
    r"(?:article|no\.|number|chapter|section|item|level|grade|class|phase|figure|table|page)\s*$", re.I
)
_AT_LEAST = re.compile(
    r"(?:at least|no(?:t)? (?:less|fewer|lower) than|not be (?:less|lower) than|a minimum of|minimum)\s*$",
    re.I,
)
_AT_MOST = re.compile(
    r"(?:at most|no(?:t)? (?:more|higher|greater) than|not (?:to )?exceed(?:ing)?"
    r"|not be (?:more|higher) than|within|up to|a maximum of|controlled (?:at|within"
    r"|below))\s*$",
    re.I,
)
_ABOVE = re.compile(r"(?:more than|over|exceed(?:s|ing)?|above|higher than|break through)\s*$", re.I)
_BELOW = re.compile(r"(?:less than|below|under|lower than|fewer than)\s*$", re.I)
_RISE = r"(?:increas|rais|improv|rise|rising|grow|add|expand|lift|up)\w*"
_UP = re.compile(
    rf"\b{_RISE}(?: [\w\-]+){{0,8}}? by (?:about |another |an additional )?$"
    rf"|\b{_RISE} (?:the |an additional |another |about )?$",
    re.I,
)
_FALL = r"(?:reduc|lower|decreas|cut|shorten|compress|drop|fall|declin|down)\w*"
_DOWN = re.compile(
    rf"\b{_FALL}(?: [\w\-]+){{0,8}}? by (?:about |another )?$|\b{_FALL} (?:the |about )?$", re.I
)
_AIM = re.compile(
    r"\b(?:reach|increas|rais|improv|reduc|lower|cut|achiev|cover|select|establish|build"
    r"|complet|set up|creat|add|train|at least|no less|not less|not exceed|more than|over"
    r"|exceed|"
    r"within|control|account|ensur|must|should|will|shall|striv|check|carry|support"
    r"|develop|cultivat|introduc|promot|launch|form|strengthen|rate|proportion|standard"
    r"|subsid|per capita|"
    r"to|up to|each|every|expand|provid|recruit|implement|conduct|organi[sz]|attain|meet)\w*",
    re.I,
)
_TO = re.compile(r"\b(?:to|reach) $")
_MAKES = re.compile(
    r"\b(?:establish|build|select|set up|open|create|add|train|launch|complete"
    r"|revise)(?:ing)? (?:the |another )?$",
    re.I,
)
_BREAKS = ".;!?\n"


def english_targets(text: str) -> list[Aim]:
    aims: list[Aim] = []
    for found in _QUANTITY.finditer(text):
        nearest = max(0, found.start() - 160)
        start = max(text.rfind(mark, nearest, found.start()) + 1 for mark in _BREAKS) or nearest
        before = text[start : found.start()]
        money_before = bool(aims) and "yuan" in aims[-1].unit and aims[-1].span[0] >= start
        if found["half"]:
            if money_before:
                aims.append(Aim(found.span(), 50, "%", "=", doubtful=True))
        elif _counts(before, found):
            aims.append(_aim(before, found))
    return aims


def _counts(before: str, found: re.Match[str]) -> bool:
    """Whether the number is an aim, for nothing makes it something else.

    A task says what is to be done, and a translation finds a new verb each time; words and times are said
    of much, and count only where a bound or a verb of making stands before them.
    """
    unit, low = _unit(found), found["low"] or ""
    comma = before[before.rfind(",") + 1 :]
    is_age = _AGE.search(before) and _TIMES.search(unit)
    if _BASELINE.search(comma) or is_age or _BEFORE_UNIT.search(before):
        return False
    if _NOT_COUNTED.match(unit) or (
        len(low) == 4 and low.startswith(("19", "20")) and unit not in ("%", "yuan")
    ):
        return False
    if re.search(r"\bfrom $", before):
        return False
    if found["word"] or _TIMES.search(unit):
        return any(bound.search(before) for bound in (_AT_LEAST, _AT_MOST, _ABOVE, _BELOW, _TO)) or _in_words(
            before, found
        )
    return True


def _in_words(before: str, found: re.Match[str]) -> bool:
    """A number word right behind a verb that makes things: "establish three centres"."""
    return bool(found["word"] and (found["wordbound"] or _MAKES.search(before)))


def _unit(found: re.Match[str]) -> str:
    unit = re.sub(r"\s+", " ", found["unit"] or found["wordunit"] or found["scale"] or "")
    return "%" if unit.lower() in ("percent", "per cent") else unit


def _full_unit(before: str, found: re.Match[str]) -> str:
    """The unit; money that the sentence counts by heads is per capita."""
    unit = _unit(found)
    return "yuan per capita" if unit == "yuan" and "per capita" in before.lower() else unit


def _aim(before: str, found: re.Match[str]) -> Aim:
    value: Number | list[Number] = _value(found)
    comparator = _comparator(before, found)
    doubtful = _in_words(before, found) or bool(_DOWN.search(before))
    doubtful = doubtful or (comparator == "increase_by" and not before.rstrip().endswith("by"))
    if isinstance(value, list):
        comparator = "range"
    words = [word for word in _AIM.finditer(before) if len(word.group()) > 2]
    begin = (
        found.start() - (len(before) - words[-1].start())
        if words and len(before) - words[-1].start() <= 60
        else found.start()
    )
    return Aim((begin, found.end()), value, _full_unit(before, found), comparator, doubtful)


def _value(found: re.Match[str]) -> Number | list[Number]:
    if found["word"]:
        value = word_number(found["word"]) or 0
        return int(value) if value == int(value) else value
    low = number(found["low"] or found["bare"])
    return [low, number(found["high"])] if found["high"] else low


def _comparator(before: str, found: re.Match[str]) -> str:
    bound = (found["bound"] or found["lowbound"] or found["wordbound"] or "").lower()
    if _AT_LEAST.search(before) or bound.endswith(("more", "above", "over")):
        return ">="
    if _AT_MOST.search(before) or bound.endswith(("less", "below", "fewer")):
        return "<="
    if _ABOVE.search(before):
        return ">"
    if _BELOW.search(before):
        return "<"
    if _UP.search(before):
        return "increase_by"
    return "="
