"""Splitting a list of bodies into names, and finding each in the gazetteer.

A name is looked up whole, never by a part of it: "省发展改革委" holds the name of a national body.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from tasks.intake.bodies import (
    ACRONYM,
    EN_BEGINS_BODY,
    EN_GENERIC,
    EN_IS_BODY,
    EN_OF,
    EN_OPEN,
    LONGEST_NAME,
    ZH_GENERIC,
    ZH_IS_BODY,
    ZH_OPEN,
    ZH_PLACES,
    ZH_PLACES_GO_ON,
    is_collective,
    is_generic,
    is_name,
)
from tasks.intake.text import Span

_ARTICLE = re.compile(r"(?i:the|and the|and) ")
_ENDS = re.compile(r"[ \n]*(?:[,;、。.]|(?<=[\u4e00-\u9fff]) |\band\b|及|和|与|暨|并|$|等|\()")
_BLANK = re.compile(r"[\s,;、。.:：“”\"]+")
_MARKS = " \t\n,;、。.:：“”\"'*【】[]〔〕()"
_ZH_JOINS = re.compile(r"以及|及其|及|和|与|暨")
_EN_JOINS = re.compile(r"[ \n](?:and|as well as)[ \n]")
_ZH_JOINING = re.compile(
    r"以及|及(?!其)|和(?=各|地方|有关|相关|其)|(?<=[、,])[和与]|与(?=各|地方|有关|相关|其)"
)
_EN_JOINING = re.compile(r"(?i:and|as well as|with|the)\b[ \n]*")
_SECOND_NAME = re.compile(r"\(([^()、,;。]{2,16})\)")
_LONGEST_JOINED = 400  # characters; no two or three names are longer


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
        """The end of the longest known name that starts at `at` and stops where a name can; else `at`."""
        window = text[at : min(end, at + LONGEST_NAME)].casefold().replace("\n", " ").replace("’", "'")
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
    for found in (ZH_OPEN if language == "zh" else EN_OPEN).finditer(part):
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
        if is_generic(name, language):
            into.openings.append((start, end))
        elif gazetteer.code(name) or is_name(name, language):
            code = gazetteer.code(name) or gazetteer.code(_SECOND_NAME.sub("", name))
            collective = is_collective(name, language)
            into.names.append(Named(name, (start, end), code, collective))
        else:
            into.leftovers.append((start, end))


def _split(text: str, span: Span, gazetteer: Gazetteer, language: str) -> list[Span]:
    """The single names in `[start, end)`: known ones whole, the others by the marks between them."""
    generic = ZH_GENERIC if language == "zh" else EN_GENERIC
    parts: list[Span] = []
    at, end = _trimmed(text, span)
    at = _past_marks(text, at, end, language)
    while at < end:
        stop = gazetteer.longest_at(text, at, end)
        unnamed = generic.match(text, at, end) if stop == at else None
        if unnamed and _ENDS.match(text, unnamed.end(), end):
            stop = unnamed.end()
        stop = _with_bracket(text, stop, end, gazetteer, language) if stop > at else stop
        if stop > at:
            parts.append((at, stop))
            # Behind a whole name "和" joins; elsewhere it may be part of the next one.
            joins = _ZH_JOINS.match(text, stop, end) if language == "zh" else None
            stop = joins.end() if joins else stop
        else:
            stop = _next_mark(text, at, end)
            parts += _joined_names(text, (at, stop), gazetteer, language)
        at = _past_marks(text, stop, end, language)
    return _merged([_trimmed(text, part) for part in parts], text, gazetteer, language)


def _with_bracket(text: str, at: int, end: int, gazetteer: Gazetteer, language: str) -> int:
    """Behind a body in brackets that belongs to the name: "市场监管总局(国家标准委)"; else `at`."""
    found = _SECOND_NAME.match(text, at, end) if language == "zh" else None
    inner = found[1] if found else ""
    return found.end() if found and (gazetteer.code(inner) or ZH_IS_BODY.search(inner)) else at


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
    if text[start:end].endswith(" and"):
        return _trimmed(text, (start, end - 4))
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
        if depth <= 0 and place > at and (char in "、,;。" or (char == " " and text[place - 1] > "\u2e7f")):
            return place
    return end


def _joined_names(text: str, span: Span, gazetteer: Gazetteer, language: str) -> list[Span]:
    """Splits at "and" and its like, but only where both sides stand as names by themselves."""
    start, end = span
    if end - start > _LONGEST_JOINED:
        return [span]
    parts = []
    for found in (_ZH_JOINS if language == "zh" else _EN_JOINS).finditer(text, start, end):
        if _stands_alone(text[start : found.start()], text[found.end() : end], gazetteer, language):
            parts.append((start, found.start()))
            start = found.end()
    return [*parts, (start, end)]


def _stands_alone(left: str, right: str, gazetteer: Gazetteer, language: str) -> bool:
    if language == "zh":
        whole_left = (
            gazetteer.code(left) or (len(left) > 2 and ZH_IS_BODY.search(left)) or ZH_PLACES.match(left)
        )
        return bool(whole_left) and len(right) > 1 and right not in ("单位", "地方", "部门", "政府")
    ends_as_body = gazetteer.code(left) or EN_IS_BODY.search(left) or ACRONYM.fullmatch(left.strip())
    return bool(ends_as_body and (gazetteer.code(right) or EN_BEGINS_BODY.match(right.strip())))


def _merged(parts: list[Span], text: str, gazetteer: Gazetteer, language: str) -> list[Span]:
    """Puts together one name with a separator in it: "各市、州人民政府", "Press, Publication and Film"."""
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
        return bool(ZH_PLACES.match(tail) and ZH_PLACES_GO_ON.match(part))
    alone = EN_IS_BODY.search(part) or ACRONYM.fullmatch(part) or EN_BEGINS_BODY.match(part)
    return bool(EN_OF.search(before)) and not alone
