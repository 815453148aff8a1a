"""A plan in the notice schema as the flat list of tasks that a comparison works on."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.comparison.aligning import Clues
from tasks.intake.similarity import Traits, traits, wording

Notice = Mapping[str, Any]
LEAD = "lead"
_HAN, _LATIN = re.compile("[\u3400-\u9fff]"), re.compile("[A-Za-z]{2}")
_SCALES = {
    "万": 10**4, "亿": 10**8, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9,
}  # fmt: skip
_NUMBERS = re.compile(r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?) ?(万|亿|hundred|thousand|million|billion)?")


@dataclass(frozen=True, slots=True)
class Area:
    """A reform area; `position` counts from 0."""

    position: int
    number: str
    title_en: str
    title_zh: str

    @property
    def traits(self) -> Traits:
        return traits(f"{self.title_en} {self.title_zh}")


@dataclass(frozen=True, slots=True)
class Aim:
    """A quantified target: its words, and what it comes to whatever its language."""

    text: str
    values: tuple[Decimal, ...]
    comparator: str

    @property
    def key(self) -> object:
        """Targets of one key are the same; without a value only the words can tell."""
        return (self.values, self.comparator) if self.values else self.text


@dataclass(frozen=True, slots=True)
class Side:
    """One task of one plan; `position` counts from 0 through the plan, `area` is the area's position.

    Agencies are codes, or names where no code is known. `dates` are those that the text states, else the end
    of the plan's period (`stated` tells which), as "2018-12-31".
    """

    position: int
    area: int
    number: str
    title_en: str
    title_zh: str
    text: str
    leads: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    dates: tuple[str, ...]
    stated: bool
    aims: tuple[Aim, ...]

    @property
    def bodies(self) -> tuple[str, ...]:
        return *self.leads, *(body for body, _role in self.others)


def areas(notice: Notice) -> list[Area]:
    return [
        Area(
            position,
            str(area.get("number") or position + 1),
            area.get("title_en") or area.get("title") or "",
            area.get("title_zh") or area.get("title") or "",
        )
        for position, area in enumerate(notice.get("areas") or ())
    ]


def sides(notice: Notice) -> list[Side]:
    """Every task of the plan, in its order."""
    end = (notice.get("period") or {}).get("end")
    found: list[Side] = []
    for position, area in enumerate(notice.get("areas") or ()):
        for task in area.get("tasks") or ():
            found.append(_side(task, len(found), position, end))
    return found


def _side(task: Notice, position: int, area: int, end: str | None) -> Side:
    text, measures = wording(task), task.get("measures") or ()
    duties = _duties(measures)
    dates = _unique(
        deadline["date"]
        for measure in measures
        for deadline in measure.get("deadlines") or ()
        if deadline.get("date") and not deadline.get("derived")
    )
    return Side(
        position=position,
        area=area,
        number=str(task.get("number") or position + 1),
        title_en=task.get("title_en") or task.get("title") or text[:80],
        title_zh=task.get("title_zh") or task.get("title") or text[:80],
        text=text,
        leads=_unique(body for body, role in duties if role == LEAD),
        others=_unique((body, role) for body, role in duties if role != LEAD),
        dates=tuple(sorted(dates)) or ((end,) if end else ()),
        stated=bool(dates),
        aims=tuple(_aim(target) for measure in measures for target in measure.get("targets") or ()),
    )


def _duties(measures: Iterable[Notice]) -> list[tuple[str, str]]:
    return [
        (duty.get("agency") or duty["name"], duty["role"])
        for measure in measures
        for duty in measure.get("responsibilities") or ()
    ]


def _unique(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def _aim(target: Notice) -> Aim:
    value, unit = target.get("value"), target.get("unit") or ""
    values = [] if value is None else value if isinstance(value, list) else [value]
    scale, _rest = scale_of(unit)
    scaled = tuple((Decimal(str(one)) * scale).normalize() for one in values)
    return Aim(target.get("text") or "", scaled, target.get("comparator") or "=")


def scale_of(unit: str) -> tuple[int, str]:
    """How many of the plain unit one of that unit is, and the plain unit: "万人" is 10,000 "人"."""
    for word, factor in _SCALES.items():
        if unit.casefold().startswith(word):
            return factor, unit[len(word) :].strip()
    return 1, unit


def clues(left: list[Side], right: list[Side], *, same_language: bool) -> Iterator[list[Clues]]:
    """What the tasks of each side are recognised by: first the left side's, then the right side's."""
    scripts = () if same_language else _common_scripts(left, right)
    for plan in (left, right):
        yield [
            Clues(
                traits(side.text) if same_language else _title_traits(side, scripts),
                frozenset(side.bodies) | {f"{LEAD} {body}" for body in side.leads},
                numbers(side.text),
            )
            for side in plan
        ]


def _common_scripts(left: list[Side], right: list[Side]) -> tuple[str, ...]:
    """Those languages in which both plans carry titles for most of their tasks."""
    found = []
    for attribute, letters in (("title_en", _LATIN), ("title_zh", _HAN)):
        written = [
            2 * sum(bool(letters.search(getattr(side, attribute))) for side in plan) > len(plan)
            for plan in (left, right)
        ]
        if all(written):
            found.append(attribute)
    return tuple(found)


def _title_traits(side: Side, scripts: tuple[str, ...]) -> Traits:
    return frozenset().union(*(traits(getattr(side, attribute)) for attribute in scripts))


def numbers(text: str) -> Traits:
    """The numbers in a text, in one form: 280,000 and 28万 are both "280000"."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(_plain(digits, scale) for digits, scale in _NUMBERS.findall(plain))


def _plain(digits: str, scale: str) -> str:
    value = Decimal(digits.replace(",", "")) * _SCALES.get(scale, 1)
    return f"{value.normalize():f}"
