"""Splitting a list of bodies into names, and finding each in the gazetteer.

A name is looked up whole, never by a part of it: "省发展改革委" holds the name of a national body and is none.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from tasks.intake.text import Span

_ARTICLE = re.compile(r"(?i:the|and the|and) ")
_ENDS = re.compile(r"[ \n]*(?:[,;、。.]|\band\b|及|和|与|暨|并|$|等|\()")
_BLANK = re.compile(r"[\s,;、。.:：“”\"]+")
_MARKS = " \t\n,;、。.:：“”\"'*【】[]〔〕()"

_ZH_BODY = (
    "部|委|委员会|办|办公室|局|总局|署|厅|院|会|社|组|司|处|科|室|站|所|队|台|厂|馆|库|校|中心|公司|集团|银行|分行|支行|人行|政府|党委|联|"
    "法院|检察院|军|兵团|大学|学院|医院|科协|残联|妇联|工会|团委|协会|学会|商会|联盟|机构|单位|部门|地区|省份|企业|高校|基地|组织|专班|"
    "园区|开发区|新区|管委会|街道|乡镇|各省|各市|各县|各区|区县|市县|县区|县市区|市州|各地|地方|海关|电网|铁路|邮政|烟草|税务|总队|支队"
)
_ZH_IS_BODY = re.compile(rf"(?:{_ZH_BODY})(?:\([^()]{{1,12}}\))?$")
_ZH_GENERIC = re.compile(
    r"(?:(?:国务院|省|市|省级|市级|县级|中央|国家|省直|市直|区|县|其他|其它|各级|各)*(?:各|有关|相关|所属|成员)+"
    r"(?:职能|主管|行业|责任)?(?:部门|单位|方面|机构|部委|委办局)(?:和单位|、单位)?)|(?:国务院)?各部门|其他部门"
)
_ZH_OPEN = re.compile(
    rf"等(?:\d+个)?(?:{_ZH_GENERIC.pattern}|部门和单位|部门|单位|方面|机构|部委|地|省市|省份)?(?:[和及]地方(?![各人政]))?"
)
_ZH_COLLECTIVE = re.compile(
    r"各|相关(?:市|县|区|地)|有关(?:市|县|区|地)|地方|省级人民政府|属地|区县|市县|县级"
)
_PLACES = re.compile(
    r"^(?:各|相关|有关|各相关|各有关)?(?:设区)?(?:省|市|县|区|州|盟|自治区|直辖市|旗)(?:级)?$|^各(?:市|县|区|州|省)$"
)
_NOT_A_NAME = re.compile(
    r"以下|均需|推进|不再|落实|负责|牵头|按照|根据|本方案|下同|排在|位的|完成|年底|前$|长期|工作$|实施|自行|承担"
)
_EN_NOT_A_NAME = re.compile(
    r"\d|^(?:to|by|before|in|within|at|on|it|they|this|which|who)\b|\b(?:shall|will|should|must|completed?|responsible)\b",
    re.I,
)
_ZH_JOINS = re.compile(r"以及|及其|及|和|与|暨")

_EN_BODY = (
    r"Ministr(?:y|ies)|Commissions?|Committees?|Administrations?|Bureaus?|Offices?|Departments?|Federations?|"
    r"Unions?|Council|Corps|Banks?|Agenc(?:y|ies)|Authorit(?:y|ies)|Associations?|Governments?|Headquarters|Groups?|"
    r"Institutes?|Academy|Society|Societies|Court|Procuratorate|Customs|Corporations?|Company|Companies|Cent(?:er|re)s?|"
    r"Provinces?|Municipalit(?:y|ies)|Cities|Counties|Regions?|Localities|Universit(?:y|ies)|Hospitals?|League|Police"
)
_EN_IS_BODY = re.compile(rf"\b(?:{_EN_BODY})\b", re.I)
_EN_HEADED = re.compile(
    r"(?:the )?(?:Ministry|National|State|General|China|Chinese|Central|People|Department|Bureau|Office|"
    r"Administration|All-China|Commission|Supreme|Provincial|Municipal|County|City|Local|Health|Party|(?-i:[A-Z]{2,}\b))",
    re.I,
)
_EN_OF = re.compile(
    r"\b(?:Ministry|Administration|Department|Bureau|Commission|Office|Committee)\b.* (?:of|for|on) |\b(?:Ministry|Administration) (?:of|for)\b",
    re.I,
)
_EN_GENERIC = re.compile(
    r"(?:and )?(?:all |any )?(?:the )?(?:other )?(?:(?:relevant|related|concerned|competent|responsible) )?"
    r"(?:departments?|units|agencies|ministries|bodies|parties|authorities|sectors)(?: concerned| and units)?",
    re.I,
)
_EN_OPEN = re.compile(
    r"(?:,? ?\band\b|,) ?(?:(?:the )?(?:other|relevant|related) ?)+(?:relevant |related )?(?:departments?|units|agencies|ministries|bodies|parties|authorities)(?: and units)?(?: concerned| of the State Council)?|\betc\.?|\band others\b|\band so on\b",
    re.I,
)
_EN_COLLECTIVE = re.compile(
    r"\b(?:all|each|local|provinces|localities|municipalities|governments|regions|counties|cities)\b", re.I
)
_ACRONYM = re.compile(r"[A-Z][A-Z&\-]{1,9}")
_ZH_JOINING = re.compile(
    r"以及|及(?!其)|和(?=各|地方|有关|相关|其)|(?<=[、,])[和与]|与(?=各|地方|有关|相关|其)|以及其他"
)
_EN_JOINING = re.compile(r"(?i:and|as well as|with|the)\b[ \n]*")
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Named:
    """A body as printed, at `[start, end)` of the plain copy."""

    name: str
    span: Span
    code: str | None
    collective: bool = False


@dataclass(frozen=True)
class Listed:
    """What a list of bodies holds: the names, the words that leave it open, and what was no name."""

    names: list[Named]
    openings: list[Span]
    leftovers: list[Span]


def key(name: str) -> str:
    """The form in which two spellings count as one name: NFKC, folded case, single blanks, no article."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name).casefold()).strip(" ,.;:、。")
    return text.removeprefix("the ").replace("’", "'")


class Gazetteer:
    """Every known wording of every body; built once from a mapping of name to code."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.codes = {key(name): code for name, code in names.items() if key(name)}

    def code(self, name: str) -> str | None:
        return self.codes.get(key(name))

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """How long the names are that start with these two characters, the longest first."""
        lengths: dict[str, set[int]] = {}
        for name in self.codes:
            lengths.setdefault(name[:2], set()).add(len(name))
        return {start: sorted(each, reverse=True) for start, each in lengths.items()}

    def longest_at(self, text: str, at: int, end: int) -> int:
        """Where the longest known name that starts at `at` and ends where a name can end, ends; `at` if none does."""
        window = text[at : min(end, at + _LONGEST_NAME)].casefold().replace("\n", " ").replace("’", "'")
        for length in self._lengths.get(window[:2], ()):
            if (
                length <= len(window)
                and window[:length] in self.codes
                and _ENDS.match(text, at + length, end)
            ):
                return at + length
        return at


def read_list(text: str, span: Span, gazetteer: Gazetteer, language: str) -> Listed:
    """The bodies named in `[start, end)` of the plain copy."""
    base, part = span[0], text[slice(*span)]
    openings, pieces, done = [], [], 0
    for found in (_ZH_OPEN if language == "zh" else _EN_OPEN).finditer(part):
        if not _inside_word(part, found):
            openings.append(found.span())
            pieces.append((done, found.start()))
            done = found.end()
    listed = Listed([], openings, [])
    for piece in [*pieces, (done, len(part))]:
        _read_piece(part, piece, gazetteer, language, listed)
    return _shifted(listed, base)


def _shifted(listed: Listed, by: int) -> Listed:
    def moved(span: Span) -> Span:
        return span[0] + by, span[1] + by

    names = [replace(named, span=moved(named.span)) for named in listed.names]
    return Listed(names, sorted(map(moved, listed.openings)), [moved(span) for span in listed.leftovers])


def _inside_word(part: str, found: re.Match[str]) -> bool:
    """ "等" may belong to the word before it, as in higher education (高等)."""
    return found.group() == "等" and part[max(0, found.start() - 1) : found.start()] in (
        "高",
        "中",
        "平",
        "对",
    )


def _read_piece(text: str, span: Span, gazetteer: Gazetteer, language: str, into: Listed) -> None:
    for start, end in _split(text, span, gazetteer, language):
        name = re.sub(r"\s*\n\s*", "" if language == "zh" else " ", text[start:end])
        generic = _ZH_GENERIC if language == "zh" else _EN_GENERIC
        if generic.fullmatch(name):
            into.openings.append((start, end))
        elif gazetteer.code(name) or is_name(name, language):
            collective = bool((_ZH_COLLECTIVE if language == "zh" else _EN_COLLECTIVE).match(name))
            into.names.append(Named(name, (start, end), gazetteer.code(name), collective))
        else:
            into.leftovers.append((start, end))


def is_name(name: str, language: str) -> bool:
    """Whether an unknown word may be the name of a body at all."""
    if language == "zh":
        return 2 <= len(name) <= 40 and not _NOT_A_NAME.search(name) and not re.search(r"[,。;:!?\d]", name)
    fits = 2 <= len(name) <= _LONGEST_NAME and len(name.split()) <= 14 and name[0].isalpha()
    return fits and not _EN_NOT_A_NAME.search(name)


def sounds_like_body(name: str, language: str) -> bool:
    """Whether an unknown word ends, or in English speaks, like the name of a body."""
    if language == "zh":
        return bool(_ZH_IS_BODY.search(name))
    return bool(_EN_IS_BODY.search(name) or _ACRONYM.fullmatch(name))


def _split(text: str, span: Span, gazetteer: Gazetteer, language: str) -> list[Span]:
    """The single names in `[start, end)`: known ones whole, the others by the marks between them."""
    generic = _ZH_GENERIC if language == "zh" else _EN_GENERIC
    parts: list[Span] = []
    at, end = _trimmed(text, span)
    at = _past_marks(text, at, end, language)
    while at < end:
        stop = gazetteer.longest_at(text, at, end)
        unnamed = generic.match(text, at, end) if stop == at else None
        if unnamed and _ENDS.match(text, unnamed.end(), end):
            stop = unnamed.end()
        if stop > at:
            parts.append((at, stop))
        else:
            stop = _next_mark(text, at, end)
            parts += _joined_names(text, (at, stop), gazetteer, language)
        at = _past_marks(text, stop, end, language)
    return _merged([_trimmed(text, part) for part in parts], text, gazetteer, language)


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end:
        article = _ARTICLE.match(text, start, end)
        if text[start] in _MARKS:
            start += 1
        elif article:
            start = article.end()
        else:
            break
    while end > start and text[end - 1] in _MARKS and not _closes(text, start, end):
        end -= 1
    return start, end


def _closes(text: str, start: int, end: int) -> bool:
    """Whether the bracket at the end belongs to the name: "县(市、区)"."""
    return text[end - 1] == ")" and text.count("(", start, end) == text.count(")", start, end) > 0


def _past_marks(text: str, at: int, end: int, language: str) -> int:
    """Behind separators, joining words and articles."""
    before = -1
    while before != at:
        before = at
        for pattern in (_BLANK, _ZH_JOINING if language == "zh" else _EN_JOINING):
            found = pattern.match(text, at, end)
            at = found.end() if found else at
    return at


def _next_mark(text: str, at: int, end: int) -> int:
    """The next separator outside brackets."""
    depth = 0
    for place in range(at, end):
        char = text[place]
        depth += (char in "(〔[") - (char in ")〕]")
        if depth <= 0 and char in "、,;。" and place > at:
            return place
    return end


def _joined_names(text: str, span: Span, gazetteer: Gazetteer, language: str) -> list[Span]:
    """Splits at "and" and its like, but only where both sides stand as names by themselves."""
    start, end = span
    joins = _ZH_JOINS if language == "zh" else re.compile(r"[ \n](?:and|as well as)[ \n]")
    for found in joins.finditer(text, start, end):
        left, right = text[start : found.start()], text[found.end() : end]
        if _stands_alone(left, right, gazetteer, language):
            return [(start, found.start()), *_joined_names(text, (found.end(), end), gazetteer, language)]
    return [span]


def _stands_alone(left: str, right: str, gazetteer: Gazetteer, language: str) -> bool:
    if language == "zh":
        whole_left = (
            gazetteer.code(left) or (len(left) > 2 and _ZH_IS_BODY.search(left)) or _PLACES.match(left)
        )
        return bool(whole_left) and len(right) > 1 and right not in ("单位", "地方", "部门")
    ends_as_body = gazetteer.code(left) or _EN_IS_BODY.search(left) or _ACRONYM.fullmatch(left.strip())
    return bool(ends_as_body and (gazetteer.code(right) or _EN_HEADED.match(right.strip())))


def _merged(parts: list[Span], text: str, gazetteer: Gazetteer, language: str) -> list[Span]:
    """Puts together what is one name with a separator in it: "各市、州人民政府", "Press, Publication and Film"."""
    merged: list[Span] = []
    for part in parts:
        if part[0] >= part[1]:
            continue
        if merged and _belong_together(text[slice(*merged[-1])], text[slice(*part)], gazetteer, language):
            merged[-1] = (merged[-1][0], part[1])
        else:
            merged.append(part)
    return merged


def _belong_together(before: str, part: str, gazetteer: Gazetteer, language: str) -> bool:
    if gazetteer.code(before) or gazetteer.code(part):
        return False
    if language == "zh":
        tail = before.rsplit("、", 1)[-1]
        return (
            bool(_PLACES.match(tail))
            and not part.startswith(("各", "省", "市委", "有关", "相关"))
            and bool(re.match(r"[^、]{0,6}(?:州|县|区|市|盟|旗|政府|党委|\))", part))
        )
    alone = _EN_IS_BODY.search(part) or _ACRONYM.fullmatch(part) or _EN_HEADED.match(part)
    return bool(_EN_OF.search(before)) and not alone
