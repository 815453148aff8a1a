"""What a responsibility clause says: which bodies, in which role, how they rank, by when."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tasks.intake.bodies import sounds_like_body
from tasks.intake.cues import Cue, Part, cues
from tasks.intake.names import Gazetteer, Listed, Named, read_list
from tasks.intake.text import Span

LEAD, CO, PARTICIPATING = "lead", "co_responsible", "participating"
LEAD_FIRST, RESPECTIVE, JOINT = "lead_first", "respective", "joint"


# Cues that open a list of names for themselves, and where such a list gives way to the next cue's.
# "(以上)均由A负责": what stands before the first name.
_BY = re.compile(r"[ ,;、]*(?:以上|上述)?(?:任务|工作|事项)?(?:均|都|拟|主要)?由")
_NAMING = (Part.LEAD, Part.CO, Part.PARTICIPATING)
_PARTING = re.compile(r",\s*and\s|[,;]")


@dataclass
class Group:
    """Names under one cue."""

    part: Part
    names: list[Named]


@dataclass
class Duties:
    """A clause before the ranking of the notice is known; all spans are of the plain copy."""

    groups: list[Group] = field(default_factory=list)
    openings: list[Span] = field(default_factory=list)
    leftovers: list[Span] = field(default_factory=list)
    deadlines: list[Span] = field(default_factory=list)
    rule: Span | None = None
    same_below: bool = False
    cued: bool = False

    @property
    def names(self) -> list[Named]:
        return [named for group in self.groups for named in group.names]

    def joined(self, other: "Duties") -> "Duties":
        """This clause and the one right behind it as one."""
        return Duties(
            [*self.groups, *other.groups],
            [*self.openings, *other.openings],
            [*self.leftovers, *other.leftovers],
            [*self.deadlines, *other.deadlines],
            self.rule or other.rule,
            self.same_below or other.same_below,
            self.cued or other.cued,
        )

    def add(self, part: Part, listed: Listed) -> None:
        self.groups.append(Group(part, listed.names))
        self.openings += listed.openings
        self.leftovers += listed.leftovers


def read_duties(text: str, span: Span, gazetteer: Gazetteer, language: str) -> Duties:
    """The duties stated in `[start, end)` of the plain copy, brackets not included."""
    reader = _Reader(text, gazetteer, language)
    found = cues(text, *span, language)
    reader.walk(span, found)
    return reader.duties


class _Reader:
    """Goes through the cues, handing each the stretch of names that is its own."""

    def __init__(self, text: str, gazetteer: Gazetteer, language: str) -> None:
        self.text, self.gazetteer, self.language = text, gazetteer, language
        self.duties = Duties()

    def walk(self, span: Span, found: list[Cue]) -> None:
        edges = [span[0], *(edge for cue in found for edge in cue.span), span[1]]
        stretches = list(zip(edges[::2], edges[1::2], strict=True))
        open_stretch: Span | None = stretches[0]
        for cue, behind, after in zip(found, stretches[1:], [*found[1:], None], strict=False):
            own, rest = self._shared(cue, behind, after)
            open_stretch = self._take(cue, open_stretch, own) or rest
        self._rest(open_stretch, found)

    def _shared(self, cue: Cue, behind: Span, after: Cue | None) -> tuple[Span, Span | None]:
        """The stretch behind a cue and what the next one claims of it: "led by A, and B are responsible"."""
        if cue.before or cue.part not in _NAMING or after is None or not after.before:
            return behind, None
        parting = _PARTING.search(self.text, *behind)
        return ((behind[0], parting.start()), (parting.end(), behind[1])) if parting else (behind, None)

    def _take(self, cue: Cue, before: Span | None, behind: Span) -> Span | None:
        """Hands out the stretch before the cue or the one behind it; gives back the one still free."""
        duties = self.duties
        if cue.part in (Part.RULE, Part.NOISE):
            if cue.part is Part.RULE:
                duties.rule, duties.same_below = cue.span, cue.same_below
            return self._longer(before, behind)
        duties.cued = True
        if cue.before and self.text[cue.span[0]] == "(":
            self._mark(cue.part, before)
            return behind
        if cue.before:
            self._assign(cue.part, before)
            return behind
        if before:
            self._assign(Part.CO if self._leads() else Part.PLAIN, before)
        if cue.part is Part.DEADLINE:
            duties.deadlines.append(behind)
        elif cue.part is not Part.PERSON:
            self._assign(cue.part, behind)
        return None

    def _longer(self, before: Span | None, behind: Span) -> Span:
        """Between names and a rule about them nothing is handed out; what holds a letter stays."""
        if before and any(char.isalnum() for char in self.text[slice(*before)]):
            self.duties.leftovers.append(behind)
            return before
        return behind

    def _assign(self, part: Part, stretch: Span | None) -> None:
        listed = self._read(stretch)
        if part is Part.RESPECTIVE and not (listed.names or listed.openings):
            self._make_respective()
        elif part is Part.WITH:
            self.duties.add(Part.LEAD, listed)
        elif part is Part.PLAIN and self._leads():
            self.duties.add(Part.CO, listed)
        elif listed.names or listed.openings:
            self.duties.add(part, listed)
        else:
            self.duties.leftovers += listed.leftovers

    def _mark(self, part: Part, before: Span | None) -> None:
        """ "A (lead), B": said in a bracket it is said of the last name only."""
        if before:
            self._assign(Part.PLAIN, before)
        group = next((group for group in reversed(self.duties.groups) if group.names), None)
        if group:
            self.duties.groups.append(Group(part, [group.names.pop()]))

    def _make_respective(self) -> None:
        """ "A and B are responsible, each according to its duties": said after the names."""
        for group in self.duties.groups:
            if group.part is Part.PLAIN:
                group.part = Part.RESPECTIVE

    def _leads(self) -> bool:
        return any(group.part is Part.LEAD and group.names for group in self.duties.groups)

    def _read(self, stretch: Span | None) -> Listed:
        if not stretch:
            return Listed([], [], [])
        start, end = stretch
        if self.language == "zh" and (by := _BY.match(self.text, start, end)):
            start = by.end()
        return read_list(self.text, (start, end), self.gazetteer, self.language)

    def _rest(self, stretch: Span | None, found: Iterable[Cue]) -> None:
        """What stands behind the last cue: bodies after "together with", or the only names of the clause."""
        listed = self._read(stretch)
        last = next((cue for cue in reversed(list(found)) if cue.part not in (Part.RULE, Part.NOISE)), None)
        if last is None:
            self.duties.add(Part.PLAIN, listed)
        elif last.part is Part.WITH or (self._leads() and self._all_bodies(listed)):
            self.duties.add(Part.CO, listed)
        else:
            self.duties.leftovers += [*listed.leftovers, *(named.span for named in listed.names)]

    def _all_bodies(self, listed: Listed) -> bool:
        names = listed.names
        return bool(names) and all(each.code or sounds_like_body(each.name, self.language) for each in names)


def ranked(duties: Duties, *, first_leads: bool) -> tuple[str | None, list[tuple[Named, str]]]:
    """The mode of a clause and its bodies with their roles; a body counts once, by its first mention.

    `first_leads`: the notice has said that the first named body leads.
    """
    parts = {group.part for group in duties.groups if group.names}
    plain = [named for group in duties.groups if group.part is Part.PLAIN for named in group.names]
    one_leads = not {Part.LEAD, Part.RESPECTIVE} & parts and (
        first_leads or duties.rule is not None or len(plain) == 1
    )
    roles: list[tuple[Named, str]] = []
    for group in duties.groups:
        for named in group.names:
            leads = group.part is Part.LEAD or (group.part is Part.RESPECTIVE and Part.LEAD not in parts)
            leads = leads or (one_leads and bool(plain) and named is plain[0])
            roles.append((named, LEAD if leads else _supporting(group.part)))
    return _mode(parts, roles, one_leads=one_leads), roles


def _supporting(part: Part) -> str:
    return PARTICIPATING if part is Part.PARTICIPATING else CO


def _mode(parts: set[Part], roles: list[tuple[Named, str]], *, one_leads: bool) -> str | None:
    if not roles:
        return None
    if Part.LEAD in parts:
        return LEAD_FIRST
    if Part.RESPECTIVE in parts:
        return RESPECTIVE
    return LEAD_FIRST if one_leads else JOINT
