"""The returns of a plan's rounds by place, for the matrix and the page of a place.

A return changes with a move, which changes the head of the plan's chain, or with a step of its round, which
leaves an event: figures remembered under both are never from before.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from agencies.permissions import ancestors
from reformtracker.lib import clock
from reports.board import remembered
from reports.discipline import Line, counted
from reports.provinces.reading import Local, Place
from tasks.models import RoundEvent

PATH = "assignment__agency__jurisdiction__path"
AREA = "assignment__measure__task__area__position"
ROUND = ("round__number", "round__opens_on", "round__due_on", "round__closed_at")


def returns_by_place(local: Local, *, area: int | None = None) -> dict[int, Line]:
    """The returns asked of each place and of those below it, in the whole plan or in one area.

    Places of which nothing was asked are left out. At most one query.
    """
    found = _counted(local, PATH, AREA)
    below = _below((path, line) for (path, position), line in found.items() if area in (None, position))
    lines = {place.pk: below.get(place.path, Line()) for place in local.places}
    return {pk: line for pk, line in lines.items() if line.asked or line.excused}


def _below(found: Iterable[tuple[str, Line]]) -> dict[str, Line]:
    """By path, what was asked of the place and of all places in it."""
    sums: dict[str, Line] = {}
    for path, line in found:
        for above in ancestors(path):
            sums[above] = sums[above] + line if above in sums else line
    return sums


@dataclass(frozen=True, slots=True)
class RoundLine:
    """What one round asked of the places: by path, of each with all that lie in it."""

    number: str
    opens_on: dt.date
    due_on: dt.date
    closed_at: dt.datetime | None
    below: dict[str, Line]

    def of(self, place: Place) -> Line:
        """What it asked of the place and of those in it."""
        return self.below.get(place.path, Line())

    def is_open(self, day: dt.date) -> bool:
        """Whether it was still open at the end of the day."""
        return self.closed_at is None or self.closed_at >= clock.end_of(day)


def rounds_of(local: Local) -> list[RoundLine]:
    """The rounds begun by the day, oldest first, with the returns of all places; at most one query."""
    found: dict[tuple, list[tuple[str, Line]]] = {}
    for (path, *said), line in _counted(local, PATH, *ROUND).items():
        found.setdefault(tuple(said), []).append((path, line))
    rounds = [
        RoundLine(number, opens_on, due_on, closed_at, _below(lines))
        for (number, opens_on, due_on, closed_at), lines in found.items()
    ]
    return sorted(rounds, key=lambda one: one.opens_on)


def _counted(local: Local, *group: str) -> dict[tuple, Line]:
    said = (*local.key("returns"), group, _last_event(local))
    return remembered(said, lambda: counted(local.plan, local.day, *group))


def _last_event(local: Local) -> int | None:
    """The newest step of any round of the plan; plans_in_sight has looked already."""
    if hasattr(local.plan, "last_round_event"):
        return local.plan.last_round_event
    return (
        RoundEvent.objects.filter(round__plan=local.plan).order_by("-pk").values_list("pk", flat=True).first()
    )
