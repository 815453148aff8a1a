"""Reading what was handed to places under a plan, as it stood at the end of a day."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q

from agencies.enums import Level
from agencies.models import Jurisdiction
from reformtracker.lib import clock
from reformtracker.lib.bilingual import Bilingual, is_chinese
from reports.board import remembered
from tasks import queries
from tasks.enums import PlanState, State
from tasks.models import Assignment, Plan
from tasks.standing import Facts, Limits, kind_of, planned_percent, standing

limits_on = lru_cache(maxsize=64)(Limits.on)


@dataclass(frozen=True, slots=True)
class Place:
    """A place with a government of its own; `path` holds the codes from the root, "CN/350000/"."""

    pk: int
    code: str
    path: str
    level: str
    position: int
    name_en: str
    name_zh: str
    short_en: str
    short_zh: str
    column: int | None
    row: int | None

    name = Bilingual("name")
    other_name = Bilingual("name", other=True)
    short = Bilingual("short")

    @property
    def label(self) -> str:
        """What stands for the place in a table: “Fujian”, “福建省”; the Chinese short name is one sign."""
        return self.name_zh if is_chinese() else self.short_en

    @classmethod
    def of(cls, place: Jurisdiction) -> "Place":
        return cls(*(getattr(place, name) for name in PLACE_FIELDS))

    def holds(self, path: str) -> bool:
        """Whether the place of that path is this one or lies in it."""
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Handed:
    """A measure that was handed to places, with its task and area; both in the plan's order."""

    measure: int
    label: str
    task: str
    title_en: str
    title_zh: str
    area: int
    area_title_en: str
    area_title_zh: str

    title = Bilingual("title")
    other_title = Bilingual("title", other=True)
    area_title = Bilingual("area_title")


class Duty(NamedTuple):
    """One implementing duty on the day. `percent` is what is on record, 0-100: see `said`."""

    pk: int
    place: str
    measure: int
    agency: str
    state: str
    percent: int
    start_on: dt.date
    due_on: dt.date
    original_due_on: dt.date
    reported_on: dt.date | None
    completed_on: dt.date | None
    objecting: str
    kind: str

    @property
    def said(self) -> int | None:
        """What the place reported, or None when it never did: missing is not zero."""
        return self.percent if self.reported_on else None

    @property
    def is_verified(self) -> bool:
        return self.state == State.VERIFIED

    @property
    def facts(self) -> Facts:
        return Facts(
            self.state, self.percent, self.start_on, self.due_on, self.original_due_on, self.reported_on,
            self.completed_on, self.objecting, owes=True,
        )  # fmt: skip

    def reason(self, day: dt.date) -> str:
        """The sentence behind the standing, in the active language."""
        return standing(queries.named(self.facts), limits_on(day))[1]

    def planned(self, day: dt.date) -> int:
        return planned_percent(self.start_on, self.due_on, day)


@dataclass(frozen=True, slots=True)
class Local:
    """All that was handed out under a plan by the end of the day (`as_of` None: now), for any reader."""

    plan: Plan
    as_of: dt.date | None
    day: dt.date
    places: tuple[Place, ...]
    measures: tuple[Handed, ...]
    duties: tuple[Duty, ...]

    @property
    def provinces(self) -> list[Place]:
        return [place for place in self.places if place.level == Level.PROVINCE]

    def key(self, name: str) -> tuple[object, ...]:
        """What a thing made of these duties is remembered under, until the plan's next entry."""
        return (name, self.plan.pk, _head(self.plan), self.as_of, self.day)


DUTY_FIELDS = (
    "pk", "agency__jurisdiction__path", "measure_id", "agency__code", "at_state", "at_percent", "start_on",
    "at_due_on", "original_due_on", "at_reported_on", "at_completed_on", "at_objecting",
)  # fmt: skip
MEASURE_FIELDS = (
    "measure_id", "measure__position", "measure__task__number", "measure__task__title_en",
    "measure__task__title_zh", "measure__task__area__position", "measure__task__area__title_en",
    "measure__task__area__title_zh",
)  # fmt: skip
IN_ORDER = (
    "measure__task__area__position", "measure__task__position", "measure__position", "position", "pk",
)  # fmt: skip
PLACE_FIELDS = (
    "pk", "code", "path", "level", "position", "name_en", "name_zh", "short_en", "short_zh", "tile_column",
    "tile_row",
)  # fmt: skip


def read_local(plan: Plan, as_of: dt.date | None = None) -> Local:
    """What was handed out under a plan that the reader may see; remembered until its next entry.

    Two queries at most. A plan that is not issued, or hands nothing out, has no duties.
    """
    day = as_of or clock.today()
    said = ("local", plan.pk, _head(plan), as_of, day)
    places, measures, duties = remembered(said, lambda: _read(plan, as_of, day))
    return Local(
        plan, as_of, day,
        tuple(Place(*row) for row in places),
        tuple(_handed(*row) for row in measures),
        tuple(Duty(*row) for row in duties),
    )  # fmt: skip


def _head(plan: Plan) -> str:
    chain = getattr(plan, "chain", None)
    return chain.hash if chain else ""


def _read(plan: Plan, as_of: dt.date | None, day: dt.date) -> tuple[list[Any], list[Any], list[Any]]:
    """Plain rows: they are kept in the cache, where objects would take three times as long."""
    duties, measures = _duties(plan, as_of, day) if plan.state == PlanState.ISSUED else ([], [])
    below = Q(path__in={row[1] for row in duties})
    places = Jurisdiction.objects.filter(Q(level=Level.PROVINCE) | below).order_by("position")
    return list(places.values_list(*PLACE_FIELDS)), measures, duties


def _duties(plan: Plan, as_of: dt.date | None, day: dt.date) -> tuple[list[Any], list[Any]]:
    """The rows of Duty, each with its standing, and those of Handed, both in the plan's order.

    The rule in Python is quicker here than in the database.
    """
    found = Assignment.objects.of_plan(plan).local().at(as_of).order_by(*IN_ORDER)
    limits, size = limits_on(day), len(DUTY_FIELDS)
    duties: list[tuple] = []
    measures: dict[int, tuple] = {}
    for both in found.values_list(*DUTY_FIELDS, *MEASURE_FIELDS):
        row = both[:size]
        duties.append((*row, kind_of(_facts(row), limits).value))
        measures.setdefault(row[2], both[size:])
    return duties, list(measures.values())


def _facts(row: tuple[Any, ...]) -> Facts:
    return Duty._make((*row, "")).facts


def _handed(pk: int, position: int, number: str, *titles: Any) -> Handed:
    return Handed(pk, f"{number}/{position}", number, *titles)
