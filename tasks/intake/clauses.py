"""Finding responsibility clauses: in brackets, closed or not, and on lines of their own."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tasks.intake.bodies import sounds_like_body
from tasks.intake.cues import Part, cues
from tasks.intake.names import Gazetteer, Named
from tasks.intake.paragraphs import is_of_the_page
from tasks.intake.roles import Duties, read_duties
from tasks.intake.text import Span

_PAIRS = {")": "(", "]": "[", "】": "【", "〕": "〔", "}": "{"}
_BRACKET = re.compile(r"[()\[\]【】〔〕{}]")
_LONGEST = 800
_SPEAKS_OF_DUTY = re.compile(
    r"负责|牵头|单位|部门|配合|参与|参加|会同|承担|主办|协办|责任|落实|时限|implement|undertak|responsib|lead|\bled\b|charge|participat"
    r"|cooperat|assist|support|unit|agenc|depart",
    re.I,
)
_LINE = re.compile(
    r"(?m)(?:^[ \t]*|(?<=[。;)\]】.] )|(?<=[。;)\]】]))[*-]? ?"
    r"(?:(?:主要|具体|第一)?(?:责任|牵头|主办|主责|配合|协办|参加|参与|落实|承办|支持|实施)(?:责任)?(?:单位|部门|处室|主体|机构|科室"
    r"|股室)|责任分工|牵头|(?:责任|分管|牵头)(?:领导|人)|负责人|联系人|"
    r"(?:完成|办结|整改)(?:时限|时间|期限))[:]"
)
_EN_LINE = re.compile(
    r"(?im)(?:^[ \t]*|(?<=[.;)\]] ))[*-]? ?(?:the )?(?:responsible|responsibility|responsibilities"
    r"|lead|leading|supporting|implementing|cooperation|cooperating|participating|co-responsible"
    r"|coordinating|assisting|completion|deadline"
    r"|time limit)"
    r" ?(?:units?|departments?|agenc(?:y|ies)|bod(?:y|ies)|part(?:y|ies)|organi[sz]ations?"
    r"|ministr(?:y|ies)|date|time)? ?(?:\([^()\n]{1,30}\) ?)?:"
)
_IS_OFFICE = re.compile(
    r"\b(?:Commission|Department|Ministry|Bureau|Administration|Office|[Gg]overnments?|Corps"
    r"|Federation|Union|Bank|Agency|Authority|Association|Council|Court|Company|Corporation|Customs)\b"
)
_DATED = re.compile(r"[年月底]前?|\b(?:by|before|end of)\b", re.I)
_UNCLOSED_END = re.compile(r"[()\[\]【】\n。]|\.(?=\s|$)")
_LINE_END = re.compile(r"[。\n]|\.(?=\s)")
_BLANK = re.compile(r"[\s。.;,]*")
_SENTENCE_END = re.compile(r"[。.;；!?！？:”\"」]\s*$")


@dataclass
class Clause:
    """A responsibility clause at `[start, end)` of the plain copy, its brackets included."""

    span: Span
    duties: Duties
    closed: bool = True
    from_text: bool = False


class Finder:
    def __init__(
        self, text: str, gazetteer: Gazetteer, language: str, stops: list[int], tables: list[Span]
    ) -> None:
        """`stops`: where areas and tasks begin, in order; no clause reaches over one or is in a table."""
        self.text, self.gazetteer, self.language = text, gazetteer, language
        self.stops, self.tables = [*stops, len(text)], tables

    def find(self) -> list[Clause]:
        """Every clause in order of place; none overlaps another."""
        found = sorted([*self._bracketed(), *self._lines()], key=lambda clause: clause.span)
        apart: list[Clause] = []
        for clause in found:
            if any(start <= clause.span[0] < end for start, end in self.tables):
                continue
            if apart and clause.span[0] < apart[-1].span[1]:
                continue
            if apart and self._touch(apart[-1], clause):
                apart[-1] = Clause(
                    (apart[-1].span[0], clause.span[1]), apart[-1].duties.joined(clause.duties)
                )
            else:
                apart.append(clause)
        return apart

    def _touch(self, here: Clause, there: Clause) -> bool:
        """Two brackets side by side say one thing: "(led by A) (by June)"."""
        between = self.text[here.span[1] : there.span[0]]
        if there.span[1] - here.span[0] > _LONGEST:
            return False
        return here.closed and "\n" not in between.strip(" ") and not any(char.isalnum() for char in between)

    # brackets

    def _bracketed(self) -> Iterator[Clause]:
        stop, done = iter(self.stops), 0
        limit = next(stop)
        for start, end in _brackets(self.text):
            while limit <= start:
                limit = next(stop, len(self.text) + 1)
            if start < done or not self._may_be_clause((start, end), limit):
                continue
            clause = self._closed((start, end)) if end and end <= limit and end - start <= _LONGEST else None
            clause = clause or (None if end and end <= limit else self._unclosed(start, limit))
            if clause:
                done = clause.span[1]
                yield clause

    def _may_be_clause(self, span: Span, limit: int) -> bool:
        """A quick look, before anything is parsed."""
        end = min(span[1], span[0] + _LONGEST) or self._window(span[0], limit)
        return bool(_SPEAKS_OF_DUTY.search(self.text, span[0], end)) or self._only_names(span)

    def _closed(self, span: Span) -> Clause | None:
        inner = span[0] + 1, span[1] - 1
        duties = read_duties(self.text, inner, self.gazetteer, self.language)
        is_clause = self._is_duty(duties) if duties.cued else self._only_names(span, duties)
        return Clause(span, duties) if is_clause else None

    def _is_duty(self, duties: Duties) -> bool:
        names = duties.names
        sure = [named for named in names if self._sure(named)]
        if duties.leftovers and not duties.rule and len(sure) < 2:
            return any(named.code for named in sure) and self._short(duties)
        return bool(sure) or bool(duties.openings and not duties.leftovers) or self._is_labelled(duties)

    def _short(self, duties: Duties) -> bool:
        return sum(end - start for start, end in duties.leftovers) <= 40

    def _is_labelled(self, duties: Duties) -> bool:
        """ "Responsible units: …": whatever stands there is meant as a name."""
        at = min((named.span[0] for named in duties.names), default=0)
        return bool(duties.names) and self.text[max(0, at - 2) : at].strip().endswith(":")

    def _sure(self, named: Named) -> bool:
        return named.code is not None or named.collective or sounds_like_body(named.name, self.language)

    def _only_names(self, span: Span, duties: Duties | None = None) -> bool:
        """A bracket behind a sentence that holds nothing but bodies: "(NHC, NHSA)"."""
        start, end = span
        if not end or end - start > _LONGEST or end - start < 4:
            return False
        duties = duties or read_duties(self.text, (start + 1, end - 1), self.gazetteer, self.language)
        names = duties.names
        dated = all(_DATED.search(self.text, *words) for words in duties.leftovers)
        if not names or duties.cued or not dated or not all(map(self._sure, names)):
            return False
        before, after = self.text[max(0, start - 3) : start], self.text[end : end + 3].lstrip(" ")
        behind_sentence = bool(_SENTENCE_END.search(before))
        ends_sentence = not after or after[0] in "。.;\n"
        known = sum(named.code is not None for named in names)
        if len(names) == 1:
            return behind_sentence and bool(known)
        return (behind_sentence or ends_sentence) and (
            known * 2 >= len(names)
            or self.language == "zh"
            or all(_IS_OFFICE.search(each.name) for each in names)
        )

    # a bracket that is opened and never closed

    def _unclosed(self, start: int, limit: int) -> Clause | None:
        end = self._window(start, limit)
        found = [cue for cue in cues(self.text, start + 1, end, self.language) if cue.part is not Part.NOISE]
        if not found:
            return None
        last = self._last_of_clause(found, start + 1, end)
        duties = read_duties(self.text, (start + 1, last), self.gazetteer, self.language)
        return Clause((start, last), duties, closed=False) if self._is_duty(duties) else None

    def _window(self, start: int, limit: int) -> int:
        """As far as an unclosed clause can reach: the next bracket, the end of the sentence or line."""
        stop = _UNCLOSED_END.search(self.text, start + 1, min(limit, start + _LONGEST))
        return stop.start() if stop else min(limit, start + _LONGEST)

    def _last_of_clause(self, found: list, start: int, end: int) -> int:
        """Behind the last cue that closes a list of names; behind the names where the first cue opens one."""
        if not found[0].before and found[0].span[0] - start < 12:
            return end
        closing = found[0].span[1]
        for here, there in pairwise(found):
            if there.before and there.span[0] - here.span[1] > 60 and self.language == "en":
                break
            if not there.before:
                return end
            closing = there.span[1]
        return closing

    # lines such as "责任单位：…" or "Responsible units: …"

    def _lines(self) -> Iterator[Clause]:
        pattern = _LINE if self.language == "zh" else _EN_LINE
        end = 0
        for found in pattern.finditer(self.text):
            start = found.start() + len(found.group()) - len(found.group().lstrip(" \t*-"))
            if start < end or is_of_the_page(self.text[start : start + 80].split("\n")[0]):
                continue
            end = self._end_of_lines(found.end(), pattern)
            duties = read_duties(self.text, (start, end), self.gazetteer, self.language)
            if duties.names or duties.openings or duties.deadlines:
                yield Clause((start, end), duties)

    def _end_of_lines(self, at: int, pattern: re.Pattern[str]) -> int:
        """The end of the line or sentence, and of such lines that follow at once."""
        end = self._end_of_line(at)
        while following := pattern.match(self.text, _past_blank(self.text, end)):
            end = self._end_of_line(following.end())
        return end

    def _end_of_line(self, at: int) -> int:
        limit = min(self.stops[bisect_left(self.stops, at)], at + _LONGEST)
        stop = _LINE_END.search(self.text, at, limit)
        return stop.start() if stop else limit


def _past_blank(text: str, at: int) -> int:
    blank = _BLANK.match(text, at, at + 40)
    return blank.end() if blank else at


def _brackets(text: str) -> list[Span]:
    """Every bracket in order of its opening: `(start, end)`, or `(start, 0)` where it is never closed."""
    waiting: list[tuple[str, int]] = []
    ends: dict[int, int] = {}
    for found in _BRACKET.finditer(text):
        char = found.group()
        if char in "([【〔{":
            waiting.append((char, found.start()))
            ends[found.start()] = 0
        elif waiting and (waiting[-1][0] == _PAIRS[char] or char in ")]"):
            ends[waiting.pop()[1]] = found.end()
    return list(ends.items())
