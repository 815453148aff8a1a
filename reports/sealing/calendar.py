"""The calendar of seals: how each day of a month stands."""

import calendar as months
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import Min
from django.utils.translation import pgettext_lazy

from reformtracker.lib import clock
from reports.models import Check, Seal, SealLeaf
from reports.sealing.checking import SEALS

ONE_DAY = dt.timedelta(days=1)
EARLIEST = dt.date(2000, 1, 1)


class DayState(models.TextChoices):
    """How a day stands; a broken one stays broken until a check finds that all holds."""

    PUBLISHED = "published", pgettext_lazy("seal day", "published")
    SEALED = "sealed", pgettext_lazy("seal day", "sealed")
    LATE = "late", pgettext_lazy("seal day", "sealed late")
    MISSING = "missing", pgettext_lazy("seal day", "missing")
    BROKEN = "broken", pgettext_lazy("seal day", "does not hold")
    NONE = "none", pgettext_lazy("seal day", "none")


ICONS = {
    DayState.PUBLISHED: "verified",
    DayState.SEALED: "seal",
    DayState.LATE: "due_soon",
    DayState.MISSING: "blocked",
    DayState.BROKEN: "overdue",
    DayState.NONE: "",
}


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the calendar; outside the month there is nothing in it."""

    on: dt.date
    state: DayState
    seal: Seal | None
    inside: bool

    @property
    def icon(self) -> str:
        return ICONS[self.state]


def month_of(text: str) -> dt.date:
    """The first day of a month such as "2018-11"; of this month for everything else and for what is ahead."""
    today = clock.today().replace(day=1)
    try:
        asked = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return today
    return min(max(asked, EARLIEST), today)


def weeks(month: dt.date, last: Check | None) -> list[list[Day]]:
    """The weeks of the month, Monday first; `last` is the newest check that came to a result."""
    days = months.Calendar().monthdatescalendar(month.year, month.month)
    seals = Seal.objects.filter(day__range=(days[0][0], days[-1][-1])).select_related("publication")
    by_day = {seal.day: seal for seal in seals}
    first = Seal.objects.aggregate(first=Min("day"))["first"]
    broken = broken_from(last)
    return [[_day(on, month, by_day, first, broken) for on in week] for week in days]


def _day(
    on: dt.date,
    month: dt.date,
    seals: Mapping[dt.date | None, Seal],
    first: dt.date | None,
    broken: int | None,
) -> Day:
    seal, inside = seals.get(on), on.month == month.month
    if not inside:
        return Day(on, DayState.NONE, None, False)
    if seal:
        return Day(on, state_of(seal, broken), seal, True)
    missing = first is not None and first < on < clock.today()
    return Day(on, DayState.MISSING if missing else DayState.NONE, None, True)


def state_of(seal: Seal, broken: int | None) -> DayState:
    """How a daily seal stands; `broken` is the number from which on the last check does not hold."""
    if broken is not None and seal.number >= broken:
        return DayState.BROKEN
    if hasattr(seal, "publication"):
        return DayState.PUBLISHED
    late = seal.day is not None and clock.day_of(seal.at) > seal.day + ONE_DAY
    return DayState.LATE if late else DayState.SEALED


def broken_from(last: Check | None) -> int | None:
    """The number of the first seal that is touched by what the check found; None when there is none."""
    numbers = [_first_seal(fault) for fault in last.faults] if last else []
    return min((number for number in numbers if number is not None), default=None)


def _first_seal(fault: dict) -> int | None:
    """The first seal whose tree holds the faulty row: that of the first leaf at or behind the row."""
    if fault["chain"] == SEALS:
        return fault["n"] or None
    leaf = SealLeaf.objects.filter(chain=fault["chain"], n__gte=fault["n"]).order_by("index").first()
    if leaf is None:
        return None
    return (
        Seal.objects.filter(size__gt=leaf.index).order_by("number").values_list("number", flat=True).first()
    )
